"""Find words in a source text and print the TOML to paste, or revise the text of a source."""

from collections.abc import Iterator
from pathlib import Path

import click
from pipeline.common.letters import visible
from pipeline.common.options import SEEDS, CannotRunError, command
from pipeline.common.safe_files import UnreadableError, read_text
from pipeline.read.text import read_document
from pipeline.revise.locate import find_places, format_places
from pipeline.revise.report import format_report
from pipeline.revise.revise import revise_source, write_revision


@command
@SEEDS
@click.option("--revise", is_flag=True, help="WORDS is the file of the source's revised text.")
@click.argument("name")
@click.argument("words")
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
        sources = ", ".join(names) or "none"
        raise CannotRunError(f"there is no source {name}; the sources are {sources}")
    plain = words.replace("[[", "").replace("]]", "")  # as a claim may have them
    lines, is_done = _revise(seeds, name, words) if revise else _locate(seeds, name, plain)
    for line in lines:
        click.echo(visible(line))
    return 0 if is_done else 1


main.context_settings = {"ignore_unknown_options": True}  # words may begin with a hyphen


def _locate(seeds: Path, name: str, words: str) -> tuple[Iterator[str], bool]:
    file = f"{seeds.absolute().name}/{name}.txt"
    try:
        document = read_document(read_text(seeds / f"{name}.txt", file))
    except UnreadableError as fault:
        raise CannotRunError(f"{file}: {fault}") from None
    return format_places(document, file, words), len(find_places(document, words)) == 1


def _revise(seeds: Path, name: str, revised: str) -> tuple[Iterator[str], bool]:
    if not Path(revised).exists():
        raise CannotRunError(f"{revised}: this file is not there")
    revision = revise_source(seeds, name, Path(revised))
    write_revision(seeds, revision)
    return format_report(revision), revision.is_clean


if __name__ == "__main__":
    main()
