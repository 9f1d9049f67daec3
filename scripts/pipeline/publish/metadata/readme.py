"""The README of a downloaded package: what it is, what each file and column is, how to cite it."""

from collections.abc import Iterable

from khojaly_memorials.citing import cited
from pipeline.common.paths import METADATA_FILES
from pipeline.publish.data_dictionary import dictionary
from pipeline.publish.metadata.common import Json, Tables, day

PAGE = """# {title} {version}

{description}

This version is of {day}. The data are under {licenses}; `NOTICE` credits the sources. \
They are made from:

{sources}

A value is as its source has it. The tables are UTF-8, numbers have a point, dates are ISO 8601 or
EDTF, and an empty cell means that no source says. For a spreadsheet program take the workbook
(`.xlsx`) of the same version: a program that opens a CSV file may guess at its encoding and types.

## Files

{files}

## How to cite

> {citation}
"""


def readme(descriptor: Json, names: Iterable[str], tables: Tables) -> str:
    """Return the page, from the package's descriptor and tables, with the data dictionary.

    `names` are those of the files of metadata.
    """
    licenses = ", ".join(f"{entry['name']} ({entry['path']})" for entry in descriptor["licenses"])
    sources = descriptor["sources"]
    files = [(name, METADATA_FILES[name][0]) for name in names]
    for resource in descriptor["resources"]:
        files.append((resource["path"], resource.get("description", resource["mediatype"])))
    page = PAGE.format(
        title=descriptor["title"],
        version=descriptor["version"],
        description=descriptor["description"],
        licenses=licenses,
        day=day(descriptor),
        sources="\n".join(f"- {source['title']}: {source['path']}" for source in sources),
        files="\n".join(f"- `{path}`: {description}" for path, description in files),
        citation=cited(descriptor, "apa"),
    )
    return f"{page}\n{dictionary(tables, origin='')}"
