"""What people read.  Nothing here is locked, and no contact leaves unmasked."""

import json
from typing import Any

from services.intake.domain.roles import R
from services.intake.store import alarms, contacts, demands, groups, units
from services.intake.store.there import THERE, there
from shared.contracts.envelope import Actor
from shared.db import Tx

# fmt: off
LISTED = """
SELECT r.case_id AS cursor, r.case_id, r.state, r.channel, r.external_id, r.addressee_name, t.title,
       r.type_name, r.domain_name, r.kind, r.handling_class, r.division, r.posted_at, r.admitted_at,
       r.received_at, r.emergencies, r.flags, h.holder
FROM reception r JOIN case_text t USING (case_id) LEFT JOIN claim h USING (case_id)
"""
LIST_ALL = LISTED + "WHERE r.case_id > $1" + THERE + "ORDER BY r.case_id LIMIT $2"
LIST_STATE = (
    LISTED + "WHERE r.state = $5 AND r.case_id > $1" + THERE + "ORDER BY r.case_id LIMIT $2"
)
LIST_CALLED = LISTED + """
WHERE r.case_id IN (SELECT k.case_id FROM caller k
                    WHERE k.sub = $3 AND k.since > clock.now() - interval '1 day')
  AND r.case_id > $1 AND ($5::text IS NULL OR r.state = $5)
""" + THERE + "ORDER BY r.case_id LIMIT $2"
# fmt: on

SHOW_CASE = """
SELECT r.*, t.nickname, t.title, t.body AS text, h.holder, h.since AS held_since,
       v.outcome AS verification, v.attempts, v.verified_at,
       a.route, a.reason, a.duplicate_of, a.transfer_to, a.accused_units, a.accepted_by,
       a.accepted_at,
       coalesce(c.phone_state, 'missing') AS phone_state, c.key_id, c.phone_sealed,
       e.erased_at, s.version, i.at AS incident_at, coalesce(i.place, '') AS incident_place,
       o.office AS outside_office, o.due_on AS outside_due_on
FROM reception r
JOIN case_text t USING (case_id)
LEFT JOIN contact c USING (case_id)
LEFT JOIN claim h USING (case_id)
LEFT JOIN verification v USING (case_id)
LEFT JOIN acceptance a USING (case_id)
LEFT JOIN erasure e USING (case_id)
LEFT JOIN incident i USING (case_id)
LEFT JOIN outside_order o USING (case_id)
LEFT JOIN subject s ON s.subject = 'case/' || r.case_id
WHERE r.case_id = $1
"""

SHOW_BOARD_ROW = """
SELECT state_info, process_info, answer_id, answer_text, answered_at, answered_by, grade,
       grade_level, grade_manner, grade_speed, grade_text, updated_at
FROM board_row WHERE case_id = $1
"""

SHOW_ATTEMPTS = """
SELECT task_id, attempt, outcome, channel, contact_no, by_name, by_unit, at
FROM attempt WHERE case_id = $1 ORDER BY seq
"""

TRAIL = """
SELECT no::text AS cursor, entry FROM journal WHERE subject = $1 AND no > $2 ORDER BY no LIMIT $3
"""

TOLD = ("at", "action", "actor", "from", "to", "why", "facts")
"""What of a journal row people read: not its links, nor the digests."""

NOTES = (
    ("corrections", """
        SELECT no, account, incident_at, incident_place, division, consent, noted_by, noted_at
        FROM correction WHERE case_id = $1 ORDER BY no"""),
    ("supplements", """
        SELECT no, question, asked_at, answer, channel, answered_at, entered_by
        FROM supplement WHERE case_id = $1 ORDER BY no"""),
    ("interests", """
        SELECT sub, name, ground, declared_by, declared_at
        FROM interest WHERE case_id = $1 ORDER BY declared_at, sub"""),
    ("accused", """
        SELECT a.unit_id, u.name, a.named_by, a.named_at
        FROM accused_unit a LEFT JOIN unit u USING (unit_id)
        WHERE a.case_id = $1 ORDER BY a.named_at, a.unit_id"""),
)  # fmt: skip

SHOW_JOINED = f"""
SELECT r.case_id, a.reason, r.channel, r.external_id, r.posted_at, t.body AS text
FROM acceptance a
JOIN reception r USING (case_id)
JOIN case_text t USING (case_id)
LEFT JOIN claim h USING (case_id)
WHERE a.duplicate_of = $1 AND {there(sub=2, barred=3)}
ORDER BY r.case_id
"""

JSON_COLUMNS = (
    "emergencies", "flags", "holder", "accused_units", "accepted_by",
    "found_by", "attended_by", "measures", "noted_by", "entered_by", "declared_by", "named_by",
    "looked_by", "made_by", "searched_by",
)  # fmt: skip


async def list_cases(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, office: str, state: str | None = None
) -> list[dict[str, Any]]:
    """Cases by number, of one state or of all, as far as they are there for the actor.

    For an agent those are there whose call he has.
    """
    own = await units.and_above(tx, actor.unit or office)
    if actor.role == R.AGENT:
        rows = await tx.fetch(LIST_CALLED, after or "", limit, actor.sub, own, state)
    elif state is None:
        rows = await tx.fetch(LIST_ALL, after or "", limit, actor.sub, own)
    else:
        rows = await tx.fetch(LIST_STATE, after or "", limit, actor.sub, own, state)
    return [plain(row) for row in rows]


async def load_case(tx: Tx, case_id: str, actor: Actor, office: str) -> dict[str, Any] | None:
    """All that is kept of a case, the phone still sealed; of others what is there for the actor."""
    row = await tx.fetchrow(SHOW_CASE, case_id)
    if row is None:
        return None
    board = await tx.fetchrow(SHOW_BOARD_ROW, case_id)
    attempts = await tx.fetch(SHOW_ATTEMPTS, case_id)
    own = await units.and_above(tx, actor.unit or office)
    joined = await tx.fetch(SHOW_JOINED, case_id, actor.sub, own)
    return plain(row) | {
        "board": plain(board) if board else None,
        "calls": [plain(attempt) for attempt in attempts],
        "demands": await demands.show(tx, case_id),
        "found_contacts": [plain(each) for each in await contacts.show_found(tx, case_id)],
        "alarms": [plain(each) for each in await alarms.of_case(tx, case_id)],
        "group": await groups.of_case(tx, case_id, actor.sub, own),
        "joined": [plain(each) for each in joined],
        **{name: [plain(each) for each in await tx.fetch(sql, case_id)] for name, sql in NOTES},
    }


async def list_trail(
    tx: Tx, after: str | None, limit: int, *, case_id: str
) -> list[dict[str, Any]]:
    """What was done to a case: who, when, from which state to which, and why."""
    rows = await tx.fetch(TRAIL, f"case/{case_id}", int(after or 0), limit)
    entries = [(row["cursor"], json.loads(row["entry"])) for row in rows]
    return [
        {"cursor": cursor} | {name: entry[name] for name in TOLD if name in entry}
        for cursor, entry in entries
    ]


def plain(row: Any) -> dict[str, Any]:
    """A row as a mapping, its JSON columns read."""
    plain = dict(row)
    for name in JSON_COLUMNS:
        if isinstance(plain.get(name), str):
            plain[name] = json.loads(plain[name])
    return plain
