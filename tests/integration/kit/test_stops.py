"""A row that the broker does not take stops its own subject only; the rest flows, and so does it in time."""

from collections import Counter

import aio_pika
import httpx
import pytest

from shared import stops
from shared.bus import EVENTS, declare_topology
from shared.clock import now
from shared.context import Ctx
from shared.health import bus_state
from shared.outbox import Act, write
from shared.outcome import Outcome, Work
from shared.publisher import LARGEST
from shared.rules import Refused
from shared.service import create_app
from tests.harness import eventually
from tests.integration.kit.conftest import CLERK, INTAKE, LEDGER, claimed

SICK = "case/LL2022-000001"
NOWHERE = "nowhere.said.v1"

MISDIRECT = "UPDATE intake.outbox SET type = $1 WHERE subject = $2 AND version = $3"


async def put(kit, runtime, *acts):
    """Write outcomes; what they announce stays where it is until a relay leads."""
    async with runtime.transaction() as tx:
        ctx = Ctx(tx, await now(tx), runtime.service.name, CLERK)
        await write(tx, [Act(ctx, outcome) for outcome in acts])


async def without_record(kit):
    """Now an event of a type that nobody is bound for goes nowhere."""
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        await channel.queue_delete("heartbridge.record")


def counted(runtime):
    """How often each row is sent from now on."""
    sent: Counter[int] = Counter()
    send = runtime.publisher.send

    async def counting(rows):
        sent.update(row["seq"] for row in rows)
        return await send(rows)

    runtime.publisher.send = counting
    return sent


async def listed(runtime):
    async with runtime.transaction() as tx:
        return await stops.list_stops(tx, 2000)


@pytest.fixture
async def silent(kit):
    """intake, whose relay does not lead yet; ``await lead()`` lets it."""
    intake = await kit.start(INTAKE)
    leads = intake.relay._sweep

    async def nothing(*_, **__):
        return None

    intake.relay._sweep = nothing

    def lead():
        intake.relay._sweep = leads

    return intake, lead


async def test_a_thousand_rows_that_cannot_go_stop_nobody_else(kit, silent):
    intake, lead = silent
    await without_record(kit)
    errands = [Work("intake.gone", f"case/LL2023-{n:06d}", {"n": n}) for n in range(600)]
    await put(kit, intake, *(Outcome(work=[errand]) for errand in errands))
    await put(kit, intake, *(Outcome(events=[claimed(n)]) for n in range(1000, 1400)))
    await kit.value("UPDATE intake.outbox SET type = $1 WHERE queue IS NULL", NOWHERE)
    well = 600
    await put(kit, intake, *(Outcome(events=[claimed(n)]) for n in range(well)))
    await put(kit, intake, Outcome(work=[Work("intake.gone", SICK, {})]))
    await kit.start(LEDGER)
    sent = counted(intake)
    lead()
    assert len(await kit.noted(well)) == well

    async def all_aside():
        found = await listed(intake)
        return found if len(found) == 1001 else None

    aside = await eventually(all_aside, 20, "all are set aside")
    assert {row["reason"] for row in aside} == {"returned: NO_ROUTE"}
    good = await kit.value("SELECT array_agg(seq) FROM intake.event_log WHERE type <> $1", NOWHERE)
    left = {row["seq"] for row in aside}
    assert {sent[seq] for seq in good if seq not in left} == {1}
    tries = {row["seq"]: row["attempts"] for row in aside}
    assert all(sent[seq] <= tries[seq] + 1 for seq in left)
    async with intake.transaction() as tx:
        state = await bus_state(tx)
    assert (state["outbox_rows"], state["stopped_rows"]) == (0, 1001)

    # what its broker lacked is there again
    intake_with_errands = INTAKE.listener._replace(queues=("intake.gone",))
    await declare_topology(kit.vhost.url, [intake_with_errands, LEDGER.listener])
    async with intake.transaction() as tx:
        assert await stops.retry(tx) == 1001

    async def all_gone():
        return await kit.value("SELECT count(*) = 0 FROM intake.outbox") and not await listed(
            intake
        )

    await eventually(all_gone, 30, "nothing is stopped any more")
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue("intake.gone")
        assert queue.declaration_result.message_count == 601


