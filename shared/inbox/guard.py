"""The guard: one row per (consumer, source, subject) with the last version that took effect.

A group of deliveries locks its guards in sorted order, so that no two groups wait for each other.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.contracts.envelope import Envelope
from shared.db import Tx

ENSURE_GUARDS = """
INSERT INTO inbox (consumer, source, subject, last_ver)
SELECT $1, k.source, k.subject, 0
FROM unnest($2::text[], $3::text[]) AS k(source, subject)
ORDER BY k.subject, k.source
ON CONFLICT DO NOTHING
"""

LOCK_GUARDS = """
SELECT i.source, i.subject, i.last_ver
FROM inbox i JOIN unnest($2::text[], $3::text[]) AS k(source, subject) USING (source, subject)
WHERE i.consumer = $1
ORDER BY i.subject, i.source
FOR UPDATE OF i
"""

ADVANCE_GUARDS = """
UPDATE inbox i SET last_ver = k.last_ver
FROM unnest($2::text[], $3::text[], $4::bigint[]) AS k(source, subject, last_ver)
WHERE i.consumer = $1 AND i.source = k.source AND i.subject = k.subject
"""

Key = tuple[str, str]
"""(source, subject)"""


class Heard(NamedTuple):
    """One delivery: its envelope and the JSON body as it came."""

    envelope: Envelope
    body: bytes


@dataclass(slots=True)
class Lane:
    """One publisher's events of one subject, while a group is settled and its guard is locked."""

    key: Key
    last: int
    first: int
    waiting: dict[int, Heard] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)
    """How often each version that was parked before has failed."""
    delayed: set[int] = field(default_factory=set)
    stopped: bool = False

    @property
    def subject(self) -> str:
        return self.key[1]

    @property
    def moved(self) -> bool:
        """Whether an event of this group took effect."""
        return self.last > self.first

    def ready(self) -> Heard | None:
        """The next event, if it is here and may be tried now."""
        nxt = self.last + 1
        if self.stopped or nxt in self.delayed:
            return None
        return self.waiting.get(nxt)

    def take(self, heard: Heard) -> bool:
        """Let a delivery wait for its turn; False for one that is known already."""
        version = heard.envelope.version
        if version <= self.last or version in self.waiting:
            return False
        self.waiting[version] = heard
        return True

    def early(self) -> Iterator[Heard]:
        """What came in this group and has not had its turn."""
        for version, heard in self.waiting.items():
            if version > self.last and version not in self.attempts:
                yield heard


async def lock(tx: Tx, consumer: str, keys: Iterable[Key]) -> dict[Key, Lane]:
    """Lock the guards of these keys, new ones included."""
    columns = key_columns(sorted(keys, key=lambda key: (key[1], key[0])))
    await tx.execute(ENSURE_GUARDS, consumer, *columns)
    lanes: dict[Key, Lane] = {}
    for r in await tx.fetch(LOCK_GUARDS, consumer, *columns):
        key = (r["source"], r["subject"])
        lanes[key] = Lane(key, last=r["last_ver"], first=r["last_ver"])
    return lanes


async def advance(tx: Tx, consumer: str, moved: Collection[Lane]) -> None:
    """Write down the last version of each lane."""
    await tx.execute(ADVANCE_GUARDS, consumer, *lane_columns(moved))


def wave(lanes: Mapping[Key, Lane]) -> list[Lane]:
    """The next event of each subject: one per subject, so that a wave can be written set-wise."""
    chosen: dict[str, Lane] = {}
    for lane in lanes.values():
        if lane.subject not in chosen and lane.ready():
            chosen[lane.subject] = lane
    return [chosen[subject] for subject in sorted(chosen)]


def key_columns(keys: Collection[Key]) -> tuple[list[str], list[str]]:
    """Sources and subjects, an array each."""
    return [source for source, _ in keys], [subject for _, subject in keys]


def lane_columns(lanes: Collection[Lane]) -> tuple[list[str], list[str], list[int]]:
    """Sources, subjects and last versions, an array each."""
    return *key_columns([lane.key for lane in lanes]), [lane.last for lane in lanes]
