"""A person's command that meets another transaction is tried again; nobody sees it."""

import asyncio
from collections import Counter

import asyncpg
import pytest
from pydantic import BaseModel

from shared.gate import Access, Endpoints
from shared.http import Call
from shared.outcome import Entry, Outcome
from shared.service import Runtime, Service, Settings
from tests.alone import Alone, alone, without_broker

LOCK = "SELECT pg_advisory_xact_lock($1)"


class Errand(BaseModel):
    """A command that needs two locks, in the order it names them."""

    name: str
    locks: tuple[int, int]


class Errands:
    """Runs errands; the first two hold one lock each before they ask for the other's."""

    def __init__(self) -> None:
        self.tries: Counter[str] = Counter()
        self.always = False
        self._both = asyncio.Barrier(2)

    async def run(self, ctx, errand, _state):
        self.tries[errand.name] += 1
        if self.always:
            raise asyncpg.DeadlockDetectedError("met again")
        first, second = errand.locks
        await ctx.tx.execute(LOCK, first)
        if self.tries[errand.name] == 1:
            await self._both.wait()
        await ctx.tx.execute(LOCK, second)
        return Outcome(journal=[Entry(f"errand/{errand.name}", "run", ctx.actor)])


@pytest.fixture
def errands():
    return Errands()


@pytest.fixture
async def office(database, tmp_path, errands):
    router = Endpoints()

    @router.post("/errands")
    async def run(call: Call, errand: Errand):
        return await call.run(errands.run, errand)

    service = Service("intake", router=router, access={("POST", "/v1/errands"): Access({"clerk"})})
    settings = without_broker(Settings, service, database, tmp_path)
    async with alone(Alone, Runtime(service, settings), database, tmp_path) as running:
        yield running


async def ask(office, name, *locks):
    headers = office.headers(sub="staff/1", name="水某", roles=["clerk"])
    body = {"name": name, "locks": locks}
    return await office.http.post("/v1/errands", json=body, headers=headers)


async def test_two_commands_that_deadlock_both_succeed_and_take_effect_once(office, errands):
    answers = await asyncio.gather(ask(office, "there", 1, 2), ask(office, "back", 2, 1))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert sorted(errands.tries.values()) == [1, 2]
    assert len(await office.journal("errand/there")) == 1
    assert len(await office.journal("errand/back")) == 1


async def test_a_command_that_meets_others_every_time_may_be_sent_again(office, errands):
    errands.always = True
    answer = await ask(office, "there", 1, 2)
    assert (answer.status_code, answer.json()["rule"]) == (503, "try_again")
    assert errands.tries["there"] > 2
    assert await office.rows("SELECT * FROM idempotency") == []
