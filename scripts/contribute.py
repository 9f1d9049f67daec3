"""Take a source in, check what is claimed of it, and mend what a machine can."""

import datetime
import difflib
import re
import sys
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

import click
from pipeline.building import examine_seeds
from pipeline.check.directory import Directory
from pipeline.check.frames import frame_of
from pipeline.common.findings import FaultyError, Finding, report_lines
from pipeline.common.letters import visible
from pipeline.common.options import FORMAT, SEEDS, CannotRunError, command, echo_findings
from pipeline.common.safe_files import UnreadableError, largest_of, read_bytes, read_text
from pipeline.contribute.base import read_base
from pipeline.contribute.fixes import fix_claims
from pipeline.contribute.plain_text import left_overs, plain_text
from pipeline.contribute.review import review_page
from pipeline.contribute.skeleton import skeleton
from pipeline.contribute.suggestions import Known, guess_language, suggest
from pipeline.contribute.verdict import find_faults
from pipeline.read.seeds import parse_seed
from pipeline.read.text import read_document
from pipeline.revise.revise import revise_source, write_revision
from pipeline.write.atomic import write_files

from schemas.columns import SLUG

MAX_ANNOTATIONS = 10  # of a kind, that GitHub shows of a step
NO_LICENSE = "LicenseRef-all-rights-reserved"
AGAINST = click.option(
    "--against", metavar="REVISION", help="The branch that it goes into, as git names it."
)


@command
@SEEDS
@click.argument("name")
@click.argument("text")
@click.option("--url", required=True, help="Where the text is from.")
@click.option("--title", help="What it is called; else its first line.")
@click.option("--publisher", help="Who published it; else the host of the address.")
@click.option("--license", help="Its licence, as SPDX names it; without one, it is an excerpt.")
@click.option("--language", help="Its language (BCP 47); else the one that its words look like.")
@click.option("--excerpt", is_flag=True, help="Keep only what is quoted, once `fix` is run.")
def new(
    seeds: Path,
    name: str,
    text: str,
    url: str,
    title: str | None,
    publisher: str | None,
    license: str | None,
    language: str | None,
    excerpt: bool,
) -> int:
    """Take the source NAME in: seeds/NAME.txt, and seeds/NAME.toml with what it may say.

    TEXT is a file, or - for what is pasted. It is brought into the form in which it is quoted, and
    what a copy may have left in it is named. In the claims, each passage has lines to uncomment:
    memorials, people and bodies that it names and the tables have, dates, measures, terms.

    Exit status: 0 taken in; 1 the text cannot be taken, or NAME is there already (nothing is
    written); 2 it could not run.
    """
    if not re.fullmatch(SLUG, name):
        raise CannotRunError(f"{name} is no name: lowercase letters, digits, hyphens")
    words, altered = plain_text(_read(text))
    document = read_document(words)
    if not document.passages or re.search("<html|<!doctype", words, re.IGNORECASE):
        message, how = "it is empty, or the code of a page", "save the text that a browser shows"
        raise UnreadableError("unreadable-file", text, message, how)
    source: dict[str, str | datetime.date] = {
        "title": title or document.passages[0].text[:200],
        "url": url,
        "publisher": publisher or urlsplit(url).hostname or url,
        "added": datetime.date.today(),
        "license": license or NO_LICENSE,
        "language": language or guess_language(words),
    }
    if excerpt or not license:
        source["extent"] = "excerpt"
    base = examine_seeds(seeds)
    tables = {table: frame_of(table, rows) for table, rows in base.tables.items()}
    found = suggest(document, str(source["language"]), Known(Directory(tables)))
    claims = skeleton(name, source, document, found)
    files = {f"{name}.txt": words.encode(), f"{name}.toml": claims.encode()}
    if any((seeds / path).exists() for path in files):
        fix = "choose another name, or edit its claims"
        raise FaultyError([Finding("same-text", "it is there", fix, f"seeds/{name}.txt")])
    _, findings = parse_seed(name, f"{seeds.absolute().name}/{name}", words, claims)
    if any(finding.severity == "error" for finding in findings):
        raise FaultyError(findings)
    write_files(files, seeds)
    for what in altered:
        click.echo(f"the text: {what}")
    for line, left in left_overs(words):
        click.echo(f"seeds/{name}.txt:{line}: {visible(left)!r}: is this the text's own?")
    if not language:
        click.echo(f"the language looks like {source['language']}; else mend it in [source]")
    if not license:
        click.echo(f"without --license, only what is quoted may be shipped: {NO_LICENSE}, excerpt")
    lines = sum(map(len, found))
    click.echo(f"wrote seeds/{name}.txt and seeds/{name}.toml, with {lines} claims to look at")
    return 0


