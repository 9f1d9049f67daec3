"""Scripts run as a user runs them, each in a process of its own, but everything imported once.

A process that has imported what the scripts import, and read the towns, forks one for each
call. On request a call is held to bounds, and ended where it reaches for the network.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

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
os.chdir(call["cwd"])
if seconds := call["seconds"]:
    sys.addaudithook(offline)
    resource.setrlimit(resource.RLIMIT_CPU, (3 * seconds, 3 * seconds))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(20 * seconds)
sys.argv[:] = call["words"]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True)
class Answer:
    """How a script ended, and what it took; a status below 0 is the signal that ended it."""

    status: int
    out: str = field(repr=False)  # which may be many megabytes
    err: str
    seconds: float
    megabytes: float


class Scripts:
    """A process that runs scripts of a repository, one after the other."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        """Take a process that runs `SERVER`, and a folder for what the scripts print."""
        assert process.stdin and process.stdout
        self._questions, self._answers = process.stdin, process.stdout
        self._out, self._err = folder / "out", folder / "err"
        self._lock = Lock()
        assert self._answers.readline() == "ready\n"

    def run(self, words: list[str], cwd: Path, seconds: int = 0) -> Answer:
        """Return what `python WORDS` gives in a folder, `seconds` of processor time its bound."""
        call = {"words": words, "cwd": str(cwd), "out": str(self._out), "err": str(self._err)}
        with self._lock:
            self._questions.write(json.dumps(call | {"seconds": seconds}) + "\n")
            self._questions.flush()
            status, took, megabytes = map(float, self._answers.readline().split())
            out, err = self._out.read_text("utf-8"), self._err.read_text("utf-8")
        return Answer(int(status), out, err, took, megabytes)


@contextmanager
def scripts(root: Path) -> Iterator[Scripts]:
    """Start the process for the scripts of a repository."""
    words = [sys.executable, "-c", SERVER, str(root)]
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(words, cwd=root, stdin=pipe, stdout=pipe, text=True) as process,
    ):
        try:
            yield Scripts(process, Path(folder))
        finally:
            process.kill()
