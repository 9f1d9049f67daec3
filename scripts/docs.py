"""Write what the pages have of schemas, rules and data: whole pages, and outputs of examples."""

from itertools import chain

import click
from pipeline.common.findings import FaultyError
from pipeline.common.letters import visible
from pipeline.common.options import CannotRunError, command
from pipeline.common.paths import ROOT
from pipeline.contribute.claims_schema import claims_schema
from pipeline.publish.credits import with_credits
from pipeline.publish.data_dictionary import dictionary
from pipeline.publish.examples import refreshed
from pipeline.publish.findings_page import findings_page
from pipeline.publish.metadata import in_repository
from pipeline.publish.package_data import read_data
from pipeline.write.atomic import write_files

EXAMPLES = (
    "README.md",
    "docs/changes-in-2.md",
    "docs/datasheet.md",
    "docs/how-a-cell-is-proven.md",
    "docs/examples/*.md",
)


@command
@click.option("--check", is_flag=True, help="Write nothing; say whether a page would change.")
def main(check: bool) -> int:
    """Write the pages that are made of schemas, rules and tables, and what the examples print.

    They are docs/data-dictionary.md and docs/findings.md, schemas/claims.schema.json, CITATION.cff
    and .zenodo.json, the credits of sources in NOTICE, and the outputs of the examples in
    README.md, docs/changes-in-2.md, docs/datasheet.md, docs/how-a-cell-is-proven.md and
    docs/examples/.

    An example that does not run is named with its line, and then nothing is written.

    Exit status: 0 done; 1 an example does not run, or --check found that a page would change; 2 it
    could not run.
    """
    pages = whole_pages()
    faults = []
    for path in sorted(chain.from_iterable(map(ROOT.glob, EXAMPLES))):
        name = path.relative_to(ROOT).as_posix()
        page, found = refreshed(path.read_text(encoding="utf-8"))
        pages[name] = page.encode()
        faults += [visible(f"{name}:{line}: {reason}") for line, reason in found]
    if faults:
        click.echo("\n".join([*faults, "nothing was written: mend what does not run"]))
        return 1
    there = {name: (ROOT / name).is_file() and (ROOT / name).read_bytes() for name in pages}
    stale = [name for name in pages if there[name] != pages[name]]
    if check and stale:
        click.echo(f"{', '.join(stale)} would change: run python scripts/docs.py")
        return 1
    if stale:
        write_files(pages, ROOT)
    right = f"{len(pages)} pages are as they should be"
    click.echo(f"wrote {', '.join(sorted(stale))}" if stale else right)
    return 0


def whole_pages() -> dict[str, bytes]:
    """Return the pages and files that follow from schemas, rules and data alone, by path.

    Raises:
        CannotRunError: data/ or the descriptor is not as the build writes it.
    """
    try:
        data = read_data(ROOT)
        notice = with_credits((ROOT / "NOTICE").read_text("utf-8"), data.tables["sources"])
        metadata = in_repository(data.about) | {"NOTICE": notice.encode()}
    except (FaultyError, LookupError, TypeError):
        raise CannotRunError("data/ is not whole; run make data") from None
    return {
        "docs/data-dictionary.md": dictionary(data.tables).encode(),
        "docs/findings.md": findings_page().encode(),
        "schemas/claims.schema.json": claims_schema(),
        **metadata,
    }


if __name__ == "__main__":
    main()
