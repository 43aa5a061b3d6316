"""A consumer that comes late ends where one that was there from the start ends."""

import aio_pika

from shared.history import Fault, verify
from shared.replay import clear, replay
from tests.integration.kit.conftest import INTAKE, LEDGER, claimed
from tests.integration.kit.test_inbox import in_order


async def test_a_consumer_registered_after_a_thousand_cases_starts_by_replay(kit):
    intake = await kit.start(INTAKE)
    ledger = await kit.start(LEDGER)
    for block in range(10):
        await kit.say(intake, *(claimed(block * 100 + n) for n in range(100)))
    first = await kit.noted(1000)
    async with ledger.transaction() as tx:
        await clear(tx, LEDGER.listener, LEDGER.derived or ())
    assert await kit.notes() == []
    await kit.say(intake, claimed(7))  # arrives before its predecessor is replayed
    async with intake.transaction() as tx:
        assert await replay(tx, kit.vhost.url, "intake", LEDGER.listener) == 1001
    second = await kit.noted(1001)
    assert sorted(second) == sorted([*first, ("case/LL2022-000007", 2)])
    assert in_order(second)


async def test_replay_to_one_that_has_it_all_changes_nothing(kit):
    intake = await kit.start(INTAKE)
    ledger = await kit.start(LEDGER)
    await kit.say(intake, *(claimed(n) for n in range(50)))
    before = await kit.noted(50)
    async with intake.transaction() as tx:
        await replay(tx, kit.vhost.url, "intake", LEDGER.listener)
    await kit.say(intake, claimed(99))
    assert await kit.noted(51) == [*before, ("case/LL2022-000099", 1)]
    assert ledger.bus_connected


async def test_a_history_that_was_touched_is_found(kit):
    intake = await kit.start(INTAKE)
    for n in (1, 1, 2, 3, 4):
        await kit.say(intake, claimed(n))
    assert await faults(intake) == []
    async with kit.database.connect() as admin:
        await admin.execute(
            "UPDATE intake.journal SET entry = replace(entry, '水某', '别人') WHERE subject LIKE '%2'"
        )
        await admin.execute("DELETE FROM intake.journal WHERE subject LIKE '%1' AND no = 2")
        await admin.execute("UPDATE intake.event_log SET payload = '{}' WHERE subject LIKE '%3'")
        await admin.execute("DELETE FROM intake.subject WHERE subject LIKE '%4'")
    assert {fault.subject[-1]: fault.what for fault in await faults(intake)} == {
        "1": "the end is missing: 1 rows of 2",
        "2": "row 1 was altered, or is not where it was written",
        "3": "event 1 was altered",
        "4": "has a journal, but its head was removed",
    }


async def faults(runtime):
    async with runtime.transaction() as tx:
        return [found async for found in verify(tx) if isinstance(found, Fault)]


async def test_what_is_replayed_says_so_and_keeps_its_id(kit):
    intake = await kit.start(INTAKE)
    await kit.say(intake, claimed(1))
    async with intake.transaction() as tx:
        await replay(tx, kit.vhost.url, "intake", LEDGER.listener)
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue("ledger.in")
        ids = []
        while (message := await queue.get(fail=False)) is not None:
            ids.append((message.message_id, message.headers.get("ce-replay")))
    said = str(await kit.value("SELECT event_id FROM intake.event_log"))
    assert (said, "true") in ids
