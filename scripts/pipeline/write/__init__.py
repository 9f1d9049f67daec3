"""Write a package: its files as bytes, and these to their place."""
