"""Each event takes effect once, in its subject's order, with any number of replicas."""

import asyncio
from collections import defaultdict

import aio_pika

from shared.bus import EVENTS, headers
from shared.contracts.deadlines import DeadlineCancelled
from tests.harness import eventually
from tests.integration.kit.conftest import DEADLINES, INTAKE, LEDGER, claimed


def in_order(notes):
    seen = defaultdict(list)
    for subject, version in notes:
        seen[subject].append(version)
    return all(versions == list(range(1, len(versions) + 1)) for versions in seen.values())


async def log_rows(kit, schema="intake"):
    async with kit.database.connect() as connection:
        return await connection.fetch(f"SELECT * FROM {schema}.event_log ORDER BY seq")


async def publish(kit, rows, source="intake", **changed):
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(EVENTS, ensure=False)
        for row in rows:
            envelope = {**headers({"source": source, **dict(row)}), **changed}
            message = aio_pika.Message(row["payload"], headers=envelope)
            await exchange.publish(message, envelope["ce-type"])


async def test_any_order_and_any_repetition_ends_in_order_and_once(kit, rng):
    intake = await kit.start(INTAKE)
    for _ in range(40):
        await kit.say(intake, *(claimed(rng.randrange(12)) for _ in range(10)))

    async def empty():
        return await kit.value("SELECT count(*) = 0 FROM intake.outbox")

    await eventually(empty, 20, "all are published once")
    rows = list(await log_rows(kit))
    again = rows + rng.sample(rows, 200)
    rng.shuffle(again)
    await publish(kit, again)
    await asyncio.gather(kit.start(LEDGER), kit.start(LEDGER), kit.start(LEDGER))
    notes = await kit.noted(400)
    assert len(notes) == len(set(notes)) == 400
    assert in_order(notes)

    async def nothing_parked():
        return await kit.value("SELECT count(*) = 0 FROM ledger.inbox_parked")

    await eventually(nothing_parked, 10, "nothing is parked")


async def test_an_early_event_is_parked_and_taken_along_by_the_one_before_it(kit):
    intake = await kit.start(INTAKE)
    await kit.say(intake, claimed(1), claimed(1), claimed(1))
    rows = await log_rows(kit)
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        await eventually(lambda: not intake.relay._wake.is_set(), 5, "relayed")

        async def empty():
            return await kit.value("SELECT count(*) = 0 FROM intake.outbox")

        await eventually(empty, 10, "relayed")
        await (await channel.get_queue("ledger.in")).purge()
    await kit.start(LEDGER)
    await publish(kit, [rows[2], rows[1]])

    async def two_parked():
        return await kit.value("SELECT count(*) = 2 FROM ledger.inbox_parked WHERE kind = 'early'")

    await eventually(two_parked, 10, "two are parked")
    assert await kit.notes() == []
    await publish(kit, [rows[0]])
    assert [version for _, version in await kit.noted(3)] == [1, 2, 3]


async def test_an_unknown_type_is_journalled_and_passed(kit):
    intake = await kit.start(INTAKE)
    await kit.start(LEDGER)
    await kit.say(intake, claimed(1))
    await kit.noted(1)
    (row,) = await log_rows(kit)
    await publish(kit, [{**dict(row), "version": 2, "type": "intake.case_sung_about.v1"}])
    await publish(kit, [{**dict(row), "version": 3}])
    assert [version for _, version in await kit.noted(2)] == [1, 3]
    entry = await kit.value("SELECT entry FROM ledger.journal WHERE no = 2")
    assert '"why":"unknown_type"' in entry
    assert "intake.case_sung_about.v1" in entry


async def test_a_new_optional_field_is_ignored(kit):
    intake = await kit.start(INTAKE)
    await kit.start(LEDGER)
    await kit.say(intake, claimed(1))
    await kit.noted(1)
    (row,) = await log_rows(kit)
    body = row["payload"][:-1] + b', "mood": "hopeful"}'
    await publish(kit, [{**dict(row), "version": 2, "payload": body}])
    assert [version for _, version in await kit.noted(2)] == [1, 2]


async def test_a_fact_heard_before_the_one_it_needs_waits_without_counting(kit):
    from datetime import UTC, datetime

    deadlines = await kit.start(DEADLINES)
    await kit.start(LEDGER)
    cancelled = DeadlineCancelled(
        case_id="LL2022-000001", clock_id="c", clock="public", round=1, reason="withdrawn",
        due_at=datetime(2022, 4, 4, tzinfo=UTC),
    )  # fmt: skip
    await kit.say(deadlines, cancelled)

    async def waits():
        return await kit.value(
            "SELECT attempts = 0 FROM ledger.inbox_parked WHERE kind = 'not_yet'"
        )

    await eventually(waits, 10, "it waits")
    intake = await kit.start(INTAKE)
    await kit.say(intake, claimed(1))
    await kit.noted(2)
    async with kit.database.connect() as connection:
        sources = await connection.fetch("SELECT source FROM ledger.note ORDER BY id")
    assert [r["source"] for r in sources] == ["intake", "deadlines"]
