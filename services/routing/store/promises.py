"""SQL of promises 承诺: permitted, published, reported, written off; and the ledger 承诺台账."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from services.routing.domain.cases import Case
from services.routing.domain.letters import official_day
from services.routing.domain.promises import (
    STATES,
    Ground,
    PermitPromise,
    PromiseState,
    PublicPromise,
    ReportPromise,
    promise_id_of,
)
from services.routing.domain.roles import LEADERS_SIDE, OFFICE
from services.routing.store.rows import listed
from services.routing.store.scope import NO_UNIT, sight_of, there
from shared.clock import now
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

PROMISED_BEFORE = """
SELECT EXISTS (SELECT FROM publication p JOIN reply_result w USING (reply_id)
               WHERE p.case_id = $1 AND p.round < $2 AND w.body ? 'promise'),
       EXISTS (SELECT FROM promise_permission WHERE case_id = $1 AND round = $2)
"""

ADD_PERMISSION = """
INSERT INTO promise_permission (case_id, round, reason, permitted_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[], $5::jsonb[])
ON CONFLICT (case_id, round) DO UPDATE
SET reason = excluded.reason, permitted_at = excluded.permitted_at, by = excluded.by
"""

_PROMISE = """
SELECT p.promise_id, p.case_id, p.round, p.unit_id, p.promise_on, p.state, p.version,
       (SELECT done_on FROM promise_report r WHERE r.promise_id = p.promise_id
        ORDER BY r.version DESC LIMIT 1) AS done_on
FROM promise p
"""

PROMISE = f"{_PROMISE} WHERE p.promise_id = $1"

OPEN_PROMISE = f"{_PROMISE} WHERE p.case_id = $1 AND p.state IN ('open', 'reported')"

ADD_PROMISE = """
INSERT INTO promise (promise_id, case_id, round, unit_id, unit_name, promise_on, published_at, state,
                     version, changed_at)
SELECT promise_id, case_id, round, unit_id, unit_name, promise_on, published_at, 'open', 1, at
FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::date[],
            $7::timestamptz[], $8::timestamptz[])
     AS k(promise_id, case_id, round, unit_id, unit_name, promise_on, published_at, at)
"""

MOVE_PROMISE = """
UPDATE promise p SET state = k.state, version = k.version, changed_at = k.at
FROM unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[])
     AS k(promise_id, state, version, at)
WHERE p.promise_id = k.promise_id
"""

ADD_REPORT = """
INSERT INTO promise_report (promise_id, version, done_on, text, evidence, told, reported_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::date[], $4::text[], $5::jsonb[], $6::jsonb[],
                     $7::timestamptz[], $8::jsonb[])
"""

ADD_RETURN = """
INSERT INTO promise_return (promise_id, version, reason, text, returned_at, by)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
"""

ADD_SETTLEMENT = """
INSERT INTO promise_settlement (promise_id, ground, done_on, kept, settled_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::bool[], $5::timestamptz[], $6::jsonb[])
"""

KEEP_CHECK = """
INSERT INTO passed_check (case_id, round, check_id, method, passed_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[])
ON CONFLICT (case_id, round) DO NOTHING
"""

PASSED = "SELECT check_id, method FROM passed_check WHERE case_id = $1 AND round = $2"

PROMISES_OF_CASE = """
SELECT p.promise_id, p.round, p.unit_id, p.unit_name, p.promise_on, p.published_at, p.state,
       p.version, s.ground, s.done_on, s.kept, s.settled_at, s.by
FROM promise p LEFT JOIN promise_settlement s USING (promise_id)
WHERE p.case_id = $1 ORDER BY p.round
"""

REPORTS_OF_CASE = """
SELECT r.promise_id, r.done_on, r.text, r.evidence, r.told, r.reported_at, r.by,
       b.reason AS returned_for, b.text AS returned_text, b.returned_at, b.by AS returned_by
FROM promise p JOIN promise_report r USING (promise_id)
LEFT JOIN promise_return b ON b.promise_id = r.promise_id AND b.version = r.version + 1
WHERE p.case_id = $1 ORDER BY p.round, r.version
"""

# What the public reads of a promise.  A secret case is shown to those only who see the case anyway.
_LEDGER = """
SELECT p.promise_id, p.case_id, h.external_id, p.round, p.unit_id, p.unit_name, p.promise_on,
       p.published_at, l.text AS answer, l.proof, p.state, p.version, s.done_on, s.kept, s.settled_at
FROM promise p JOIN handling h USING (case_id)
LEFT JOIN publication l ON l.case_id = p.case_id AND l.round = p.round
LEFT JOIN promise_settlement s USING (promise_id)
"""

_SHOWN = f"""
  AND (NOT h.secret OR $3 OR EXISTS (SELECT FROM case_unit u
                                     WHERE u.case_id = p.case_id AND u.unit_id = $4))
  AND {there("h", 5, 6)}
