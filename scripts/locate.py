"""Find words in a source text and print the TOML to paste, or revise the text of a source."""

from pathlib import Path

import click
from pipeline.common.options import SEEDS, CannotRunError, command_status
from pipeline.common.safe_files import UnreadableError, read_text
from pipeline.read.text import read_document
from pipeline.revise.locate import find_places, format_places
from pipeline.revise.report import format_report
from pipeline.revise.revise import revise_source, write_revision


@click.command(context_settings={"ignore_unknown_options": True})  # words may begin with a hyphen
@SEEDS
@click.option("--revise", is_flag=True, help="WORDS is the file of the source's revised text.")
@click.argument("name")
@click.argument("words")
@command_status
def main(seeds: Path, revise: bool, name: str, words: str) -> int:
    """Say where WORDS stand in the source NAME, or what is nearest, and print the TOML to paste.

    With --revise, WORDS is a file: the revised text of the source. The claims are anchored in it
    again, both files are written, and what moved, what changed and what was lost is listed. Of an
    excerpt, only the passages that claims quote are written.

    Exit status: 0 found once, or all claims are anchored again; 1 not found, or in several places,
    or a person has to look; 2 it could not run.
    """
    names = sorted(path.stem for path in seeds.glob("*.txt"))
    if name not in names:
        raise CannotRunError(
            f"there is no source {name}; the sources are {', '.join(names) or 'none'}"
        )
    return _revise(seeds, name, Path(words)) if revise else _locate(seeds, name, words)


def _locate(seeds: Path, name: str, words: str) -> int:
    file = f"{seeds.absolute().name}/{name}.txt"
    try:
        document = read_document(read_text(seeds / f"{name}.txt", file))
    except UnreadableError as fault:
        raise CannotRunError(f"{file}: {fault}") from None
    for line in format_places(document, file, words):
        click.echo(line)
    return 0 if len(find_places(document, words)) == 1 else 1


def _revise(seeds: Path, name: str, revised: Path) -> int:
    if not revised.exists():
        raise CannotRunError(f"{revised}: this file is not there")
    revision = revise_source(seeds, name, revised)
    if not revision.is_idle:
        write_revision(seeds, revision)
    for line in format_report(revision):
        click.echo(line)
    return 0 if revision.is_clean else 1


if __name__ == "__main__":
    main()
