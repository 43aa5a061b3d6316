"""SQL of letters on their way, and of the lists that show them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.routing.domain.assignments import Assignment
from services.routing.domain.cases import Case
from services.routing.domain.commands import DraftLetter
from services.routing.domain.letters import LetterHead, LetterState
from services.routing.domain.privacy import masked
from services.routing.store.scope import sees, sight_of, there
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

LETTERS_OF_CASE = "SELECT count(*) FROM letter_draft WHERE case_id = $1"

OPEN_LETTERS = """
SELECT sender_id, letter_id FROM letter_draft
WHERE case_id = $1 AND state IN ('drafted', 'returned', 'checked')
"""

LETTER = """
SELECT d.letter_id, d.round, d.state, d.version, d.drafted_by, w.quoted, d.sender_id, d.parent_id
FROM letter_draft d
CROSS JOIN LATERAL (SELECT quoted FROM letter_wording w WHERE w.letter_id = d.letter_id
                    ORDER BY w.version DESC LIMIT 1) w
WHERE d.letter_id = $1
"""

CONTENT = """
SELECT content FROM letter_wording WHERE letter_id = $1 ORDER BY version DESC LIMIT 1
"""

ADD_DRAFT = """
INSERT INTO letter_draft (letter_id, case_id, number, round, state, version, drafted_by, drafted_at,
                          changed_at, sender_id, parent_id)
SELECT letter_id, case_id, number, round, state, 1, drafted_by, at, at, sender_id, parent_id
FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[],
            $7::timestamptz[], $8::text[], $9::text[])
     AS k(letter_id, case_id, number, round, state, drafted_by, at, sender_id, parent_id)
"""

ADD_WORDING = """
INSERT INTO letter_wording (letter_id, version, content, quoted, worded_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::jsonb[], $4::jsonb[], $5::timestamptz[],
                     $6::jsonb[])
"""

MOVE_LETTER = """
UPDATE letter_draft d SET state = k.state, version = k.version, drafted_by = k.drafted_by,
                          changed_at = k.at
FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::timestamptz[])
     AS k(letter_id, state, version, drafted_by, at)
