"""Who is told what by SMS."""

from datetime import UTC, datetime

import pytest

from services.notify.domain.templates import TEMPLATES
from shared.contracts.deadlines import DeadlineWarned, ReminderIssued
from shared.contracts.envelope import Actor
from shared.contracts.intake import (
    AlarmAttended,
    AlarmRepeated,
    CaseAccepted,
    CaseWithdrawn,
    ContactErased,
    EmergencyRaised,
    Wishes,
)
from shared.contracts.routing import CaseDispatched, Issued, ReplyPublished
from tests.integration.notify.conftest import PHONE

CASE = "LL2022-000017"
NOON = datetime(2022, 11, 21, 4, tzinfo=UTC)
CLERK = Actor(sub="staff/1", name="水某", role="clerk")
AGENT = Actor(sub="staff/2", name="范某", role="agent")

UNITS = [
    {"id": "ll-office", "name": "x", "duty": [{"name": "李某", "phone": "13000010000"}]},
    {"id": "ll-police", "duty": [{"name": "郑某", "phone": "13000010001"},
                                 {"name": "周某", "phone": "13000010002"}]},
    {"id": "ll-edu", "duty": [{"name": "陈某", "phone": "13000010003"}]},
]  # fmt: skip


def accepted(route="dispatch", **wishes) -> CaseAccepted:
    return CaseAccepted(
        case_id=CASE, route=route, reason=None, kind="help", handling_class="livelihood",
        channel="board", external_id="1", addressee_fid=1001, admitted_at=NOON,
        wishes=Wishes(**wishes), by=CLERK,
    )  # fmt: skip


def published() -> ReplyPublished:
    return ReplyPublished(
        case_id=CASE, round=1, route="dispatch", external_id="1", text="已办理。", signer="unit",
        units=("ll-police",), proof="https://example.test/1", published_at=NOON, by=CLERK,
    )  # fmt: skip


async def test_an_author_who_is_promised_another_day_is_told_so_once(notify):
    again = published().model_copy(update={"round": 2, "promised_again": True})
    await notify.hear(notify.contact(), again)
    [row] = await planned(notify)
    assert (row["template"], row["audience"]) == ("promised_again", "citizen")
    assert TEMPLATES["promised_again"].kind == "延期或承诺"


def dispatched(*unit_ids: str) -> CaseDispatched:
    return CaseDispatched(
        case_id=CASE, letter_no="吕民意函〔2022〕17号", round=1, handling_class="livelihood",
        dispatched_at=NOON, by=CLERK,
        assignments=tuple(
            Issued(assignment_id=f"a{n}", parent_id=None, unit_id=unit_id, unit_name=unit_id,
                   part="lead", level="city")
            for n, unit_id in enumerate(unit_ids)
        ),
    )  # fmt: skip


def clock_event(cls, clock="unit", unit_id: str | None = "ll-edu", **more):
    return cls(
        case_id=CASE, clock_id="c1", clock=clock, round=1, unit_id=unit_id, due_at=NOON, **more
    )


@pytest.fixture
async def with_rosters(notify):
    response = await notify.call("POST", "/v1/rosters", {"units": UNITS, "posts": []}, role="admin")
    assert response.json()["officers"] == 4
    return notify


async def planned(notify):
    return await notify.rows(
        "SELECT template, audience, unit_id, place, state FROM delivery ORDER BY delivery_id"
    )


async def test_an_accepted_author_is_told(notify):
    await notify.hear(notify.contact(), accepted())
    [row] = await planned(notify)
    assert (row["template"], row["audience"], row["state"]) == ("accepted", "citizen", "queued")
    [item] = await notify.work()
    assert item["case_id"] == CASE
    assert "plan_sms" in [entry["action"] for entry in await notify.journal()]


@pytest.mark.parametrize("route", ["decline", "transfer"])
async def test_who_is_not_taken_up_is_not_told_so(notify, route):
    await notify.hear(notify.contact(), accepted(route))
    assert await planned(notify) == []
    assert (await notify.journal())[-1]["why"] == f"no_sms_for_{route}"


@pytest.mark.parametrize(
    ("phone", "wishes", "why"),
    [("13900000017", {"secret": True}, "secret"), (None, {}, "no_number")],
)
async def test_an_author_who_cannot_or_must_not_get_an_sms_gets_none(notify, phone, wishes, why):
    await notify.know_author(phone=phone, **wishes)
    await notify.hear(accepted(), published())
    assert await planned(notify) == []
    assert [e["why"] for e in await notify.journal() if e["action"] == "skip_sms"] == [why, why]


async def test_routings_word_waits_for_intakes_contact(notify):
    settled = await notify.hear(published())
    assert settled.counts["not_yet"] == 1
    await notify.know_author()
    async with notify.runtime.transaction() as tx:
        due = await notify.runtime.inbox.due(tx)
    await notify.runtime.consumer.settle([], due)
    assert [row["template"] for row in await planned(notify)] == ["replied"]


async def test_every_assigned_unit_hears_through_all_its_officers_on_duty(with_rosters):
    notify = with_rosters
    await notify.hear(notify.contact(), dispatched("ll-police", "ll-edu"))
    rows = await planned(notify)
    reached = {(row["unit_id"], row["place"]) for row in rows}
    assert reached == {("ll-edu", 1), ("ll-police", 1), ("ll-police", 2)}
    assert len(await notify.work()) == 3