def _read(text: str) -> str:
    """Return a text as it is in a file, or as it comes from a pipe or keyboard."""
    if text == "-":
        largest = largest_of("-.txt")
        content = sys.stdin.buffer.read(largest + 1)
        if len(content) > largest:
            fix = "cut it into several sources"
            raise UnreadableError("too-large", "-", f"it has more than {largest:,} bytes", fix)
    else:
        content = read_bytes(Path(text), text)
    try:
        return content.decode()
    except UnicodeDecodeError as fault:
        message, line = f"byte {fault.start} is not UTF-8", content.count(b"\n", 0, fault.start) + 1
        raise UnreadableError("unreadable-file", text, message, "save it as UTF-8", line) from None


@command
@SEEDS
@click.argument("name", required=False)
@AGAINST
@FORMAT
@click.option("--page", type=click.Path(path_type=Path), help="Add the page to this file instead.")
def check(seeds: Path, name: str | None, against: str | None, style: str, page: Path | None) -> int:
    """Check everything that a pull request is asked, on the claims of NAME, or of all that changed.

    Nothing generated is looked at. At the end stands what a reviewer reads: what would change, each
    claim with its whole sentence.

    Exit status: 0 it holds; 1 it does not; 2 it could not run.
    """
    base = read_base(seeds, name, against)
    assembly = examine_seeds(seeds)
    findings = find_faults(assembly, base.assembly, base.own, base.others)
    _echo(findings, style)
    words = review_page(assembly, base.assembly, base.beyond, findings if page else ())
    if page:
        with page.open("a", encoding="utf-8") as file:
            file.write(words)
    elif style == "text":
        click.echo(words)
    return int(any(finding.severity == "error" for finding in findings))


def _echo(findings: Collection[Finding], style: str) -> None:
    """Print findings; of more than GitHub shows, the last line tells how many there are."""
    if style != "github" or len(findings) <= MAX_ANNOTATIONS:
        echo_findings(findings, style)
        return
    for line in list(report_lines(findings, style))[: MAX_ANNOTATIONS - 1]:
        click.echo(line)
    click.echo(f"::error title=total::{len(findings)} findings; the page of the run has them all")


@command
@SEEDS
@click.argument("name", required=False)
@AGAINST
@click.option("--yes", is_flag=True, help="Write without asking.")
def fix(seeds: Path, name: str | None, against: str | None, yes: bool) -> int:
    """Make the edits that findings spell out, in the claims of NAME, or of all that changed.

    Quotations get the words around them that settle their place, or the text's own spelling; tables
    that stand twice become one; passages that nothing quotes get [[unused]], with a reason for you
    to write; a new text gets its hash; an excerpt of which all holds is cut to what is quoted. The
    edits are shown, and written once you say so, or at once where no terminal asks.

    Exit status: 0 nothing is left to mend; 1 something is; 2 it could not run.
    """
    base = read_base(seeds, name, against)
    for source in sorted(base.own):
        file = f"{seeds.absolute().name}/{source}"
        text, toml = (
            read_text(seeds / f"{source}.{end}", f"{file}.{end}") for end in ("txt", "toml")
        )
        mended = fix_claims(source, file, text, toml, is_new=source in base.new)
        if mended == toml:
            continue
        lines = (toml.splitlines(), mended.splitlines())
        for line in difflib.unified_diff(*lines, f"{file}.toml", "mended", lineterm="", n=1):
            click.echo(visible(line))
        if yes or not sys.stdin.isatty() or click.confirm("Write this?"):
            write_files({f"{source}.toml": mended.encode()}, seeds)
    findings = find_faults(examine_seeds(seeds), base.assembly, base.own, base.others)
    if findings and all(finding.code == "excerpt-unquoted" for finding in findings):
        for name in {Path(finding.file or "").stem for finding in findings}:
            revision = revise_source(seeds, name, seeds / f"{name}.txt")
            write_revision(seeds, revision)
            click.echo(f"seeds/{name}.txt: {revision.left_out} passages were left out")
        findings = []
    echo_findings(findings, "text")
    return int(bool(findings))


main = click.Group(
    commands={"new": new, "check": check, "fix": fix},
    help="Take a source in, check what is claimed of it, and mend what a machine can.",
)

if __name__ == "__main__":
    main()
