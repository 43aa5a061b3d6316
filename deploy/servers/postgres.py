"""A private PostgreSQL: an ordinary process on a free port, with a data directory of its own."""

import hashlib
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from deploy.servers.packages import require
from deploy.servers.process import (
    Pid,
    ServerFailed,
    answers,
    end,
    free_port,
    spawn,
    tail,
    wait_until,
)
from deploy.servers.scratch import PLACE

ADMIN = "heartbridge"
SETTINGS = Path(__file__).resolve().parents[1] / "postgres" / "heartbridge.conf"

START_S = 60
STOP_S = 30


class PrivatePostgres:
    """Started from installed binaries, as another user where we are root.

    Parameters
    ----------
    directory : where data, password and log are kept; a start on an old directory finds its data
    durable : False forgets the last writes when the *machine* dies, never when processes do
    """

    ours = True

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self._user = _server_user()
        self.home = _reachable(directory, self._user)
        self._data = self.home / "data"
        self._log = self.home / "postgres.log"
        self._durable = durable
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._binaries: Path | None = None

    @property
    def dsn(self) -> str:
        """The administrator's address."""
        password = (self.home / "password").read_text()
        return f"postgresql://{ADMIN}:{password}@127.0.0.1:{self._port}/postgres"

    @property
    def pid(self) -> int | None:
        """The postmaster, while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it, on the same port and data as before."""
        if self.pid is not None:
            return
        self._binaries = self._binaries or require(_binaries, "postgresql")
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        self._configure()
        self._process = spawn(
            [self._binaries / "postgres", "-D", self._data],
            log=self._log,
            cwd=self.home,
            user=self._user,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TZ": "UTC"},
            on_our_death=signal.SIGINT,
        )

    def wait(self) -> None:
        """Wait until it takes connections."""
        wait_until(self._ready, START_S, "PostgreSQL does not start", log=self._log)

    def stop(self) -> None:
        """End it in order, as an operator would."""
        if self._process is not None:
            end(self._process, signal.SIGINT, STOP_S)
            self._process = None

    def kill(self) -> None:
        """SIGKILL it with all its children, as when the machine runs out of memory."""
        if self._process is None or self._process.poll() is not None:
            raise ServerFailed("PostgreSQL does not run")
        postmaster = Pid.of(self._process.pid)
        # stopped first, so that it starts no more children; one that outlived it would hold the
        # shared memory and keep the next postmaster from starting
        self._process.send_signal(signal.SIGSTOP)
        family = postmaster.children() if postmaster else []
        self._process.kill()
        for child in family:
            child.signal(signal.SIGKILL)
        self._process.wait()
        self._process = None
        wait_until(
            lambda: not any(child.alive for child in family),
            STOP_S,
            "PostgreSQL's children live on",
        )

    def restart(self) -> None:
        """Stop it if it runs, and start it again."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """End it and remove its data."""
        if self.pid is not None:
            self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def _ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise ServerFailed(f"PostgreSQL ended at once{tail(self._log)}")
        status = self._data / "postmaster.pid"
        lines = status.read_text().splitlines() if status.exists() else []
        return len(lines) > 7 and lines[7].strip() == "ready" and answers(self._port)

    def _initialise(self) -> None:
        password = self.home / "password"
        password.write_text(secrets.token_urlsafe(24))
        password.chmod(0o600)
        if self._user is not None:
            shutil.chown(password, self._user)
        argv = [
            str(self._binaries / "initdb" if self._binaries else "initdb"),
            f"--pgdata={self._data}", f"--username={ADMIN}", f"--pwfile={password}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        ]  # fmt: skip
        user = {} if self._user is None else {"user": self._user, "extra_groups": []}
        done = subprocess.run(
            argv,
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            **user,  # type: ignore[call-overload]
        )
        if done.returncode:
            raise ServerFailed(f"initdb failed: {done.stdout}{done.stderr}")
        with (self._data / "postgresql.conf").open("a") as main:
            main.write("include 'heartbridge.conf'\n")

    def _configure(self) -> None:
        sync = "on" if self._durable else "off"
        (self._data / "heartbridge.conf").write_text(
            f"{SETTINGS.read_text()}\n"
            "listen_addresses = '127.0.0.1'\n"
            f"port = {self._port}\n"
            "unix_socket_directories = ''\n"
            # with the data: what a killed server leaves in /dev/shm would stay there
            "dynamic_shared_memory_type = mmap\n"
            f"fsync = {sync}\n"
            f"full_page_writes = {sync}\n"
        )


def _binaries() -> Path | None:
    """The folder of the newest installed server."""
    candidates = {Path(found).resolve().parent for found in [shutil.which("postgres")] if found}
    candidates |= {p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/postgres")}
    candidates |= {p.parent for p in Path("/usr").glob("pgsql-*/bin/postgres")}
    whole = [c for c in candidates if (c / "initdb").exists()]
    return max(whole, key=_version, default=None)


def _version(binaries: Path) -> tuple[int, ...]:
    said = subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"(\d+)(?:\.(\d+))?", said)
    return tuple(int(n or 0) for n in found.groups()) if found else ()


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; where we are not root it runs as we do."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "heartbridge"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    subprocess.run(["useradd", "--system", "--no-create-home", "heartbridge"], check=True)
    return "heartbridge"


def _reachable(directory: Path, user: str | None) -> Path:
    """`directory`, or a place that follows from it where the server's user can get to."""
    directory = directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    if user is None:
        return directory
    shutil.chown(directory, user)
    reaches = subprocess.run(
        ["test", "-w", directory], user=user, extra_groups=[], check=False, cwd="/"
    )
    if reaches.returncode == 0:
        return directory
    name = hashlib.sha256(str(directory).encode()).hexdigest()[:12]
    elsewhere = PLACE / f"heartbridge-{name}"
    elsewhere.mkdir(mode=0o700, exist_ok=True)
    shutil.chown(elsewhere, user)
    return elsewhere
