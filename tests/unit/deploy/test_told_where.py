"""A demo beside a running stack leaves the command line to the stack, and says how it is reached itself."""

import os
from pathlib import Path

import pytest

from deploy.cli import connect
from deploy.cli.connect import SETTINGS, command_line, environment, tell_where, told_where

NAME = "HEARTBRIDGE_ADMIN_DSN"
STACK, DEMO = {NAME: "stack"}, {NAME: "demo"}
USUAL = ".venv/bin/heartbridge"


@pytest.fixture
def current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a running system is written down; none is yet."""
    for name in [name for name in os.environ if name.startswith("HEARTBRIDGE_")]:
        monkeypatch.delenv(name)
    written = tmp_path / "run" / "current.env"
    monkeypatch.setattr(connect, "CURRENT", written)
    return written


def test_alone_it_is_found_as_long_as_it_lasts(current: Path) -> None:
    with told_where(DEMO):
        assert environment()[NAME] == "demo"
        assert command_line() == USUAL
        assert current.stat().st_mode & 0o077 == 0
    assert not current.exists()


def test_beside_a_stack_the_stack_is_found_and_the_demo_by_its_own_settings(
    current: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_where(STACK)
    with told_where(DEMO):
        assert environment()[NAME] == "demo"  # by itself
        setting, _, command = command_line().partition(" ")
        name, _, written = setting.partition("=")
        assert (name, command) == (SETTINGS, USUAL)
        assert Path(written).stat().st_mode & 0o077 == 0
        monkeypatch.delenv(SETTINGS)
        assert environment()[NAME] == "stack"  # by everybody else
        monkeypatch.setenv(SETTINGS, written)
        assert environment()[NAME] == "demo"
    assert environment() == STACK
    assert command_line() == USUAL
    assert list(current.parent.iterdir()) == [current]


def test_a_stack_that_started_meanwhile_stays_found(current: Path) -> None:
    with told_where(DEMO):
        tell_where(STACK)
    assert environment() == STACK
    assert current.exists()
