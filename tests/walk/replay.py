"""Replaying journals and event logs on the declared workflow tables: process conformance.

A row of a journal is explained when its life begins at a start, or stands where the row says it
stood and the table has that (state, action, role) with that target; or when it is a note that moves
nothing.  An event is explained when the rows of its act say it.  What is missing, a row of the chain
or an event that a row should have said, counts as one thing that is not explained.  The fitness is
the explained share of all that; a log in which nothing was tampered with has 1.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from shared.db import Tx
from tests.walk.books import Book, Entry, Told

ROWS = """
SELECT subject, entry FROM journal WHERE subject = ANY($1::text[]) ORDER BY subject, no
"""
SAID = """
SELECT subject, version, type, payload FROM event_log
WHERE subject = ANY($1::text[]) ORDER BY subject, version
"""
COUNTS = "SELECT subject, journal_no, version FROM subject WHERE subject = ANY($1::text[])"
SUBJECTS = """
SELECT subject FROM subject WHERE split_part(subject, '/', 1) = ANY($1::text[]) ORDER BY subject
"""

KINDS = ("case", "measure")
PAGE = 500


class Said(NamedTuple):
    """One event of the log."""

    version: int
    topic: str
    body: dict[str, Any]


class Log(NamedTuple):
    """All that one service wrote of one subject, in order, and how much it says that there is."""

    subject: str
    rows: Sequence[Entry]
    events: Sequence[Said]
    length: int
    version: int


class Taken(NamedTuple):
    """A row of a table that was followed."""

    life: str
    at: str
    do: str
    by: str


@dataclass
class Replayed:
    """What a replay found; `faults` name each place that no table explains."""

    explained: int = 0
    faults: list[str] = field(default_factory=list)
    states: dict[tuple[str, str], str] = field(default_factory=dict)
    taken: Counter[Taken] = field(default_factory=Counter)
    subjects: int = 0

    @property
    def total(self) -> int:
        return self.explained + len(self.faults)

    @property
    def fitness(self) -> float:
        """1 where everything is explained, and where there was nothing to explain."""
        return self.explained / self.total if self.total else 1.0

    def add(self, other: "Replayed") -> None:
        self.explained += other.explained
        self.faults += other.faults
        self.states |= other.states
        self.taken += other.taken
        self.subjects += other.subjects


def replay(book: Book, log: Log) -> Replayed:
    """Replay one subject's history."""
    return _Replay(book, log).run()


async def replay_all(tx: Tx, book: Book, subjects: Sequence[str] | None = None) -> Replayed:
    """Replay what a schema holds of these subjects, or of all its cases and measures."""
    found = Replayed()
    async for log in logs(tx, subjects):
        found.add(replay(book, log))
    return found


async def logs(tx: Tx, subjects: Sequence[str] | None = None) -> AsyncIterator[Log]:
    """The logs of one schema, a page of subjects at a time."""
    if subjects is None:
        subjects = [r["subject"] for r in await tx.fetch(SUBJECTS, KINDS)]
    for start in range(0, len(subjects), PAGE):
        page = sorted(subjects[start : start + PAGE])
        rows: dict[str, list[Entry]] = {name: [] for name in page}
        said: dict[str, list[Said]] = {name: [] for name in page}
        for r in await tx.fetch(ROWS, page):
            rows[r["subject"]].append(json.loads(r["entry"]))
        counts = {r["subject"]: r for r in await tx.fetch(COUNTS, page)}
        for r in await tx.fetch(SAID, page):
            body = json.loads(r["payload"]) if r["payload"] else {}
            said[r["subject"]].append(Said(r["version"], r["type"], body))
        for name in page:
            count = counts[name]
            yield Log(name, rows[name], said[name], count["journal_no"], count["version"])


