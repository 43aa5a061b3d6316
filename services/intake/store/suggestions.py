"""What the words of cases let suggest, and the index by which like cases are found."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from services.intake.domain.classification import Suggestion, Told
from services.intake.domain.matters import Matter
from services.intake.domain.settling import Settled
from shared.db import Tx
from shared.outcome import Change

# Another reader skips what this one has; an erasure waits for it, or is waited for: so no word of an
# erased text is ever kept.
TAKE_UNREAD = """
WITH taken AS (
  SELECT case_id FROM unread ORDER BY case_id LIMIT $1 FOR UPDATE SKIP LOCKED
)
SELECT t.case_id, t.title, t.body, r.type_name, r.domain_name, r.division, r.addressee_name,
       r.kind, r.handling_class, c.subdomain_name, c.case_id IS NOT NULL AS is_settled
FROM taken JOIN reception r USING (case_id) JOIN case_text t USING (case_id)
LEFT JOIN classification c USING (case_id)
ORDER BY t.case_id
FOR SHARE OF t
"""

# Cases that are still to be settled and were read by older rules.
READ_ANEW = """
INSERT INTO unread (case_id)
SELECT r.case_id
FROM unnest($1::text[], $2::int[]) AS k(state, version)
JOIN reception r USING (state)
JOIN suggestion s USING (case_id)
WHERE s.rules_version < k.version
ON CONFLICT DO NOTHING
"""

# fmt: off
FORGET_WORDS = """
DELETE FROM matter_word w
USING (SELECT m.case_id, jsonb_object_keys(m.words) AS word
       FROM matter m JOIN unnest($1::text[]) AS k(case_id) USING (case_id)) AS kept
WHERE w.word = kept.word AND w.case_id = kept.case_id
"""
# fmt: on

KEEP_MATTER = """
INSERT INTO matter (case_id, words) SELECT * FROM unnest($1::text[], $2::jsonb[])
ON CONFLICT (case_id) DO UPDATE SET words = excluded.words
"""

ADD_WORD = """
INSERT INTO matter_word (word, case_id) SELECT * FROM unnest($1::text[], $2::text[])
"""

KEEP_SUGGESTION = """
INSERT INTO suggestion (case_id, rules_version, kind, domain_name, subdomain_name, handling_class,
                        division, certainty, reasons, made_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::float8[], $9::jsonb[], $10::timestamptz[])
ON CONFLICT (case_id) DO UPDATE
SET rules_version = excluded.rules_version, kind = excluded.kind,
    domain_name = excluded.domain_name, subdomain_name = excluded.subdomain_name,
    handling_class = excluded.handling_class, division = excluded.division,
    certainty = excluded.certainty, reasons = excluded.reasons, made_at = excluded.made_at
"""

DONE = "DELETE FROM unread u USING unnest($1::text[]) AS k(case_id) WHERE u.case_id = k.case_id"

FORGET_MATTER = """
DELETE FROM matter m USING unnest($1::text[]) AS k(case_id) WHERE m.case_id = k.case_id
"""

BLANK_REASONS = """
UPDATE suggestion s SET reasons = '{}'
FROM unnest($1::text[]) AS k(case_id) WHERE s.case_id = k.case_id
"""

SHOW = """
SELECT rules_version, kind, domain_name, subdomain_name, handling_class, division, certainty,
       reasons, made_at
FROM suggestion WHERE case_id = $1
"""

MATTER = "SELECT words FROM matter WHERE case_id = $1"

# Of each word only the newest cases that have it: a word of the day finds the day's cases, and a
# common word costs no more than a rare one.
LIKELY = """
WITH hit AS (
  SELECT found.case_id, sum(k.weight) AS weight
  FROM unnest($1::text[], $2::float8[]) AS k(word, weight)
  CROSS JOIN LATERAL (
    SELECT w.case_id FROM matter_word w WHERE w.word = k.word AND w.case_id <> $3
    ORDER BY w.case_id DESC LIMIT $4
  ) AS found
  GROUP BY found.case_id
  ORDER BY weight DESC, found.case_id DESC
  LIMIT $5
)
SELECT h.case_id, m.words FROM hit h JOIN matter m USING (case_id)
"""

# What speaks against a unit stands alone: it is like no other case.
TELL = """
SELECT r.case_id, t.title, r.state, r.kind, r.domain_name, r.division, r.addressee_name,
       r.posted_at, r.admitted_at, a.route, h.holder
