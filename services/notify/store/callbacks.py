"""Callback tasks, their leases and their attempts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.notify.domain.callbacks import Lease, Task, TaskState
from shared.contracts.envelope import Actor
from shared.contracts.notify import CallOutcome, Purpose
from shared.db import Tx
from shared.outcome import Change
from shared.shield import disinterested, sight_of, there

ADD_TASK = """
INSERT INTO callback_task (task_id, case_id, purpose, round, ask_rating, state, next_at, expires_at,
                           opened_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::boolean[], $6::text[],
                     $7::timestamptz[], $8::timestamptz[], $9::timestamptz[])
"""

MOVE_TASK = """
UPDATE callback_task t SET state = k.state, attempts = k.attempts, next_at = k.next_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::timestamptz[])
     AS k(task_id, was, state, attempts, next_at)
WHERE t.task_id = k.task_id AND t.state = k.was
"""

HOLD = """
INSERT INTO callback_lease (task_id, token, holder_sub, holder_name, until)
SELECT task_id, token, holder_sub, holder_name, clock_timestamp() + k.long  -- real time: lease
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::interval[])
     AS k(task_id, token, holder_sub, holder_name, long)
"""

LET_GO = "DELETE FROM callback_lease l USING unnest($1::text[]) AS k(task_id) WHERE l.task_id = k.task_id"

ADD_ATTEMPT = """
INSERT INTO callback_attempt (task_id, attempt, outcome, by_sub, by_name, at)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
"""

# Locks the case's row too, which every other change of the case locks first.  Nobody waits here, so
# nobody can wait for each other: what another agent or an event holds is passed over.
NEXT_TASK = f"""
SELECT t.case_id FROM callback_task t JOIN contact c USING (case_id)
WHERE t.state = 'open' AND t.purpose = $1 AND t.next_at <= clock.now()
  AND {there("t.case_id", 2, 3)} AND {disinterested("t.case_id", 3)}
ORDER BY t.next_at, t.task_id LIMIT 1 FOR UPDATE SKIP LOCKED
"""

CASE_OF_TASK = "SELECT case_id FROM callback_task WHERE task_id = $1"

_TASK = """
SELECT t.task_id, t.case_id, t.purpose, t.round, t.ask_rating, t.state, t.attempts, t.next_at,
       t.expires_at, t.expires_at <= clock.now() AS expired, l.token, l.holder_name, l.holder_sub,
       l.until <= clock_timestamp() AS lapsed  -- real time: lease
FROM callback_task t LEFT JOIN callback_lease l USING (task_id)
"""

TASKS = f"{_TASK} WHERE t.task_id = ANY($1::text[]) ORDER BY t.task_id"

LIVE_TASKS = f"{_TASK} WHERE t.case_id = $1 AND t.state IN ('open', 'leased') ORDER BY t.task_id"

COUNT_TASKS = "SELECT count(*) FROM callback_task WHERE case_id = $1 AND purpose = $2"

# The time stands in a subquery so that it is one instant, which the index can be asked for.
SPENT_TASKS = """
(SELECT t.task_id, t.case_id FROM callback_lease l JOIN callback_task t USING (task_id)
 WHERE l.until <= (SELECT clock_timestamp()) ORDER BY l.until LIMIT $1)  -- real time: lease
UNION
(SELECT task_id, case_id FROM callback_task
 WHERE state = 'open' AND expires_at <= clock.now() ORDER BY expires_at LIMIT $1)
"""

LIST_TASKS = f"""
SELECT t.task_id AS cursor, t.task_id, t.case_id, t.purpose, t.round, t.state, t.attempts, t.next_at,
       t.expires_at, t.opened_at, l.holder_name AS held_by
FROM callback_task t LEFT JOIN callback_lease l USING (task_id)
WHERE t.task_id > coalesce($1, '') AND ($3::text IS NULL OR t.state = $3)
  AND ($4::text IS NULL OR t.purpose = $4) AND ($5::text IS NULL OR t.case_id = $5)
  AND {there("t.case_id", 6, 7)}
ORDER BY t.task_id LIMIT $2
"""


def add_task(task: Task, opened_at: datetime) -> Change:
    """A call to place, or one that is exhausted before it began."""
    row = (
        task.task_id,
        task.case_id,
        task.purpose,
        task.round,
        task.ask_rating,
        task.state,
        task.next_at,
        task.expires_at,
        opened_at,
    )
    return Change(ADD_TASK, row)


def move_task(task: Task, to: str, *, attempts: int, next_at: datetime) -> Change:
    """From the state it was seen in to another."""
    return Change(MOVE_TASK, (task.task_id, task.state, to, attempts, next_at))


def hold(task_id: str, token: str, holder: Actor, long: timedelta) -> Change:
    """Give a task to one agent."""
    return Change(HOLD, (task_id, token, holder.sub, holder.name, long))


def let_go(task_id: str) -> Change:
    """Nobody holds the task any more."""
    return Change(LET_GO, (task_id,))


def add_attempt(
    task_id: str, attempt: int, outcome: CallOutcome, by: Actor, at: datetime
) -> Change:
    """One call that was placed."""
    return Change(ADD_ATTEMPT, (task_id, attempt, outcome, by.sub, by.name, at))


async def case_of_next_task(tx: Tx, purposes: Sequence[Purpose], *, actor: Actor) -> str | None:
    """The subject of the next call for this agent to place, locked, or None."""
    sight = await sight_of(tx, actor)
    for purpose in purposes:
        case_id = await tx.fetchval(NEXT_TASK, purpose, *sight)
        if case_id is not None:
            return f"case/{case_id}"
    return None


async def case_of_task(tx: Tx, task_id: str) -> str | None:
    """The subject of a task, or None."""
    case_id = await tx.fetchval(CASE_OF_TASK, task_id)
    return None if case_id is None else f"case/{case_id}"


async def tasks(tx: Tx, task_ids: Sequence[str]) -> list[Task]:
    """Tasks with their leases; their cases are locked already."""
    return [_task(row) for row in await tx.fetch(TASKS, list(task_ids))]


async def live_tasks(tx: Tx, case_id: str) -> list[Task]:
    """The tasks of a case that are open or leased; the case is locked already."""
    return [_task(row) for row in await tx.fetch(LIVE_TASKS, case_id)]


async def count_tasks(tx: Tx, case_id: str, purpose: Purpose) -> int:
    """How many tasks of this purpose the case has had."""
    count: int = await tx.fetchval(COUNT_TASKS, case_id, purpose)
    return count


async def spent_tasks(tx: Tx, limit: int) -> list[tuple[str, str]]:
    """(task id, case id) of tasks whose lease lapsed or whose time is over, unlocked."""
    return [(row["task_id"], row["case_id"]) for row in await tx.fetch(SPENT_TASKS, limit)]


async def list_tasks(
    tx: Tx,
    after: str | None,
    limit: int,
    *,
    state: str | None,
    purpose: str | None,
    case_id: str | None,
    actor: Actor,
) -> list[dict[str, Any]]:
    """Callback tasks without anything of the author's."""
    sight = await sight_of(tx, actor)
    rows = await tx.fetch(LIST_TASKS, after, limit, state, purpose, case_id, *sight)
    return [dict(row) for row in rows]


def _task(row: Any) -> Task:
    fields = dict(row)
    token, *lease_of = (fields.pop(n) for n in ("token", "holder_name", "lapsed", "holder_sub"))
    lease = None if token is None else Lease(token, *lease_of)
    return Task(**{**fields, "state": TaskState(fields["state"]), "lease": lease})
