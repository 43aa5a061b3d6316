"""SQL of instructions and of what is counted of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.routing.domain.cases import Case
from services.routing.domain.instructions import Instruction, must_be_a_span
from services.routing.domain.letters import Quoted
from services.routing.domain.posts import Post
from services.routing.store.scope import own_post
from shared.contracts.envelope import Actor
from shared.contracts.routing import Level, Mode, Urgency
from shared.db import Tx
from shared.outcome import Change

INSTRUCTIONS_OF_CASE = """
SELECT DISTINCT ON (i.number) i.instruction_id, i.version, i.level, i.post_id, i.unit_id,
       i.post_title, i.holder, i.given_at, i.text, i.units, i.urgency, i.proposal_id, p.opinion,
       p.due_on, CASE i.mode WHEN 'deputy' THEN i.by ->> 'name' END AS deputy
FROM instruction i LEFT JOIN proposal p USING (proposal_id)
WHERE i.case_id = $1 ORDER BY i.number, i.version DESC
"""

ADD_INSTRUCTION = """
INSERT INTO instruction (instruction_id, case_id, number, round, level, post_id, post_title,
                         unit_id, holder, mode, text, units, given_at, by, version, urgency,
                         proposal_id, scan)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[],
                     $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::jsonb[],
                     $13::timestamptz[], $14::jsonb[], $15::int[], $16::text[], $17::text[],
                     $18::text[])
"""

# A day is a day in Lüliang.  An instruction counts once, however often it was amended; a reply is
# the leader's own when the leader signs it and nobody else agreed to it on the leader's behalf.
PERSONAL_ACTS = """
WITH span AS (
  SELECT $1::date::timestamp AT TIME ZONE 'Asia/Shanghai' AS begins,
         ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AS ends),
act AS (
  SELECT i.post_id, i.holder, 'instructed' AS what, i.case_id, i.mode
  FROM instruction i, span
  WHERE i.version = 1 AND i.given_at >= span.begins AND i.given_at < span.ends
  UNION ALL
  SELECT e.post_id, e.holder, 'read', r.case_id, e.mode
  FROM reply_reading e JOIN reply r USING (reply_id), span
  WHERE e.outcome <> 'waived' AND e.read_at >= span.begins AND e.read_at < span.ends
  UNION ALL
  SELECT e.post_id, e.holder, 'replied', p.case_id, e.mode
  FROM span, publication p
  CROSS JOIN LATERAL (SELECT * FROM reply_reading e
                      WHERE e.reply_id = p.reply_id AND e.outcome = 'read'
                      ORDER BY e.version DESC LIMIT 1) e
  WHERE p.signer = 'leader' AND p.published_at >= span.begins AND p.published_at < span.ends)
SELECT a.post_id, p.title, a.holder,
       count(DISTINCT case_id) FILTER (WHERE what = 'instructed') AS instructed,
       count(DISTINCT case_id) FILTER (WHERE what = 'instructed' AND mode <> 'deputy')
         AS instructed_personally,
       count(DISTINCT case_id) FILTER (WHERE what = 'read') AS read,
       count(DISTINCT case_id) FILTER (WHERE what = 'read' AND mode <> 'deputy')
         AS read_personally,
       count(DISTINCT case_id) FILTER (WHERE what = 'replied') AS replied,
       count(DISTINCT case_id) FILTER (WHERE what = 'replied' AND mode <> 'deputy')
         AS replied_personally
FROM act a LEFT JOIN post p ON p.post_id = a.post_id
WHERE $3::text IS NULL OR a.post_id = $3
GROUP BY a.post_id, p.title, a.holder
ORDER BY a.post_id, a.holder
"""


@dataclass(frozen=True, slots=True)
class Given:
    """An instruction that was given, in its newest version, and how a letter quotes it."""

    instruction: Instruction
    quoted: Quoted

    @property
    def as_said(self) -> str:
        """Which wording it is: a letter that was checked with another one is checked again."""
        version = self.instruction.version
        return self.instruction.instruction_id + (f"v{version}" if version > 1 else "")

    @property
    def level(self) -> Level:
        return self.instruction.level


async def load_instructions(tx: Tx, case_id: str) -> list[Given]:
    return [_given(r) for r in await tx.fetch(INSTRUCTIONS_OF_CASE, case_id)]


def _given(r: Any) -> Given:
    instruction = Instruction(
        r["instruction_id"], r["version"], r["level"], r["post_id"], r["unit_id"], r["holder"],
        tuple(json.loads(r["units"])), r["urgency"], r["proposal_id"],
    )  # fmt: skip
    quoted = Quoted(
        r["post_title"], r["holder"], r["given_at"], r["text"], r["opinion"], r["deputy"],
        r["urgency"], r["due_on"],
    )  # fmt: skip
    return Given(instruction, quoted)


def add_instruction(
    case: Case,
    post: Post,
    *,
    number: int,
    version: int,
    holder: str,
    mode: Mode,
    text: str,
    units: Sequence[str],
    urgency: Urgency,
    proposal_id: str | None,
    scan: str | None,
    at: datetime,
    by: str,
) -> Change:
    return Change(
        ADD_INSTRUCTION,
        (
            f"{case.case_id}-i{number}", case.case_id, number, case.round, post.level, post.post_id,
            post.title, post.unit_id, holder, mode, text, json.dumps(list(units)), at, by, version,
            urgency, proposal_id, scan,
        ),
    )  # fmt: skip


async def count_personal_acts(
    tx: Tx, since: date, until: date, *, actor: Actor, post: str | None
) -> dict[str, Any]:
    """Cases instructed, read and replied per post and holder, and how many of them in person."""
    must_be_a_span(since, until)
    rows = await tx.fetch(PERSONAL_ACTS, since, until, own_post(actor, post))
    return {"from": since, "until": until, "items": [dict(r) for r in rows]}
