"""The web pages: static files made from a built package alone, readable without scripts."""
