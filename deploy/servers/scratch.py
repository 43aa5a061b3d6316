"""A folder for one run's servers, removed afterwards; what a killed run left goes with the next."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PLACE = Path("/var/tmp")  # noqa: S108 - on disk, and every user may pass
MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory, where there is one
ROOMY_B = 2 << 30
PREFIX = "heartbridge-run-"


@contextmanager
def scratch_directory(*, in_memory: bool = False) -> Iterator[Path]:
    """A new folder that other users may pass through, as a private Postgres' user must.

    `in_memory` is for servers that nobody may kill: in memory if there is room, else on disk.
    """
    _sweep()
    place = MEMORY if in_memory and _has_room(MEMORY) else PLACE
    directory = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    directory.chmod(0o711)
    lock = os.open(directory / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)  # held as long as we live, whatever ends us
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        os.close(lock)


def _has_room(place: Path) -> bool:
    return os.path.ismount(place) and shutil.disk_usage(place).free > ROOMY_B


def _sweep() -> None:
    for left in [*PLACE.glob(f"{PREFIX}*"), *MEMORY.glob(f"{PREFIX}*")]:
        with suppress(OSError):
            lock = os.open(left / "lock", os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(lock)
