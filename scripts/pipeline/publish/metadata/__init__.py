"""Metadata for other people's programs, each form a module, all of it made from the descriptor."""
