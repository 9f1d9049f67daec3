"""From a claim to its value: where its quotation stands, and what the words give."""
