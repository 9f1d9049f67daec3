"""Take in a revised text of a source, and find words in it."""
