"""Processes of ours: started so that they never outlive us, ended by pid and start time only."""

import atexit
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

POLL_S = 0.05
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


class ServerFailed(Exception):
    """A server did not start, or did not end; the message says where to look."""


class Pid(NamedTuple):
    """A process that cannot be mistaken for a later one of the same number."""

    number: int
    started: int

    @classmethod
    def of(cls, number: int) -> "Pid | None":
        """The process of this number as it is now; None when it is gone or only awaits its burial."""
        fields = _stat(number)
        return None if fields is None or fields[0] in "ZX" else cls(number, int(fields[19]))

    @property
    def alive(self) -> bool:
        return Pid.of(self.number) == self

    def signal(self, what: int) -> None:
        """Send a signal, unless the process is gone."""
        if self.alive:
            with suppress(ProcessLookupError):
                os.kill(self.number, what)

    def children(self) -> list["Pid"]:
        """Its children at this moment."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                fields = _stat(int(entry.name))
                if fields is not None and int(fields[1]) == self.number:
                    child = Pid.of(int(entry.name))
                    found += [child] if child else []
        return found


def _stat(number: int) -> list[str] | None:
    """What follows the name in ``/proc/<pid>/stat``: state, parent, …, start time as the 20th."""
    try:
        text = Path(f"/proc/{number}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


def die_with(parent: int, by: int = signal.SIGTERM) -> None:
    """Let this process get a signal when its parent dies, or end at once when that is dead already."""
    _libc.prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        os._exit(1)


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
    on_our_death: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, which gets `on_our_death` when the caller dies.

    To be called from the main thread: the kernel watches the *thread* that started the process.
    """
    us = os.getpid()

    def die_with_us() -> None:
        die_with(us, on_our_death)

    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            user=user,
            group=None if user is None else _group_of(user),
            extra_groups=None if user is None else [],
            start_new_session=True,
            preexec_fn=die_with_us,  # noqa: PLW1509 - called from the main thread
        )
    atexit.register(end, process, on_our_death, 5)
    return process


def _group_of(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


def end(process: subprocess.Popen[bytes], what: int, seconds: float) -> None:
    """Ask a process to end, and kill it when it has not after so many seconds."""
    if process.poll() is None:
        process.send_signal(what)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(
    condition: Callable[[], bool], seconds: float, what: str, *, log: Path | None = None
) -> None:
    """Poll until the condition holds.  Raises `ServerFailed` with the end of the log."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise ServerFailed(f"{what}: not within {seconds:g} s{tail(log)}")
        time.sleep(POLL_S)


def tail(log: Path | None, lines: int = 20) -> str:
    """The last lines of a log, for an error message."""
    if log is None or not log.exists():
        return ""
    last = log.read_text(errors="replace").splitlines()[-lines:]
    return f"; the end of {log}:\n" + "\n".join(last)


def free_port() -> int:
    """A port on the loopback that nobody uses at this moment, chosen by the system."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether we could listen there."""
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


def answers(port: int) -> bool:
    """Whether something listens there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
