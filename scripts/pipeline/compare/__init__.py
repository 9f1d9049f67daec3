"""Compare two packages, and work out the version that the changes call for."""
