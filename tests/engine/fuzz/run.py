"""Fuzz every target for a while: `python tests/engine/fuzz/run.py --seconds 60`.

Exit status: 0 nothing was found; 1 a target crashed, hung (10 s for one input) or grew (1 GB).
"""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parent / "sources"
NAME = "khojaly-massacre-memorials"
LIMITS = ("-timeout=10", "-rss_limit_mb=1000", "-max_len=65536", "-len_control=20")


def seed_corpus(folder: Path, target: str) -> None:
    """The frozen source, whole and in pieces, from which the changes start.

    Those of a package it makes itself, as the files are those that the build writes.
    """
    ending = {"claims": "toml", "source": "txt"}.get(target)
    if ending is None:
        return
    whole = (SOURCES / f"{NAME}.{ending}").read_bytes()
    pieces = [whole, *re.split(rb"\n(?=\[|==)", whole)]
    for index, piece in enumerate(pieces):
        (folder / f"{index:04}").write_bytes(piece)


def fuzz(target: str, seconds: int) -> tuple[bool, str]:
    """Whether a target held, and a line about it."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        corpus = Path(name) / "corpus"
        corpus.mkdir()
        seed_corpus(corpus, target)
        done = subprocess.run(
            [
                *(sys.executable, HERE / "targets.py", target, corpus),
                *(*LIMITS, f"-max_total_time={seconds}", f"-artifact_prefix={name}/found-"),
            ],
            cwd=name,
            env={**os.environ, "TMPDIR": name},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        found = [path.read_bytes() for path in Path(name).glob("found-*")]
    runs = re.findall(r"Done (\d+) runs", done.stderr)
    cover = re.findall(r"cov: (\d+)", done.stderr)
    line = f"{target:8} {runs[-1] if runs else '?':>8} runs, coverage {cover[-1] if cover else '?'}"
    if done.returncode == 0 and not found:
        return True, line
    return (
        False,
        f"{line}, failed:\n{done.stderr[-4000:]}\ninput: {found[0][:2000] if found else ''!r}",
    )


@click.command()
@click.option("--seconds", default=60, show_default=True, help="In all, over two cores.")
def main(seconds: int) -> None:
    """Fuzz the reading of claims and of source texts, and validation."""
    shares = {"claims": seconds, "package": seconds // 2, "source": seconds // 2}
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(lambda one: fuzz(*one), shares.items()))
    for _, line in results:
        click.echo(line)
    sys.exit(0 if all(held for held, _ in results) else 1)


if __name__ == "__main__":
    main()
