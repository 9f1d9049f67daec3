"""`CITATION.cff`: the Citation File Format 1.2.0, which GitHub shows and Zotero imports."""

import yaml

from pipeline.publish.metadata.common import Json, creators, day

MESSAGE = "If you use this dataset, please cite it, and the sources that its quotations are from."


def citation(about: Json) -> bytes:
    """The file, in YAML."""
    said = {
        "cff-version": "1.2.0",
        "message": MESSAGE,
        "type": "dataset",
        "title": about["title"],
        "abstract": about["description"],
        "authors": [{"name": name} for name in creators(about)],
        "version": about["version"],
        "date-released": day(about),
        "license": [one["name"] for one in about["licenses"]],
        "keywords": about["keywords"],
        "references": [
            {
                "type": "generic",
                "title": one["title"],
                "authors": [{"name": one["publisher"]}],
                "url": one["path"],
            }
            for one in about["sources"]
        ],
    }
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=100).encode()
