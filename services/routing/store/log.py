"""SQL that strikes private data out of what was noted while a case was handled."""

from services.routing.domain.privacy import masked
from shared.db import Tx
from shared.outcome import Change

NOTES = {
    "progress": ("text", "t.case_id = $1"),
    "meeting": ("agreed", "t.case_id = $1"),
    "third_party": ("matter", "t.case_id = $1"),
    "question": ("question", "t.case_id = $1"),
    "third_party_look": (
        "text",
        "t.press_id IN (SELECT press_id FROM third_party WHERE case_id = $1)",
    ),
    "promise_report": (
        "text",
        "t.promise_id IN (SELECT promise_id FROM promise WHERE case_id = $1)",
    ),
    "question_answer": (
        "answer",
        "t.question_id IN (SELECT question_id FROM question WHERE case_id = $1)",
    ),
}
"""Each table of notes with the column of its words, and how a case's are found."""


async def mask_log(tx: Tx, case_id: str) -> list[Change]:
    """The changes that strike the author's contact out of the units' and the office's notes."""
    changes = []
    for table, (words, of_case) in NOTES.items():
        found = f"SELECT DISTINCT t.{words} AS words FROM {table} t WHERE {of_case}"
        restate = f"""
            UPDATE {table} t SET {words} = k.struck
            FROM unnest($1::text[], $2::text[], $3::text[]) AS k(case_id, words, struck)
            WHERE {of_case.replace("$1", "k.case_id")} AND t.{words} = k.words
            """
        noted = [r["words"] for r in await tx.fetch(found, case_id)]
        changes += [
            Change(restate, (case_id, text, masked(text))) for text in noted if masked(text) != text
        ]
    return changes
