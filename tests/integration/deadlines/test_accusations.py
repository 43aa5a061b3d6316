"""检举控告: clocks of a case are not shown to whom it speaks against."""

from typing import Any

import pytest

from tests.accusing import HOLDER, accused, handed_over, tree
from tests.integration.deadlines.conftest import Deadlines
from tests.integration.deadlines.facts import CASE, accepted, dispatched, issued, march, received

LISTS = [f"/v1/clocks?state={state}" for state in ("running", "overdue", "met", "cancelled")]


@pytest.fixture
async def city(deadlines: Deadlines) -> Deadlines:
    """A case that the police have, overdue by now; the tree is known."""
    await deadlines.hear(*tree())
    await deadlines.happen(march(16), received(), accepted())
    units = (issued("a1"), issued("a2", "ll-police-traffic", "assisting"))
    await deadlines.happen(march(17), dispatched(march(17), *units))
    await deadlines.move_to(march(30))
    return deadlines


async def told(city: Deadlines, role: str, **of: Any) -> bool:
    """Whether any answer tells this person of the case."""
    answers = [await look(city, path, role, **of) for path in (*LISTS, f"/v1/cases/{CASE}/clocks")]
    assert all(a.status_code in {200, 404} for a in answers)
    return any(a.status_code == 200 and CASE in a.text for a in answers)


async def look(
    city: Deadlines, path: str, role: str, unit: str | None = None, sub: str = "s"
) -> Any:
    headers = city.headers(sub=sub, name="赵某", roles=[role], unit=unit)
    return await city.http.get(path, headers=headers)


async def test_units_that_are_accused_and_those_below_lose_their_clocks_from_sight(
    city: Deadlines,
) -> None:
    below = {"role": "unit", "unit": "ll-police-traffic"}
    assert await told(city, "unit", unit="ll-police")
    assert await told(city, **below)
    await city.hear(accused(CASE, "ll-police"))
    assert not await told(city, "unit", unit="ll-police")
    assert not await told(city, **below)
    assert await told(city, "clerk")
    assert [row["action"] for row in await city.journal()][-1] == "shield"


async def test_what_accuses_one_below_stays_with_the_unit_above(city: Deadlines) -> None:
    await city.hear(accused(CASE, "ll-police-traffic"))
    assert await told(city, "unit", unit="ll-police")
    assert not await told(city, "unit", unit="ll-police-traffic")


async def test_an_accused_office_sees_none_but_for_the_holder_and_outsiders(
    city: Deadlines,
) -> None:
    await city.hear(accused(CASE, "ll-office"))
    assert not await told(city, "clerk")
    assert not await told(city, "office_head", unit="ll-office")
    assert await told(city, "clerk", sub=HOLDER.sub)
    assert await told(city, "reviewer", unit="ll-discipline")
    assert await told(city, "leader")
    assert await told(city, "unit", unit="ll-police")
    await city.hear(handed_over(CASE, "staff/heir"))
    assert await told(city, "clerk", sub="staff/heir")
    assert not await told(city, "clerk", sub=HOLDER.sub)


async def test_whom_a_case_accuses_is_known_from_its_acceptance(deadlines: Deadlines) -> None:
    await deadlines.hear(*tree())
    against = accepted().model_copy(update={"accused_units": ("ll-office",)})
    await deadlines.happen(march(16), received(), against)
    assert not await told(deadlines, "office_head")
    assert await told(deadlines, "clerk", sub=against.by.sub)
