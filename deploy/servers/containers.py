"""Servers in containers, where a Docker engine answers."""

import os
import secrets
import socket
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from deploy.servers.process import answers, free_port, wait_until

POSTGRES_IMAGE = "postgres:17"
RABBIT_IMAGE = "rabbitmq:4-management"

ADMIN = "heartbridge"
START_S = 180  # the first start fetches the image
STOP_S = 30
ENGINE_S = 3


@cache
def engine_answers() -> bool:
    """Whether a Docker engine answers within a few seconds."""
    if "DOCKER_HOST" not in os.environ and not _socket_answers():
        return False
    try:
        import docker  # a dependency of the tests only
    except ImportError:
        return False
    try:
        client = docker.from_env(timeout=ENGINE_S)
        try:
            return bool(client.ping())
        finally:
            client.close()
    except (docker.errors.DockerException, OSError):
        return False


def _socket_answers() -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(ENGINE_S)
        try:
            probe.connect("/var/run/docker.sock")
        except OSError:
            return False
        return True


class _Container:
    """A container on ports of ours, so that its addresses stay when it is killed and started."""

    ours = True
    name: str
    image: str

    def __init__(self) -> None:
        self._password = secrets.token_urlsafe(24)
        self._container: Any = None
        self._runs = False

    @property
    def pid(self) -> int | None:
        """The server's process as the engine's host numbers it, while it runs."""
        if not self._runs:
            return None
        wrapped = self._container.get_wrapped_container()
        wrapped.reload()
        return wrapped.attrs["State"]["Pid"] or None

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Create it, or start it again on the same ports and data."""
        if self._runs:
            return
        if self._container is None:
            self._container = self._make()
            self._container.start()
        else:
            self._container.get_wrapped_container().start()
        self._runs = True

    def wait(self) -> None:
        """Wait until it takes connections."""
        wait_until(self._ready, START_S, f"{self.name} does not start in its container")

    def stop(self) -> None:
        """End it in order."""
        if self._runs:
            self._container.get_wrapped_container().stop(timeout=STOP_S)
            self._runs = False

    def kill(self) -> None:
        """SIGKILL it with all its children."""
        self._container.get_wrapped_container().kill()
        self._runs = False

    def restart(self) -> None:
        """Stop it if it runs, and start it again."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """End it and remove its data."""
        if self._container is not None:
            self._container.stop()
            self._container, self._runs = None, False

    def _make(self) -> Any:
        raise TypeError("a container is of some kind")

    def _ready(self) -> bool:
        raise TypeError("a container is of some kind")


def _docker_container(image: str) -> Any:
    from testcontainers.core.container import DockerContainer  # tests only

    return DockerContainer(image)


class ContainerPostgres(_Container):
    """PostgreSQL of the compose file's version."""

    name = "PostgreSQL"

    def __init__(self, *, durable: bool = True) -> None:
        super().__init__()
        self._port = free_port()
        self._durable = durable

    @property
    def dsn(self) -> str:
        """The administrator's address."""
        return f"postgresql://{ADMIN}:{self._password}@127.0.0.1:{self._port}/postgres"

    def _make(self) -> Any:
        sync = "on" if self._durable else "off"
        made = _docker_container(POSTGRES_IMAGE).with_bind_ports(5432, self._port)
        made = made.with_env("POSTGRES_USER", ADMIN).with_env("POSTGRES_PASSWORD", self._password)
        made = made.with_env("POSTGRES_DB", "postgres")
        return made.with_command(
            f"postgres -c max_connections=300 -c jit=off -c fsync={sync} -c full_page_writes={sync}"
        )

    def _ready(self) -> bool:
        # over TCP: while the image sets itself up, its server listens on a socket only
        wrapped = self._container.get_wrapped_container()
        done = wrapped.exec_run(["pg_isready", "-h", "127.0.0.1", "-U", ADMIN, "-d", "postgres"])
        return done.exit_code == 0 and answers(self._port)


class ContainerRabbit(_Container):
    """RabbitMQ of the compose file's version, with its management API."""

    name = "RabbitMQ"

    def __init__(self) -> None:
        super().__init__()
        self._amqp, self._api = free_port(), free_port()

    @property
    def amqp_url(self) -> str:
        """Address of the default vhost."""
        return f"amqp://{ADMIN}:{self._password}@127.0.0.1:{self._amqp}/"

    @property
    def api_url(self) -> str:
        """Address of the management API, with user and password."""
        return f"http://{ADMIN}:{self._password}@127.0.0.1:{self._api}"

    def _make(self) -> Any:
        made = _docker_container(RABBIT_IMAGE)
        made = made.with_bind_ports(5672, self._amqp).with_bind_ports(15672, self._api)
        made = made.with_env("RABBITMQ_DEFAULT_USER", ADMIN)
        made = made.with_env("RABBITMQ_DEFAULT_PASS", self._password)
        settings = Path(__file__).resolve().parents[1] / "rabbitmq" / "heartbridge.conf"
        made = made.with_volume_mapping(
            str(settings), "/etc/rabbitmq/conf.d/20-heartbridge.conf", "ro"
        )
        # the data is found by the node's name, which follows the host's
        return made.with_kwargs(hostname="heartbridge")

    def _ready(self) -> bool:
        if not answers(self._amqp):
            return False
        try:
            return httpx.get(f"{self.api_url}/api/overview", timeout=5).is_success
        except httpx.TransportError:
            return False
