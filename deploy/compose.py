"""The compose file, with the secrets it asks for: made once, kept in ``.run/compose``."""

import os
import secrets
import shutil
import subprocess

from deploy.cli.connect import CURRENT, SERVICES, tell_where, url_setting
from deploy.fleet import PROJECT
from deploy.servers.containers import engine_answers
from deploy.site import make_keys

HOME = PROJECT / ".run" / "compose"
SETTINGS = HOME / "env"
COMPOSE = ("docker", "compose", "--env-file", str(SETTINGS))
SERVICE_PORT = "8000"

IMAGE_USER = 10001  # as deploy/Dockerfile creates it


def up() -> int:
    """Build, start and wait until everything is healthy; print the ports the engine chose."""
    make_secrets()
    code = _compose("up", "--build", "--detach", "--wait")
    if code == 0:
        tell_where({"HEARTBRIDGE_DATA": str(HOME), **_addresses()})
    return code or _compose("ps")


def is_up() -> bool:
    """Whether the stack was started this way."""
    return SETTINGS.exists() and engine_answers()


def down() -> int:
    """Stop it; its volumes are kept."""
    CURRENT.unlink(missing_ok=True)
    return _compose("down")


def remove() -> None:
    """Remove its volumes and its secrets."""
    if is_up():
        _compose("down", "--volumes")
    shutil.rmtree(HOME, ignore_errors=True)


def make_secrets() -> None:
    """Keys and passwords, readable by the containers' user; what is there is kept."""
    HOME.mkdir(parents=True, exist_ok=True)
    make_keys(HOME)
    user = os.getuid() or IMAGE_USER
    for name in ("jwks.json", "ring.json"):
        if os.getuid() == 0:
            os.chown(HOME / name, user, user)
    if not SETTINGS.exists():
        SETTINGS.touch(mode=0o600)
        SETTINGS.write_text(
            "".join(
                f"{name}={value}\n"
                for name, value in {
                    "HEARTBRIDGE_PG_PASSWORD": secrets.token_urlsafe(24),
                    "HEARTBRIDGE_DB_PASSWORD": secrets.token_urlsafe(24),
                    "HEARTBRIDGE_AMQP_PASSWORD": secrets.token_urlsafe(24),
                    "HEARTBRIDGE_SECRETS": HOME,
                    "HEARTBRIDGE_USER": user,
                }.items()
            )
        )


def _addresses() -> dict[str, str]:
    """Where the engine put the services' ports; the first replica's of each."""
    return {url_setting(name): f"http://{_port_of(name)}" for name in SERVICES}


def _port_of(name: str) -> str:
    """Such as ``127.0.0.1:49153``."""
    argv = [*COMPOSE, "port", name, SERVICE_PORT]
    found = subprocess.run(argv, cwd=PROJECT, check=True, capture_output=True, text=True)
    return found.stdout.strip()


def _compose(*words: str) -> int:
    return subprocess.run([*COMPOSE, *words], cwd=PROJECT, check=False).returncode
