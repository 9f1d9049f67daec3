"""Do a piece of work in a second process, while this one goes on.

The second process is a fork: it has all that this one has read, and nothing is sent to it; what it
finds is sent back. Where no process can be forked, or the second one fails, the work is done here
when it is asked for.
"""

import io
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar

Result = TypeVar("Result")
FORKS = sys.platform == "linux"  # elsewhere libraries may not bear it, or there is no fork


class Beside(Generic[Result]):
    """Work that has begun in a second process; `result` waits for what it gives."""

    def __init__(self, work: Callable[[], Result], *, needed: bool = True) -> None:
        """Begin; where a process is not `needed`, the work is little, and is done here in the end.

        What the work gives must be picklable; what it changes here is lost.
        """
        self._work = work
        self._pid = 0
        if FORKS and needed:
            self._begin()

    def _begin(self) -> None:
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # numpy's threads bear it
            self._pid = os.fork()
        if not self._pid:
            os.close(reading)
            sys.stderr = io.StringIO()  # the terminal is the first process's
            _send(self._work, writing)
        os.close(writing)
        self._answer = open(reading, "rb")  # noqa: PTH123, SIM115 (a pipe; `result` closes it)

    def __enter__(self) -> Self:
        """Begun already; whatever happens, the process has ended at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, if nobody asked for what it gives."""
        if self._pid and not self._answer.closed:
            os.kill(self._pid, signal.SIGKILL)
            self._answer.close()
            os.waitpid(self._pid, 0)

    def result(self) -> Result:
        """What the work gives, or raises."""
        if not self._pid:
            return self._work()
        with self._answer:
            said = self._answer.read()
        status = os.waitpid(self._pid, 0)[1]
        if status:
            return self._work()
        given: Any = pickle.loads(said)
        return given  # type: ignore[no-any-return]


def _send(work: Callable[[], Any], writing: int) -> None:
    """Work, send what it gives, and end, whatever happens: the caller's code is the other's."""
    status = 1
    try:
        with open(writing, "wb") as answer:
            answer.write(pickle.dumps(work(), pickle.HIGHEST_PROTOCOL))
        status = 0
    finally:
        os._exit(status)
