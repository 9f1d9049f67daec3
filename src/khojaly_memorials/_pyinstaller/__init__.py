"""Tell PyInstaller, which asks by an entry point, where its hook for this package is."""

from pathlib import Path


def hook_dirs() -> list[str]:
    """Return the folder of the hook."""
    return [str(Path(__file__).parent)]
