"""Run the benchmarks and write what they say into benchmarks/RESULTS.md.

    .venv/bin/python benchmarks/results.py [validate] [build] [load] [load_large] [diff] [large]

Without names all are run. A section that is run again replaces the one that is there. With --spark,
an interpreter that has pyspark (and Java), Spark counts the rows of the largest tables, too.
"""

import re
import subprocess
import sys
from pathlib import Path

import click
from pipeline.write.atomic import write_files

HERE = Path(__file__).parent
MADE = HERE / "made"
RESULTS = HERE / "RESULTS.md"
PARTS: dict[str, list[str]] = {  # each with its arguments
    "validate": ["--folder", str(MADE)],
    "build": ["--folder", str(MADE)],
    "load": [],
    "load_large": ["--package", str(MADE / "rows-10000")],
    "diff": ["--package", str(MADE / "rows-1000000"), "--runs", "7"],
    "large": [str(MADE / "stream"), "--runs", "1"],
}
HEAD = """# How fast it is, and how it grows

What the benchmarks in this folder measured, each section in one run, written by
`benchmarks/results.py`. Wall times of whole processes; ratios are what to look at, as the machine
counts for more than the code. What is missed, and what bounds it, is told in
[the README of this folder](README.md).
"""
TITLE = "## Loading the real package"  # of what `load.py` prints, which is no Markdown


def section(name: str, arguments: list[str]) -> str:
    """What a benchmark prints, from its heading on."""
    words = [sys.executable, str(HERE / f"{name}.py"), *arguments]
    said = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    if not said.startswith("## "):
        said = f"{TITLE}\n\n```text\n{said}\n```"
    return said


def sections(page: str) -> dict[str, str]:
    """The sections of a page by their headings, in order."""
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0]: part.strip() for part in parts}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--spark", help="An interpreter that has pyspark.")
def main(names: tuple[str, ...], spark: str | None) -> None:
    """Run the benchmarks of those NAMES, or all, and write their sections."""
    for name in names or PARTS:
        click.echo(f"benchmarks/{name}.py")
        there = sections(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
        more = ["--spark", spark] if spark and name == "large" else []
        said = section(name, [*PARTS[name], *more])
        there[said.partition("\n")[0]] = said
        page = "\n\n".join([HEAD.strip(), *there.values()]) + "\n"
        write_files({RESULTS.name: page.encode()}, HERE)


if __name__ == "__main__":
    main()
