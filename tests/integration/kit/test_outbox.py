"""Committed means delivered, and nothing else is."""

import aio_pika
import asyncpg
import pytest

from shared.bus import EVENTS, declare_topology
from tests.harness import eventually
from tests.integration.kit.conftest import INTAKE, LEDGER, claimed


async def test_what_is_rolled_back_is_never_published(kit):
    intake = await kit.start(INTAKE)
    await kit.start(LEDGER)
    with pytest.raises(ZeroDivisionError):
        await kit.say(intake, claimed(1), fail=True)
    await kit.say(intake, claimed(2))
    assert await kit.noted(1) == [("case/LL2022-000002", 1)]
    assert await kit.value("SELECT count(*) FROM intake.event_log") == 1


async def test_the_outbox_is_empty_after_the_confirms_and_the_log_keeps_all(kit):
    intake = await kit.start(INTAKE)
    await kit.say(intake, *(claimed(n) for n in range(250)))

    async def empty():
        return await kit.value("SELECT count(*) = 0 FROM intake.outbox")

    await eventually(empty, 20, "the outbox is empty")
    assert await kit.value("SELECT count(*) FROM intake.event_log") == 250


async def test_an_event_goes_with_its_envelope_persistent_and_under_its_own_id(kit):
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(EVENTS, "#")
        intake = await kit.start(INTAKE)
        await kit.say(intake, claimed(1))

        async def arrives():
            return await queue.get(fail=False, no_ack=True)

        message = await eventually(arrives, 10, "the event")
    said = await kit.value("SELECT event_id FROM intake.event_log")
    assert message.message_id == message.headers["ce-id"] == str(said)
    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert message.routing_key == message.headers["ce-type"] == "intake.case_claimed.v1"
    assert (message.headers["ce-source"], message.headers["ce-sequence"]) == ("intake", "1")


async def test_an_event_nobody_is_bound_for_stays_until_the_topology_is_whole(kit):
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        for name in ("heartbridge.record", "ledger.in"):
            await channel.queue_delete(name)
    intake = await kit.start(INTAKE)
    await kit.say(intake, claimed(1))
    await eventually(lambda: intake.publisher.connected, 10, "a publisher")
    assert await kit.value("SELECT count(*) FROM intake.outbox") == 1
    await declare_topology(kit.vhost.url, [LEDGER.listener])
    await kit.start(LEDGER)
    assert await kit.noted(1) == [("case/LL2022-000001", 1)]


async def test_one_relay_leads_and_a_standby_takes_over(kit):
    first = await kit.start(INTAKE)
    await eventually(lambda: first.relay.leads, 10, "the first leads")
    second = await kit.start(INTAKE)
    assert not second.relay.leads
    await kit.value(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    await eventually(lambda: first.relay.leads != second.relay.leads, 10, "one of them leads")
    await kit.start(LEDGER)
    await kit.say(first, claimed(1))
    assert await kit.noted(1) == [("case/LL2022-000001", 1)]


async def test_a_service_reads_no_other_schema_and_changes_no_journal(kit):
    intake = await kit.start(INTAKE)
    await kit.say(intake, claimed(1))
    for query in ("SELECT * FROM ledger.note", "SELECT * FROM routing.outbox",
                  "UPDATE journal SET entry = ''", "DELETE FROM journal",
                  "UPDATE clock.setting SET shift = '1 day'",
                  "SELECT clock.move_to('2030-01-01')"):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with intake.transaction() as tx:
                await tx.execute(query)
