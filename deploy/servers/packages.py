"""Programs of the distribution, installed first if they are missing and that is permitted."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from deploy.servers.process import ServerFailed

INSTALL_S = 600


def require(find: Callable[[], Path | None], package: str) -> Path:
    """Find a program, installing its package when it is missing.

    Raises `ServerFailed` with what a person can type where we may not.
    """
    found = find()
    if found is None:
        _install(package)
        found = find()
    if found is None:
        raise ServerFailed(f"the package {package} is installed, but its programs were not found")
    return found


def _install(package: str) -> None:
    if shutil.which("apt-get") is None:
        raise ServerFailed(f"{package} is missing: please install it, or give a server's address")
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if become and (shutil.which("sudo") is None or _fails([*become, "true"])):
        raise ServerFailed(
            f"{package} is missing and may not be installed from here;"
            f" please run: sudo apt-get install {package}"
        )
    print(f"installing {package}", flush=True)
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    # an old package list is tried first: a machine may hold the packages and reach no registry
    if _fails([*become, *quiet, "install", package]):
        _fails([*become, *quiet, "update"])
        if _fails([*become, *quiet, "install", package], show=True):
            raise ServerFailed(f"apt-get could not install {package}")


def _fails(argv: list[str], *, show: bool = False) -> bool:
    done = subprocess.run(
        argv,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=INSTALL_S,
        check=False,
    )
    if show and done.returncode:
        print(done.stdout, done.stderr, flush=True)
    return done.returncode != 0
