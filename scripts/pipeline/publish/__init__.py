"""Make what is published of a package: downloads, metadata, docs and web pages."""
