"""删除: no copy of what an author said is left in any service, wherever it stood or stands in line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.cli.connect import SERVICES, service
from shared import parking
from shared.contracts.envelope import Actor, Envelope, Event
from shared.contracts.intake import ContactErased
from shared.ids import uuid7
from shared.inbox import Heard
from shared.secrets import Keyring
from shared.service import Runtime
from tests.alone import CASE, Alone, alone, without_broker
from tests.harness import TestDatabase
from tests.marks import MARK, marked, personal_of, traces

HEAD = Actor(sub="staff/head", name="竹某", role="office_head")
BEFORE = datetime(2022, 11, 21, 1, 0, tzinfo=UTC)
AFTER = BEFORE + timedelta(days=1)
SUBJECT = f"case/{CASE}"
CONSUMERS = [name for name in SERVICES if name != "intake"]


@asynccontextmanager
async def consumer(
    name: str, database: TestDatabase, directory: Path, **policy: Any
) -> AsyncIterator[Alone]:
    """A service that hears what a test tells it."""
    Keyring.create(directory / "ring.json")
    more = {
        "routing": {"files": directory / "files"},
        "notify": {"keys": directory / "ring.json", "sms_file": directory / "sms"},
        "intake": {"keys": directory / "ring.json"},
    }.get(name, {})
    found = service(name)
    settings = without_broker(found.settings, found, database, directory, **more, **policy)
    async with alone(Alone, Runtime(found, settings), database, directory) as running:
        await running.move_to(BEFORE)
        yield running


def heard(event: Event, version: int, at: datetime = BEFORE) -> Heard:
    envelope = Envelope(
        id=uuid7(), source=event.publisher(), type=event.topic, subject=event.subject,
        version=version, time=at,
    )  # fmt: skip
    return Heard(envelope, event.model_dump_json().encode())


HISTORY = "intake.history_recorded.v1"
ALIVE = [topic for topic in personal_of("intake") if topic != HISTORY]
"""A case is one or the other."""


def of_intake(*topics: str) -> list[Heard]:
    """All that intake says of an author, and last that he is erased."""
    told = topics or ALIVE
    said = [heard(marked(topic, CASE), no) for no, topic in enumerate(told, 1)]
    return [*said, heard(ContactErased(case_id=CASE, by=HEAD), len(said) + 1, AFTER)]


async def settle(running: Alone, *deliveries: Heard) -> None:
    await running.runtime.consumer.settle(list(deliveries))


async def state(running: Alone) -> tuple[int, int, int]:
    """How many events are parked and dead, and where the guard of intake stands."""
    row = await running.one(
        """
        SELECT (SELECT count(*) FROM inbox_parked) AS parked,
               (SELECT count(*) FROM dead_letter WHERE subject IS NOT NULL) AS dead,
               (SELECT last_ver FROM inbox WHERE source = 'intake' AND subject = $1) AS stands
        """,
        SUBJECT,
    )
    return row["parked"], row["dead"], row["stands"]


@pytest.mark.parametrize("topics", [(), (HISTORY,)])
@pytest.mark.parametrize("name", CONSUMERS)
async def test_what_went_through_is_erased(
    name: str, topics: tuple[str, ...], database: TestDatabase, tmp_path: Path
) -> None:
    *said, erasure = of_intake(*topics)
    async with consumer(name, database, tmp_path) as running:
        for one in said:
            await settle(running, one)
        await settle(running, erasure)
        assert await state(running) == (0, 0, erasure.envelope.version)
        assert await traces(database, name, MARK) == set()


@pytest.mark.parametrize("name", CONSUMERS)
async def test_so_is_what_came_in_one_group_with_the_erasure(
    name: str, database: TestDatabase, tmp_path: Path
) -> None:
    async with consumer(name, database, tmp_path) as running:
        await settle(running, *of_intake())
        assert await traces(database, name, MARK) == set()


@pytest.mark.parametrize("name", CONSUMERS)
async def test_an_erasure_waits_for_nothing_that_stands_before_it(
    name: str, database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second event is dead, so the others and the erasure itself are parked behind it."""
    *said, erasure = of_intake()
    async with consumer(name, database, tmp_path, attempts=1) as running:
        inbox = running.runtime.inbox
        topic = said[1].envelope.type
        whole = inbox._hears.get(topic)

        async def broken(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setitem(inbox._hears, topic, (type(marked(topic, CASE)), broken))
        async with running.runtime.transaction() as tx:
            await inbox.bury(tx, f"{CASE}：{MARK}".encode(), "no header ce-id")
        await settle(running, *said)
        gap = heard(marked("notify.callback_completed.v1", CASE), 2)
        if "notify" in running.runtime.service.listener.publishers:
            await settle(running, gap)
        parked, dead, stands = await state(running)
        assert (dead, stands) == (1, 1)
        assert parked >= len(said) - 2
        assert await traces(database, name, MARK) != set()

        await settle(running, erasure)

        assert await traces(database, name, MARK) == set()
        assert (await state(running))[2] == 1
        assert [row["action"] for row in await running.journal()].count("ignore") == 0

        # copies that the broker brings again, or brings late
        await settle(running, *said[1:], gap)
        assert await traces(database, name, MARK) == set()

        # and once the cause is gone, all of it goes through, without the words
        monkeypatch.undo()
        if whole is None:
            inbox._hears.pop(topic, None)
        async with running.runtime.transaction() as tx:
            [letter] = [d for d in await parking.list_dead(tx) if d["subject"]]
            await parking.revive(tx, letter["id"])
        await running.sweep()
        assert (await state(running))[1:] == (0, erasure.envelope.version)
        assert await traces(database, name, MARK) == set()


@pytest.mark.parametrize("name", SERVICES)
async def test_what_others_told_before_is_emptied_when_it_comes_after(
    name: str, database: TestDatabase, tmp_path: Path
) -> None:
    """A call that was over before; and one of later, of which nothing was erased."""
    async with consumer(name, database, tmp_path) as running:
        if "notify" not in running.runtime.service.listener.publishers:
            return
        if name != "intake":
            await settle(running, *of_intake())
        else:
            await erase_at_intake(running)
        before = heard(marked("notify.callback_completed.v1", CASE), 1)
        await settle(running, before)
        assert await traces(database, name, MARK) == set()


async def erase_at_intake(running: Alone) -> None:
    entered = {"type_name": "求助", "domain_name": "城建", "title": MARK, "text": MARK}
    headers = running.headers(sub="staff/clerk", name="水某", roles=["clerk"])
    answer = await running.http.post("/v1/cases", json=entered, headers=headers)
    case_id = answer.json()["case_id"]
    await running.move_to(AFTER)
    head = running.headers(sub=HEAD.sub, name=HEAD.name, roles=[HEAD.role])
    gone = await running.http.post(f"/v1/cases/{case_id}/erase", json={}, headers=head)
    assert gone.status_code == 200, gone.text
    await running.rows("UPDATE erased_subject SET subject = $1 RETURNING 1", SUBJECT)


async def test_a_clock_runs_for_a_case_whose_words_were_erased_before_it_was_heard(
    database: TestDatabase, tmp_path: Path
) -> None:
    """What is emptied keeps its facts: a consumer that comes late counts on."""
    *said, erasure = of_intake()
    async with consumer("deadlines", database, tmp_path) as running:
        await settle(running, erasure)
        await settle(running, said[0])
        clocks = await running.rows("SELECT kind FROM clock WHERE case_id = $1", CASE)
        assert "public" in {row["kind"] for row in clocks}
        assert await traces(database, "deadlines", MARK) == set()
