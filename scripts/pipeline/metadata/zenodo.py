"""`.zenodo.json`: what Zenodo makes a DataCite record from when a release is deposited."""

from pipeline.metadata.common import Json, creators, day


def zenodo(about: Json) -> Json:
    """The file (Zenodo's metadata for a deposit)."""
    sources = "".join(f"<li>{one['title']}: {one['path']}</li>" for one in about["sources"])
    return {
        "title": about["title"],
        "upload_type": "dataset",
        "description": f"<p>{about['description']}</p><p>Made from:</p><ul>{sources}</ul>",
        "version": about["version"],
        "publication_date": day(about),
        "creators": [{"name": name} for name in creators(about)],
        "access_right": "open",
        "license": about["licenses"][0]["name"].lower(),
        "keywords": about["keywords"],
        "language": "eng",
        "related_identifiers": [
            {"identifier": one["path"], "relation": "isDerivedFrom"} for one in about["sources"]
        ],
    }
