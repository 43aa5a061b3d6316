"""Logging that cannot tell secrets: a line has a literal event name and allow-listed keys only.

Any other key is dropped and counted, and every value that stays is a number, or a short text in which
long runs of digits are masked.  Exceptions are logged by type and place, never by message.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from shared.failures import describe
from shared.masks import masked

ALLOWED = frozenset({
    "event", "level", "timestamp", "service", "replica", "subject", "rule", "version", "count",
    "seconds", "queue", "state", "outcome", "error", "type", "source", "status", "method", "route",
    "port", "kind", "worker", "missing", "logger",
})  # fmt: skip

_LONGEST = 300


def scrub(value: Any) -> Any:
    """A value fit for a log line."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseException):
        return describe(value)
    return str(masked(str(value)))[:_LONGEST]


def allow_listed(
    _logger: Any, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """The structlog processor: keep what is allowed, mask what is long, count what was dropped."""
    kept = {key: scrub(value) for key, value in line.items() if key in ALLOWED}
    dropped = len(line) - len(kept)
    if dropped:
        kept["dropped_keys"] = dropped
    return kept


class _Bridge(logging.Handler):
    """The standard library's log records (servers, libraries): their name and level, no message."""

    def emit(self, record: logging.LogRecord) -> None:
        error = describe(record.exc_info[1]) if record.exc_info and record.exc_info[1] else None
        structlog.get_logger().log(
            record.levelno, "library_says", logger=record.name, error=error or record.funcName
        )


def configure(service: str, *, level: int = logging.INFO) -> None:
    """JSON lines on stderr, from structlog and from the standard library alike."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            allow_listed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    root = logging.getLogger()
    root.handlers = [_Bridge()]
    root.setLevel(logging.WARNING)
