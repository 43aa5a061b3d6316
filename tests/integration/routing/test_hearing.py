"""Events in groups: the benchmark's hot path, and what each costs."""

from collections.abc import Sequence
from typing import Any

from services.routing.store.cases import load_cases
from shared.contracts.envelope import Event
from tests.integration.routing.conftest import CASE, Routing, told


class Counting:
    """A transaction that counts its statements."""

    def __init__(self, tx: Any) -> None:
        self.tx = tx
        self.statements: list[str] = []

    async def fetch(self, sql: str, *args: Any) -> Any:
        self.statements.append(sql)
        return await self.tx.fetch(sql, *args)


def many(n: int) -> Sequence[Event]:
    return [event for number in range(1, n + 1) for event in told(f"LL2022-{number:06d}")]


async def test_a_hundred_cases_open_in_one_group(routing: Routing) -> None:
    settled = await routing.hear(*many(100))
    assert settled.counts == {"applied": 200}
    [row] = await routing.rows("SELECT count(*) AS n FROM handling WHERE state = 'opened'")
    assert row["n"] == 100


async def test_events_heard_twice_take_effect_once(routing: Routing) -> None:
    await routing.hear(*told())
    routing._versions.clear()
    settled = await routing.hear(*told())
    assert settled.counts == {"duplicate": 2}
    assert await routing.facts() == ["case_opened"]


async def test_loading_a_group_costs_a_lock_and_a_read_for_cases_nobody_works_on(
    routing: Routing,
) -> None:
    await routing.hear(*many(100))
    subjects = [f"case/LL2022-{number:06d}" for number in range(1, 101)]
    async with routing.runtime.transaction() as tx:
        fresh: Any = Counting(tx)
        assert len(await load_cases(fresh, subjects)) == 100
        unknown: Any = Counting(tx)
        assert await load_cases(unknown, ["case/LL2022-999999", "unit/ll-police"]) == {}
    assert len(fresh.statements) == 2
    assert len(unknown.statements) == 1


async def test_loading_a_worked_case_brings_its_assignments_and_replies(routing: Routing) -> None:
    await routing.to_replied()
    async with routing.runtime.transaction() as tx:
        counting: Any = Counting(tx)
        case = (await load_cases(counting, [f"case/{CASE}"]))[f"case/{CASE}"]
    assert len(counting.statements) == 4
    assert [a.unit_id for a in case.assignments] == ["ll-police"]
    assert [r.reply_id for r in case.replies] == [f"{CASE}-r1"]
    assert case.addressee is not None
    assert case.addressee.post_id == "ll-secretary"


async def test_a_group_mixes_events_of_many_cases_and_publishers(routing: Routing) -> None:
    await routing.to_published()
    await routing.hear(*told("LL2022-000018"))
    await routing.check(passed=True)
    assert (await routing.case())["state"] == "closed"
    assert (await routing.case("LL2022-000018"))["state"] == "opened"
