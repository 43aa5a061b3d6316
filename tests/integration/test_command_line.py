"""``heartbridge`` as an operator types it: what it prints, and its exit status."""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from shared.ids import uuid7
from tests.harness import eventually

SICK = "case/LL2022-000017"
TOPIC = "intake.case_claimed.v1"
MARCH, DAY = datetime(2022, 3, 1, tzinfo=UTC), timedelta(days=1)


class Said(NamedTuple):
    """What a command left: its exit status, and what it printed."""

    status: int
    out: str
    err: str


@pytest.fixture
def heartbridge(database, vhost):
    """``await heartbridge("dead", "list")`` under the test's own addresses."""
    told = {
        "HEARTBRIDGE_ADMIN_DSN": database.admin,
        "HEARTBRIDGE_AMQP_URL": vhost.url,
        "HEARTBRIDGE_ROLE_PREFIX": database.migrated.role_prefix,
        "PYTHONWARNINGS": "error",
    }

    async def run(*words: str, **more: str) -> Said:
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).parent / "heartbridge"), *words,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=os.environ | told | more,
        )  # fmt: skip
        async with asyncio.timeout(60):
            out, err = await process.communicate()
        assert process.returncode is not None
        return Said(process.returncode, out.decode(), err.decode())

    return run


@pytest.fixture
async def sick(database):
    """A dead event at routing: version 1 of a case, with version 2 behind it.  Its id."""
    dead_id = uuid7()
    async with database.connect("routing") as connection:
        await connection.execute(
            "INSERT INTO inbox VALUES ('routing', 'intake', $1, 0)", SICK
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO dead_letter (id, consumer, source, subject, version, type, body, envelope,"
            " reason) VALUES ($1, 'routing', 'intake', $2, 1, $3, '{}', '{}', 'ValueError at x:1')",
            dead_id, SICK, TOPIC,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO inbox_parked (consumer, source, subject, version, kind, type, body, envelope,"
            " reason) VALUES ('routing', 'intake', $1, 2, 'early', $2, '{}', '{}', 'came early')",
            SICK, TOPIC,
        )  # fmt: skip
    return dead_id


async def test_a_dead_event_is_listed_shown_and_discarded(heartbridge, database, sick):
    found = await heartbridge("dead", "list")
    assert found.status == 0
    assert str(sick) in found.out
    assert "ValueError at x:1" in found.out
    assert (await heartbridge("dead", "show", "routing", str(sick))).status == 0
    assert (await heartbridge("outbox", "status")).status == 1

    without = await heartbridge("dead", "discard", "routing", str(sick))
    assert without.status == 2
    assert "--why" in without.err
    blank = await heartbridge("dead", "discard", "routing", str(sick), "--why", " ")
    assert (blank.status, blank.err.count("\n")) == (2, 1)
    assert "reason_missing" in blank.err
    done = await heartbridge("dead", "discard", "routing", str(sick), "--why", "said twice")
    assert done == (0, "discarded, and written in the journal\n", "")
    again = await heartbridge("dead", "discard", "routing", str(sick), "--why", "said twice")
    assert again.status == 2
    assert "dead_letter_unknown" in again.err
    assert await database.rows("routing", "SELECT last_ver FROM inbox") == [{"last_ver": 1}]
    assert await database.rows(
        "routing", "SELECT next_at <= clock_timestamp() AS due FROM inbox_parked"
    ) == [{"due": True}]
    (row,) = await database.rows("routing", "SELECT entry FROM journal")
    assert '"why":"said twice"' in row["entry"]
    assert '"role":"operator"' in row["entry"]


async def test_a_dead_event_goes_through_the_guard_again(heartbridge, database, sick):
    done = await heartbridge("dead", "replay", "routing", str(sick))
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"{SICK} goes on")
    assert await database.rows("routing", "SELECT 1 FROM dead_letter") == []
    assert await database.rows(
        "routing",
        "SELECT version, kind, attempts, next_at <= clock_timestamp() AS due FROM inbox_parked"
        " WHERE version = 1",
    ) == [{"version": 1, "kind": "failed", "attempts": 0, "due": True}]
    again = await heartbridge("dead", "replay", "routing", str(sick))
    assert again.status == 2
    assert "dead_letter_unknown" in again.err


async def test_a_parked_event_is_listed_tried_and_discarded(heartbridge, database, sick):
    listed = await heartbridge("parked", "list", "--service", "routing")
    assert SICK in listed.out
    early = await heartbridge("parked", "replay", "routing", "intake", SICK)
    assert early.status == 2
    assert "nothing_to_try" in early.err
    too_soon = await heartbridge(
        "parked", "discard", "routing", "intake", SICK, "2", "--why", "said twice"
    )
    assert too_soon.status == 2
    assert "not_next" in too_soon.err
    await heartbridge("dead", "discard", "routing", str(sick), "--why", "said twice")
    done = await heartbridge(
        "parked", "discard", "routing", "intake", SICK, "2", "--why", "said twice"
    )
    assert done.status == 0
    assert await database.rows("routing", "SELECT last_ver FROM inbox") == [{"last_ver": 2}]
    assert "nothing is parked" in (await heartbridge("parked", "list")).out


async def test_what_was_announced_is_sent_to_one_consumer_again(heartbridge, database, vhost):
    await vhost.declare()
    async with database.connect("intake") as connection:
        await connection.executemany(
            "INSERT INTO event_log VALUES ($1, $2, $3, $1, $4, '{}', $5, NULL, NULL, clock_timestamp())",
            [(n, uuid7(), SICK, TOPIC, MARCH + n * DAY) for n in (1, 2, 3)],
        )  # fmt: skip
    done = await heartbridge("replay", "--to", "routing", "--source", "intake")
    assert done == (0, "intake: 3 events sent to routing.in\n", "")
    since = (MARCH + 3 * DAY).isoformat()
    some = await heartbridge("replay", "--to", "routing", "--source", "intake", "--from", since)
    assert some.out == "intake: 1 events sent to routing.in\n"

    async def all_came() -> bool:
        return await vhost.depth("routing.in") == 4

    await eventually(all_came)
    own = await heartbridge("replay", "--to", "routing", "--rebuild")
    assert own.status == 2
    assert "not_rebuildable" in own.err


async def test_a_stopped_row_is_listed_and_tried_again(heartbridge, database):
    assert (await heartbridge("outbox", "status")).status == 0
    async with database.connect("notify") as connection:
        seq = await connection.fetchval(
            "INSERT INTO outbox (event_id, subject, type, queue, payload, occurred_at)"
            " VALUES ($1, $2, 'notify.gone', 'notify.gone', '{}', clock_timestamp()) RETURNING seq",
            uuid7(), SICK,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO outbox_stop VALUES ($1, 'notify.gone', $2, 'returned: NO_ROUTE', 5,"
            " clock_timestamp() + interval '1 hour')",
            SICK, seq,
        )  # fmt: skip
    status = await heartbridge("outbox", "status")
    assert status.status == 1
    assert "look at: notify" in status.out
    listed = await heartbridge("outbox", "list")
    assert "returned: NO_ROUTE" in listed.out
    assert str(seq) in listed.out
    unknown = await heartbridge("outbox", "replay", "notify", str(seq + 1))
    assert unknown.status == 2
    assert "stop_unknown" in unknown.err
    assert (await heartbridge("outbox", "replay", "notify", str(seq))).status == 0
    assert await database.rows(
        "notify", "SELECT attempts, next_at <= clock_timestamp() AS due FROM outbox_stop"
    ) == [{"attempts": 0, "due": True}]


async def test_what_cannot_be_done_is_told_in_one_line(heartbridge):
    nowhere = {"HEARTBRIDGE_ADMIN_DSN": "postgresql://nobody@127.0.0.1:1/x"}
    found = await heartbridge("outbox", "status", **nowhere)
    assert (found.status, found.out, found.err.count("\n")) == (3, "", 1)
    assert (await heartbridge()).status == 2
    assert (await heartbridge("nonsense")).status == 2
