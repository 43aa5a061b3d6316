"""Writing what a transaction changes and announces.

`write` puts a whole group's changes, journal rows, events and work items down set-wise, in the
caller's transaction.  The subject's row is locked before its versions are given out, so version order
is commit order.  What it leaves in the outbox, `shared.relay` brings to the broker.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic_core import to_json

from shared.context import Ctx
from shared.contracts.envelope import Event
from shared.db import Tx, apply
from shared.ids import uuid7
from shared.journal import canonical, digest, link
from shared.outcome import Entry, Outcome, Work

RAISE_VERSIONS = """
INSERT INTO subject AS s (subject, version, journal_no, head, salt)
SELECT k.subject, k.events, k.entries, ''::bytea, k.salt
FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[]) AS k(subject, events, entries, salt)
ORDER BY k.subject
ON CONFLICT (subject) DO UPDATE
SET version = s.version + excluded.version, journal_no = s.journal_no + excluded.journal_no
RETURNING s.subject, s.version, s.journal_no, s.head, s.salt
"""

WRITE_HISTORY = """
WITH rows AS (
  INSERT INTO journal (subject, no, entry, hash)
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[]))
UPDATE subject s SET head = k.head
FROM unnest($5::text[], $6::bytea[]) AS k(subject, head) WHERE s.subject = k.subject
"""

ANNOUNCE = """
WITH said AS (
  INSERT INTO outbox (event_id, subject, version, type, queue, payload,
                      occurred_at, causation_id, traceparent)
  SELECT event_id, subject, version, type, queue, payload, occurred_at, causation_id, traceparent
  FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bytea[],
              $7::timestamptz[], $8::uuid[], $9::text[]) WITH ORDINALITY
       AS k(event_id, subject, version, type, queue, payload,
            occurred_at, causation_id, traceparent, place)
  ORDER BY place
  RETURNING *)
INSERT INTO event_log (seq, event_id, subject, version, type, payload,
                       occurred_at, causation_id, traceparent, recorded_at)
SELECT seq, event_id, subject, version, type, payload,
       occurred_at, causation_id, traceparent, recorded_at
FROM said WHERE queue IS NULL
"""


class Act(NamedTuple):
    """One handler's context and what it returned."""

    ctx: Ctx
    outcome: Outcome


@dataclass(slots=True)
class _Subject:
    """A subject's counters while a group is written."""

    version: int
    no: int
    head: bytes
    salt: bytes


class _Said(NamedTuple):
    ctx: Ctx
    event: Event
    payload: bytes


async def write(tx: Tx, acts: Sequence[Act]) -> dict[str, int]:
    """Write all that `acts` change, in the open transaction.

    Returns the version each touched subject has now.
    """
    await apply(tx, [act.outcome.changes for act in acts])
    pairs = [(act, entries) for act in acts if (entries := _journalled(act))]
    works = [(act.ctx, work) for act in acts for work in act.outcome.work]
    if not pairs and not works:
        return {}
    subjects = await _raise_versions(tx, pairs)
    history: list[tuple[str, int, str, bytes]] = []
    announced: list[tuple[Any, ...]] = []
    for act, entries in pairs:
        _settle(act, entries, subjects, history, announced)
    if history:
        touched = {subject for subject, *_ in history}
        await tx.execute(
            WRITE_HISTORY,
            *_columns(history),
            list(touched),
            [subjects[subject].head for subject in touched],
        )
    announced += [_work_row(ctx, work) for ctx, work in works]
    if announced:
        await tx.execute(ANNOUNCE, *_columns(announced))
    return {name: s.version for name, s in subjects.items()}


def _journalled(act: Act) -> list[tuple[Entry, list[Event]]]:
    """Pair each journal entry with the events it announces; no event goes without an entry."""
    pairs: list[tuple[Entry, list[Event]]] = [(entry, []) for entry in act.outcome.journal]
    home: dict[str, list[Event]] = {}
    for entry, said in pairs:
        home.setdefault(entry.subject, said)
    for event in act.outcome.events:
        if event.subject not in home:
            entry = Entry(event.subject, event.topic.split(".")[1], act.ctx.actor)
            home[event.subject] = []
            pairs.append((entry, home[event.subject]))
        home[event.subject].append(event)
    return pairs


async def _raise_versions(
    tx: Tx, pairs: Sequence[tuple[Act, list[tuple[Entry, list[Event]]]]]
) -> dict[str, _Subject]:
    events: Counter[str] = Counter()
    entries: Counter[str] = Counter()
    for _, own in pairs:
        for entry, said in own:
            entries[entry.subject] += 1
            events[entry.subject] += len(said)
    if not entries:
        return {}
    names = sorted(entries)
    rows = await tx.fetch(
        RAISE_VERSIONS,
        names,
        [events[name] for name in names],
        [entries[name] for name in names],
        [os.urandom(16) for _ in names],
    )
    return {
        r["subject"]: _Subject(
            version=r["version"] - events[r["subject"]],
            no=r["journal_no"] - entries[r["subject"]],
            head=r["head"],
            salt=r["salt"],
        )
        for r in rows
    }


def _settle(
    act: Act,
    entries: Sequence[tuple[Entry, list[Event]]],
    subjects: dict[str, _Subject],
    history: list[tuple[str, int, str, bytes]],
    announced: list[tuple[Any, ...]],
) -> None:
    """Give one act's events their versions and its entries their place in the chain."""
    ctx = act.ctx
    for entry, said in entries:
        s = subjects[entry.subject]
        says = []
        for event in said:
            s.version += 1
            payload = event.model_dump_json().encode()
            says.append((event.topic, s.version, digest(s.salt, payload)))
            announced.append(_event_row(ctx, event, s.version, payload))
        s.no += 1
        text = canonical(entry, no=s.no, at=ctx.now, salt=s.salt, cause=ctx.cause, says=says)
        s.head = link(s.head, text)
        history.append((entry.subject, s.no, text, s.head))


def _event_row(ctx: Ctx, event: Event, version: int, payload: bytes) -> tuple[Any, ...]:
    cause = ctx.cause.id if ctx.cause else None
    return (
        uuid7(), event.subject, version, event.topic, None, payload, ctx.now, cause, ctx.traceparent,
    )  # fmt: skip


def _work_row(ctx: Ctx, work: Work) -> tuple[Any, ...]:
    cause = ctx.cause.id if ctx.cause else None
    body = to_json(dict(work.body))
    return (
        uuid7(), work.subject, None, work.queue, work.queue, body, ctx.now, cause, ctx.traceparent,
    )  # fmt: skip


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
