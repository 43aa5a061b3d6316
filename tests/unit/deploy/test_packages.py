"""A missing server is installed where that is permitted; else a person is told what to type."""

from pathlib import Path

import pytest

from deploy.servers import packages
from deploy.servers.process import ServerFailed

PROGRAM = Path("/usr/bin/server")


class Machine:
    """A machine on which some commands fail, and installing makes the program appear."""

    def __init__(self, *failing, installs=True):
        self.failing = failing
        self.installs = installs
        self.said = []
        self.program = None

    def fails(self, argv, *, show=False):
        self.said.append(" ".join(argv))
        if any(word in self.said[-1] for word in self.failing):
            return True
        if "install" in argv and self.installs:
            self.program = PROGRAM
        return False


@pytest.fixture
def on(monkeypatch):
    def machine(*failing, user=0, **more):
        made = Machine(*failing, **more)
        monkeypatch.setattr(packages, "_fails", made.fails)
        monkeypatch.setattr("os.geteuid", lambda: user)
        monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
        return made

    return machine


def test_what_is_there_is_not_installed(on):
    machine = on()
    machine.program = PROGRAM
    assert packages.require(lambda: machine.program, "server") == PROGRAM
    assert machine.said == []


def test_root_installs_what_is_missing(on):
    machine = on()
    assert packages.require(lambda: machine.program, "server") == PROGRAM
    assert [line.split()[-2:] for line in machine.said] == [["install", "server"]]


def test_anyone_else_installs_through_sudo(on):
    machine = on(user=1000)
    assert packages.require(lambda: machine.program, "server") == PROGRAM
    assert all(line.startswith("sudo -n ") for line in machine.said)


def test_who_may_not_install_is_told_what_to_type(on):
    machine = on("sudo", user=1000)
    with pytest.raises(ServerFailed, match="please run: sudo apt-get install server"):
        packages.require(lambda: machine.program, "server")


def test_an_install_that_fails_is_an_error(on):
    machine = on("install")
    with pytest.raises(ServerFailed, match="apt-get could not install server"):
        packages.require(lambda: machine.program, "server")
    assert "update" in machine.said[1], "the list of packages may only have been old"


def test_a_package_without_the_program_is_an_error(on):
    machine = on(installs=False)
    with pytest.raises(ServerFailed, match="its programs were not found"):
        packages.require(lambda: machine.program, "server")
