"""Somebody's servers, whose addresses we were given: used, never started, stopped or killed."""

from deploy.servers.process import ServerFailed


class Given:
    """A server that is not ours."""

    ours = False
    pid: int | None = None

    def start(self) -> None:
        """It runs already."""

    launch = wait = stop = remove = start

    def kill(self) -> None:
        """Refused."""
        raise ServerFailed("a server whose address was given is not ours to kill")

    restart = kill


class GivenPostgres(Given):
    """A PostgreSQL at an administrator's address."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn


class GivenRabbit(Given):
    """A RabbitMQ, with the address of its management API."""

    def __init__(self, amqp_url: str, api_url: str) -> None:
        self.amqp_url = amqp_url
        self.api_url = api_url.rstrip("/")
