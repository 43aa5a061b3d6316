"""A case's timeline as lines for a terminal: when, where, who, what, from which state to which."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from deploy.cli.show import pad, when, width
from services.routing.domain.labels import STEPS
from shared.clock import SHANGHAI
from shared.contracts import catalogue

LONG = 24
"""Columns of one fact; what is longer, such as a digest, is cut: the journal has all of it."""

Entry = Mapping[str, Any]


def lines_of(number: str, entries: Sequence[Entry]) -> list[str]:
    """Entries of the journals as aligned text; ids are shown without the case's number."""
    known = catalogue()
    cells = [
        (when(e["at"]), e["service"], _who(e["actor"]), _what(e, known), _moved(e),
         _facts(e, number))
        for e in entries
    ]  # fmt: skip
    widths = [max((width(row[i]) for row in cells), default=0) for i in range(5)]
    lines = []
    for row in cells:
        fixed = "  ".join(pad(text, w) for text, w in zip(row[:5], widths, strict=True))
        lines.append(f"  {fixed}  {row[5]}".rstrip())
    return lines


def is_told(entry: Entry) -> bool:
    """Whether a person did it, or others heard of it; the rest is a service's own bookkeeping."""
    return entry["actor"]["role"] != "system" or bool(entry.get("says"))


def _who(actor: Mapping[str, Any]) -> str:
    if actor["role"] == "system":
        return "系统"
    unit = f" {actor['unit']}" if actor.get("unit") else ""
    behalf = f" 代 {actor['on_behalf_of']}" if actor.get("on_behalf_of") else ""
    return f"{actor['name']} ({actor['role']}{unit}){behalf}"


def _what(entry: Entry, known: Mapping[str, Any]) -> str:
    """The action, and what it is called: the events that it said, or else routing's own word for it."""
    said = [known[topic].hanzi if topic in known else topic for topic, *_ in entry.get("says", [])]
    if not said and entry["service"] == "routing":
        said = [STEPS.get(entry["action"], "")]
    return f"{entry['action']} {'、'.join(dict.fromkeys(said))}".strip()


def _moved(entry: Entry) -> str:
    if "to" not in entry:
        return ""
    return f"{entry.get('from', '·')} → {entry['to']}"


def _facts(entry: Entry, number: str) -> str:
    why = [f"[{entry['why']}]"] if "why" in entry else []
    return " ".join([*why, *_told(entry.get("facts", {}), number)])


def _told(facts: Mapping[str, Any], number: str) -> Iterator[str]:
    for name, value in facts.items():
        shown = _shown(value, number)
        if shown:
            yield f"{name}={shown}"


def _shown(value: Any, number: str) -> str:
    """A fact as a person reads it; nothing for what is empty."""
    if value is None or value in ({}, [], ""):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _listed(f"{name}:{_shown(each, number)}" for name, each in value.items())
    if isinstance(value, list):
        return _listed(_shown(each, number) for each in value)
    text = _local(str(value)).replace(f"{number}-", "").replace(f"{number}/", "")
    return text if len(text) <= LONG else f"{text[:16]}…"


def _listed(parts: Iterable[str]) -> str:
    return ",".join(parts)


def _local(text: str) -> str:
    """An instant by the office's clock, to the minute; anything else as it is.

    What is due at 00:00 is due on the day before, at 24:00 of it.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    if instant.tzinfo is None:
        return text
    local = instant.astimezone(SHANGHAI)
    if local.time() == time.min:
        return f"{local.date() - timedelta(days=1)}T24:00"
    return local.strftime("%Y-%m-%dT%H:%M")
