"""Fill the tables with what the claims give."""