async def test_a_unit_without_a_roster_fails_visibly(with_rosters):
    notify = with_rosters
    await notify.hear(notify.contact(), dispatched("ll-nobody"))
    await notify.work_off()
    [settled] = await notify.said("delivery_settled")
    assert (settled["state"], settled["to"]) == ("failed", "unit")
    assert notify.sent() == []


async def test_the_roster_counts_that_stands_when_the_sms_is_sent(with_rosters):
    notify = with_rosters
    await notify.hear(dispatched("ll-edu"))
    changed = [{"id": "ll-edu", "duty": [{"name": "冯某", "phone": "13000010099"}]}]
    await notify.call("POST", "/v1/rosters", {"units": changed}, role="admin")
    await notify.work_off()
    assert [line["to"] for line in notify.sent()] == ["13000010099"]


async def test_an_emergency_alerts_the_offices_duty(with_rosters):
    notify = with_rosters
    await notify.hear(EmergencyRaised(case_id=CASE, signs=("gas_leak",)))
    await notify.work_off()
    [line] = notify.sent()
    assert line["to"] == "13000010000"
    assert CASE in line["text"]


async def test_danger_waits_behind_no_other_sms(with_rosters):
    notify = with_rosters
    await notify.hear(notify.contact(), accepted(), EmergencyRaised(case_id=CASE, signs=("fire",)))
    rows = await notify.rows("SELECT queue FROM outbox WHERE queue IS NOT NULL ORDER BY seq")
    assert [row["queue"] for row in rows] == ["notify.sms", "notify.sms_urgent"]


async def test_danger_is_told_though_the_case_was_withdrawn_meanwhile(with_rosters):
    notify = with_rosters
    await notify.hear(notify.contact(), accepted(), EmergencyRaised(case_id=CASE, signs=("fire",)))
    await notify.hear(CaseWithdrawn(case_id=CASE, reason="solved", by=CLERK))
    await notify.hear(EmergencyRaised(case_id=CASE, signs=("self_harm",)))
    await notify.work_off()
    assert [line["to"] for line in notify.sent()] == ["13000010000"] * 2
    assert [row["state"] for row in await planned(notify)] == ["expired", "sent", "sent"]


async def test_danger_that_stands_is_told_again_to_who_is_on_duty_then(with_rosters):
    notify = with_rosters
    again = AlarmRepeated(case_id=CASE, alarm="emergency", raised_at=NOON, reminder=1)
    await notify.hear(again)
    changed = [{"id": "ll-office", "duty": [{"name": "冯某", "phone": "13000010099"}]}]
    await notify.call("POST", "/v1/rosters", {"units": changed}, role="admin")
    await notify.work_off()
    [line] = notify.sent()
    assert line["to"] == "13000010099"
    assert "自11月21日12:00起" in line["text"]


async def test_who_was_told_by_others_that_it_is_seen_to_gets_no_sms_any_more(with_rosters):
    notify = with_rosters
    attended = AlarmAttended(case_id=CASE, alarm="emergency", measures=("called_119",), by=CLERK)
    await notify.hear(notify.contact(), accepted(), EmergencyRaised(case_id=CASE, signs=("fire",)))
    await notify.hear(attended)
    await notify.work_off()
    assert [row["state"] for row in await planned(notify)] == ["sent", "expired"]
    assert [line["to"] for line in notify.sent()] == [PHONE]


async def test_units_are_warned_and_urged_and_other_clocks_are_silent(with_rosters):
    notify = with_rosters
    await notify.hear(
        clock_event(DeadlineWarned),
        clock_event(ReminderIssued, level=1),
        clock_event(DeadlineWarned, clock="public", unit_id=None),
    )
    assert [row["template"] for row in await planned(notify)] == ["due_soon", "reminder"]


async def test_what_is_heard_of_a_withdrawn_case_is_ignored_and_what_was_queued_is_not_sent(notify):
    await notify.hear(notify.contact(), accepted())
    await notify.hear(CaseWithdrawn(case_id=CASE, reason="solved", by=CLERK))
    await notify.hear(published(), dispatched("ll-edu"))
    [row] = await planned(notify)
    assert row["state"] == "expired"
    assert [e["state"] for e in await notify.said("delivery_settled")] == ["expired"]
    assert [e.get("why") for e in await notify.journal()][-2:] == ["case_withdrawn"] * 2
    await notify.work_off()
    assert notify.sent() == []


async def test_erasure_leaves_nothing_of_the_author(notify):
    await notify.hear(notify.contact(), accepted())
    await notify.work_off()
    await notify.hear(ContactErased(case_id=CASE, by=CLERK))
    [contact] = await notify.rows("SELECT * FROM contact")
    assert {contact[c] for c in ("key_id", "name_sealed", "phone_sealed")} == {None}
    assert await notify.rows("SELECT recipient FROM delivery") == [{"recipient": None}]
    await notify.hear(published())
    assert [e["why"] for e in await notify.journal() if e["action"] == "skip_sms"] == ["no_number"]


async def test_all_of_one_event_is_written_or_nothing(with_rosters):
    """The planner's rows, journal and work items stand or fall together."""
    notify = with_rosters
    before = len(await notify.journal())
    broken = dispatched("ll-edu", "ll-police").model_copy(update={"letter_no": "no\0good"})
    settled = await notify.hear(broken)
    assert settled.counts.get("failed") == 1
    assert await planned(notify) == []
    assert await notify.work() == []
    assert len(await notify.journal()) == before
