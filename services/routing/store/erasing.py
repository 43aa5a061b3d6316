"""SQL that strikes an author out of what others wrote while his case was handled.

Every column that people write prose into stands here; a test finds one that does not.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from shared.db import Tx
from shared.outcome import Change


class Prose(NamedTuple):
    """The columns of a table that hold prose, and those of JSON that hold some."""

    words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    of: str = ""
    """Where the case's id is: here, or ``table.column`` of the row that this one belongs to."""


PROSE: Mapping[str, Prose] = {
    "proposal": Prose(("opinion",), ("orders",)),
    "proposal_return": Prose(("text",), of="proposal.proposal_id"),
    "submission": Prose(("remark",)),
    "instruction": Prose(("text",)),
    "letter_wording": Prose(parts=("content",), of="letter_draft.letter_id"),
    "letter_return": Prose(("text",), of="letter_draft.letter_id"),
    "assignment": Prose(("task",)),
    "refusal": Prose(("text",), of="assignment.assignment_id"),
    "refusal_ruling": Prose(("text",), of="assignment.assignment_id"),
    "progress": Prose(("text",), ("people",)),
    "meeting": Prose(("place", "agreed"), ("others",)),
    "third_party": Prose(("name", "matter")),
    "third_party_look": Prose(("text",), of="third_party.press_id"),
    "question": Prose(("question",)),
    "question_answer": Prose(("answer", "said_by"), of="question.question_id"),
    "draft_wording": Prose(("text",), ("result",), of="reply_draft.draft_id"),
    "draft_countersign": Prose(("text",), of="reply_draft.draft_id"),
    "draft_lapse": Prose(("text",), of="reply_draft.draft_id"),
    "draft_return": Prose(("text",), of="reply_draft.draft_id"),
    "draft_reading": Prose(("opinion",), of="reply_draft.draft_id"),
    "reply": Prose(("text", "result")),
    "reply_result": Prose(parts=("body",), of="reply.reply_id"),
    "reply_review": Prose(("text",), of="reply.reply_id"),
    "reply_return": Prose(("text",), of="reply.reply_id"),
    "reply_reading": Prose(("opinion",), of="reply.reply_id"),
    "redo_order": Prose(("text",)),
    "further_reply": Prose(("text",)),
    "further_wording": Prose(("text",), of="further_reply.further_id"),
    "further_review": Prose(("text",), of="further_reply.further_id"),
    "further_return": Prose(("text",), of="further_reply.further_id"),
    "further_reading": Prose(("opinion",), of="further_reply.further_id"),
    "promise_report": Prose(("text",), ("told",), of="promise.promise_id"),
    "promise_return": Prose(("text",), of="promise.promise_id"),
}

Strike = Callable[[str], str]
"""A text without the author."""


async def strike_author(tx: Tx, case_id: str, strike: Strike) -> list[Change]:
    """The changes that strike the author out of everything that was written of the case."""
    changes: list[Change] = []
    for table, prose in PROSE.items():
        for column in prose.words:
            for words in await _distinct(tx, table, column, prose, case_id):
                if strike(words) != words:
                    row = (case_id, words, strike(words))
                    changes.append(Change(_restate(table, column, "text", prose), row))
        for column in prose.parts:
            for body in await _distinct(tx, table, column, prose, case_id):
                whole = json.loads(body)
                if (left := struck(whole, strike)) != whole:
                    row = (case_id, body, json.dumps(left, ensure_ascii=False))
                    changes.append(Change(_restate(table, column, "jsonb", prose), row))
    return changes


def struck(value: Any, strike: Strike) -> Any:
    """JSON with every text in it struck."""
    if isinstance(value, str):
        return strike(value)
    if isinstance(value, dict):
        return {name: struck(part, strike) for name, part in value.items()}
    if isinstance(value, list):
        return [struck(part, strike) for part in value]
    return value


async def _distinct(tx: Tx, table: str, column: str, prose: Prose, case_id: str) -> list[str]:
    found = f"""
        SELECT DISTINCT t.{column}::text AS words FROM {table} t
        WHERE {_of_case(prose, "$1")} AND t.{column} IS NOT NULL
        """
    return [r["words"] for r in await tx.fetch(found, case_id)]


def _restate(table: str, column: str, kind: str, prose: Prose) -> str:
    return f"""
        UPDATE {table} t SET {column} = k.left_over::{kind}
        FROM unnest($1::text[], $2::text[], $3::text[]) AS k(case_id, words, left_over)
        WHERE {_of_case(prose, "k.case_id")} AND t.{column} = k.words::{kind}
        """


def _of_case(prose: Prose, case_id: str) -> str:
    if not prose.of:
        return f"t.case_id = {case_id}"
    table, _, key = prose.of.partition(".")
    return f"t.{key} IN (SELECT p.{key} FROM {table} p WHERE p.case_id = {case_id})"
