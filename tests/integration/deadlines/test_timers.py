"""Timers: never early, each once, whatever else goes on."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest

from services.deadlines.handlers.timers import fire_due, run_timers
from tests.harness import eventually
from tests.integration.deadlines.facts import (
    accepted,
    dispatched,
    issued,
    march,
    published,
    received,
    replied,
)

DUE = march(24, 0)
WARNING = march(20, 9)


def case(no: int) -> str:
    return f"LL2026-{no:06}"


@pytest.fixture
async def waiting(deadlines):
    """A livelihood case of the 16th, claimed by nobody."""
    await deadlines.happen(march(16), received())
    return deadlines


async def told(deadlines) -> list[str]:
    types: list[str] = await deadlines.told_of("public/1")
    return types[1:]


async def test_a_warning_becomes_a_miss_and_a_reminder(waiting):
    await waiting.move_to(WARNING)
    await waiting.fire()
    assert await told(waiting) == ["deadline_warned"]
    await waiting.move_to(DUE)
    await waiting.fire()
    assert await told(waiting) == ["deadline_warned", "deadline_missed", "reminder_issued"]
    [reminder] = await waiting.said("reminder_issued")
    assert (reminder["level"], reminder["unit_id"]) == (1, None)
    assert await waiting.timers() == {}
    assert [(r["action"], r["from"], r["to"]) for r in (await waiting.journal())[-2:]] == [
        ("miss", "running", "running"), ("remind", "running", "running"),
    ]  # fmt: skip


async def test_a_units_miss_reminds_the_unit(waiting):
    await waiting.happen(march(16), accepted(), dispatched(march(16), issued("a1")))
    await waiting.move_to(march(21, 0))
    await waiting.fire()
    [reminder] = await waiting.said("reminder_issued")
    assert (reminder["clock"], reminder["unit_id"]) == ("unit", "ll-police")


async def test_a_missed_claim_reminds_no_unit(waiting):
    await waiting.move_to(march(18))
    await waiting.fire()
    assert await waiting.told_of("claim/1") == ["deadline_started", "deadline_missed"]


async def test_nothing_fires_a_moment_early(waiting):
    await waiting.move_to(WARNING - timedelta(seconds=5))
    await waiting.fire()
    assert await told(waiting) == []
    await waiting.move_to(DUE - timedelta(seconds=5))
    await waiting.fire()
    assert await told(waiting) == ["deadline_warned"]


async def test_a_clock_that_is_moved_back_fires_nothing_that_is_not_due_again(waiting):
    await waiting.move_to(DUE)
    await waiting.move_to(march(16))
    await waiting.fire()
    assert await told(waiting) == []


async def test_after_the_due_time_nobody_is_warned_any_more(waiting):
    await waiting.move_to(march(25))
    await waiting.fire()
    assert await told(waiting) == ["deadline_missed", "reminder_issued"]


async def test_a_clock_that_ended_fires_nothing(waiting):
    await waiting.happen(march(17), accepted(), published(march(17)))
    await waiting.move_to(march(24))
    await waiting.fire()
    assert await told(waiting) == ["deadline_met"]


# -- misses wait for what may still be in the queue ---------------------------------------------------


async def test_misses_wait_while_the_broker_is_away_and_warnings_do_not(waiting):
    waiting.runtime.connected = False
    await waiting.move_to(WARNING)
    await waiting.fire()
    await waiting.move_to(DUE)
    await waiting.fire()
    assert await told(waiting) == ["deadline_warned"]
    waiting.runtime.connected = True
    await waiting.fire()
    assert await told(waiting) == ["deadline_warned", "deadline_missed", "reminder_issued"]


async def test_misses_wait_while_the_queue_may_hold_a_timely_event(waiting):
    await waiting.move_to(march(24, 12))
    waiting.runtime.waiting = 3
    await waiting.fire()
    assert await told(waiting) == []
    waiting.runtime.heard = DUE  # the newest event heard is no later than the due time
    await waiting.fire()
    assert await told(waiting) == []
    waiting.runtime.heard = DUE + timedelta(seconds=1)
    await waiting.fire()
    assert await told(waiting) == ["deadline_missed", "reminder_issued"]


async def test_a_timely_reply_in_the_queue_leaves_no_trace_of_a_miss(waiting):
    await waiting.happen(march(16), accepted(), dispatched(march(16), issued("a1")))
    waiting.runtime.waiting = 1
    await waiting.move_to(march(21, 9))
    await waiting.fire()
    await waiting.hear(replied(march(20, 17)))
    waiting.runtime.waiting = 0
    await waiting.fire()
    assert await waiting.told_of("unit/a1") == ["deadline_started", "deadline_met"]


# -- many, and several at it --------------------------------------------------------------------------


async def test_two_replicas_fire_every_timer_once(deadlines, second):
    numbers = range(1, 301)
    await deadlines.happen(march(16), *(received(case(no)) for no in numbers))
    await deadlines.move_to(march(24, 12))

    async def fire(runtime):
        while await fire_due(runtime, batch=20):
            pass

    await asyncio.gather(*(fire(r) for r in (deadlines.runtime, second) * 2))
    missed = Counter(e["clock_id"] for e in await deadlines.said("deadline_missed"))
    assert missed == {f"{case(no)}/{kind}/1": 1 for no in numbers for kind in ("public", "claim")}
    assert await deadlines.rows("SELECT 1 FROM timer") == []


async def test_firing_and_hearing_the_same_cases_neither_lock_up_nor_lose_anything(
    deadlines, second
):
    numbers = range(1, 101)
    await deadlines.happen(
        march(16), *(e for no in numbers for e in (received(case(no)), accepted(case(no))))
    )
    await deadlines.move_to(march(24, 12))
    answers = [published(march(23), case(no)) for no in reversed(numbers)]

    async def hear():
        for start in range(0, len(answers), 10):
            await deadlines.hear(*answers[start : start + 10])

    async def fire():
        for _ in range(30):
            await fire_due(second, batch=7)

    await asyncio.gather(hear(), fire(), fire())
    await deadlines.fire()
    for no in numbers:
        of_case = [e for e in await deadlines.said(of=case(no)) if e["clock"] == "public"]
        types = [e["fact"] for e in of_case]
        assert types in (
            ["deadline_started", "deadline_met"],
            ["deadline_started", "deadline_missed", "reminder_issued", "deadline_miss_withdrawn",
             "deadline_met"],
        )  # fmt: skip
        assert of_case[-1]["late"] is False


async def test_the_worker_sees_that_business_time_was_moved(waiting):
    async def is_told(count: int) -> bool:
        return len(await told(waiting)) == count

    worker = asyncio.create_task(run_timers(waiting.runtime, poll_s=0.01, batch=500))
    try:
        await waiting.move_to(WARNING)
        await eventually(lambda: is_told(1))
        await waiting.move_to(DUE)
        await eventually(lambda: is_told(3))
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
    assert await told(waiting) == ["deadline_warned", "deadline_missed", "reminder_issued"]
