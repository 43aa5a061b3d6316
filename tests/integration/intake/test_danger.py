"""Danger 警示: told at once, told again while nobody saw to it, heard in what is said later too."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.intake.handlers.alarms import repeat_due
from services.intake.store import alarms
from shared.contracts.notify import CheckAnswers, DeliverySettled
from tests.integration.intake.conftest import MONDAY
from tests.integration.intake.facts import completed, missed
from tests.unit.intake.builders import a_row

DANGER = "楼道里燃气泄漏，味道很大，快来人。"
SEEN = {"alarm": "emergency", "measures": ["called_119"]}


def settled(case_id: str, state: Any, number: int = 1, template: str = "emergency") -> Any:
    return DeliverySettled(
        case_id=case_id, delivery_id=f"d{number}", template=template, to="office", state=state
    )


async def after(intake, minutes: float) -> None:
    await intake.move_to(MONDAY + timedelta(minutes=minutes))
    await repeat_due(intake.runtime)


async def repeated(intake) -> list[tuple[str, int]]:
    return [(e["case_id"], e["reminder"]) for e in await intake.said("alarm_repeated")]


async def test_what_nobody_saw_to_is_told_again_and_ever_less_often(intake):
    case_id = await intake.enter(text=DANGER)
    await after(intake, 14)
    assert await repeated(intake) == []
    told = ((16, 1), (17, 1), (47, 2), (106, 2), (108, 3), (229, 4), (470, 5), (711, 6))
    for minutes, times in told:
        await after(intake, minutes)
        assert await repeated(intake) == [(case_id, n + 1) for n in range(times)], minutes
    last = (await intake.said("alarm_repeated"))[-1]
    assert last["raised_at"].startswith("2022-11-21T01:00")
    [alarm] = (await intake.get("/alarms"))["items"]
    assert alarm["reminders"] == 6


async def test_what_somebody_saw_to_is_told_no_more_until_it_is_raised_again(intake):
    case_id = await intake.enter(text=DANGER)
    await after(intake, 16)
    await intake.act(case_id, "attend", SEEN)
    await after(intake, 500)
    assert await repeated(intake) == [(case_id, 1)]
    await intake.act(case_id, "alarms", {"signs": ["self_harm"]})
    await after(intake, 517)
    assert await repeated(intake) == [(case_id, 1), (case_id, 1)]


async def test_of_many_replicas_one_tells_it_again(intake):
    case_id = await intake.enter(text=DANGER)
    await intake.move_to(MONDAY + timedelta(minutes=20))
    await asyncio.gather(*(repeat_due(intake.runtime) for _ in range(4)))
    assert await repeated(intake) == [(case_id, 1)]


async def test_only_danger_is_told_again_and_not_that_nobody_claimed(intake):
    await intake.hear(missed(await intake.enter(), "claim"))
    await after(intake, 500)
    assert await repeated(intake) == []


async def test_the_list_says_whether_anybody_on_duty_was_told(intake):
    case_id = await intake.enter(text=DANGER)
    [alarm] = (await intake.get("/alarms"))["items"]
    assert (alarm["told"], alarm["not_told"]) == (0, 0)
    await intake.hear(settled(case_id, "failed"), settled(case_id, "outcome_unknown", 2))
    [alarm] = (await intake.get("/alarms"))["items"]
    assert (alarm["told"], alarm["not_told"]) == (0, 2)
    await intake.hear(
        settled(case_id, "sent", 2), settled(case_id, "delivered", 3, "emergency_stands"),
        settled(case_id, "sent", 4, "accepted"),
    )  # fmt: skip
    [alarm] = (await intake.get("/alarms"))["items"]
    assert (alarm["told"], alarm["not_told"]) == (2, 1)
    steps = [e["why"] for e in await intake.journal(case_id) if e["action"] == "tell_danger"]
    assert steps == ["failed", "outcome_unknown", "sent", "delivered"]


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("supplements", {"text": "再不解决我就跳楼。", "channel": "phone"}),
        ("facts", {"account": "他说再不解决就不想活了。"}),
    ],
)
async def test_danger_is_heard_in_what_is_told_later(intake, action, body):
    case_id = await intake.enter()
    await intake.act(case_id, "claim")
    await intake.act(case_id, action, body)
    [raised] = await intake.said("emergency_raised")
    assert raised["signs"] == ["self_harm"]
    [alarm] = (await intake.get("/alarms"))["items"]
    assert (alarm["case_id"], alarm["emergencies"]) == (case_id, ["self_harm"])
    assert await intake.state(case_id) == "claimed"


async def test_danger_is_heard_in_an_after_check_and_in_what_is_harmless_none(intake):
    case_id = await intake.enter()
    await intake.act(case_id, "claim")
    said = CheckAnswers(handled=False, comment="没解决，再这样我就喝农药。")
    await intake.hear(completed(case_id, purpose="after_check", answers=said))
    assert [e["signs"] for e in await intake.said("emergency_raised")] == [["self_harm"]]
    calm = CheckAnswers(handled=True, comment="满意。")
    await intake.hear(completed(case_id, attempt=2, purpose="after_check", answers=calm))
    assert len(await intake.said("emergency_raised")) == 1


async def test_danger_is_heard_in_a_rating_on_the_board_once(intake):
    row = a_row()
    [taken] = (await intake.take_in([row]))["rows"]
    rated = row | {"grade": 1, "gradeText": "什么都没解决，我不活了。"}
    await intake.take_in([rated])
    await intake.take_in([rated])
    assert [e["case_id"] for e in await intake.said("emergency_raised")] == [taken["case_id"]]


async def test_of_history_nobody_is_alarmed(intake):
    row = a_row(stateInfo="已办理", content=DANGER)
    await intake.take_in([row])
    await intake.take_in([row | {"grade": 1, "gradeText": "我不活了。"}])
    assert await intake.said("emergency_raised") == []
    assert (await intake.get("/alarms"))["items"] == []


async def test_looking_for_what_is_due_costs_what_is_due(intake):
    await intake.rows(
        """
        INSERT INTO alarm (case_id, alarm, raised_at, attended_at, remind_at)
        SELECT 'LL2021-' || lpad(n::text, 6, '0'), 'emergency', clock.now(), clock.now(), clock.now()
        FROM generate_series(1, 20000) n RETURNING 1
        """
    )
    async with intake.database.connect() as admin:
        await admin.execute("ANALYZE intake.alarm")
    async with intake.database.connect("intake") as connection:
        plan = [r[0] for r in await connection.fetch(f"EXPLAIN {alarms.DUE}", MONDAY, 100)]
    assert any("alarm_remind" in line for line in plan), plan
