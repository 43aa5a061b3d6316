"""Work in forks of a process that has loaded everything."""

import os
import traceback
from collections.abc import Callable
from typing import NoReturn

BROKEN = 70
"""How a fork ends whose own work failed."""


def fork(work: Callable[[], None]) -> int:
    """Do it in a fork; return the fork's id."""
    pid = os.fork()
    if not pid:
        _work(work)
    return pid


def _work(work: Callable[[], None]) -> NoReturn:
    try:
        work()
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
        os._exit(BROKEN)
    os._exit(0)


def wait_for(pid: int) -> None:
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise RuntimeError("a module's trials failed by themselves")


def all_of(read: int) -> bytes:
    with open(read, "rb") as pipe:
        return pipe.read()


def be_quiet() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
