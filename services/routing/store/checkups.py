"""SQL of the check-up 答复体检: what other answers say alike, and what the office head let stand."""

from datetime import datetime
from typing import NamedTuple

from services.routing.domain.cases import Case
from services.routing.domain.checkup import Cleared, digest
from services.routing.domain.copies import fingerprints
from shared.db import Tx
from shared.outcome import Change

SLOTS = 8
"""So many places of a fingerprint are kept, the newest: a phrase that all use costs no more than another."""

# Like cases share one base of facts, and may be answered in like words, one by one.
CANDIDATES = """
SELECT reply_id, case_id FROM reply_print
WHERE print = ANY($1::bigint[]) AND case_id <> $2
  AND NOT EXISTS (SELECT FROM like_case l WHERE l.case_id = $2 AND l.cases ? reply_print.case_id)
GROUP BY reply_id, case_id HAVING count(*) >= $3
ORDER BY count(*) DESC, reply_id LIMIT 3
"""

APPROVED_TEXT = """
SELECT text FROM reply_review WHERE reply_id = $1 ORDER BY version DESC LIMIT 1
"""

# In the order of their keys, so that two writers never wait for each other in a circle.
ADD_PRINTS = """
INSERT INTO reply_print (print, slot, reply_id, case_id)
SELECT DISTINCT ON (print, slot) print, slot, reply_id, case_id
FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[])
     AS k(print, slot, reply_id, case_id)
ORDER BY print, slot
ON CONFLICT (print, slot) DO UPDATE
SET reply_id = excluded.reply_id, case_id = excluded.case_id
"""

CLEARANCES = "SELECT kind, key FROM finding_clearance WHERE case_id = $1 AND wording = $2"

ADD_CLEARANCE = """
INSERT INTO finding_clearance (case_id, wording, kind, key, reason, cleared_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
                     $7::jsonb[])
ON CONFLICT DO NOTHING
"""


class Candidate(NamedTuple):
    """Another case's approved answer that shares fingerprints."""

    reply_id: str
    text: str


async def candidates(tx: Tx, case: Case, text: str, at_least: float) -> list[Candidate]:
    """Answers of other cases that have that share of this text's fingerprints."""
    prints = fingerprints(text)
    if not prints:
        return []
    needed = max(1, int(len(prints) * at_least))
    rows = await tx.fetch(CANDIDATES, prints, case.case_id, needed)
    found = [(r["reply_id"], await tx.fetchval(APPROVED_TEXT, r["reply_id"])) for r in rows]
    return [Candidate(reply_id, text) for reply_id, text in found if text]


def add_prints(case: Case, reply_id: str, text: str) -> list[Change]:
    """Make an approved answer findable."""
    slot = int(case.case_id[-6:]) % SLOTS
    return [
        Change(ADD_PRINTS, (print_, slot, reply_id, case.case_id)) for print_ in fingerprints(text)
    ]


async def load_cleared(tx: Tx, case: Case, text: str) -> frozenset[Cleared]:
    rows = await tx.fetch(CLEARANCES, case.case_id, digest(text))
    return frozenset(Cleared(r["kind"], r["key"]) for r in rows)


def add_clearance(
    case: Case, text: str, kind: str, key: str, *, reason: str, at: datetime, by: str
) -> Change:
    return Change(ADD_CLEARANCE, (case.case_id, digest(text), kind, key, reason, at, by))