WHERE d.letter_id = k.letter_id
"""

ADD_CHECK = """
INSERT INTO letter_check (letter_id, version, checked_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[], $4::jsonb[])
"""

ADD_RETURN = """
INSERT INTO letter_return (letter_id, version, reason, text, returned_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
"""

SHOW_LETTERS = """
SELECT l.letter_id, l.letter_no, l.round, l.kind, l.due_on, l.text, l.sent_at, l.by
FROM letter l WHERE l.case_id = $1 ORDER BY l.sent_at
"""

SHOW_LETTER = """
SELECT d.letter_id, d.case_id, d.round, d.state, d.version AS etag, d.drafted_at, d.changed_at,
       d.sender_id, w.content, w.quoted, l.letter_no, l.kind, l.due_on, l.text, l.sent_at, l.by
FROM letter_draft d
CROSS JOIN LATERAL (SELECT content, quoted FROM letter_wording w WHERE w.letter_id = d.letter_id
                    ORDER BY w.version DESC LIMIT 1) w
LEFT JOIN letter l USING (letter_id)
WHERE d.letter_id = $1
"""

PARTS = {
    "wordings": """
        SELECT version, content, worded_at, by FROM letter_wording
        WHERE letter_id = $1 ORDER BY version
        """,
    "checks": """
        SELECT version, checked_at, by FROM letter_check WHERE letter_id = $1 ORDER BY version
        """,
    "returns": """
        SELECT version, reason, text, returned_at, by FROM letter_return
        WHERE letter_id = $1 ORDER BY version
        """,
}

_IN_STATE = f"""
SELECT d.letter_id AS cursor, d.letter_id, d.case_id, d.round, d.state, d.version, d.drafted_at,
       d.changed_at, t.title
FROM letter_draft d JOIN handling h USING (case_id) LEFT JOIN case_text t USING (case_id)
WHERE d.state = $5 AND d.letter_id > $1 AND {there("h", 3, 4)}
"""

LETTERS_IN_STATE = f"{_IN_STATE} AND d.sender_id IS NULL ORDER BY d.letter_id LIMIT $2"

LETTERS_OF_COUNTY = f"{_IN_STATE} AND d.sender_id = $6 ORDER BY d.letter_id LIMIT $2"

_JSON = frozenset({"by", "content", "quoted"})


# ---- a letter on its way -----------------------------------------------------------------------


async def next_letter_id(tx: Tx, case: Case) -> tuple[str, int]:
    """The id of the case's next letter, and its number in the case.  The case is locked."""
    number: int = await tx.fetchval(LETTERS_OF_CASE, case.case_id) + 1
    return f"{case.case_id}-l{number}", number


async def open_letters(tx: Tx, case_id: str) -> dict[str | None, str]:
    """The letters that are on their way, by the county's office that sends them; None: the city's."""
    return {r["sender_id"]: r["letter_id"] for r in await tx.fetch(OPEN_LETTERS, case_id)}


async def load_letter(tx: Tx, letter_id: str) -> LetterHead | None:
    """A letter's row.  Its case is locked."""
    r = await tx.fetchrow(LETTER, letter_id)
    if r is None:
        return None
    return LetterHead(
        r["letter_id"], r["round"], LetterState(r["state"]), r["version"], r["drafted_by"],
        tuple(json.loads(r["quoted"])), r["sender_id"], r["parent_id"],
    )  # fmt: skip


async def load_content(tx: Tx, letter_id: str) -> DraftLetter:
    """What the letter says now."""
    return DraftLetter.model_validate_json(await tx.fetchval(CONTENT, letter_id))


def add_draft(
    case: Case,
    letter_id: str,
    number: int,
    *,
    of_round: int,
    state: LetterState,
    drafted_by: str,
    at: datetime,
    parent: Assignment | None = None,
) -> Change:
    """A county's office drafts what hands its own assignment, `parent`, down."""
    return Change(
        ADD_DRAFT,
        (
            letter_id, case.case_id, number, of_round, state, drafted_by, at,
            parent.unit_id if parent else None, parent.assignment_id if parent else None,
        ),
    )  # fmt: skip


def add_wording(
    letter_id: str, version: int, content: DraftLetter, quoted: Sequence[str], at: datetime, by: str
) -> Change:
    row = (letter_id, version, content.model_dump_json(), json.dumps(quoted), at, by)
    return Change(ADD_WORDING, row)


def move_letter(letter: LetterHead, to: str, at: datetime, drafted_by: str | None = None) -> Change:
    row = (letter.letter_id, to, letter.version + 1, drafted_by or letter.drafted_by, at)
    return Change(MOVE_LETTER, row)


def add_check(letter: LetterHead, at: datetime, by: str) -> Change:
    return Change(ADD_CHECK, (letter.letter_id, letter.version + 1, at, by))


def add_return(letter: LetterHead, reason: str, text: str, at: datetime, by: str) -> Change:
    return Change(ADD_RETURN, (letter.letter_id, letter.version + 1, reason, text, at, by))


# ---- as people see them ------------------------------------------------------------------------


async def show_letters(tx: Tx, case_id: str, *, actor: Actor) -> dict[str, Any] | None:
    """The letters of a case as they were sent; an office also sees its own on its way."""
    sight = await sight_of(tx, actor)
    if not await sees(tx, sight, case_id):
        return None
    letters = [_plain(r) for r in await tx.fetch(SHOW_LETTERS, case_id)]
    return {
        "items": letters,
        "open": (await open_letters(tx, case_id)).get(sight.scope),
    }


async def show_letter(tx: Tx, letter_id: str, *, actor: Actor) -> dict[str, Any] | None:
    """One letter; those outside its office see it once it was issued, and not how it came about."""
    row = await tx.fetchrow(SHOW_LETTER, letter_id)
    sight = await sight_of(tx, actor)
    if row is None or not await sees(tx, sight, row["case_id"]):
        return None
    if sight.scope is not None and sight.scope != row["sender_id"]:
        return _as_sent(row) if row["letter_no"] else None
    shown = _plain(row)
    for name, sql in PARTS.items():
        shown[name] = [_plain(r) for r in await tx.fetch(sql, letter_id)]
    return shown


def _as_sent(r: Any) -> dict[str, Any]:
    """The letter as it reads now, without what went into it: that names whom its author's wish hides."""
    return {k: v for k, v in _plain(r).items() if k != "content"}


async def list_letters(
    tx: Tx, after: str | None, limit: int, *, state: LetterState, actor: Actor
) -> list[dict[str, Any]]:
    """What waits for the check, for the signature, or for its author, in the actor's own office."""
    sight = await sight_of(tx, actor)
    place = (after or "", limit, sight.barred, sight.sub, state)
    rows = await (
        tx.fetch(LETTERS_IN_STATE, *place)
        if sight.scope is None
        else tx.fetch(LETTERS_OF_COUNTY, *place, sight.scope)
    )
    return [dict(r) | {"title": masked(r["title"] or "")} for r in rows]


def _plain(r: Any) -> dict[str, Any]:
    return {k: json.loads(v) if k in _JSON and v is not None else v for k, v in r.items()}
