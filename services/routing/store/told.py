"""SQL of what reception goes on telling of a case."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from services.routing.domain.told import Account, Told, ToldLater
from shared.contracts.intake import (
    CaseJoined,
    ClaimHandedOver,
    FactsCorrected,
    InterestDeclared,
    LikeCasesGrouped,
    SupplementReceived,
    WishesChanged,
)
from shared.db import Tx
from shared.outcome import Change

TELL = """
INSERT INTO told_later (case_id, kind, told_at, text, incident_at, incident_place, division,
                        no, consent)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::timestamptz[],
                     $6::text[], $7::text[], $8::int[], $9::bool[])
"""

# The kinds stand in the order of their time: the message, then corrections by number, then supplements.
TOLD_OF_CASE = """
SELECT kind, told_at, text, incident_at, incident_place, consent
FROM (SELECT 'arrival' AS kind, 0 AS no, posted_at AS told_at, '' AS text, incident_at,
             incident_place, NULL::boolean AS consent
      FROM case_text WHERE case_id = $1
      UNION ALL
      SELECT kind, no, told_at, text, incident_at, incident_place, consent
      FROM told_later WHERE case_id = $1) t
ORDER BY kind, no NULLS FIRST, told_at
"""

JOIN = """
INSERT INTO joined_case (case_id, from_case, joined_as, posted_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
ON CONFLICT DO NOTHING
"""

GROUP = """
INSERT INTO like_case (case_id, group_id, subject_matter, fact_base, cases)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[])
ON CONFLICT (case_id) DO UPDATE
SET group_id = excluded.group_id, subject_matter = excluded.subject_matter,
    fact_base = excluded.fact_base, cases = excluded.cases
"""

PART = """
DELETE FROM like_case c USING unnest($1::text[]) AS k(case_id) WHERE c.case_id = k.case_id
"""

EXCLUDE = """
INSERT INTO interest (case_id, sub) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT DO NOTHING
"""

OBEY = """
UPDATE handling h SET secret = k.secret, hide_from_unit = k.hide_from_unit, no_call = k.no_call
FROM unnest($1::text[], $2::boolean[], $3::boolean[], $4::boolean[])
     AS k(case_id, secret, hide_from_unit, no_call)
WHERE h.case_id = k.case_id
"""

SHIELD = """
UPDATE handling h SET accused_units = k.accused
FROM unnest($1::text[], $2::jsonb[]) AS k(case_id, accused) WHERE h.case_id = k.case_id
"""

HOLD = """
UPDATE handling h SET holder = k.sub
FROM unnest($1::text[], $2::text[]) AS k(case_id, sub) WHERE h.case_id = k.case_id
"""

BLANK_TOLD = """
UPDATE told_later t SET text = '', incident_place = NULL
FROM unnest($1::text[]) AS k(case_id) WHERE t.case_id = k.case_id
"""


CORRECTION: ToldLater = "correction"
SUPPLEMENT: ToldLater = "supplement"


def add_correction(event: FactsCorrected, at: datetime) -> Change:
    row = (
        event.case_id, CORRECTION, at, event.account or "", event.incident_at,
        event.incident_place, event.division, event.no, event.consent,
    )  # fmt: skip
    return Change(TELL, row)


def add_supplement(event: SupplementReceived) -> Change:
    row = (event.case_id, SUPPLEMENT, event.received_at, event.text, *[None] * 5)
    return Change(TELL, row)


def join_case(event: CaseJoined) -> Change:
    return Change(JOIN, (event.case_id, event.from_case, event.joined_as, event.posted_at))


def group_case(event: LikeCasesGrouped) -> Change:
    row = (event.case_id, event.group_id, event.subject_matter, event.fact_base)
    return Change(GROUP, (*row, json.dumps(event.cases)))


def part_case(case_id: str) -> Change:
    return Change(PART, (case_id,))


def exclude(event: InterestDeclared) -> Change:
    return Change(EXCLUDE, (event.case_id, event.sub))


def obey(event: WishesChanged) -> Change:
    """What the author wishes now; a case that is not open yet brings its wishes with it."""
    wishes = event.wishes
    return Change(OBEY, (event.case_id, wishes.secret, wishes.hide_from_unit, wishes.no_call))


def shield(case_id: str, accused: Collection[str]) -> Change:
    """Whom the case speaks against: they and those below never see it."""
    return Change(SHIELD, (case_id, json.dumps(list(accused))))


def hold(event: ClaimHandedOver) -> Change:
    return Change(HOLD, (event.case_id, event.to.sub))


def blank_told(case_id: str) -> Change:
    return Change(BLANK_TOLD, (case_id,))


async def load_told(tx: Tx, case_id: str) -> Told:
    """What the author told beside his message."""
    rows = await tx.fetch(TOLD_OF_CASE, case_id)
    return Told(
        incident_at=_last(rows, "incident_at"),
        incident_place=_last(rows, "incident_place") or "",
        accounts=tuple(Account(r["kind"], r["told_at"], r["text"]) for r in rows if r["text"]),
        consent=_last(rows, "consent"),
    )


def _last(rows: Sequence[Any], name: str) -> Any:
    """What was told last of one thing."""
    return next((r[name] for r in reversed(rows) if r[name] not in {None, ""}), None)
