"""What a consumer has in hand when the database goes away is held, however long that lasts."""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime

import aio_pika
import pytest

from shared.bus import declare_topology
from shared.contracts.intake import CaseClaimed
from shared.ids import uuid7
from shared.outcome import Change, Entry, Outcome
from shared.service import Service
from tests.harness import Template, a_vhost, eventually
from tests.integration.kit.conftest import NOTE, TABLE, Kit, claimed, note
from tests.integration.kit.test_inbox import publish

EVENTS, ERRANDS = 60, 30
OUTAGE_S = 14
"""Longer than a delivery lives that is returned once a second, with its ten deliveries."""

QUEUE = "ledger.errands"


async def run_errand(runtime, body):
    await runtime.act(note_errand, body["errand"])


async def note_errand(ctx, number, _states):
    row = (f"errand/{number}", "ledger", 1)
    return Outcome([Change(NOTE, row)], [Entry(row[0], "note", ctx.actor)])


LEDGER = Service("ledger", hears={CaseClaimed: note}, queues={QUEUE: run_errand})


@pytest.fixture
async def kit(own_servers):
    """A ledger with work of its own, on servers that may be killed."""
    template = Template(own_servers.postgres.dsn, [LEDGER.name])
    await template.make(TABLE, f'GRANT ALL ON ledger.note TO "{template.run}_ledger"')
    async with a_vhost(own_servers.rabbit) as vhost, template.copy() as database:
        await declare_topology(vhost.url, [LEDGER.listener])
        made = Kit(database, vhost)
        try:
            yield made
        finally:
            await made.close()


def rows():
    """Events of ten cases, as a relay publishes them."""
    for number in range(EVENTS):
        event = claimed(number % 10)
        yield {
            "event_id": uuid7(), "subject": event.subject, "version": 1 + number // 10,
            "type": event.topic, "payload": event.model_dump_json().encode(),
            "occurred_at": datetime(2022, 3, 28, tzinfo=UTC), "causation_id": None,
            "traceparent": None,
        }  # fmt: skip


async def hand_out(url):
    async with await aio_pika.connect(url) as connection, connection.channel() as channel:
        for number in range(ERRANDS):
            errand = aio_pika.Message(json.dumps({"errand": number}).encode())
            await channel.default_exchange.publish(errand, QUEUE)


async def test_events_and_work_held_through_a_long_outage_are_settled_once(kit, own_servers):
    await kit.start(LEDGER)
    own_servers.postgres.kill()
    await publish(kit, rows())
    await hand_out(kit.vhost.url)
    await asyncio.sleep(OUTAGE_S)
    own_servers.postgres.start()
    notes = await kit.noted(EVENTS + ERRANDS, 60)

    async def nothing_is_left():
        return not sum([await kit.vhost.depth(queue) for queue in ("ledger.in", QUEUE)])

    await eventually(nothing_is_left, 20)
    assert await kit.value("SELECT array_agg(reason) FROM ledger.dead_letter") is None
    notes = Counter(await kit.notes())
    assert len(notes) == EVENTS + ERRANDS
    assert set(notes.values()) == {1}
