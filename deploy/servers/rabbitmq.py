"""A private RabbitMQ: an ordinary process with a node name, ports, data and plugin file of its own."""

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

import httpx

from deploy.servers.packages import require
from deploy.servers.process import (
    ServerFailed,
    answers,
    end,
    free_port,
    spawn,
    tail,
    wait_until,
)

ADMIN = "heartbridge"
NODE = "heartbridge@localhost"  # unique, for each server has its own epmd
CONFIG = Path(__file__).resolve().parents[1] / "rabbitmq"

START_S = 90
STOP_S = 30

# on its own loopback only; and no busy waiting, which would take the processor from the services
ERLANG = (
    "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
    " +sbwt none +sbwtdcpu none +sbwtdio none"
)


class PrivateRabbit:
    """Started from installed binaries.

    Parameters
    ----------
    directory : where data, cookie, password and log are kept; an old directory's data is found
    """

    ours = True

    def __init__(self, directory: Path) -> None:
        self.home = directory.resolve()
        self.home.mkdir(parents=True, exist_ok=True)
        self._log = self.home / "rabbitmq.log"
        self._amqp, self._api, self._epmd_port, self._distribution = (free_port() for _ in range(4))
        self._epmd: subprocess.Popen[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def amqp_url(self) -> str:
        """Address of the default vhost."""
        return f"amqp://{ADMIN}:{self._password}@127.0.0.1:{self._amqp}/"

    @property
    def api_url(self) -> str:
        """Address of the management API, with user and password."""
        return f"http://{ADMIN}:{self._password}@127.0.0.1:{self._api}"

    @property
    def pid(self) -> int | None:
        """The broker itself (beam), while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it, on the same ports and data as before."""
        if self.pid is not None:
            return
        program = require(_program, "rabbitmq-server")
        self._prepare()
        if self._epmd is None or self._epmd.poll() is not None:
            self._epmd = spawn(
                [_epmd(), "-port", str(self._epmd_port), "-address", "127.0.0.1"],
                log=self._log, env=self._environment(), cwd=self.home,
            )  # fmt: skip
            wait_until(
                lambda: answers(self._epmd_port), START_S, "epmd does not start", log=self._log
            )
        self._process = spawn([program], log=self._log, env=self._environment(), cwd=self.home)

    def wait(self) -> None:
        """Wait until it takes connections and its management API answers."""
        wait_until(self._ready, START_S, "RabbitMQ does not start", log=self._log)

    def stop(self) -> None:
        """End it in order, as an operator would."""
        if self._process is not None:
            end(self._process, signal.SIGTERM, STOP_S)
            self._process = None
        if self._epmd is not None:
            end(self._epmd, signal.SIGTERM, STOP_S)
            self._epmd = None

    def kill(self) -> None:
        """SIGKILL it.

        A queue that was declared within the last 8 seconds may be forgotten, for the broker answers
        before its own journal is written, and a quorum queue may come back unusable: defects that no
        setting cures.
        """
        if self._process is None or self._process.poll() is not None:
            raise ServerFailed("RabbitMQ does not run")
        self._process.kill()
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        """Stop it if it runs, and start it again."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """End it and remove its data."""
        if self.pid is not None:
            self.kill()
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def _password(self) -> str:
        return (self.home / "password").read_text()

    def _ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise ServerFailed(f"RabbitMQ ended at once{tail(self._log)}")
        if not (answers(self._amqp) and answers(self._api)):
            return False
        try:
            return httpx.get(f"{self.api_url}/api/overview", timeout=5).is_success
        except httpx.TransportError:
            return False

    def _prepare(self) -> None:
        _secret(self.home / "password", secrets.token_urlsafe(24))
        _secret(self.home / ".erlang.cookie", secrets.token_hex(16))
        shutil.copy(CONFIG / "enabled_plugins", self.home / "enabled_plugins")
        (self.home / "rabbitmq.conf").write_text(
            f"{(CONFIG / 'heartbridge.conf').read_text()}\n"
            f"listeners.tcp.1 = 127.0.0.1:{self._amqp}\n"
            "management.tcp.ip = 127.0.0.1\n"
            f"management.tcp.port = {self._api}\n"
            f"default_user = {ADMIN}\n"
            f"default_pass = {self._password}\n"
        )

    def _environment(self) -> dict[str, str]:
        home = str(self.home)
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "HOME": home,
            # the start script then becomes the broker instead of keeping it as a child
            "RUNNING_UNDER_SYSTEMD": "true",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_CRASH_DUMP_SECONDS": "0",
            "RABBITMQ_NODENAME": NODE,
            "RABBITMQ_DIST_PORT": str(self._distribution),
            "RABBITMQ_MNESIA_BASE": f"{home}/data",
            "RABBITMQ_LOG_BASE": f"{home}/log",
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONF_ENV_FILE": f"{home}/none",
            "RABBITMQ_CONFIG_FILE": f"{home}/rabbitmq.conf",
            "RABBITMQ_ADVANCED_CONFIG_FILE": f"{home}/none.config",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{home}/enabled_plugins",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG,
        }


def _secret(path: Path, text: str) -> None:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(text)
        path.chmod(0o400)


def _program() -> Path | None:
    """The start script itself: the distribution's wrapper changes the user and the environment."""
    places = [Path("/usr/lib/rabbitmq/bin/rabbitmq-server")]
    places += sorted(Path("/opt").glob("rabbitmq*/sbin/rabbitmq-server"), reverse=True)
    found = shutil.which("rabbitmq-server")
    places += [Path(found)] if found else []
    return next((p for p in places if p.exists()), None)


def _epmd() -> Path:
    """Erlang's name server, which comes with Erlang but not always on the path."""
    found = shutil.which("epmd")
    if found:
        return Path(found)
    return max(Path("/usr/lib/erlang").glob("erts-*/bin/epmd"), default=Path("epmd"))
