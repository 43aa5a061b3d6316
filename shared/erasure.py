"""Erasing a person's data from the kit's tables: what is personal in the stored copies of events.

An event keeps its place and its facts; only its personal values, the fields that its contract keeps
out of its repr, are emptied: clocks and figures count on.  Erasure waits for nobody: whatever stands in
line before it, it takes effect when it arrives (`shared.inbox`), and is remembered, so that a copy that
arrives afterwards is emptied before anybody reads it.

The journal stays whole: it holds salted digests, and with the salt renewed they prove nothing any more.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from shared.contracts import catalogue
from shared.contracts.envelope import Envelope, Event
from shared.db import Tx, apply
from shared.outcome import Change

LOCK = "SELECT pg_advisory_xact_lock(hashtext('erasure'), hashtext($1))"
LOCK_SHARED = """
SELECT pg_advisory_xact_lock_shared(hashtext('erasure'), hashtext(subject))
FROM unnest($1::text[]) AS k(subject) ORDER BY subject
"""

REMEMBER = """
INSERT INTO erased_subject (subject, source, version, erased_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[])
ON CONFLICT (subject) DO UPDATE
SET source = excluded.source, version = excluded.version, erased_at = excluded.erased_at
WHERE excluded.erased_at >= erased_subject.erased_at
"""

MARKS = """
SELECT subject, source, version, erased_at FROM erased_subject WHERE subject = ANY($1::text[])
"""

COPIES = {
    "event_log": """
        SELECT type, payload AS body, version::text AS row_key FROM event_log
        WHERE subject = $1 AND type = ANY($2::text[]) AND payload IS NOT NULL
        """,
    "outbox": """
        SELECT type, payload AS body, seq::text AS row_key FROM outbox
        WHERE subject = $1 AND type = ANY($2::text[]) AND queue IS NULL
        """,
    "inbox_parked": """
        SELECT type, body, consumer || ' ' || source || ' ' || version AS row_key FROM inbox_parked
        WHERE subject = $1 AND type = ANY($2::text[]) AND body IS NOT NULL
        """,
    "dead_letter": """
        SELECT type, body, id::text AS row_key FROM dead_letter
        WHERE subject = $1 AND type = ANY($2::text[]) AND body IS NOT NULL
        """,
}
"""Where copies of events are stored, each with what finds its row again."""

REWRITE = {
    "event_log": """
        UPDATE event_log e SET payload = k.body
        FROM unnest($1::text[], $2::text[], $3::bytea[]) AS k(subject, row_key, body)
        WHERE e.subject = k.subject AND e.version = k.row_key::bigint
        """,
    "outbox": """
        UPDATE outbox o SET payload = k.body
        FROM unnest($1::text[], $2::text[], $3::bytea[]) AS k(subject, row_key, body)
        WHERE o.seq = k.row_key::bigint
        """,
    "inbox_parked": """
        UPDATE inbox_parked p SET body = k.body
        FROM unnest($1::text[], $2::text[], $3::bytea[]) AS k(subject, row_key, body)
        WHERE p.subject = k.subject AND p.consumer || ' ' || p.source || ' ' || p.version = k.row_key
        """,
    "dead_letter": """
        UPDATE dead_letter d SET body = k.body
        FROM unnest($1::text[], $2::text[], $3::bytea[]) AS k(subject, row_key, body)
        WHERE d.id = k.row_key::uuid
        """,
}

# What has no readable envelope is known by the subject's name alone.
BLANK_UNREADABLE = """
UPDATE dead_letter d SET body = NULL
FROM unnest($1::text[]) AS k(name)
WHERE d.subject IS NULL AND position(convert_to(k.name, 'UTF8') IN d.body) > 0
"""

RENEW_SALT = """
UPDATE subject s SET salt = sha256(gen_random_uuid()::text::bytea), salt_since = journal_no + 1
FROM (SELECT DISTINCT subject FROM unnest($1::text[]) AS t(subject)) k WHERE s.subject = k.subject
"""

PERSONAL: dict[str, type[Event]] = {
    t: cls for t, cls in sorted(catalogue().items()) if cls.personal
}
ERASING = frozenset(topic for topic, cls in catalogue().items() if cls.erases)


class Mark(NamedTuple):
    """That a subject's person was erased: by which publisher's event, and when."""

    source: str
    version: int
    erased_at: datetime

    def covers(self, envelope: Envelope) -> bool:
        """Whether the event was told before: what is told afterwards was not erased."""
        if envelope.source == self.source:
            return envelope.version < self.version
        return envelope.time <= self.erased_at


def emptied(topic: str, body: bytes) -> bytes:
    """A personal event without what is personal; nothing at all where it cannot be read."""
    try:
        said = json.loads(body)
        whole = _emptied(PERSONAL[topic], said)
        PERSONAL[topic].model_validate(whole)
    except (ValueError, TypeError, KeyError, AttributeError, ValidationError):
        return b""
    return json.dumps(whole, ensure_ascii=False).encode()


def _emptied(cls: type[BaseModel], said: dict[str, Any]) -> dict[str, Any]:
    whole = {name: said[name] for name in cls.model_fields if name in said}
    for name, part in personal_parts(cls):
        value = whole.get(name)
        if part is None and name in whole:
            whole[name] = None if _may_be_none(cls, name) else ""
        elif part is not None and isinstance(value, list):
            whole[name] = [_emptied(part, one) for one in value]
        elif part is not None and value is not None:
            whole[name] = _emptied(part, value)
    return whole


def personal_parts(cls: type[BaseModel]) -> list[tuple[str, type[BaseModel] | None]]:
    """The fields that are personal (None), or hold a part that has such fields: the part's class."""
    parts: list[tuple[str, type[BaseModel] | None]] = []
    for name, field in cls.model_fields.items():
        inside = [
            kind for kind in _kinds(field.annotation)
            if isinstance(kind, type) and issubclass(kind, BaseModel) and personal_parts(kind)
        ]  # fmt: skip
        if not field.repr:
            parts.append((name, None))
        elif inside:
            parts.append((name, inside[0]))
    return parts


