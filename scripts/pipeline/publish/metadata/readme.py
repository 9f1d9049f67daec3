"""The README of a downloaded package: what it is, what each file and column is, how to cite it."""

from collections.abc import Iterable

from khojaly_memorials.citing import cited
from pipeline.publish.data_dictionary import Tables, dictionary
from pipeline.publish.metadata.common import BESIDE, Json

PAGE = """# {title} {version}

{description}

This version is of {day}. {license} They are made from:

{sources}

A value is as its source has it. The tables are UTF-8, numbers have a point, dates are ISO 8601 or
EDTF, and an empty cell means that no source says. For a spreadsheet program take the workbook
(`.xlsx`) of the same version: a program that opens a CSV file may guess at its encoding and types.

## Files

{files}

## How to cite

> {citation}
"""


def readme(about: Json, beside: Iterable[str], tables: Tables) -> str:
    """The page, from the package's descriptor and tables, with the data dictionary.

    `beside` names what stands beside the tables and the seeds.
    """
    names = ", ".join(f"{one['name']} ({one['path']})" for one in about["licenses"])
    described = [
        (one["path"], one.get("description", one["mediatype"])) for one in about["resources"]
    ]
    around = [(name, BESIDE[name][0]) for name in beside]
    page = PAGE.format(
        title=about["title"],
        version=about["version"],
        description=about["description"],
        license=f"The data are under {names}; `NOTICE` credits the sources.",
        day=about["created"][:10],
        sources="\n".join(f"- {one['title']}: {one['path']}" for one in about["sources"]),
        files="\n".join(f"- `{name}`: {said}" for name, said in [*around, *described]),
        citation=cited(about, "apa"),
    )
    return f"{page}\n{dictionary(tables, made='')}"