async def test_what_comes_behind_waits_and_follows_in_order(kit, silent):
    intake, lead = silent
    await without_record(kit)
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        heard = await channel.declare_queue(exclusive=True)
        await heard.bind(EVENTS, "intake.case_claimed.v1")
        await kit.start(LEDGER)
        await put(kit, intake, *(Outcome(events=[claimed(1)]) for _ in range(4)))
        await kit.value(MISDIRECT, NOWHERE, SICK, 2)
        sent = counted(intake)
        lead()
        await kit.noted(1)

        async def tried_twice():
            found = await listed(intake)
            return found and found[0]["attempts"] >= 2 and found

        (aside,) = await eventually(tried_twice, 10, "one is set aside, and tried again by itself")
        assert (aside["subject"], aside["type"], aside["behind"]) == (SICK, NOWHERE, 2)
        assert max(sent[seq] for seq in sent if seq > aside["seq"]) == 1
        await put(kit, intake, Outcome(events=[claimed(1)]), Outcome(events=[claimed(2)]))
        await kit.noted(2)  # the other case goes on
        assert await kit.notes() == [(SICK, 1), ("case/LL2022-000002", 1)]

        await kit.value(MISDIRECT, "intake.case_claimed.v1", SICK, 2)
        async with intake.transaction() as tx:
            assert await stops.retry(tx, aside["seq"]) == 1
        await kit.noted(6)
        told = []
        while message := await heard.get(fail=False, no_ack=True):
            if message.headers["ce-subject"] == SICK:
                told.append(message.headers["ce-sequence"])
    assert told[-4:] == ["2", "3", "4", "5"]
    assert [version for subject, version in await kit.notes() if subject == SICK] == [1, 2, 3, 4, 5]


async def test_work_that_has_no_queue_stops_no_event_of_its_own_case(kit, silent):
    intake, lead = silent
    await kit.start(LEDGER)
    await put(kit, intake, Outcome(work=[Work("intake.gone", SICK, {})]))
    await put(kit, intake, Outcome(events=[claimed(1)]))
    lead()
    assert await kit.noted(1) == [(SICK, 1)]
    await eventually(lambda: listed(intake), 10, "the work is set aside")
    await put(kit, intake, Outcome(events=[claimed(1)]))
    assert await kit.noted(2) == [(SICK, 1), (SICK, 2)]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (f"payload = convert_to(repeat('x', {LARGEST + 1}), 'UTF8')", f"a body of {LARGEST + 1} bytes"),
        ("type = repeat('t', 300)", "an address or header that fits no frame"),
        ("traceparent = repeat('t', 200000)", "headers of"),
    ],
)  # fmt: skip
async def test_a_row_that_would_cost_the_channel_is_never_written(kit, silent, spoil, reason):
    intake, lead = silent
    await kit.start(LEDGER)
    await put(kit, intake, Outcome(events=[claimed(1)]), Outcome(events=[claimed(2)]))
    await kit.value(f"UPDATE intake.outbox SET {spoil} WHERE subject = $1", SICK)
    lead()
    assert await kit.noted(1) == [("case/LL2022-000002", 1)]
    (aside,) = await eventually(lambda: listed(intake), 10, "it is set aside")
    assert aside["reason"].startswith(reason)
    assert intake.publisher.connected


async def test_it_is_tried_ever_more_seldom_until_a_person_asks(kit, silent):
    intake, lead = silent
    await put(kit, intake, Outcome(work=[Work("intake.gone", SICK, {})]))
    lead()

    async def tried_thrice():
        return await kit.value("SELECT attempts >= 3 FROM intake.outbox_stop")

    await eventually(tried_thrice, 20, "the third try")
    pause = "SELECT extract(epoch FROM next_at - clock_timestamp())::float8 FROM intake.outbox_stop"
    assert await kit.value(pause) <= 4
    await kit.value("UPDATE intake.outbox_stop SET attempts = 40, next_at = clock_timestamp()")

    async def waits_long():
        return await kit.value("SELECT attempts = 41 FROM intake.outbox_stop")

    await eventually(waits_long, 10, "one more try")
    assert 50 < await kit.value(pause) <= stops.LONGEST_PAUSE_S
    async with intake.transaction() as tx:
        with pytest.raises(Refused, match="stop_unknown"):
            await stops.retry(tx, 0)
        assert await stops.retry(tx) == 1

    async def begins_anew():
        return await kit.value("SELECT attempts < 40 AND attempts > 0 FROM intake.outbox_stop")

    await eventually(begins_anew, 10, "it begins anew")


async def test_what_stands_for_a_minute_is_an_alarm(kit, silent):
    intake, lead = silent
    await put(kit, intake, Outcome(work=[Work("intake.gone", SICK, {})]))
    lead()
    await eventually(lambda: listed(intake), 10, "it is set aside")
    address = "http://intake"
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(intake)), base_url=address
    ) as http:
        fresh = await http.get("/busz")
        assert (fresh.status_code, fresh.json()["stopped_rows"]) == (200, 1)
        await kit.value("UPDATE intake.outbox_stop SET stopped_at = stopped_at - interval '1 min'")
        stands = await http.get("/busz")
        assert (stands.status_code, stands.json()["flows"]) == (503, False)
        told = (await http.get("/metrics")).text
    assert 'heartbridge_outbox_stopped{service="intake"} 1.0' in told
    assert 'heartbridge_outbox_rows{service="intake"} 0.0' in told
