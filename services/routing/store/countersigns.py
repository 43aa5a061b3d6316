"""SQL of the circulation 会签 of drafts: who was asked until when, what they said, who stayed silent."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from services.routing.domain.drafts import Draft
from shared.outcome import Change

ADD_CIRCULATION = """
INSERT INTO draft_circulation (draft_id, version, unit_id, asked_at, answer_by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[], $5::date[])
"""

ADD_COUNTERSIGN = """
INSERT INTO draft_countersign (draft_id, version, unit_id, agrees, text, signed_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::bool[], $5::text[], $6::timestamptz[],
                     $7::jsonb[])
"""

ADD_LAPSE = """
INSERT INTO draft_lapse (draft_id, version, units, reason, text, lapsed_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::jsonb[], $4::text[], $5::text[], $6::timestamptz[],
                     $7::jsonb[])
"""

# Each unit that was asked, with its word on that wording, or its silence.
COUNTERSIGNS_OF_CASE = """
SELECT c.draft_id, c.unit_id, c.asked_at, c.answer_by, s.agrees, s.text, s.signed_at, s.by,
       l.units ? c.unit_id AS silent
FROM reply_draft d JOIN draft_circulation c USING (draft_id)
LEFT JOIN LATERAL (SELECT min(version) AS version FROM draft_circulation n
                   WHERE n.draft_id = c.draft_id AND n.version > c.version) n ON true
LEFT JOIN LATERAL (SELECT agrees, text, signed_at, by FROM draft_countersign s
                   WHERE s.draft_id = c.draft_id AND s.unit_id = c.unit_id AND s.version > c.version
                     AND s.version <= coalesce(n.version, s.version)
                   LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT units FROM draft_lapse l
                   WHERE l.draft_id = c.draft_id AND l.version > c.version
                     AND l.version <= coalesce(n.version, l.version)
                   LIMIT 1) l ON true
WHERE d.case_id = $1 ORDER BY d.number, c.version, c.unit_id
"""

LAPSES_OF_CASE = """
SELECT l.draft_id, l.units, l.reason, l.text, l.lapsed_at, l.by
FROM reply_draft d JOIN draft_lapse l USING (draft_id) WHERE d.case_id = $1
ORDER BY d.number, l.version
"""


def add_circulation(
    draft: Draft, units: Sequence[str], at: datetime, answer_by: date
) -> list[Change]:
    version = draft.version + 1
    return [
        Change(ADD_CIRCULATION, (draft.draft_id, version, unit, at, answer_by)) for unit in units
    ]


def add_countersign(
    draft: Draft, unit_id: str, text: str, at: datetime, by: str, *, agrees: bool
) -> Change:
    row = (draft.draft_id, draft.version + 1, unit_id, agrees, text, at, by)
    return Change(ADD_COUNTERSIGN, row)


def add_lapse(
    draft: Draft, units: Sequence[str], reason: str, text: str, at: datetime, by: str
) -> Change:
    row = (draft.draft_id, draft.version + 1, json.dumps(units), reason, text, at, by)
    return Change(ADD_LAPSE, row)
