"""`pipeline.beside`: work in a second process gives what it would give here, whatever happens."""

import os
import time
from collections.abc import Callable

import pytest
from pipeline import beside
from pipeline.beside import FORKS, Beside


def in_a_second(work: Callable[[], object]) -> Callable[[], object]:
    """Work that ends badly in any process but this one, and says "here" in this one."""
    here = os.getpid()

    def done() -> object:
        return "here" if os.getpid() == here else work()

    return done


def test_work_is_done_in_a_second_process() -> None:
    assert (Beside(os.getpid).result() != os.getpid()) == FORKS
    assert Beside(lambda: [1, {"a": "ə"}]).result() == [1, {"a": "ə"}]


@pytest.mark.parametrize(
    "work",
    [lambda: os._exit(3), lambda: 1 // 0, lambda: os.kill(os.getpid(), 9), lambda: lambda: None],
    ids=["exits", "raises", "is killed", "gives what cannot be sent"],
)
def test_what_fails_there_is_done_here(work: Callable[[], object]) -> None:
    """Catches a result that is lost, or a run that ends, with the second process."""
    assert Beside(in_a_second(work)).result() == "here"


def test_what_fails_here_too_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        Beside(lambda: 1 // 0).result()


def test_little_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the system has no forks."""
    assert Beside(os.getpid, needed=False).result() == os.getpid()
    monkeypatch.setattr(beside, "FORKS", False)
    assert Beside(os.getpid).result() == os.getpid()


def test_no_process_outlives_its_block() -> None:
    """Catches a process that works on after a fault of the first one."""
    begun = Beside(lambda: time.sleep(600))
    with pytest.raises(KeyError), begun:
        raise KeyError
    with pytest.raises(ChildProcessError):
        os.waitpid(begun._pid or os.getpid(), 0)  # it is no child of this one any more
