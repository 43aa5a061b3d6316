"""SQL of handlings: locking, opening, moving, withdrawing, closing."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.routing.domain.assignments import Assignment, AssignmentState
from services.routing.domain.cases import Addressee, Case, CaseState
from services.routing.domain.copies import words_digest
from services.routing.domain.letters import CaseText
from services.routing.domain.replies import ReplyHead
from services.routing.store.demands import blank_demands
from services.routing.store.told import blank_told, part_case
from shared.contracts.intake import BoardUpdated, CaseAccepted, CaseReceived
from shared.contracts.satisfaction import CheckFailed
from shared.db import Tx
from shared.outcome import Change

LOCK_CASES = """
SELECT case_id FROM handling WHERE case_id = ANY($1::text[]) ORDER BY case_id FOR UPDATE
"""

# A statement of its own after the lock: one that waits for the lock sees the row as it is then, but
# what it joins as that was before it waited, and so would let in whose interest was declared meanwhile.
# A leader whose own office is accused is no addressee: the city's leaders take the matter up.
READ_CASES = """
SELECT h.case_id, h.state, h.route, h.round, h.kind, h.handling_class, h.external_id,
       h.admitted_at, h.secret, h.hide_from_unit, h.no_call, h.accused_units, h.holder,
       ARRAY(SELECT i.sub FROM interest i WHERE i.case_id = h.case_id) AS interested,
       p.post_id, p.title AS post_title, p.level AS post_level, p.unit_id AS post_unit_id
FROM handling h LEFT JOIN post p
     ON p.board_fid = h.addressee_fid AND NOT h.accused_units ? coalesce(p.unit_id, '')
WHERE h.case_id = ANY($1::text[])
ORDER BY h.case_id
"""

ASSIGNMENTS_OF_CASES = """
SELECT case_id, assignment_id, round, parent_id, unit_id, part, level, state, version, due_on,
       demands
FROM assignment WHERE case_id = ANY($1::text[]) ORDER BY case_id, number
"""

REPLIES_OF_CASES = """
SELECT r.case_id, r.reply_id, r.round, r.assignment_id, r.unit_id, r.complete, r.submitted_at,
       r.version, a.reply_id IS NOT NULL AS accepted
FROM reply r LEFT JOIN reply_acceptance a USING (reply_id)
WHERE r.case_id = ANY($1::text[]) ORDER BY r.case_id, r.number
"""

# Who enters a message by hand may know the board's number of its addressee alone.
REMEMBER_TEXT = """
INSERT INTO case_text (case_id, addressee_name, type_name, domain_name, nickname, title, body,
                       posted_at, incident_at, incident_place)
SELECT k.case_id, coalesce(nullif(k.addressee_name, ''), p.title, ''), k.type_name, k.domain_name,
       k.nickname, k.title, k.body, k.posted_at, k.incident_at, k.incident_place
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::timestamptz[], $9::timestamptz[], $10::text[], $11::int[])
     AS k(case_id, addressee_name, type_name, domain_name, nickname, title, body, posted_at,
          incident_at, incident_place, fid)
LEFT JOIN post p ON p.board_fid = k.fid
"""

REMEMBER_CLAIM = """
INSERT INTO case_claim (case_id, claimed_at) SELECT * FROM unnest($1::text[], $2::timestamptz[])
ON CONFLICT DO NOTHING
"""

TEXT_OF_CASE = """
SELECT addressee_name, nickname, title, body FROM case_text WHERE case_id = $1
"""

OPEN_CASE = """
INSERT INTO handling (case_id, state, route, round, kind, handling_class, channel, external_id,
                      addressee_fid, admitted_at, secret, hide_from_unit, duplicate_of, transfer_to,
                      accused_units, holder, no_call, opened_at, changed_at)
SELECT case_id, 'opened', route, 1, kind, handling_class, channel, external_id,
       addressee_fid, admitted_at, secret, hide_from_unit, duplicate_of, transfer_to,
       accused_units, holder, no_call, opened_at, opened_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[],
            $8::timestamptz[], $9::bool[], $10::bool[], $11::text[], $12::text[], $13::jsonb[],
            $14::text[], $15::bool[], $16::timestamptz[])
     AS k(case_id, route, kind, handling_class, channel, external_id, addressee_fid,
          admitted_at, secret, hide_from_unit, duplicate_of, transfer_to, accused_units,
          holder, no_call, opened_at)
