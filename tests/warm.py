"""Scripts run as a user runs them, each in a process of its own, but the libraries imported once.

A process that has imported what the scripts import (some take half a second) forks one for each
call. The repository's own code is not among it: each process reads it anew, from its folder.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

SERVER = """
import json, os, runpy, sys
from pathlib import Path
root = Path(sys.argv[1])
sys.path[0] = str(root / "scripts")
scripts = [path.stem for path in root.glob("scripts/*.py")]
for script in scripts:
    __import__(script)
from pipeline.building import build_tables
build_tables(root / "tests/engine/sources")  # so is more
for name in list(sys.modules):
    if name.partition(".")[0] in (*scripts, "pipeline", "schemas", "khojaly_memorials"):
        del sys.modules[name]
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if not child:
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()
said = json.loads(line)
for number, path in enumerate((os.devnull, said["out"], said["err"])):
    os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC), number)
sys.stdin = open(0)
os.chdir(said["cwd"])
sys.argv[:] = said["words"]
sys.path[0] = str(Path(sys.argv[0]).resolve().parent)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class Scripts:
    """A process that runs scripts, one after the other."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        """Take a process that runs `SERVER`, and a folder for what the scripts print."""
        assert process.stdin and process.stdout
        self._questions, self._answers = process.stdin, process.stdout
        self._out, self._err = folder / "out", folder / "err"
        self._lock = Lock()
        assert self._answers.readline() == "ready\n"

    def run(self, words: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
        """What `python WORDS` gives in a folder."""
        said = {"words": words, "cwd": str(cwd), "out": str(self._out), "err": str(self._err)}
        with self._lock:
            self._questions.write(json.dumps(said) + "\n")
            self._questions.flush()
            status = int(self._answers.readline())
            out, err = self._out.read_text("utf-8"), self._err.read_text("utf-8")
        return subprocess.CompletedProcess(words, status, out, err)


@contextmanager
def scripts(root: Path) -> Iterator[Scripts]:
    """Scripts that run with the libraries that those of a repository import."""
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
