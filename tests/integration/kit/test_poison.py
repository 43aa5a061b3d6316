"""A poison event stops only its own case, says why, and goes on when the cause is gone."""

import json

import aio_pika
import pytest

from shared import parking
from shared.bus import EVENTS, headers
from shared.rules import Refused
from tests.harness import eventually
from tests.integration.kit.conftest import BROKEN, CLERK, INTAKE, LEDGER, claimed
from tests.integration.kit.test_inbox import log_rows, publish

SICK = "case/LL2022-000001"


async def test_an_undecodable_delivery_is_a_dead_letter_with_its_reason(kit):
    intake = await kit.start(INTAKE)
    await kit.start(LEDGER)
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(EVENTS, ensure=False)
        for identity in (None, "x"):
            await exchange.publish(
                aio_pika.Message(
                    b"\xff not json", headers={"ce-id": identity} if identity else None
                ),
                "intake.case_claimed.v1",
            )
    await kit.say(intake, claimed(2))
    assert await kit.noted(1) == [("case/LL2022-000002", 1)]

    async def two_dead():
        return await kit.value("SELECT count(*) = 2 FROM ledger.dead_letter")

    await eventually(two_dead, 10, "two dead letters")
    reasons = await kit.value(
        "SELECT array_agg(DISTINCT reason ORDER BY reason) FROM ledger.dead_letter"
    )
    assert reasons == ["a ce- header is malformed", "no header ce-id"]


@pytest.mark.parametrize(
    "lie",
    [
        {"ce-sequence": str(2**70)},
        {"ce-subject": "case/LL2022\0-000001"},
        {"ce-subject": "case/" + "9" * 4000},
        {"ce-time": "2022-03-28T09:00:00"},
    ],
)
async def test_an_envelope_that_fits_no_table_stops_nobody(kit, lie):
    intake = await kit.start(INTAKE)
    await kit.start(LEDGER)
    await kit.say(intake, claimed(1))
    await kit.noted(1)
    (row,) = await log_rows(kit)
    told = headers({"source": "intake", **dict(row), "version": 2}) | lie
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(EVENTS, ensure=False)
        await exchange.publish(aio_pika.Message(row["payload"], headers=told), row["type"])
    await kit.say(intake, claimed(2))
    assert await kit.noted(2) == [(SICK, 1), ("case/LL2022-000002", 1)]

    async def dead():
        return await kit.value("SELECT count(*) = 1 FROM ledger.dead_letter")

    await eventually(dead, 10, "a dead letter")


async def test_an_event_that_breaks_its_contract_names_the_field_and_not_the_value(kit):
    intake = await kit.start(INTAKE)
    await kit.start(LEDGER)
    await kit.say(intake, claimed(1))
    await kit.noted(1)
    (row,) = await log_rows(kit)
    broken = {**dict(row), "version": 2, "payload": b'{"case_id": "13000000001", "by": {}}'}
    await publish(kit, [broken])

    async def dead():
        return await kit.value("SELECT reason FROM ledger.dead_letter")

    reason = await eventually(dead, 20, "a dead letter")
    assert "case_id: string_pattern_mismatch" in reason
    assert "13000000001" not in reason


async def test_a_handler_that_raises_stops_its_case_only_and_replay_goes_on(kit):
    BROKEN.add((SICK, 2))
    intake = await kit.start(INTAKE)
    ledger = await kit.start(LEDGER)
    await kit.say(intake, *(claimed(1) for _ in range(4)), *(claimed(n) for n in range(2, 30)))
    notes = await kit.noted(29)
    assert [version for subject, version in notes if subject == SICK] == [1]

    async def dead():
        async with ledger.transaction() as tx:
            return await parking.list_dead(tx)

    (letter,) = await eventually(dead, 20, "it is put aside after its attempts")
    assert (letter["subject"], letter["version"]) == (SICK, 2)
    assert letter["reason"].startswith("ValueError at kit/conftest.py:")
    async with ledger.transaction() as tx:
        parked = await parking.list_parked(tx)
    assert [(p["version"], p["kind"]) for p in parked] == [(3, "early"), (4, "early")]

    BROKEN.clear()
    async with ledger.transaction() as tx:
        assert await parking.revive(tx, letter["id"]) == SICK
    notes = await kit.noted(32)
    assert [version for subject, version in notes if subject == SICK] == [1, 2, 3, 4]


async def test_a_dead_event_that_was_applied_meanwhile_rises_to_nothing(kit):
    intake = await kit.start(INTAKE)
    ledger = await kit.start(LEDGER)
    BROKEN.add((SICK, 1))
    await kit.say(intake, claimed(1))

    async def dead():
        async with ledger.transaction() as tx:
            return await parking.list_dead(tx)

    (letter,) = await eventually(dead, 20, "it is put aside after its attempts")
    BROKEN.clear()
    await publish(kit, await log_rows(kit))
    assert await kit.noted(1) == [(SICK, 1)]
    async with ledger.transaction() as tx:
        await parking.revive(tx, letter["id"])

    async def nothing_waits():
        return await kit.value("SELECT count(*) = 0 FROM ledger.inbox_parked")

    await eventually(nothing_waits, 10, "nothing waits any more")
    assert await kit.notes() == [(SICK, 1)]


