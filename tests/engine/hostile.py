"""Ask the commands about what a stranger may send; each answer is held to bounds.

Whatever a command writes, its time, its memory and its attempts to reach the network come back. A
process that has imported what the scripts import, and read the towns, forks one for each call.
"""

import atexit
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

SECONDS = 10  # of processor time, in which everything is answered
MEGABYTES = 500  # of memory at its peak
SERVER = """
import json, os, resource, runpy, signal, sys
from pathlib import Path
root = Path(sys.argv[1])
sys.path[0] = str(root / "scripts")
for path in root.glob("scripts/*.py"):
    __import__(path.stem)
from pipeline.check.descriptor import profile
from pipeline.resolve.gazetteer import gazetteer_spelling
gazetteer_spelling("Baku")  # reads the towns
profile()
# nothing that polars does may come before a fork: its threads do not outlive one
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if not child:
        break
    _, status, used = os.wait4(child, 0)
    seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(os.waitstatus_to_exitcode(status), seconds, megabytes, flush=True)
else:
    sys.exit()

def offline(event, _):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        os.write(2, b"it reached for the network")
        os._exit(99)

call = json.loads(line)
for number, path in enumerate((os.devnull, call["out"], call["err"])):
    os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC), number)
sys.stdin = open(0)
sys.addaudithook(offline)
resource.setrlimit(resource.RLIMIT_CPU, (3 * call["seconds"], 3 * call["seconds"]))
resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
signal.alarm(20 * call["seconds"])
sys.argv[:] = call["words"]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
TEXT = "= A text =\n\nA memorial stands in Baku. It was opened on 3 May 1999.\n"
SOURCE = {
    "title": "A text",
    "url": "https://example.org/",
    "publisher": "Nobody",
    "added": "2026-11-20",
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


@cache
def start_server() -> "tuple[subprocess.Popen[str], Path]":
    """Start the process that forks, once for all; with it comes a folder for what is printed."""
    folder = tempfile.TemporaryDirectory()
    pipe = subprocess.PIPE
    words = [sys.executable, "-c", SERVER, str(ROOT)]
    server = subprocess.Popen(words, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    atexit.register(folder.cleanup)
    atexit.register(server.kill)
    assert server.stdout
    assert server.stdout.readline() == "ready\n"
    return server, Path(folder.name)


def ask(command: str, *words: object) -> Answer:
    """Return what a command says; the bounds hold for each, and no answer is a traceback."""
    server, folder = start_server()
    assert server.stdin
    assert server.stdout
    call = {"words": [str(ROOT / f"scripts/{command}.py"), *map(str, words)], "seconds": SECONDS}
    files = {name: str(folder / name) for name in ("out", "err")}
    server.stdin.write(json.dumps(call | files) + "\n")
    server.stdin.flush()
    status, seconds, megabytes = map(float, server.stdout.readline().split())
    out, err = ((folder / name).read_text("utf-8") for name in ("out", "err"))
    used = f"{call}: status {status}, {seconds} s, {megabytes} MB\n{err[-2000:]}"
    assert status in (0, 1, 2), used
    assert err.count("\n") == (1 if status == 2 else 0), used
    assert (seconds <= SECONDS, megabytes <= MEGABYTES) == (True, True), used
    findings = json.loads(out)["findings"] if "json" in words and out else []
    return Answer(int(status), out, findings)


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