def _may_be_none(cls: type[BaseModel], name: str) -> bool:
    return type(None) in _kinds(cls.model_fields[name].annotation)


def _kinds(annotation: Any) -> set[Any]:
    """The types that an annotation is made of."""
    if get_origin(annotation) in {Union, UnionType, tuple, list}:
        return {kind for arg in get_args(annotation) for kind in _kinds(arg)}
    return {annotation}


async def marks_of(tx: Tx, envelopes: Iterable[Envelope]) -> dict[str, Mark]:
    """The marks of those subjects of personal events that were erased."""
    subjects = sorted({e.subject for e in envelopes if e.type in PERSONAL})
    if not subjects:
        return {}
    rows = await tx.fetch(MARKS, subjects)
    return {r["subject"]: Mark(r["source"], r["version"], r["erased_at"]) for r in rows}


async def hold(tx: Tx, envelopes: Iterable[Envelope]) -> None:
    """Let nobody erase the subjects of these personal events before this transaction ends."""
    subjects = sorted({e.subject for e in envelopes if e.type in PERSONAL})
    if subjects:
        await tx.fetch(LOCK_SHARED, subjects)


async def erase_heard(tx: Tx, envelope: Envelope) -> None:
    """Empty every stored copy about the subject of an erasing event, and remember that it was erased."""
    await tx.execute(LOCK, envelope.subject)
    mark = (envelope.subject, envelope.source, envelope.version, envelope.time)
    await apply(tx, [[Change(REMEMBER, mark), *await _copies_emptied(tx, envelope.subject)]])


async def erased(tx: Tx, source: str, subject: str, at: datetime) -> list[Change]:
    """The changes by which a publisher erases a subject itself, in a command of a person."""
    await tx.execute(LOCK, subject)
    mark = Change(REMEMBER, (subject, source, 0, at))
    return [mark, *await _copies_emptied(tx, subject)]


async def _copies_emptied(tx: Tx, subject: str) -> list[Change]:
    changes = [
        Change(REWRITE[table], (subject, r["row_key"], emptied(r["type"], r["body"])))
        for table, copies in COPIES.items()
        for r in await tx.fetch(copies, subject, list(PERSONAL))
    ]
    name = subject.partition("/")[2] or subject
    return [*changes, Change(BLANK_UNREADABLE, (name,)), Change(RENEW_SALT, (subject,))]


def as_left(envelope: Envelope, body: bytes, marks: Mapping[str, Mark]) -> bytes:
    """The body as it may be read and stored: emptied, where its subject was erased since."""
    mark = marks.get(envelope.subject)
    if mark is None or not body or envelope.type not in PERSONAL or not mark.covers(envelope):
        return body
    return emptied(envelope.type, body)
