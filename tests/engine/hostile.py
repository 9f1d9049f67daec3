"""Run the commands on what a stranger may send, each time in a process that is held to bounds.

A process that has imported everything, and read the towns and rules once, forks one for each
question, so that hundreds can be asked.
Whatever a child writes, its time, its memory and its attempts to reach the network come back.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from conftest import ROOT

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

WARM = """
import json, os, resource, signal, sys
root, said, seconds = sys.argv[1], sys.argv[2:4], int(sys.argv[4])
sys.path[:0] = [root + "/scripts", root]
import build, validate, locate
from pipeline.building import build_tables
from pipeline.check.descriptor import profile
from pipeline.common.paths import ROOT
commands = {"build": build.main, "validate": validate.main, "locate": locate.main}
profile()
build_tables(ROOT / "tests/engine/sources")

def offline(event, _):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        os.write(2, b"it reached for the network")
        os._exit(99)

def answer(words):
    for number, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_CREAT), number)
    sys.addaudithook(offline)
    resource.setrlimit(resource.RLIMIT_CPU, (3 * seconds, 3 * seconds))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(20 * seconds)
    try:
        commands[words[0]].main(words[1:], standalone_mode=True)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()

print("ready", flush=True)
for line in sys.stdin:
    process = os.fork()
    if process == 0:
        try:
            answer(json.loads(line))
        except SystemExit as end:
            os._exit(end.code or 0)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(98)
    _, status, used = os.wait4(process, 0)
    took = used.ru_utime + used.ru_stime
    print(os.waitstatus_to_exitcode(status), took, used.ru_maxrss / 1024, flush=True)
"""


@dataclass(frozen=True)
class Answer:
    """How a command ended; a status below 0 is the signal that ended it."""

    status: int
    out: str = field(repr=False)  # which may be many megabytes
    err: str
    seconds: float
    megabytes: float
    findings: list[dict[str, Any]] = field(default_factory=list, repr=False)

    def hides(self, letters: str = "\x00\x07\x1b") -> bool:
        """Whether it prints letters that steer a terminal, or that nobody sees."""
        return any(letter in self.out for letter in letters)

    def codes(self, file: str | None = None) -> set[str]:
        """The codes of the findings, all or those about a file."""
        return {one["code"] for one in self.findings if file in (None, one["file"])}


class Commands:
    """The commands, to be asked one after the other."""

    def __init__(self, process: "subprocess.Popen[str]", said: tuple[Path, Path]) -> None:
        """Take a process that runs `WARM`, and the files to which its children write."""
        assert process.stdin and process.stdout
        self.questions, self.answers = process.stdin, process.stdout
        self.said = said
        self.answers.readline()

    def ask(self, *words: object) -> Answer:
        """What a command says; the bounds hold for each, and no answer is a traceback."""
        self.questions.write(json.dumps([str(word) for word in words]) + "\n")
        self.questions.flush()
        status, seconds, megabytes = map(float, self.answers.readline().split())
        out, err = (path.read_text("utf-8") for path in self.said)
        findings = json.loads(out)["findings"] if "json" in words and out else []
        answer = Answer(int(status), out, err, seconds, megabytes, findings)
        assert status in (0, 1, 2), (status, err[-2000:], seconds, megabytes)
        assert err.count("\n") == (1 if status == 2 else 0), err
        assert (seconds <= SECONDS, megabytes <= MEGABYTES) == (True, True), answer
        return answer

    def build(self, seeds: Path, *words: object) -> Answer:
        """What the build says of some seeds."""
        out = seeds.parent / "out"
        return self.ask("build", "--seeds", seeds, "--out", out, "--format", "json", *words)

    def validate(self, package: Path) -> Answer:
        """What validation says of a package."""
        return self.ask("validate", package, "--format", "json")


@contextmanager
def warm(folder: Path) -> Iterator[Commands]:
    """The commands, imported once; what they say goes through files in a folder."""
    said = folder / "out", folder / "err"
    words = [sys.executable, "-c", WARM, str(ROOT), *map(str, said), str(SECONDS)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Commands(process, said)
        finally:
            process.kill()


def add_seed(
    seeds: Path, name: str, text: str = TEXT, claims: str = "", **source: str
) -> tuple[Path, Path]:
    """Put a text and its claims into a folder, with a `[source]` that is right."""
    seeds.mkdir(parents=True, exist_ok=True)
    content = text.encode("utf-8", "surrogatepass")
    said = SOURCE | {"sha256": sha256(content).hexdigest()} | source
    paths = seeds / f"{name}.txt", seeds / f"{name}.toml"
    paths[0].write_bytes(content)
    paths[1].write_text(table("source", said) + claims, "utf-8")
    return paths


def table(name: str, keys: Mapping[str, str]) -> str:
    """A table of TOML with strings (JSON's are TOML's as well)."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
    return "\n".join([f"[{name}]", *lines, ""])
