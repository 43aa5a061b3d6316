"""Plain tables and times for a terminal."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from shared.clock import SHANGHAI


def when(instant: datetime | str | None) -> str:
    """An instant as the office's wall clock shows it."""
    if instant is None:
        return "–"
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int) -> str:
    """Fill with blanks to a width in terminal columns."""
    return text + " " * max(0, columns - width(text))


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[str]:
    """Rows as aligned text, with a heading."""
    cells = [[_cell(row.get(c)) for c in columns] for row in rows]
    widths = [max(width(x) for x in (c, *(r[i] for r in cells))) for i, c in enumerate(columns)]
    lines = [list(columns), *cells]
    return ["  ".join(pad(x, w) for x, w in zip(line, widths, strict=True)).rstrip()
            for line in lines]  # fmt: skip


def listed(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], limit: int, nothing: str
) -> list[str]:
    """A table of at most `limit` rows per service, which says when there are more."""
    if not rows:
        return [nothing]
    services = Counter(row["service"] for row in rows)
    full = [name for name, count in services.items() if count >= limit]
    more = [f"{name}: only the oldest {limit} are shown" for name in full]
    return [*table(rows, columns), *more]


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return when(value)
    return "–" if value is None else str(value)


def say(lines: Iterable[str] | str) -> None:
    """Print."""
    for line in [lines] if isinstance(lines, str) else lines:
        print(line)
