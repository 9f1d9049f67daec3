"""`.zenodo.json`: what Zenodo makes a DataCite record from when a release is deposited."""

from html import escape

from pipeline.publish.metadata.common import Json, addresses, creators, day


def zenodo(descriptor: Json) -> Json:
    """Return the file (Zenodo's metadata for a deposit); its description is HTML."""
    items = [f"{source['title']}: {source['path']}" for source in descriptor["sources"]]
    sources = "".join(f"<li>{escape(item, quote=False)}</li>" for item in items)
    description = escape(descriptor["description"], quote=False)
    return {
        "title": descriptor["title"],
        "upload_type": "dataset",
        "description": f"<p>{description}</p><p>Made from:</p><ul>{sources}</ul>",
        "version": descriptor["version"],
        "publication_date": day(descriptor),
        "creators": [{"name": name} for name in creators(descriptor)],
        "access_right": "open",
        "license": descriptor["licenses"][0]["name"].lower(),
        "keywords": descriptor["keywords"],
        "language": "eng",
        "related_identifiers": [
            {"identifier": address, "relation": "isDerivedFrom"}
            for address in addresses(descriptor["sources"])
        ],
    }