"""

MOVE_CASE = """
UPDATE handling h SET state = k.state, round = k.round, changed_at = k.at
FROM unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[]) AS k(case_id, state, round, at)
WHERE h.case_id = k.case_id
"""

ADD_BOARD_PROOF = """
INSERT INTO board_proof (case_id, answer_id, external_id, answered_at, organisation, heard_at,
                         words)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[],
                     $6::timestamptz[], $7::text[])
ON CONFLICT (case_id, answer_id) DO UPDATE
SET answered_at = excluded.answered_at, organisation = excluded.organisation,
    heard_at = excluded.heard_at, words = excluded.words
"""

PROPOSE_REDO = """
INSERT INTO redo_proposal (case_id, round, check_id, handled, reply_true, proposed_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::bool[], $5::bool[], $6::timestamptz[])
ON CONFLICT (case_id, round, check_id) DO UPDATE
SET handled = excluded.handled, reply_true = excluded.reply_true, proposed_at = excluded.proposed_at
"""

HAS_REDO_PROPOSAL = """
SELECT EXISTS (SELECT FROM redo_proposal WHERE case_id = $1 AND round = $2)
"""

ADD_REDO_ORDER = """
INSERT INTO redo_order (case_id, round, kind, reason, text, ordered_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
                     $7::jsonb[])
"""

BLANK_TEXT = """
UPDATE case_text t SET nickname = '', title = '', body = '', incident_place = NULL
FROM unnest($1::text[]) AS k(case_id) WHERE t.case_id = k.case_id
"""

BLANK_LETTERS = """
UPDATE letter l SET text = '' FROM unnest($1::text[]) AS k(case_id)
WHERE l.case_id = k.case_id AND l.wording = '{}'
"""

BEFORE_UNITS = frozenset(
    {CaseState.OPENED, CaseState.PROPOSED, CaseState.SUBMITTED, CaseState.INSTRUCTED}
)

_CASE = "case/"


async def load_cases(tx: Tx, subjects: list[str]) -> dict[str, Case]:
    """Lock the cases among the subjects, in sorted order, with their assignments and replies.

    A group of events about cases that are not open yet costs one statement, about such as nobody works on
    two: the lock, and what is known of the case once the lock is held.
    """
    ids = [s.removeprefix(_CASE) for s in subjects if s.startswith(_CASE)]
    locked = [r["case_id"] for r in await tx.fetch(LOCK_CASES, ids)]
    rows = await tx.fetch(READ_CASES, locked) if locked else []
    worked_on = [r["case_id"] for r in rows if not _is_fresh(r)]
    assignments = await _gathered(tx, ASSIGNMENTS_OF_CASES, worked_on, _assignment)
    replies = await _gathered(tx, REPLIES_OF_CASES, worked_on, _reply)
    return {
        f"{_CASE}{r['case_id']}": _case(
            r, assignments.get(r["case_id"], ()), replies.get(r["case_id"], ())
        )
        for r in rows
    }


async def find_case(tx: Tx, case_id: str) -> Case | None:
    """The case, locked for as long as it is looked at."""
    subject = f"{_CASE}{case_id}"
    return (await load_cases(tx, [subject])).get(subject)


def _is_fresh(r: Any) -> bool:
    """Whether the case can have no assignment and no reply yet."""
    undispatched = r["state"] in BEFORE_UNITS
    return undispatched and r["round"] == 1 and r["route"] == "dispatch"


async def _gathered(
    tx: Tx, sql: str, case_ids: Sequence[str], made: Any
) -> Mapping[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for r in await tx.fetch(sql, case_ids) if case_ids else ():
        found[r["case_id"]] = (*found.get(r["case_id"], ()), made(r))
    return found


def _case(r: Any, assignments: tuple[Assignment, ...], replies: tuple[ReplyHead, ...]) -> Case:
    addressee = (
        Addressee(r["post_id"], r["post_title"], r["post_level"], r["post_unit_id"])
        if r["post_id"]
        else None
    )
    return Case(
        case_id=r["case_id"],
        state=CaseState(r["state"]),
        route=r["route"],
        round=r["round"],
        kind=r["kind"],
        handling_class=r["handling_class"],
        external_id=r["external_id"],
        admitted_at=r["admitted_at"],
        addressee=addressee,
        secret=r["secret"],
        hide_from_unit=r["hide_from_unit"],
        accused_units=tuple(json.loads(r["accused_units"])),
        assignments=assignments,
        replies=replies,
        holder=r["holder"],
        interested=tuple(r["interested"]),
        no_call=r["no_call"],
    )


def _assignment(r: Any) -> Assignment:
    return Assignment(
        r["assignment_id"], r["round"], r["parent_id"], r["unit_id"], r["part"], r["level"],
        AssignmentState(r["state"]), r["version"], r["due_on"],
        tuple(json.loads(r["demands"])),
    )  # fmt: skip


def _reply(r: Any) -> ReplyHead:
    return ReplyHead(
        r["reply_id"], r["round"], r["assignment_id"], r["unit_id"], r["complete"],
        r["submitted_at"], r["version"], r["accepted"],
    )  # fmt: skip


def remember_text(event: CaseReceived) -> Change:
    return Change(
        REMEMBER_TEXT,
        (
            event.case_id, event.addressee_name, event.type_name, event.domain_name, event.nickname,
            event.title, event.text, event.posted_at, event.incident_at, event.incident_place,
            event.addressee_fid,
        ),
    )  # fmt: skip


def remember_claim(case_id: str, at: datetime) -> Change:
    return Change(REMEMBER_CLAIM, (case_id, at))


async def load_text(tx: Tx, case_id: str) -> CaseText:
    """The author's words; blank where they were erased before they were heard."""
    r = await tx.fetchrow(TEXT_OF_CASE, case_id)
    if r is None:
        return CaseText("", "", "", "")
    return CaseText(r["addressee_name"], r["nickname"], r["title"], r["body"])


