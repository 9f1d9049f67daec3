"""Ask the commands about what a stranger may send; each answer is held to bounds.

Whatever a command writes, its time, its memory and its attempts to reach the network come back.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, open_scripts

SECONDS = 10  # of processor time, in which everything is answered
MEGABYTES = 500  # of memory at its peak
TEXT = "= A text =\n\nA memorial stands in Baku. It was opened on 3 May 1999.\n"
SOURCE = {
    "title": "A text",
    "url": "https://example.org/",
    "publisher": "Nobody",
    "license": "CC0-1.0",
    "language": "en",
}


class Answer:
    """How a command ended: its exit status, what it printed, and its findings as JSON has them."""

    def __init__(self, status: int, out: str, findings: list[dict[str, Any]]) -> None:
        """Take what a command gave."""
        self.status, self.out, self.findings = status, out, findings

    def hides(self, letters: str = "\x00\x07\x1b") -> bool:
        """Whether it prints letters that steer a terminal, or that nobody sees."""
        return any(letter in self.out for letter in letters)

    def codes(self, file: str | None = None) -> set[str]:
        """The codes of the findings, all or those about a file."""
        return {one["code"] for one in self.findings if file in (None, one["file"])}


def ask(command: str, *words: object) -> Answer:
    """Return what a command says; the bounds hold for each, and no answer is a traceback."""
    script = str(ROOT / f"scripts/{command}.py")
    done = open_scripts().run([script, *map(str, words)], ROOT, SECONDS)
    assert done.status in (0, 1, 2), (done, done.err[-2000:])
    assert done.err.count("\n") == (1 if done.status == 2 else 0), done.err
    assert (done.seconds <= SECONDS, done.megabytes <= MEGABYTES) == (True, True), done
    findings = json.loads(done.out)["findings"] if "json" in words and done.out else []
    return Answer(done.status, done.out, findings)


def build(seeds: Path) -> Answer:
    """Return what the build says of some seeds."""
    return ask("build", "--seeds", seeds, "--out", seeds.parent / "out", "--format", "json")


def validate(package: Path) -> Answer:
    """Return what validation says of a package."""
    return ask("validate", package, "--format", "json")


def cases(by_code: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """Return the cases of a set as parameters: the code of what is found, and the content.

    The set has them by code and name. But for the first, `make test-more` tries them.
    """
    found = [(code, name) for code, named in by_code.items() for name in named]
    return [
        pytest.param(code, by_code[code][name], id=name, marks=pytest.mark.more if at else ())
        for at, (code, name) in enumerate(found)
    ]


def add_seed(
    seeds: Path, name: str, text: str = TEXT, claims: str = "", **source: str
) -> tuple[Path, Path]:
    """Put a text and its claims into a folder, with a `[source]` that is right."""
    seeds.mkdir(parents=True, exist_ok=True)
    content = text.encode("utf-8", "surrogatepass")
    about = SOURCE | {"sha256": sha256(content).hexdigest()} | source
    paths = seeds / f"{name}.txt", seeds / f"{name}.toml"
    paths[0].write_bytes(content)
    paths[1].write_text(table("source", about) + claims, "utf-8")
    return paths


def table(name: str, keys: Mapping[str, str]) -> str:
    """Return a table of TOML with strings (JSON's are TOML's as well)."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
    return "\n".join([f"[{name}]", *lines, ""])