class _Replay:
    def __init__(self, book: Book, log: Log) -> None:
        self.book = book
        self.log = log
        self.found = Replayed(subjects=1)
        self.states = self.found.states
        self.announced = {event.version: event for event in log.events}
        self.last_no = 0
        self.last_version = 0

    def run(self) -> Replayed:
        for _, act in groupby(self.log.rows, _act):
            self._act(list(act))
        for no in range(self.last_no, self.log.length):
            self._fault(no, f"row {no + 1} is missing")
        for version in range(self.last_version, self.log.version):
            self._fault(self.last_no, f"event {version + 1} is said by no row")
        return self.found

    def _act(self, rows: list[Entry]) -> None:
        """The rows that one command or event wrote, and what it announced."""
        due: list[str] = []
        may: set[str] = set()
        for row in rows:
            says, besides = self._row(row)
            due += says
            may |= besides
        said = [event for row in rows for event in self._said(row)]
        self._hold_against(rows[0]["no"], Counter(due), may, said)
        for event in said:
            self._bear(event)

    # -- rows --------------------------------------------------------------------------------------

    def _row(self, row: Entry) -> tuple[Iterable[str], frozenset[str]]:
        """What the row should have announced, and what it may have announced besides."""
        no, action = row["no"], row["action"]
        if no != self.last_no + 1:
            self._fault(no, f"row {self.last_no + 1} is missing")
        self.last_no = no
        besides = self.book.besides.get(action, frozenset())
        for life in self.book.lives:
            if read := life.read(row):
                return self._move(life, row, *read), besides
        if action not in self.book.notes:
            self._fault(no, f"{action} is in no table")
            return (), besides
        if row.get("from") == row.get("to"):
            self._explained()
        else:
            self._fault(no, f"{action} moves what no table moves")
        return self.book.notes[action], besides

    def _move(self, life: Told, row: Entry, about: str, do: str) -> tuple[str, ...]:
        at, to, by = row.get("from"), row.get("to"), row["actor"]["role"]
        stood = self.states.get((life.name, about))
        self.states[life.name, about] = str(to)
        if do in life.born:
            fine = stood is None and at is None and to in life.starts
            self._judge(row["no"], f"{life.name} {about} begins as {to}", fine=fine)
            return life.born[do]
        if stood is None and life.silent and at in life.starts:
            stood = at
        step = next((s for s in life.table.steps if (s.at, s.do, s.by) == (at, do, by)), None)
        what = f"{life.name} {about}: {do} by {by} from {at} to {to}"
        if stood != at:
            self._fault(row["no"], f"{what}, but it stood at {stood}")
        elif step is None or step.to != to:
            self._fault(row["no"], f"{what} is no row of the table")
        else:
            self._explained()
            self.found.taken[Taken(life.name, str(at), do, by)] += 1
        return (step.says.topic,) if step and step.says else ()

    # -- events ------------------------------------------------------------------------------------

    def _said(self, row: Entry) -> Iterator[Said]:
        """The events of the log that a row says are its own, in the order of their versions."""
        for topic, version, _ in row.get("says", ()):
            event = self.announced.get(version)
            if version != self.last_version + 1:
                self._fault(row["no"], f"event {self.last_version + 1} is said by no row")
            self.last_version = max(version, self.last_version)
            if event is None or event.topic != topic:
                self._fault(row["no"], f"event {version} {topic} is not in the log")
            else:
                yield event

    def _hold_against(
        self, no: int, due: Counter[str], may: set[str], said: Sequence[Said]
    ) -> None:
        """Each event was due, or may come besides; and what was due was said."""
        heard = Counter(event.topic for event in said)
        for topic in due.keys() | heard.keys():
            least = min(due[topic], 1) if topic in self.book.shared else due[topic]
            most = len(said) if topic in may else due[topic]
            fine = min(heard[topic], most)
            for _ in range(fine):
                self._explained()
            for _ in range(heard[topic] - fine):
                self._fault(no, f"{topic} is not said by these rows")
            for _ in range(least - heard[topic]):
                self._fault(no, f"{topic} was not said")

    def _bear(self, event: Said) -> None:
        """What begins with an event and has no row of its own."""
        name = self.book.bears.get(event.topic)
        if name is None:
            return
        life = next(told for told in self.book.lives if told.name == name)
        for part in event.body.get(f"{name}s", ()):
            key = (name, part[f"{name}_id"])
            if key in self.states:
                self._fault(self.last_no, f"{name} {key[1]} begins twice")
            [self.states[key]] = life.starts

    # -- what is found -----------------------------------------------------------------------------

    def _judge(self, no: int, what: str, *, fine: bool) -> None:
        if fine:
            self._explained()
        else:
            self._fault(no, what)

    def _explained(self) -> None:
        self.found.explained += 1

    def _fault(self, no: int, what: str) -> None:
        self.found.faults.append(f"{self.book.service} {self.log.subject} row {no}: {what}")


def _act(row: Entry) -> tuple[str, str]:
    """Rows of one instant and one cause were written by one act."""
    return row["at"], json.dumps(row.get("cause"))
