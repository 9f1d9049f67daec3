"""The README of a downloaded package: what it is, what each file is, how to cite it."""

from khojaly_memorials.citing import cited
from pipeline.metadata.common import BESIDE, Json

PAGE = """# {title} {version}

{description}

{license} Of {day}; made from:

{sources}

A value is as its source has it. The tables are UTF-8, numbers have a point, dates are ISO 8601 or
EDTF, and an empty cell means that no source says. For a spreadsheet program take the workbook
(`.xlsx`) of the same version: a program that opens a CSV file may guess at its encoding and types.

## Files

{files}

## How to cite

> {citation}
"""


def readme(about: Json) -> str:
    """The page, from the package's descriptor; the data dictionary comes after it."""
    names = ", ".join(f"{one['name']} ({one['path']})" for one in about["licenses"])
    described = [
        (one["path"], one.get("description", one["mediatype"])) for one in about["resources"]
    ]
    beside = [(name, said) for name, (said, _) in BESIDE.items()]
    return PAGE.format(
        title=about["title"],
        version=about["version"],
        description=about["description"],
        license=f"Licence of the data: {names}; `NOTICE` credits the sources.",
        day=about["created"][:10],
        sources="\n".join(f"- {one['title']}: {one['path']}" for one in about["sources"]),
        files="\n".join(f"- `{name}`: {said}" for name, said in [*beside, *described]),
        citation=cited(about, "apa"),
    )