FROM reception r
JOIN case_text t USING (case_id)
LEFT JOIN acceptance a USING (case_id)
LEFT JOIN claim h USING (case_id)
WHERE r.case_id = ANY($1::text[])
  AND NOT EXISTS (SELECT FROM accused_unit u WHERE u.case_id = r.case_id)
  AND NOT EXISTS (SELECT FROM interest i WHERE i.case_id = r.case_id AND i.sub = $2)
"""

NEWEST_OF_A_WORD = 100
COMPARED = 80
"""Like cases are looked for among at most so many."""


class Unread(NamedTuple):
    """A case whose words are to be read, what was told of it, and what a person made of it."""

    case_id: str
    title: str
    text: str
    told: Told
    settled: Settled | None


async def take_unread(tx: Tx, at_most: int) -> list[Unread]:
    """Cases that nobody else is reading, locked."""
    rows = await tx.fetch(TAKE_UNREAD, at_most)
    return [
        Unread(
            row["case_id"], row["title"], row["body"],
            Told(row["type_name"], row["domain_name"], row["division"], row["addressee_name"]),
            Settled(**{name: row[name] for name in Settled._fields}) if row["is_settled"] else None,
        )
        for row in rows
    ]  # fmt: skip


def read_anew(states: Collection[str], rules_version: int) -> list[Change]:
    """Have the cases in `states` read again that older rules have read."""
    return [Change(READ_ANEW, (state, rules_version)) for state in states]


def keep_matter(case_id: str, matter: Matter) -> list[Change]:
    """What a case is about, instead of what was kept before."""
    words = dict(matter.words)
    return [
        forget_words(case_id),
        Change(KEEP_MATTER, (case_id, json.dumps(words, ensure_ascii=False))),
        *(Change(ADD_WORD, (word, case_id)) for word in words),
    ]


def keep(case_id: str, suggestion: Suggestion, at: datetime) -> Change:
    """A suggestion, instead of the one before."""
    return Change(
        KEEP_SUGGESTION,
        (
            case_id, suggestion.rules_version, suggestion.kind, suggestion.domain_name,
            suggestion.subdomain_name, suggestion.handling_class, suggestion.division,
            suggestion.certainty, suggestion.reasons.model_dump_json(), at,
        ),
    )  # fmt: skip


def done(case_id: str) -> Change:
    """The case has been read."""
    return Change(DONE, (case_id,))


def forget_words(case_id: str) -> Change:
    """Nobody finds the case by its words any more."""
    return Change(FORGET_WORDS, (case_id,))


def forget(case_id: str) -> list[Change]:
    """Blank all words that came from a text."""
    blanks = [Change(sql, (case_id,)) for sql in (FORGET_MATTER, BLANK_REASONS)]
    return [forget_words(case_id), *blanks]


async def show(tx: Tx, case_id: str) -> dict[str, Any] | None:
    """The suggestion for a case; None before its words were read."""
    row = await tx.fetchrow(SHOW, case_id)
    return dict(row) | {"reasons": json.loads(row["reasons"])} if row else None


async def likely(tx: Tx, case_id: str) -> tuple[Matter, list[tuple[str, Matter]]] | None:
    """What a case is about and the cases to compare it with; None where nothing is kept of it.

    The cost is bounded: so many newest rows of so many words, whatever is stored.
    """
    words = await tx.fetchval(MATTER, case_id)
    if words is None:
        return None
    matter = Matter(json.loads(words))
    found = await tx.fetch(
        LIKELY, list(matter.words), list(matter.words.values()), case_id, NEWEST_OF_A_WORD, COMPARED
    )
    return matter, [(row["case_id"], Matter(json.loads(row["words"]))) for row in found]


async def tell(tx: Tx, case_ids: Collection[str], sub: str) -> dict[str, dict[str, Any]]:
    """What a clerk wants to see of other cases, by their numbers; not of those he has a stake in."""
    rows = [dict(row) for row in await tx.fetch(TELL, list(case_ids), sub)]
    for row in rows:
        row["holder"] = json.loads(row["holder"])["name"] if row["holder"] else None
    return {row["case_id"]: row for row in rows}