async def test_an_operator_gives_an_event_up_and_the_journal_says_so(kit):
    BROKEN.add((SICK, 1))
    intake = await kit.start(INTAKE)
    ledger = await kit.start(LEDGER)
    await kit.say(intake, claimed(1), claimed(1))

    async def dead():
        async with ledger.transaction() as tx:
            return await parking.list_dead(tx)

    await eventually(dead, 20, "it is put aside")
    async with ledger.transaction() as tx:
        with pytest.raises(Refused, match="reason_missing"):
            await parking.discard(tx, "ledger", "intake", SICK, 1, by=CLERK, why=" ")
        with pytest.raises(Refused, match="not_next"):
            await parking.discard(tx, "ledger", "intake", SICK, 2, by=CLERK, why="x")
        await parking.discard(tx, "ledger", "intake", SICK, 1, by=CLERK, why="said twice")
    assert await kit.noted(1) == [(SICK, 2)]
    entry = await kit.value("SELECT entry FROM ledger.journal WHERE no = 1")
    assert '"action":"discard"' in entry
    assert '"why":"said twice"' in entry


async def test_a_dead_event_is_given_up_by_its_number(kit):
    BROKEN.add((SICK, 2))
    intake = await kit.start(INTAKE)
    ledger = await kit.start(LEDGER)
    await kit.say(intake, *(claimed(1) for _ in range(3)))
    letter = await only_dead(ledger)
    async with ledger.transaction() as tx:
        with pytest.raises(Refused, match="reason_missing"):
            await parking.discard_dead(tx, "ledger", letter["id"], by=CLERK, why="")
        await parking.discard_dead(tx, "ledger", letter["id"], by=CLERK, why="said twice")
        with pytest.raises(Refused, match="dead_letter_unknown"):
            await parking.discard_dead(tx, "ledger", letter["id"], by=CLERK, why="said twice")
    assert await kit.noted(2) == [(SICK, 1), (SICK, 3)]
    entry = json.loads(await kit.value("SELECT entry FROM ledger.journal WHERE no = 2"))
    assert (entry["action"], entry["why"], entry["actor"]["sub"]) == (
        "discard", "said twice", CLERK.sub,
    )  # fmt: skip
    assert entry["facts"] == {
        "type": "intake.case_claimed.v1", "source": "intake", "discarded": 2,
    }  # fmt: skip


async def test_a_dead_event_that_took_effect_meanwhile_is_only_taken_off_the_list(kit):
    intake = await kit.start(INTAKE)
    ledger = await kit.start(LEDGER)
    BROKEN.add((SICK, 1))
    await kit.say(intake, claimed(1))
    letter = await only_dead(ledger)
    BROKEN.clear()
    await publish(kit, await log_rows(kit))
    await kit.noted(1)
    async with ledger.transaction() as tx:
        await parking.discard_dead(tx, "ledger", letter["id"], by=CLERK, why="was applied")
        assert await parking.list_dead(tx) == []
    assert await kit.value("SELECT last_ver FROM ledger.inbox") == 1
    await kit.say(intake, claimed(1))
    assert await kit.noted(2) == [(SICK, 1), (SICK, 2)]


async def test_what_never_had_an_envelope_is_given_up_in_a_journal_of_its_own(kit):
    ledger = await kit.start(LEDGER)
    await kit.start(INTAKE)
    connection = await aio_pika.connect(kit.vhost.url)
    async with connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(EVENTS, ensure=False)
        await exchange.publish(aio_pika.Message(b"13000000001"), "intake.case_claimed.v1")
    letter = await only_dead(ledger)
    async with ledger.transaction() as tx:
        with pytest.raises(Refused, match="no_envelope"):
            await parking.revive(tx, letter["id"])
        await parking.discard_dead(tx, "ledger", letter["id"], by=CLERK, why="a stray")
        assert await parking.list_dead(tx) == []
    row = await kit.value("SELECT subject || entry FROM ledger.journal")
    assert row.startswith(f"dead/{letter['id']}")
    assert '"reason":"no header ce-id"' in row
    assert "13000000001" not in row


async def only_dead(ledger):
    async def dead():
        async with ledger.transaction() as tx:
            return await parking.list_dead(tx)

    (letter,) = await eventually(dead, 20, "it is put aside")
    return letter


async def test_envelopes_are_made_of_headers_alone(kit):
    intake = await kit.start(INTAKE)
    await kit.say(intake, claimed(1))
    (row,) = await log_rows(kit)
    assert set(headers({"source": "intake", **dict(row)})) >= {"ce-id", "ce-subject"}
