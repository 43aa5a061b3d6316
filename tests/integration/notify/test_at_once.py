"""Agents, events and the sweepers at work on the same cases at the same time."""

import asyncio
import itertools

from services.notify.handlers import callbacks, sending
from shared.contracts.envelope import Actor
from shared.contracts.intake import CaseWithdrawn, VerificationRequested

CLERK = Actor(sub="staff/1", name="水某", role="clerk")
CASES = [f"LL2022-{n:06d}" for n in range(1, 41)]


async def test_nothing_deadlocks_nothing_is_held_twice_and_every_task_ends(notify):
    for case_id in CASES:
        await notify.hear(
            notify.contact(case_id), VerificationRequested(case_id=case_id, holder=CLERK)
        )
    codes: list[int] = []
    working = True

    async def agent(name: str) -> None:
        for turn in itertools.count():
            answer = await notify.call("POST", "/v1/callbacks/lease", {}, who=name)
            if answer.status_code != 200:
                codes.append(answer.status_code)
                if not await notify.rows("SELECT FROM callback_task WHERE state = 'open'"):
                    return
                continue
            task = answer.json()
            outcome = "reached" if turn % 3 else "refused"
            done = await notify.complete(task, outcome, who=name)
            codes.append(done.status_code)

    async def withdraw() -> None:
        for start in range(0, len(CASES), 10):
            withdrawn = CASES[start : start + 10 : 5]
            await notify.hear(
                *(CaseWithdrawn(case_id=c, reason="solved", by=CLERK) for c in withdrawn)
            )

    async def sweep() -> None:
        while working:
            await callbacks.sweep(notify.runtime)
            await sending.sweep(notify.runtime, notify.runtime.settings.gateway)
            await notify.change("UPDATE callback_lease SET until = until - interval '1 minute'")

    sweeper = asyncio.create_task(sweep())
    async with asyncio.timeout(60):
        await asyncio.gather(*(agent(f"agent{n}") for n in range(6)), withdraw())
        working = False
        await sweeper
    assert set(codes) <= {200, 404, 409}
    ended = await notify.rows("SELECT task_id, state FROM callback_task")
    assert {row["state"] for row in ended} <= {"done", "cancelled"}
    done = {row["task_id"] for row in ended if row["state"] == "done"}
    completed = await notify.said("callback_completed")
    assert sorted(e["task_id"] for e in completed) == sorted(done)
