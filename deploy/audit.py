"""Proof from the journals and the event logs: what was lost, what took effect twice, what came in disorder."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from shared.bus import Listener
from shared.db import Tx

LAST_SAID = "SELECT subject, max(version) AS version, count(*) AS n FROM event_log GROUP BY subject"
SAID = "SELECT type, count(*) AS n FROM event_log GROUP BY type ORDER BY type"
GUARDS = "SELECT subject, last_ver FROM inbox WHERE consumer = $1 AND source = $2"
WAITING = "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM inbox_parked) AS n"
DEAD = "SELECT count(*) FROM dead_letter"

TWICE = """
SELECT count(*) FROM (
  SELECT 1 FROM (SELECT subject, entry::jsonb AS e FROM journal) AS j
  WHERE e ? 'cause'
  GROUP BY subject, e -> 'cause' ->> 'id', e ->> 'action', e ->> 'to', e -> 'facts'
  HAVING count(*) > 1) AS twice
"""

HEARD_IN_ORDER = """
SELECT subject, no, entry::jsonb -> 'cause' ->> 'id' AS cause, entry::jsonb -> 'cause' ->> 'type' AS type
FROM journal WHERE entry::jsonb ? 'cause' ORDER BY subject, no
"""

VERSIONS = "SELECT event_id, subject, version FROM event_log"

ENDS = """
SELECT subject, (array_agg(entry::jsonb ->> 'to' ORDER BY no DESC)
                 FILTER (WHERE entry::jsonb ? 'to'))[1] AS state
FROM journal WHERE subject LIKE 'case/%' AND NOT entry::jsonb @? '$.facts.further' GROUP BY subject
"""
"""A further public reply 后续回复 has a life of its own, which goes on after the case's."""

Schema = Callable[[str], AbstractAsyncContextManager[Tx]]


@dataclass
class Audit:
    """What the records say.  `states` is each case's last state in each service."""

    events: int = 0
    by_type: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    waiting: int = 0
    dead: int = 0
    states: dict[str, dict[str, str]] = field(default_factory=dict)

    def terminal(self) -> list[str]:
        """Cases that reached their end: closed or withdrawn in routing, or historic in intake."""
        return [case for case, at in self.states.items() if _ended(at)]


def _ended(at: Mapping[str, str]) -> bool:
    if at.get("routing") in {"closed", "withdrawn"}:
        return True
    return at.get("intake") == "historic" or (
        at.get("intake") == "withdrawn" and "routing" not in at
    )


async def audit(schema: Schema, listeners: Sequence[Listener]) -> Audit:
    """Read every service's journal, log and guard.  `schema` opens one service's, under its role."""
    found = Audit()
    said: dict[str, dict[str, int]] = {}
    versions: dict[str, tuple[str, int]] = {}
    for listener in listeners:
        async with schema(listener.name) as tx:
            await _read_log(tx, listener.name, found, said, versions)
            found.waiting += await tx.fetchval(WAITING)
            found.dead += await tx.fetchval(DEAD)
            for r in await tx.fetch(ENDS):
                if r["state"]:
                    found.states.setdefault(r["subject"], {})[listener.name] = r["state"]
    for listener in listeners:
        async with schema(listener.name) as tx:
            found.doubled += await tx.fetchval(TWICE)
            for source in listener.publishers:
                found.lost += await _behind(tx, listener.name, source, said.get(source, {}))
            found.out_of_order += await _disorder(tx, versions)
    return found


async def _read_log(
    tx: Tx,
    name: str,
    found: Audit,
    said: dict[str, dict[str, int]],
    versions: dict[str, tuple[str, int]],
) -> None:
    last = await tx.fetch(LAST_SAID)
    said[name] = {r["subject"]: r["version"] for r in last}
    # A log with a gap has lost an event before anybody could hear it.
    found.lost += sum(r["version"] - r["n"] for r in last)
    found.events += sum(r["n"] for r in last)
    found.by_type |= {r["type"]: r["n"] for r in await tx.fetch(SAID)}
    for r in await tx.fetch(VERSIONS):
        versions[str(r["event_id"])] = (f"{name} {r['subject']}", r["version"])


async def _behind(tx: Tx, consumer: str, source: str, said: Mapping[str, int]) -> int:
    guards = {r["subject"]: r["last_ver"] for r in await tx.fetch(GUARDS, consumer, source)}
    return sum(max(0, version - guards.get(subject, 0)) for subject, version in said.items())


async def _disorder(tx: Tx, versions: Mapping[str, tuple[str, int]]) -> int:
    """Journal rows whose cause is older than the cause of a row before them, of the same publisher."""
    newest: dict[tuple[str, str], int] = {}
    wrong = 0
    for r in await tx.fetch(HEARD_IN_ORDER):
        if r["cause"] not in versions:
            continue
        lane, version = versions[r["cause"]]
        key = (r["subject"], lane)
        wrong += version < newest.get(key, 0)
        newest[key] = max(version, newest.get(key, 0))
    return wrong
