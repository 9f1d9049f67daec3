"""The description that wheel and sdist carry: the README, with links that lead on from PyPI too."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

RELATIVE = re.compile(r"\[([^\[\]]+)\]\((?!https?:|#)([^()\s]+)\)")  # a link to a file of ours


class ReadmeHook(MetadataHookInterface):
    """Make links to files absolute; where no repository is known yet, their words stand alone."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the `readme` of the project that `metadata` is of."""
        home = metadata.get("urls", {}).get("Repository", "").rstrip("/")
        link = rf"[\1]({home}/blob/v{metadata['version']}/\2)" if home else r"\1"
        page = (Path(self.root) / "README.md").read_text("utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": RELATIVE.sub(link, page)}
