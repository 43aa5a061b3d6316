"""检举控告, 回避: whom notify tells nothing, and who places no call."""

from typing import Any

import pytest

from shared.contracts.deadlines import ReminderIssued
from tests.accusing import HOLDER, accused, interested, tree
from tests.integration.notify.conftest import CASE, Notify
from tests.integration.notify.test_callbacks import check, states, wanted
from tests.integration.notify.test_notices import NOON, UNITS, dispatched

OTHER = "LL2022-000018"


@pytest.fixture
async def city(notify: Notify) -> Notify:
    await notify.hear(*tree())
    answer = await notify.call("POST", "/v1/rosters", {"units": UNITS}, role="admin")
    assert answer.status_code == 200
    return notify


def reminder(unit_id: str) -> ReminderIssued:
    return ReminderIssued(
        case_id=CASE, clock_id=f"{CASE}/unit/a1", clock="unit", round=1, unit_id=unit_id,
        due_at=NOON, level=1,
    )  # fmt: skip


async def texted(notify: Notify) -> list[str]:
    """The units that an SMS is waiting for, or was sent to."""
    rows = await notify.rows(
        "SELECT unit_id FROM delivery WHERE state <> 'expired' ORDER BY unit_id, place"
    )
    return [row["unit_id"] for row in rows]


async def test_an_accused_unit_is_not_texted_about_the_case_any_more(city: Notify) -> None:
    await city.hear(city.contact(), accused(CASE, "ll-police"))
    await city.hear(dispatched("ll-police", "ll-edu"), reminder("ll-police"))
    await city.hear(reminder("ll-police-traffic"))
    assert await texted(city) == ["ll-edu"]
    skipped = [row for row in await city.journal() if row["action"] == "skip_sms"]
    assert [(row["why"], row["facts"]["units"]) for row in skipped] == [
        ("accused", ["ll-police"]),
        ("accused", ["ll-police"]),
        ("accused", ["ll-police-traffic"]),
    ]


async def test_what_waits_to_be_sent_to_it_is_not_sent(city: Notify) -> None:
    await city.hear(city.contact(), dispatched("ll-police", "ll-edu"))
    assert await texted(city) == ["ll-edu", "ll-police", "ll-police"]
    await city.hear(accused(CASE, "ll-police"))
    assert await texted(city) == ["ll-edu"]
    await city.work_off()
    assert {sms["to"] for sms in city.sent()} == {"13000010003"}


async def sees(notify: Notify, path: str, sub: str, **person: Any) -> bool:
    headers = notify.headers(sub=sub, name="某某", **{"roles": ["clerk"]} | person)
    answer = await notify.http.get(f"/v1{path}", headers=headers)
    assert answer.status_code == 200
    return CASE in answer.text


@pytest.mark.parametrize("path", ["/callbacks", "/deliveries"])
async def test_an_accused_office_sees_neither_calls_nor_deliveries(city: Notify, path: str) -> None:
    await city.hear(city.contact(), wanted(), dispatched("ll-edu"))
    assert await sees(city, path, "staff/other")
    await city.hear(accused(CASE, "ll-office"))
    assert not await sees(city, path, "staff/other")
    assert await sees(city, path, HOLDER.sub)
    assert await sees(city, path, "staff/outside", unit="ll-discipline")


async def test_an_agent_with_an_interest_gets_another_call(city: Notify) -> None:
    await city.hear(city.contact(), wanted(), interested(CASE, "staff/范某"))
    await city.hear(city.contact(OTHER), wanted(OTHER))
    assert (await city.lease())["case_id"] == OTHER
    none = await city.call("POST", "/v1/callbacks/lease", {})
    assert (none.status_code, none.json()["rule"]) == (404, "callback_unknown")
    assert (await city.lease("黄某"))["case_id"] == CASE


async def test_an_interest_that_comes_to_light_takes_the_call_away(city: Notify) -> None:
    await city.hear(city.contact(), check())
    leased = await city.lease()
    await city.hear(interested(CASE, "staff/范某"))
    answer = await city.complete(leased, "reached", {"handled": True, "reply_true": True})
    assert (answer.status_code, answer.json()["rule"]) == (403, "interest_excludes")
    assert await states(city) == {f"{CASE}-C1": "open"}
    assert (await city.lease("黄某"))["case_id"] == CASE


async def test_an_accused_office_s_agent_places_no_call(city: Notify) -> None:
    await city.hear(city.contact(), wanted(), check())
    leased = await city.lease()
    await city.hear(accused(CASE, "ll-office"))
    answer = await city.complete(leased, "reached")
    assert (answer.status_code, answer.json()["rule"]) == (404, "callback_unknown")
    none = await city.call("POST", "/v1/callbacks/lease", {"purpose": "after_check"})
    assert none.status_code == 404
