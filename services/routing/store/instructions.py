"""SQL of instructions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.routing.domain.cases import Case
from services.routing.domain.letters import Quoted
from services.routing.domain.organisation import Mode, Post
from shared.contracts.routing import Level
from shared.db import Tx
from shared.outcome import Change

INSTRUCTIONS_OF_CASE = """
SELECT instruction_id, level, unit_id, post_title, holder, given_at, text
FROM instruction WHERE case_id = $1 ORDER BY number
"""

ADD_INSTRUCTION = """
INSERT INTO instruction (instruction_id, case_id, number, round, level, post_id, post_title,
                         unit_id, holder, mode, text, units, given_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[],
                     $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::jsonb[],
                     $13::timestamptz[], $14::jsonb[])
"""


@dataclass(frozen=True, slots=True)
class Given:
    """An instruction that was given: whose level, which county's office, and its words."""

    instruction_id: str
    level: Level
    unit_id: str | None
    quoted: Quoted


async def load_instructions(tx: Tx, case_id: str) -> list[Given]:
    rows = await tx.fetch(INSTRUCTIONS_OF_CASE, case_id)
    return [
        Given(
            r["instruction_id"],
            r["level"],
            r["unit_id"],
            Quoted(r["post_title"], r["holder"], r["given_at"], r["text"]),
        )
        for r in rows
    ]


def add_instruction(
    case: Case,
    post: Post,
    *,
    number: int,
    holder: str,
    mode: Mode,
    text: str,
    units: Sequence[str],
    at: datetime,
    by: str,
) -> Change:
    return Change(
        ADD_INSTRUCTION,
        (
            f"{case.case_id}-i{number}", case.case_id, number, case.round, post.level, post.post_id,
            post.title, post.unit_id, holder, mode, text, json.dumps(list(units)), at, by,
        ),
    )  # fmt: skip
