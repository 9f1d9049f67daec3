"""`.zenodo.json`: what Zenodo makes a DataCite record from when a release is deposited."""

from html import escape

from pipeline.publish.metadata.common import Json, creators, day


def zenodo(about: Json) -> Json:
    """The file (Zenodo's metadata for a deposit)."""
    listed = [_text(f"{one['title']}: {one['path']}") for one in about["sources"]]
    sources = "".join(f"<li>{one}</li>" for one in listed)
    said = _text(about["description"])
    return {
        "title": about["title"],
        "upload_type": "dataset",
        "description": f"<p>{said}</p><p>Made from:</p><ul>{sources}</ul>",
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


def _text(said: str) -> str:
    """Words in HTML."""
    return escape(said, quote=False)
