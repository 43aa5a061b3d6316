"""Finding and locking cases."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from services.intake.domain.board import BoardFacts
from services.intake.domain.imports import Known
from services.intake.domain.likeness import Like
from services.intake.domain.reception import Reception, State
from services.intake.domain.routes import CHASER, Other
from services.intake.store import units
from shared.contracts.envelope import Actor
from shared.contracts.intake import Wishes
from shared.db import Tx

CASE = "case/"

LOCK_CASES = """
SELECT case_id FROM reception WHERE case_id = ANY($1::text[]) ORDER BY case_id FOR UPDATE
"""

# A statement of its own after the lock: one that waits for the lock and joins sees the row as it is
# then, but the joined rows as they were before it waited, and so a claimed case without its holder.
READ_CASES = """
SELECT r.case_id, r.state, r.channel, r.external_id, r.addressee_fid, r.kind, r.domain_name,
       s.subdomain_name, s.case_id IS NOT NULL AS is_settled, r.division,
       r.handling_class, r.admitted_at, r.no_call, r.secret, r.hide_from_unit, r.sms_ok, r.flags,
       h.holder, e.case_id IS NOT NULL AS erased, v.outcome AS verified_as,
       CASE WHEN EXISTS (SELECT FROM found_contact f WHERE f.case_id = r.case_id
                         AND f.phone_sealed IS NOT NULL) THEN 'dialable'
            ELSE coalesce(c.phone_state, 'missing') END AS phone_state,
       (SELECT count(*) FROM attempt a WHERE a.case_id = r.case_id) AS attempts,
       (SELECT count(*) FROM demand d WHERE d.case_id = r.case_id) AS demands,
       (SELECT count(*) FROM found_contact f WHERE f.case_id = r.case_id) AS contacts,
       (SELECT count(*) FROM correction k WHERE k.case_id = r.case_id) AS corrections,
       (SELECT count(*) FROM supplement s WHERE s.case_id = r.case_id) AS supplements,
       (SELECT k.consent FROM correction k WHERE k.case_id = r.case_id AND k.consent IS NOT NULL
        ORDER BY k.no DESC LIMIT 1) AS consent,
       ARRAY(SELECT i.sub FROM interest i WHERE i.case_id = r.case_id) AS interested,
       ARRAY(SELECT u.unit_id FROM accused_unit u WHERE u.case_id = r.case_id
             ORDER BY u.named_at, u.unit_id) AS accused,
       ARRAY(SELECT u.unit_id FROM case_unit u WHERE u.case_id = r.case_id) AS units,
       m.group_id,
       ARRAY(SELECT k.sub FROM caller k
             WHERE k.case_id = r.case_id AND k.since > clock.now() - interval '1 day') AS callers
FROM reception r
LEFT JOIN claim h USING (case_id)
LEFT JOIN contact c USING (case_id)
LEFT JOIN erasure e USING (case_id)
LEFT JOIN verification v USING (case_id)
LEFT JOIN like_member m USING (case_id)
LEFT JOIN classification s USING (case_id)
WHERE r.case_id = ANY($1::text[])
"""

# Two imports at once would each take a new number for the same tid.
HOLD_CHANNEL = "SELECT pg_advisory_xact_lock(hashtext('intake channel'), hashtext($1))"

# Two cases at once could each be made the duplicate of the other.
HOLD_DUPLICATES = "SELECT pg_advisory_xact_lock(hashtext('intake duplicates'))"

NEXT_NUMBERS = "SELECT nextval('case_number') AS number FROM generate_series(1, $1)"

KNOWN_ON_BOARD = """
SELECT r.external_id, r.case_id, r.state, e.case_id IS NOT NULL AS erased, b.state_info, b.process_info,
       b.answer_id, b.answer_text, b.answered_at, b.answered_by, b.grade, b.grade_level,
       b.grade_manner, b.grade_speed, b.grade_text
FROM reception r
JOIN board_row b USING (case_id)
LEFT JOIN erasure e USING (case_id)
WHERE r.channel = 'board' AND r.external_id = ANY($1::text[])
"""

CASE_OF = "SELECT case_id FROM reception WHERE channel = $1 AND external_id = $2"

LIKE_CASES = """
SELECT r.case_id, c.phone_index AS author, t.body_index AS text, t.title, r.admitted_at,
       r.state IN ('received', 'claimed', 'verified') AS is_open
FROM (SELECT case_id FROM contact WHERE phone_index = ANY($1::text[])
      UNION SELECT case_id FROM case_text WHERE body_index = ANY($2::text[])) k
JOIN reception r USING (case_id)
JOIN case_text t USING (case_id)
LEFT JOIN contact c USING (case_id)
WHERE r.state IN ('received', 'claimed', 'verified')
   OR (r.state = 'accepted' AND r.admitted_at >= $3)
