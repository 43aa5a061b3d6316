"""Every line that is logged has a literal name and keys that the log lets through."""

import ast
from collections.abc import Iterator
from pathlib import Path

from shared.log import ALLOWED

ROOT = Path(__file__).parents[2]
LEVELS = {"debug", "info", "warning", "error", "critical"}


def logged(source: str) -> Iterator[ast.Call]:
    """The calls of a logger: ``….log.error(…)``, ``structlog.get_logger().error(…)``."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        speaker = ast.unparse(node.func.value)
        if node.func.attr in LEVELS and speaker.endswith(("log", "get_logger()")):
            yield node


def faults(source: str) -> list[str]:
    return [ast.unparse(call) for call in logged(source) if not _is_whole(call)]


def _is_whole(call: ast.Call) -> bool:
    """Whether the line will say all that it was given."""
    named = len(call.args) == 1 and isinstance(call.args[0], ast.Constant)
    return named and {k.arg for k in call.keywords if k.arg} <= ALLOWED


def test_no_line_loses_what_it_tells() -> None:
    lines = 0
    for path in sorted([*(ROOT / "services").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]):
        source = path.read_text()
        lines += len(list(logged(source)))
        assert faults(source) == [], path
    assert lines > 20


def test_the_guard_sees_a_key_that_would_be_dropped() -> None:
    assert faults('log.error("file_altered", file=kept)') != []
    assert faults('self._log.info(f"{name} went")') != []
    assert faults('structlog.get_logger().error("event_dead", subject=s, **about(e))') == []
