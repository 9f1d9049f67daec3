"""The README of a downloaded package: what it is, what each file and column is, how to cite it."""

from collections.abc import Iterable

from khojaly_memorials.citing import cited
from pipeline.common.paths import METADATA_FILES
from pipeline.publish.data_dictionary import dictionary
from pipeline.publish.metadata.common import Json, Tables
from pipeline.publish.templates import rendered


def readme(descriptor: Json, names: Iterable[str], tables: Tables) -> str:
    """Return the page, from the package's descriptor and tables, with the data dictionary.

    `names` are those of the files of metadata.
    """
    files = [(name, METADATA_FILES[name][0]) for name in names]
    for resource in descriptor["resources"]:
        files.append((resource["path"], resource.get("description", resource["mediatype"])))
    return rendered(
        "package_readme.md",
        about=descriptor,
        files=files,
        citation=cited(descriptor, "apa"),
        dictionary=dictionary(tables, generated=False),
    )
