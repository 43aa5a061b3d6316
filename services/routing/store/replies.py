"""SQL of replies, from the unit's wording to the proof of publication."""

from datetime import datetime
from typing import Any, NamedTuple

from services.routing.domain.cases import Case, ReplyHead
from services.routing.domain.replies import ReadingOutcome, Signer
from shared.contracts.routing import ResultStated
from shared.db import Tx
from shared.outcome import Change

ADD_REPLY = """
INSERT INTO reply (reply_id, case_id, number, round, assignment_id, unit_id, complete, text,
                   finding, disposition, promise_on, version, submitted_at, by)
SELECT reply_id, case_id, number, round, assignment_id, unit_id, complete, text, finding,
       disposition, promise_on, 1, at, by
FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[], $7::bool[],
            $8::text[], $9::text[], $10::text[], $11::date[], $12::timestamptz[],
            $13::jsonb[])
     AS k(reply_id, case_id, number, round, assignment_id, unit_id, complete, text, finding,
          disposition, promise_on, at, by)
"""

RAISE_REPLY = """
UPDATE reply r SET version = k.version
FROM unnest($1::text[], $2::int[]) AS k(reply_id, version) WHERE r.reply_id = k.reply_id
"""

ORIGINAL_TEXT = "SELECT text FROM reply WHERE reply_id = $1"

ADD_REVIEW = """
INSERT INTO reply_review (reply_id, version, text, edited, reviewed_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::bool[], $5::timestamptz[], $6::jsonb[])
"""

ADD_RETURN = """
INSERT INTO reply_return (reply_id, version, reason, text, returned_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
"""

ADD_READING = """
INSERT INTO reply_reading (reply_id, version, outcome, opinion, post_id, holder, mode, read_at, by,
                           scan)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::timestamptz[], $9::jsonb[], $10::text[])
"""

READ_TEXT = """
SELECT w.text, r.read_at, r.outcome = 'waived' AS waived
FROM (SELECT text FROM reply_review WHERE reply_id = $1 ORDER BY version DESC LIMIT 1) w,
     (SELECT read_at, outcome FROM reply_reading WHERE reply_id = $1
      ORDER BY version DESC LIMIT 1) r
"""

ADD_PUBLICATION = """
INSERT INTO publication (case_id, round, reply_id, external_id, text, signer, proof, published_at,
                         recorded_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::timestamptz[], $9::timestamptz[], $10::jsonb[])
"""

WORDINGS_OF_CASE = "SELECT reply_id, text FROM reply WHERE case_id = $1 ORDER BY number"

REWORD_REPLY = """
UPDATE reply r SET text = k.text
FROM unnest($1::text[], $2::text[]) AS k(reply_id, text) WHERE r.reply_id = k.reply_id
"""


class ReadReply(NamedTuple):
    """A reply that is ready for the public."""

    text: str
    read_at: datetime
    waived: bool


def reply_id(case: Case) -> str:
    """The id of the case's next reply."""
    return f"{case.case_id}-r{len(case.replies) + 1}"


def add_reply(
    case: Case,
    *,
    assignment_id: str | None,
    unit_id: str,
    complete: bool,
    text: str,
    at: datetime,
    by: str,
    stated: ResultStated | None = None,
) -> Change:
    return Change(
        ADD_REPLY,
        (
            reply_id(case), case.case_id, len(case.replies) + 1, case.round, assignment_id, unit_id,
            complete, text, stated and stated.finding, stated and stated.disposition,
            stated and stated.promise_on, at, by,
        ),
    )  # fmt: skip


async def original_text(tx: Tx, reply: ReplyHead) -> str:
    text: str = await tx.fetchval(ORIGINAL_TEXT, reply.reply_id)
    return text


def add_review(reply: ReplyHead, *, text: str, edited: bool, at: datetime, by: str) -> list[Change]:
    return _acted(reply, ADD_REVIEW, text, edited, at, by)


def add_return(reply: ReplyHead, *, reason: str, text: str, at: datetime, by: str) -> list[Change]:
    return _acted(reply, ADD_RETURN, reason, text, at, by)


def add_reading(
    reply: ReplyHead,
    *,
    outcome: ReadingOutcome,
    opinion: str,
    at: datetime,
    by: str,
    post_id: str | None = None,
    holder: str | None = None,
    mode: str | None = None,
    scan: str | None = None,
) -> list[Change]:
    return _acted(reply, ADD_READING, outcome, opinion, post_id, holder, mode, at, by, scan)


def waive_reading(reply: ReplyHead, *, at: datetime, by: str) -> Change:
    """The reading that a rule waives, together with the review: one version for both."""
    row = (reply.reply_id, reply.version + 1, "waived", "", None, None, None, at, by, None)
    return Change(ADD_READING, row)


async def load_read_reply(tx: Tx, reply: ReplyHead) -> ReadReply:
    r = await tx.fetchrow(READ_TEXT, reply.reply_id)
    return ReadReply(r["text"], r["read_at"], r["waived"])


def add_publication(
    case: Case,
    reply: ReplyHead,
    *,
    text: str,
    signer: Signer,
    proof: str,
    published_at: datetime,
    at: datetime,
    by: str,
) -> list[Change]:
    row = (
        case.case_id, case.round, reply.reply_id, case.external_id, text, signer, proof,
        published_at, at, by,
    )  # fmt: skip
    return [Change(ADD_PUBLICATION, row), _raised(reply)]


async def load_wordings(tx: Tx, case_id: str) -> dict[str, str]:
    """The units' own wordings, by reply."""
    return {r["reply_id"]: r["text"] for r in await tx.fetch(WORDINGS_OF_CASE, case_id)}


def reword(changed_reply_id: str, text: str) -> Change:
    return Change(REWORD_REPLY, (changed_reply_id, text))


def _acted(reply: ReplyHead, sql: str, *row: Any) -> list[Change]:
    """An act on a reply: its own row, under the reply's new version."""
    return [Change(sql, (reply.reply_id, reply.version + 1, *row)), _raised(reply)]


def _raised(reply: ReplyHead) -> Change:
    return Change(RAISE_REPLY, (reply.reply_id, reply.version + 1))
