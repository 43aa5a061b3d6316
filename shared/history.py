"""Reading and verifying what was written: journals and the event log."""

import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from shared.db import Tx
from shared.journal import broken_link, digest

TIMELINE = """
SELECT no, recorded_at, entry FROM journal WHERE subject = $1 ORDER BY no
"""

SUBJECTS = """
SELECT subject, version, journal_no, head, salt, salt_since FROM subject
WHERE subject > $1 ORDER BY subject LIMIT $2
"""

CHAINS = """
SELECT subject, no, entry, hash FROM journal WHERE subject = ANY($1::text[]) ORDER BY subject, no
"""

SAID = """
SELECT subject, version, type, payload FROM event_log
WHERE subject = ANY($1::text[]) ORDER BY subject, version
"""

STRAYS = """
SELECT DISTINCT j.subject FROM journal j LEFT JOIN subject s USING (subject) WHERE s.subject IS NULL
"""

PAGE = 500


class Fault(NamedTuple):
    """Something in the history that is not as it was written."""

    subject: str
    what: str


async def timeline(tx: Tx, subject: str) -> list[dict[str, Any]]:
    """The journal of one subject in one service: each entry with its row number and record time."""
    return [
        {**json.loads(r["entry"]), "no": r["no"], "recorded_at": r["recorded_at"]}
        for r in await tx.fetch(TIMELINE, subject)
    ]


async def verify(tx: Tx) -> AsyncIterator[Fault | int]:
    """Yield each fault in one schema's history, and after each page how many subjects were whole."""
    for r in await tx.fetch(STRAYS):
        yield Fault(r["subject"], "has a journal, but its head was removed")
    after = ""
    while heads := await tx.fetch(SUBJECTS, after, PAGE):
        after = heads[-1]["subject"]
        names = [h["subject"] for h in heads]
        chains: dict[str, list[Any]] = {name: [] for name in names}
        for r in await tx.fetch(CHAINS, names):
            chains[r["subject"]].append((r["no"], r["entry"], r["hash"]))
        said: dict[str, dict[int, Any]] = {name: {} for name in names}
        for r in await tx.fetch(SAID, names):
            said[r["subject"]][r["version"]] = (r["type"], r["payload"])
        faults = [f for h in heads for f in _faults(h, chains[h["subject"]], said[h["subject"]])]
        for fault in faults:
            yield fault
        yield len({h["subject"] for h in heads} - {f.subject for f in faults})


def _faults(
    head: Any, chain: list[tuple[int, str, bytes]], said: dict[int, tuple[str, bytes | None]]
) -> list[Fault]:
    subject = head["subject"]
    if broken := broken_link(chain, head["journal_no"], head["head"]):
        return [Fault(subject, broken)]
    missing = sorted(set(range(1, head["version"] + 1)) - set(said))
    if missing:
        return [Fault(subject, f"event {missing[0]} is not in the log")]
    for no, entry, _ in chain:
        for topic, version, expected in json.loads(entry).get("says", []):
            found_topic, payload = said[version]
            # A blanked body, or one digested with a salt since erased, proves nothing: that is erasure.
            provable = payload is not None and no >= head["salt_since"]
            altered = provable and digest(head["salt"], payload or b"") != expected
            if found_topic != topic or altered:
                return [Fault(subject, f"event {version} was altered")]
    return []
