"""What people are shown of the clocks."""

import pytest

from tests.integration.deadlines.facts import (
    CASE,
    accepted,
    dispatched,
    issued,
    march,
    received,
    replied,
)


def case(no: int) -> str:
    return f"LL2026-{no:06}"


@pytest.fixture
async def office(deadlines):
    """Three cases with a unit each; two units."""
    for no, unit in ((1, "ll-police"), (2, "ll-edu"), (3, "ll-police")):
        await deadlines.happen(
            march(16, 10 + no),
            received(case(no)),
            accepted(case(no)),
            dispatched(march(16, 10 + no), issued(f"a{no}", unit), case_id=case(no)),
        )
    return deadlines


async def test_a_cases_clocks_come_with_their_account(office):
    response = await office.get(f"/v1/cases/{case(1)}/clocks")
    assert response.status_code == 200
    shown = response.json()
    assert shown["handling_class"] == "livelihood"
    public = next(c for c in shown["clocks"] if c["kind"] == "public")
    assert (public["name"], public["state"], public["due_on"]) == (
        "公开答复",
        "running",
        "2026-03-23",
    )
    assert (public["overdue"], public["late"], public["missed_at"]) == (False, None, None)
    assert public["explanation"][0] == "自2026年3月16日（周一）起算，当日不计。"
    assert public["explanation"][-1] == "期限：2026年3月23日（周一）24时。"


async def test_a_miss_and_a_withdrawn_miss_are_shown_apart(office):
    await office.move_to(march(21, 1))
    await office.fire()
    await office.hear(replied(march(20, 17), "a1", case(1)))
    await office.hear(replied(march(21, 1), "a3", case(3)))
    by_case = {}
    for no in (1, 3):
        clocks = (await office.get(f"/v1/cases/{case(no)}/clocks")).json()["clocks"]
        by_case[no] = next(c for c in clocks if c["kind"] == "unit")
    timely, late = by_case[1], by_case[3]
    assert (timely["late"], timely["missed_at"]) == (False, None)
    assert timely["miss_withdrawn_at"] is not None
    assert late["late"] is True
    assert late["missed_at"] is not None


async def test_a_unit_sees_its_own_clock_of_a_case_and_not_another_units_case(office):
    own = await office.get(f"/v1/cases/{case(1)}/clocks", role="unit", of="ll-police")
    assert [c["kind"] for c in own.json()["clocks"]] == ["unit"]
    other = await office.get(f"/v1/cases/{case(2)}/clocks", role="unit", of="ll-police")
    assert (other.status_code, other.json()["rule"]) == (404, "case_unknown")


async def test_overdue_is_what_runs_past_its_time(office):
    assert (await office.get("/v1/clocks", state="overdue")).json()["items"] == []
    await office.move_to(march(21, 0))
    overdue = (await office.get("/v1/clocks", state="overdue", unit="ll-police")).json()["items"]
    assert [c["clock_id"] for c in overdue] == [f"{case(1)}/unit/a1", f"{case(3)}/unit/a3"]
    assert all(c["overdue"] for c in overdue)
    kinds = {c["kind"] for c in (await office.get("/v1/clocks", state="overdue")).json()["items"]}
    assert kinds == {"claim", "unit"}


async def test_pages_follow_each_other_without_gap_or_repetition(office):
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await office.get("/v1/clocks", limit=2, **cursor)).json()
        seen += [c["clock_id"] for c in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert len(seen) == len(set(seen)) == 9
    everything = (await office.get("/v1/clocks", limit=50)).json()["items"]
    assert seen == [c["clock_id"] for c in everything]
    assert [c["due_at"] for c in everything] == sorted(c["due_at"] for c in everything)


async def test_what_was_met_is_listed_with_whether_it_was_late(office):
    await office.happen(march(19), replied(march(19), "a1", case(1)))
    [met] = (await office.get("/v1/clocks", state="met")).json()["items"]
    assert (met["clock_id"], met["late"]) == (f"{case(1)}/unit/a1", False)


async def test_the_next_timer_and_the_business_time(office):
    found = (await office.get("/v1/timers/next")).json()
    assert found["due_at"] == "2026-03-17T16:00:00+00:00"  # the claims
    assert found["now"].startswith("2026-03-16T05:")


@pytest.mark.parametrize(
    ("path", "query", "status", "rule"),
    [
        (f"/v1/cases/{CASE}/clocks", {}, 404, "case_unknown"),
        ("/v1/cases/nonsense/clocks", {}, 422, None),
        ("/v1/clocks", {"state": "late"}, 422, None),
        ("/v1/clocks", {"limit": "0"}, 422, None),
        ("/v1/clocks", {"cursor": "bm9uc2Vuc2U="}, 400, "cursor_malformed"),
        ("/v1/clocks", {"cursor": "%%%"}, 400, "cursor_malformed"),
        ("/v1/clocks", {"role": "unit", "of": "ll-police", "unit": "ll-edu"}, 403, "not_your_unit"),
        ("/v1/clocks", {"role": "agent"}, 403, "wrong_role"),
        ("/v1/timers/next", {"role": "unit", "of": "ll-police"}, 403, "wrong_role"),
    ],
)
async def test_bad_questions_get_the_rule_that_they_break(deadlines, path, query, status, rule):
    response = await deadlines.get(path, **query)
    assert response.status_code == status
    assert rule is None or response.json()["rule"] == rule
