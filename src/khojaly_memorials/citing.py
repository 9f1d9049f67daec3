"""How to cite the dataset, from what its descriptor says."""

import json
from typing import Any, get_args

from khojaly_memorials.files import check_name, descriptor
from khojaly_memorials.names import CitationStyle


def cite(style: CitationStyle = "apa") -> str:
    """A citation of this version: "apa", "bibtex" or "csl-json", with licence and sources.

    >>> print(cite().split(". ")[0])
    khojaly-memorials contributors (2026)

    Raises:
        ValueError: there is no such style.
    """
    return cited(descriptor(), style)


def cited(about: dict[str, Any], style: CitationStyle) -> str:
    """A citation of the package that a descriptor describes.

    Raises:
        ValueError: there is no such style.
    """
    check_name("style", style, get_args(CitationStyle))
    title = f"{about['title']}: {about['description']}".rstrip(".")
    authors = ", ".join(person["title"] for person in about["contributors"])
    licenses = ", ".join(license["name"] for license in about["licenses"])
    made_from = "; ".join(f"{source['title']} ({source['path']})" for source in about["sources"])
    year, version = about["created"][:4], about["version"]
    note = f"Licence: {licenses}. Made from: {made_from}"
    if style == "bibtex":
        said = {
            "author": f"{{{authors}}}",
            "title": f"{{{title}}}",
            "year": year,
            "version": version,
            "note": note,
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in said.items())
        return f"@misc{{{about['name']}-{version},\n{lines}\n}}"
    if style == "csl-json":
        entry = {
            "id": f"{about['name']}-{version}",
            "type": "dataset",
            "author": [{"literal": person["title"]} for person in about["contributors"]],
            "title": title,
            "issued": {"date-parts": [[int(part) for part in about["created"][:10].split("-")]]},
            "version": version,
            "note": note,
        }
        return json.dumps([entry], ensure_ascii=False, indent=2)
    return f"{authors} ({year}). {title} (Version {version}) [Data set]. {note}."