def open_case(event: CaseAccepted, at: datetime) -> Change:
    return Change(
        OPEN_CASE,
        (
            event.case_id, event.route, event.kind, event.handling_class, event.channel,
            event.external_id, event.addressee_fid, event.admitted_at, event.wishes.secret,
            event.wishes.hide_from_unit, event.duplicate_of, event.transfer_to,
            json.dumps(event.accused_units), event.by.sub, event.wishes.no_call, at,
        ),
    )  # fmt: skip


def move_case(case: Case, to: str, at: datetime, *, to_round: int | None = None) -> Change:
    return Change(MOVE_CASE, (case.case_id, to, to_round or case.round, at))


def add_board_proof(event: BoardUpdated, at: datetime) -> Change:
    return Change(
        ADD_BOARD_PROOF,
        (
            event.case_id, event.answer_id, event.external_id, event.answered_at, event.answered_by,
            at, words_digest(event.answer_text) if event.answer_text else None,
        ),
    )  # fmt: skip


def propose_redo(event: CheckFailed, at: datetime) -> Change:
    return Change(
        PROPOSE_REDO,
        (event.case_id, event.round, event.check_id, event.handled, event.reply_true, at),
    )


async def has_redo_proposal(tx: Tx, case: Case) -> bool:
    """Whether an after-check of the case's round failed."""
    found: bool = await tx.fetchval(HAS_REDO_PROPOSAL, case.case_id, case.round)
    return found


def add_redo_order(case: Case, kind: str, reason: str, text: str, at: datetime, by: str) -> Change:
    return Change(ADD_REDO_ORDER, (case.case_id, case.round + 1, kind, reason, text, at, by))


def blank_author(case_id: str) -> list[Change]:
    """The author's words, here and in letters that quote them."""
    return [
        Change(BLANK_TEXT, (case_id,)),
        Change(BLANK_LETTERS, (case_id,)),
        blank_demands(case_id),
        blank_told(case_id),
        part_case(case_id),
    ]
