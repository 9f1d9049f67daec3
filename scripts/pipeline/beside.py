"""Do a piece of work in a second process, while this one goes on.

The second process is a fork: it has all that this one has read, and nothing is sent to it; what it
finds is sent back. Where no process can be forked, or the second one fails, the work is done here
when it is asked for.
"""

import os
import pickle
import sys
import warnings
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")
FORKS = sys.platform == "linux"  # elsewhere libraries may not bear it, or there is no fork


class Beside(Generic[Result]):
    """Work that has begun in a second process; `result` waits for what it gives."""

    def __init__(self, work: Callable[[], Result]) -> None:
        """Begin. What the work gives must be picklable; what it changes here is lost."""
        self._work = work
        self._pid = 0
        if FORKS:
            self._begin()

    def _begin(self) -> None:
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # numpy's threads bear it
            self._pid = os.fork()
        if not self._pid:
            os.close(reading)
            _send(self._work, writing)
        os.close(writing)
        self._answer = open(reading, "rb")  # noqa: PTH123, SIM115 (a pipe; `result` closes it)

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
