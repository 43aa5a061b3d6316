"""SQL of replies, from the unit's wording to the leader's reading."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.routing.domain.cases import Case
from services.routing.domain.promises import Promise
from services.routing.domain.replies import ReadingOutcome, ReplyHead, Stage
from services.routing.domain.results import Result
from services.routing.store.results import load_result
from shared.contracts.routing import Mode, ResultStated
from shared.db import Tx
from shared.outcome import Change

ADD_REPLY = """
INSERT INTO reply (reply_id, case_id, number, round, assignment_id, unit_id, complete, text,
                   finding, disposition, promise_on, version, submitted_at, by, draft_id)
SELECT reply_id, case_id, number, round, assignment_id, unit_id, complete, text, finding,
       disposition, promise_on, 1, at, by, draft_id
FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[], $7::bool[],
            $8::text[], $9::text[], $10::text[], $11::date[], $12::timestamptz[],
            $13::jsonb[], $14::text[])
     AS k(reply_id, case_id, number, round, assignment_id, unit_id, complete, text, finding,
          disposition, promise_on, at, by, draft_id)
"""

RAISE_REPLY = """
UPDATE reply r SET version = k.version
FROM unnest($1::text[], $2::int[]) AS k(reply_id, version) WHERE r.reply_id = k.reply_id
"""

ORIGINAL_TEXT = "SELECT text FROM reply WHERE reply_id = $1"

REVIEWED_TEXT = """
SELECT text, edited FROM reply_review WHERE reply_id = $1 ORDER BY version DESC LIMIT 1
"""

ADD_REVIEW = """
INSERT INTO reply_review (reply_id, version, text, edited, reviewed_at, by, findings)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::bool[], $5::timestamptz[], $6::jsonb[],
                     $7::jsonb[])
"""

ADD_RETURN = """
INSERT INTO reply_return (reply_id, version, reason, text, returned_at, by, stage)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[],
                     $7::text[])
"""

ADD_ACCEPTANCE = """
INSERT INTO reply_acceptance (reply_id, accepted_at, by)
SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::jsonb[])
"""

COUNT_TURNS = """
SELECT (SELECT count(*) FROM reply r JOIN reply_return b USING (reply_id) WHERE r.case_id = $1),
       (SELECT count(*) FROM redo_order WHERE case_id = $1 AND kind = 'redo')
"""

ADD_READING = """
INSERT INTO reply_reading (reply_id, version, outcome, opinion, post_id, holder, mode, read_at, by,
                           scan)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::timestamptz[], $9::jsonb[], $10::text[])
"""

LAST_READING = """
SELECT read_at, outcome = 'waived' AS waived, post_id, mode FROM reply_reading
WHERE reply_id = $1 ORDER BY version DESC LIMIT 1
"""


class ReplyWords(NamedTuple):
    """A reply as it stands: the office's wording where it edited it, else the author's own."""

    text: str
    result: Result | None
    edited: bool = False

    @property
    def promise(self) -> Promise | None:
        return self.result.promise if self.result else None


class Turns(NamedTuple):
    """How often a draft of the case came back 审核退回, and how often it was done again 退回重办."""

    returned: int
    redone: int


class LastReading(NamedTuple):
    """Who read a reply last, and whether a rule waived that."""

    read_at: datetime
    waived: bool
    post_id: str | None
    mode: Mode | None


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
    draft_id: str | None = None,
) -> Change:
    return Change(
        ADD_REPLY,
        (
            reply_id(case), case.case_id, len(case.replies) + 1, case.round, assignment_id, unit_id,
            complete, text, stated and stated.finding, stated and stated.disposition,
            stated and stated.promise_on, at, by, draft_id,
        ),
    )  # fmt: skip


async def load_words(tx: Tx, reply: ReplyHead, *, original: bool = False) -> ReplyWords:
    """The reply as it stands, or as its author wrote it."""
    reviewed = None if original else await tx.fetchrow(REVIEWED_TEXT, reply.reply_id)
    text = reviewed["text"] if reviewed else await tx.fetchval(ORIGINAL_TEXT, reply.reply_id)
    edited = reviewed is not None and reviewed["edited"]
    return ReplyWords(text, await load_result(tx, reply.reply_id), edited)


async def count_turns(tx: Tx, case: Case) -> Turns:
    """Two words, two counters."""
    return Turns(*await tx.fetchrow(COUNT_TURNS, case.case_id))


def add_review(
    reply: ReplyHead,
    *,
    text: str,
    edited: bool,
    findings: Sequence[Any],
    at: datetime,
    by: str,
) -> list[Change]:
    stand = json.dumps(findings)
    return _acted(reply, ADD_REVIEW, text, edited, at, by, stand)


def add_return(
    reply: ReplyHead, *, reason: str, text: str, stage: Stage, at: datetime, by: str
) -> list[Change]:
    return _acted(reply, ADD_RETURN, reason, text, at, by, stage)


def add_acceptance(reply: ReplyHead, *, at: datetime, by: str) -> list[Change]:
    return [Change(ADD_ACCEPTANCE, (reply.reply_id, at, by)), raised(reply)]


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


async def load_last_reading(tx: Tx, reply: ReplyHead) -> LastReading:
    return LastReading(*await tx.fetchrow(LAST_READING, reply.reply_id))


def _acted(reply: ReplyHead, sql: str, *row: Any) -> list[Change]:
    """An act on a reply: its own row, under the reply's new version."""
    return [Change(sql, (reply.reply_id, reply.version + 1, *row)), raised(reply)]


def raised(reply: ReplyHead) -> Change:
    return Change(RAISE_REPLY, (reply.reply_id, reply.version + 1))
