"""Say where words stand in a source text, print the TOML to paste, or take in a revised text."""

import sys
from pathlib import Path
from typing import NoReturn

import click
from pipeline.common.findings import FaultyError, report, speak_anywhere
from pipeline.common.options import SEEDS
from pipeline.common.safe_files import UnreadableError, read_text
from pipeline.read.text import read_document
from pipeline.revise.locate import answer, places_of
from pipeline.revise.report import report_of
from pipeline.revise.revise import put_in_place, revision


@click.command(context_settings={"ignore_unknown_options": True})  # words may begin with a hyphen
@SEEDS
@click.option("--revise", is_flag=True, help="WORDS is the file of the source's revised text.")
@click.argument("name")
@click.argument("words")
def main(seeds: Path, revise: bool, name: str, words: str) -> None:
    """Say where WORDS stand in the source NAME, or what is nearest, and print the TOML to paste.

    With --revise, WORDS is a file: the revised text of the source. The claims are anchored in it
    again, both files are written, and what moved, what changed and what was lost is listed. Of an
    excerpt, only the passages that claims quote are written.

    Exit status: 0 found once, or all claims are anchored again; 1 not found, or in several places,
    or a person has to look; 2 it could not run.
    """
    speak_anywhere()
    there = sorted(path.stem for path in seeds.glob("*.txt"))
    if name not in there:
        could_not_run(f"there is no source {name}; the sources are {', '.join(there) or 'none'}")
    sys.exit(take_in(seeds, name, Path(words)) if revise else tell(seeds, name, words))


def tell(seeds: Path, name: str, words: str) -> int:
    """Say where words stand; gives the exit status."""
    file = f"{seeds.absolute().name}/{name}.txt"
    try:
        document = read_document(read_text(seeds / f"{name}.txt", file))
    except UnreadableError as fault:
        could_not_run(f"{file}: {fault}")
    for line in answer(document, file, words):
        click.echo(line)
    return 0 if len(places_of(document, words)) == 1 else 1


def take_in(seeds: Path, name: str, revised: Path) -> int:
    """Take in a revised text; gives the exit status."""
    if not revised.exists():
        could_not_run(f"{revised}: this file is not there")
    try:
        made = revision(seeds, name, revised)
        if not made.is_idle:
            put_in_place(seeds, made)
    except FaultyError as fault:
        click.echo(report(fault.findings, "text"))
        return 1
    except OSError as fault:
        could_not_run(f"{fault.strerror or fault}: {fault.filename}")
    for line in report_of(made):
        click.echo(line)
    return 0 if made.is_clean else 1


def could_not_run(why: str) -> NoReturn:
    """End the command."""
    click.echo(f"could not run: {why}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
