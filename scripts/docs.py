"""Write what the pages have of schemas, rules and data: whole pages, and outputs of examples."""

import sys

import click
from pipeline.check.package_reader import read_package
from pipeline.common.escaping import visible
from pipeline.common.findings import speak_anywhere
from pipeline.common.safe_files import UnreadableError
from pipeline.compare.described_package import read_descriptor
from pipeline.publish.data_dictionary import dictionary
from pipeline.publish.examples import refreshed
from pipeline.publish.findings_page import findings_page
from pipeline.publish.metadata.forms import in_repository
from pipeline.write.atomic import write_files
from pipeline.write.package_files import ROOT

from schemas import TABLES

SHOWING = (
    "README.md",
    "docs/datasheet.md",
    "docs/how-a-cell-is-proven.md",
    "docs/examples/*.md",
)


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; say whether a page would change.")
def main(check: bool) -> None:
    """Write the pages that are made of schemas, rules and tables, and what the examples print.

    They are docs/data-dictionary.md and docs/findings.md, CITATION.cff and .zenodo.json, and the
    outputs of the examples in README.md, docs/datasheet.md, docs/how-a-cell-is-proven.md and
    docs/examples/.

    An example that does not run is named with its line, and then nothing is written.

    Exit status: 0 done; 1 an example does not run, or --check found that a page would change; 2 it
    could not run.
    """
    speak_anywhere()
    package = read_package(ROOT)
    metadata = _metadata()
    if package.findings or package.tables.keys() != TABLES.keys() or not metadata:
        click.echo("could not run: data/ is not whole; run make data", err=True)
        sys.exit(2)
    pages = {
        "docs/data-dictionary.md": dictionary(package.tables).encode(),
        "docs/findings.md": findings_page().encode(),
        **metadata,
    }
    try:
        faults = []
        for path in sorted(path for pattern in SHOWING for path in ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            page, found = refreshed(path.read_text(encoding="utf-8"))
            pages[name] = page.encode()
            faults += [visible(f"{name}:{fault.line}: {fault.reason}") for fault in found]
        if faults:
            click.echo("\n".join([*faults, "nothing was written: mend what does not run"]))
            sys.exit(1)
        if check and (stale := [name for name in pages if not _is_there(name, pages[name])]):
            click.echo(f"{', '.join(stale)} would change: run python scripts/docs.py")
            sys.exit(1)
        changed = [] if check else write_files(pages, ROOT)
    except OSError as fault:
        click.echo(f"could not run: {fault.strerror or fault}: {fault.filename}", err=True)
        sys.exit(2)
    said = f"wrote {', '.join(changed)}" if changed else f"{len(pages)} pages are as they should be"
    click.echo(said)


def _metadata() -> dict[str, bytes]:
    """The files that follow from the descriptor; none where it is not as the build writes it."""
    try:
        return in_repository(read_descriptor(ROOT))
    except (UnreadableError, LookupError, TypeError):
        return {}


def _is_there(name: str, page: bytes) -> bool:
    return (ROOT / name).is_file() and (ROOT / name).read_bytes() == page


if __name__ == "__main__":
    main()