"""

LEDGER = f"""
SELECT promise_id AS cursor, k.* FROM ({_LEDGER}
WHERE p.promise_id > $1 {_SHOWN} ORDER BY p.promise_id LIMIT $2) k
"""

LEDGER_IN_STATE = f"""
SELECT promise_id AS cursor, k.* FROM ({_LEDGER}
WHERE p.state = $7 AND p.promise_id > $1 {_SHOWN} ORDER BY p.promise_id LIMIT $2) k
"""

DUE = f"""
SELECT promise_on || '/' || promise_id AS cursor, k.* FROM ({_LEDGER}
WHERE p.state IN ('open', 'reported') AND (p.promise_on, p.promise_id) > ($7::date, $1)
  AND p.promise_on <= $8 {_SHOWN} ORDER BY p.promise_on, p.promise_id LIMIT $2) k
"""

BEGINNING = date(1, 1, 1)


async def promised_before(tx: Tx, case: Case) -> tuple[bool, bool]:
    """Whether an earlier round's public answer promised, and whether another promise is permitted."""
    r = await tx.fetchrow(PROMISED_BEFORE, case.case_id, case.round)
    return r[0], r[1]


def add_permission(case: Case, ask: PermitPromise, at: datetime, by: str) -> Change:
    return Change(ADD_PERMISSION, (case.case_id, case.round, ask.reason, at, by))


async def load_promise(tx: Tx, promise_id: str) -> PublicPromise | None:
    r = await tx.fetchrow(PROMISE, promise_id)
    return _promise(r) if r else None


async def open_promise(tx: Tx, case: Case) -> PublicPromise | None:
    """What the case promised in public and is not written off; one at most."""
    r = await tx.fetchrow(OPEN_PROMISE, case.case_id)
    return _promise(r) if r else None


def add_promise(
    case: Case, unit_id: str, unit_name: str, promise_on: date, published_at: datetime, at: datetime
) -> Change:
    row = (promise_id_of(case), case.case_id, case.round, unit_id, unit_name, promise_on)
    return Change(ADD_PROMISE, (*row, published_at, at))


def move_promise(promise: PublicPromise, to: str, at: datetime) -> Change:
    return Change(MOVE_PROMISE, (promise.promise_id, to, promise.version + 1, at))


def add_report(promise: PublicPromise, ask: ReportPromise, at: datetime, by: str) -> Change:
    told = ask.told.model_dump_json() if ask.told else None
    row = (promise.promise_id, promise.version + 1, ask.done_on, ask.text, listed(ask.evidence))
    return Change(ADD_REPORT, (*row, told, at, by))


def add_promise_return(
    promise: PublicPromise, reason: str, text: str, at: datetime, by: str
) -> Change:
    return Change(ADD_RETURN, (promise.promise_id, promise.version + 1, reason, text, at, by))


def add_settlement(
    promise: PublicPromise, ground: Ground, done_on: date, at: datetime, by: str, *, kept: bool
) -> Change:
    return Change(ADD_SETTLEMENT, (promise.promise_id, ground, done_on, kept, at, by))


def keep_check(case: Case, check_id: str, method: str, at: datetime) -> Change:
    """An after-check passed before the promise was written off: it counts when that is."""
    return Change(KEEP_CHECK, (case.case_id, case.round, check_id, method, at))


async def passed_check(tx: Tx, case: Case) -> dict[str, Any] | None:
    """The check that passed in this round, if one did."""
    r = await tx.fetchrow(PASSED, case.case_id, case.round)
    return dict(r) if r else None


async def list_promises(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, state: PromiseState | None
) -> list[dict[str, Any]]:
    """承诺台账: every promise that was made in public, kept or open."""
    sql = LEDGER if state is None else LEDGER_IN_STATE
    filters = await _filters(tx, actor)
    asked = () if state is None else (str(state),)
    return _shown(
        await tx.fetch(sql, after or "", limit, *filters, *asked), official_day(await now(tx))
    )


async def list_due(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, until: date
) -> list[dict[str, Any]]:
    """What is promised by a day and not written off, the earliest day first."""
    day, _, promise_id = (after or "").partition("/")
    since = date.fromisoformat(day) if day else BEGINNING
    filters = await _filters(tx, actor)
    return _shown(
        await tx.fetch(DUE, promise_id, limit, *filters, since, until), official_day(await now(tx))
    )


async def _filters(tx: Tx, actor: Actor) -> tuple[bool, str, list[str], str]:
    """Whether secret cases are shown, the unit whose own are, who is accused, who holds."""
    sight = await sight_of(tx, actor)
    everything = sight.scope is None and actor.role in OFFICE | LEADERS_SIDE
    return everything, sight.scope or NO_UNIT, sight.barred, sight.sub


def _shown(rows: Sequence[Any], today: date) -> list[dict[str, Any]]:
    return [
        dict(r)
        | {
            "label": STATES[PromiseState(r["state"])],
            "overdue": r["state"] in {"open", "reported"} and r["promise_on"] < today,
        }
        for r in rows
    ]


def _promise(r: Any) -> PublicPromise:
    return PublicPromise(
        r["promise_id"], r["case_id"], r["round"], r["unit_id"], r["promise_on"],
        PromiseState(r["state"]), r["version"], r["done_on"],
    )  # fmt: skip
