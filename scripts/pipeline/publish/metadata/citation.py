"""`CITATION.cff`: the Citation File Format 1.2.0, which GitHub shows and Zotero imports."""

import yaml

from pipeline.publish.metadata.common import Json, creators, day

MESSAGE = "If you use this dataset, please cite it, and the sources that its quotations are from."


def citation(descriptor: Json) -> bytes:
    """Return the file, in YAML."""
    references = [
        {
            "type": "generic",
            "title": source["title"],
            "authors": [{"name": source["publisher"]}],
            "url": source["path"],
        }
        for source in descriptor["sources"]
    ]
    entries = {
        "cff-version": "1.2.0",
        "message": MESSAGE,
        "type": "dataset",
        "title": descriptor["title"],
        "abstract": descriptor["description"],
        "authors": [{"name": name} for name in creators(descriptor)],
        "version": descriptor["version"],
        "date-released": day(descriptor),
        "license": [license_["name"] for license_ in descriptor["licenses"]],
        "keywords": descriptor["keywords"],
        "references": references,
    }
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100).encode()