ORDER BY r.admitted_at, r.case_id
"""

OTHER = """
SELECT r.case_id, r.state, a.route IS NOT DISTINCT FROM 'duplicate' AS is_duplicate
FROM reception r LEFT JOIN acceptance a USING (case_id) WHERE r.case_id = $1
"""

REFERRED_TO = "SELECT EXISTS (SELECT FROM acceptance WHERE duplicate_of = $1)"

# Who asks after his own case takes that back with it.
REPEATED_BY_OTHERS = """
SELECT EXISTS (SELECT FROM acceptance a JOIN reception c USING (case_id)
               WHERE a.duplicate_of = $1 AND a.reason IS DISTINCT FROM $2 AND c.state <> 'withdrawn')
"""


async def load_cases(tx: Tx, subjects: list[str]) -> dict[str, Reception]:
    """Lock and return the cases among `subjects`, in sorted order."""
    ids = [subject.removeprefix(CASE) for subject in subjects if subject.startswith(CASE)]
    if not ids:
        return {}
    await tx.execute(LOCK_CASES, ids)
    rows = await tx.fetch(READ_CASES, ids)
    shields = {r["case_id"]: await units.and_below(tx, r["accused"]) for r in rows if r["accused"]}
    return {CASE + r["case_id"]: _reception(r, shields.get(r["case_id"])) for r in rows}


async def look(tx: Tx, case_id: str) -> Reception | None:
    """One case as it is, not locked."""
    row = await tx.fetchrow(READ_CASES, [case_id])
    return _reception(row, await units.and_below(tx, row["accused"])) if row else None


async def hold_channel(tx: Tx, channel: str) -> None:
    """Wait until no other transaction takes in numbered cases of this channel."""
    await tx.execute(HOLD_CHANNEL, channel)


async def allot_numbers(tx: Tx, years: Sequence[int]) -> list[str]:
    """A case number for each year given, in their order."""
    rows = await tx.fetch(NEXT_NUMBERS, len(years))
    return [f"LL{year:04}-{row['number']:06}" for year, row in zip(years, rows, strict=True)]


async def known_on_board(tx: Tx, tids: Collection[str]) -> dict[str, Known]:
    """The cases that came by these numbers of the board."""
    rows = await tx.fetch(KNOWN_ON_BOARD, list(tids))
    return {row["external_id"]: _known(row) for row in rows}


async def case_of(tx: Tx, channel: str, external_id: str) -> str | None:
    """The case that came by a channel's own number."""
    found: str | None = await tx.fetchval(CASE_OF, channel, external_id)
    return found


async def likes(
    tx: Tx, authors: Collection[str], texts: Collection[str], since: datetime
) -> list[Like]:
    """Cases by the same authors or with the same texts that are open or newer, oldest first."""
    rows = await tx.fetch(LIKE_CASES, list(authors), list(texts), since)
    return [Like(**row) for row in rows]


async def hold_duplicates(tx: Tx) -> None:
    """Wait until no other transaction makes a case the duplicate of another."""
    await tx.execute(HOLD_DUPLICATES)


async def other(tx: Tx, case_id: str) -> Other | None:
    """The case that is said to be the first."""
    row = await tx.fetchrow(OTHER, case_id)
    return Other(row["case_id"], State(row["state"]), row["is_duplicate"]) if row else None


async def is_referred_to(tx: Tx, case_id: str) -> bool:
    """Whether other cases were accepted as duplicates of this one."""
    found: bool = await tx.fetchval(REFERRED_TO, case_id)
    return found


async def is_repeated_by_others(tx: Tx, case_id: str) -> bool:
    """Whether other authors are told that their matter is looked after in this case."""
    found: bool = await tx.fetchval(REPEATED_BY_OTHERS, case_id, CHASER)
    return found


def _known(row: Any) -> Known:
    facts = dict(row)
    del facts["external_id"]
    case_id, erased, state = (facts.pop(name) for name in ("case_id", "erased", "state"))
    return Known(case_id, BoardFacts(**facts), erased, State(state))


def _reception(row: Any, shield: frozenset[str] | None) -> Reception:
    return Reception(
        case_id=row["case_id"],
        state=State(row["state"]),
        channel=row["channel"],
        external_id=row["external_id"],
        addressee_fid=row["addressee_fid"],
        kind=row["kind"],
        domain_name=row["domain_name"],
        subdomain_name=row["subdomain_name"],
        is_settled=row["is_settled"],
        division=row["division"],
        handling_class=row["handling_class"],
        admitted_at=row["admitted_at"],
        wishes=Wishes(
            no_call=row["no_call"],
            secret=row["secret"],
            hide_from_unit=row["hide_from_unit"],
            sms_ok=row["sms_ok"],
        ),
        holder=Actor.model_validate_json(row["holder"]) if row["holder"] else None,
        phone_state=row["phone_state"],
        erased=row["erased"],
        demands=row["demands"],
        flags=tuple(json.loads(row["flags"])),
        verified_as=row["verified_as"],
        attempts=row["attempts"],
        contacts=row["contacts"],
        corrections=row["corrections"],
        supplements=row["supplements"],
        consent=row["consent"],
        interested=tuple(row["interested"]),
        accused=tuple(row["accused"]),
        shielded_from=shield or frozenset(),
        units=frozenset(row["units"]),
        group_id=row["group_id"],
        callers=frozenset(row["callers"]),
    )
