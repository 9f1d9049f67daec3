"""Say where words stand in a source text, and print the TOML to paste."""

import sys
from pathlib import Path

import click
from pipeline.findings import speak_anywhere
from pipeline.locating import answer, places_of
from pipeline.options import SEEDS
from pipeline.seeds import UnreadableError, read_text
from pipeline.text import read_document


@click.command()
@SEEDS
@click.argument("name")
@click.argument("words")
def main(seeds: Path, name: str, words: str) -> None:
    """Say where WORDS stand in the source NAME, or what is nearest, and print the TOML to paste.

    Exit status: 0 found once; 1 not found, or in several places; 2 it could not run.
    """
    speak_anywhere()
    file = f"{seeds.resolve().name}/{name}.txt"
    try:
        document = read_document(read_text(seeds / f"{name}.txt", file))
    except UnreadableError as fault:
        there = ", ".join(sorted(path.stem for path in seeds.glob("*.txt"))) or "none"
        click.echo(f"could not run: {file}: {fault}; the sources are {there}", err=True)
        sys.exit(2)
    for line in answer(document, file, words):
        click.echo(line)
    sys.exit(0 if len(places_of(document, words)) == 1 else 1)


if __name__ == "__main__":
    main()
