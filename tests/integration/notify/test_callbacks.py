"""Callback tasks: one holder each, and an end for every one of them."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.notify.handlers import callbacks
from shared.contracts.envelope import Actor
from shared.contracts.intake import CaseWithdrawn, ContactErased, VerificationRequested
from shared.contracts.routing import RedoOrdered
from shared.contracts.satisfaction import CheckOpened, CheckPassed

CASE = "LL2022-000017"
PHONE = "13900000017"
CLERK = Actor(sub="staff/1", name="水某", role="clerk")

LAPSED = "UPDATE callback_lease SET until = clock_timestamp()"


def wanted(case_id: str = CASE) -> VerificationRequested:
    return VerificationRequested(case_id=case_id, holder=CLERK)


def check(of_round: int = 1, **more) -> CheckOpened:
    fields = {"by_phone": True, "ask_rating": True} | more
    return CheckOpened(
        case_id=CASE, check_id=f"{CASE}-C{of_round}", round=of_round, **fields
    )  # fmt: skip


async def states(notify) -> dict[str, str]:
    found = await notify.rows("SELECT task_id, state FROM callback_task")
    return {row["task_id"]: row["state"] for row in found}


async def test_a_verification_becomes_a_call_that_an_agent_leases(notify):
    await notify.hear(notify.contact(), wanted())
    leased = await notify.lease()
    assert leased["task_id"] == f"{CASE}-V1"
    assert (leased["phone"], leased["name"], leased["attempt"]) == (PHONE, "吕玲", 1)
    assert leased["questions"]
    assert "key_id" not in leased
    assert await states(notify) == {f"{CASE}-V1": "leased"}


async def test_a_repeated_lease_gets_the_same_task_and_no_number(notify):
    await notify.hear(notify.contact(), wanted())
    first = await notify.call("POST", "/v1/callbacks/lease", {}, key="once")
    again = await notify.call("POST", "/v1/callbacks/lease", {}, key="once")
    assert again.json() == first.json() | {"name": None, "phone": None}
    assert again.headers["Idempotent-Replay"] == "true"
    assert first.json()["phone"] == PHONE
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "no-store"
    for table in ("idempotency", "journal", "event_log", "outbox", "callback_lease", "contact"):
        assert PHONE not in str(await notify.rows(f"SELECT * FROM {table}"))


async def test_the_completion_says_how_the_call_went(notify):
    await notify.hear(notify.contact(), wanted())
    leased = await notify.lease()
    answer = await notify.complete(leased, "reached")
    assert (answer.status_code, answer.json()["state"]) == (200, "done")
    leased, completed = await notify.said()
    assert [leased["fact"], completed["fact"]] == ["callback_leased", "callback_completed"]
    assert (leased["by"], leased["purpose"]) == (completed["by"], "verification")
    assert (completed["outcome"], completed["attempt"], completed["by"]["name"]) == (
        "reached", 1, "范某",
    )  # fmt: skip
    assert await notify.rows("SELECT * FROM callback_lease") == []


async def test_the_authors_words_are_in_the_event_and_not_in_the_journal(notify):
    await notify.hear(notify.contact(), check())
    said = {"handled": True, "reply_true": True, "rating": "fairly", "comment": "还是有点慢"}
    await notify.complete(await notify.lease(purpose="after_check"), "reached", said)
    [completed] = await notify.said("callback_completed")
    assert completed["answers"] == said | {"pressed": False}
    assert completed["task_id"] == f"{CASE}-C1"
    assert "还是有点慢" not in str(await notify.journal())


async def test_two_agents_get_two_tasks_and_a_third_gets_none(notify):
    for n in (1, 2):
        case_id = f"LL2022-00010{n}"
        await notify.hear(notify.contact(case_id), wanted(case_id))
    agents = ("范某", "彭某", "郎某")
    answers = await asyncio.gather(
        *(notify.call("POST", "/v1/callbacks/lease", {}, who=agent) for agent in agents)
    )
    leased = [a.json()["task_id"] for a in answers if a.status_code == 200]
    assert sorted(leased) == ["LL2022-000101-V1", "LL2022-000102-V1"]
    [none] = [a.json() for a in answers if a.status_code != 200]
    assert (none["status"], none["rule"]) == (404, "callback_unknown")


async def test_of_many_agents_exactly_one_holds_a_task(notify):
    await notify.hear(notify.contact(), wanted())
    answers = await asyncio.gather(
        *(notify.call("POST", "/v1/callbacks/lease", {}, who=f"agent{n}") for n in range(20))
    )
    assert sorted(a.status_code for a in answers) == [200] + [404] * 19
    assert len(await notify.rows("SELECT * FROM callback_lease")) == 1


async def test_verifications_come_before_after_checks(notify):
    await notify.hear(notify.contact(), check(), wanted())
    assert (await notify.lease())["purpose"] == "verification"
    assert (await notify.lease())["purpose"] == "after_check"


async def test_an_agent_may_ask_for_one_purpose(notify):
    await notify.hear(notify.contact(), check(), wanted())
    assert (await notify.lease(purpose="after_check"))["purpose"] == "after_check"
    none = await notify.call("POST", "/v1/callbacks/lease", {"purpose": "after_check"})
    assert none.status_code == 404


async def test_a_lapsed_lease_opens_the_task_again_and_its_late_result_is_refused(notify):
    await notify.hear(notify.contact(), wanted())
    first = await notify.lease(who="范某")
    await notify.change(LAPSED)
    late = await notify.complete(first, "reached", who="范某")
    assert (late.status_code, late.json()["rule"]) == (409, "lease_lost")
    assert await callbacks.sweep(notify.runtime) == 1
    assert [e["reason"] for e in await notify.said("callback_released")] == ["lapsed"]
    second = await notify.lease(who="彭某")
    assert second["task_id"] == first["task_id"]
    assert second["lease"] != first["lease"]
    late = await notify.complete(first, "reached", who="范某")
    assert late.json()["rule"] == "lease_lost"
    assert (await notify.complete(second, "reached", who="彭某")).status_code == 200
    assert len(await notify.said("callback_completed")) == 1


async def test_a_task_that_is_given_back_is_there_for_the_next(notify):
    await notify.hear(notify.contact(), wanted())
    first = await notify.lease()
    path = f"/v1/callbacks/{first['task_id']}/release"
    assert (await notify.call("POST", path, {"lease": first["lease"]})).status_code == 200
    assert [e["reason"] for e in await notify.said("callback_released")] == ["given_back"]
    assert (await notify.lease(who="彭某"))["attempt"] == 1
    assert (await notify.call("POST", path, {"lease": first["lease"]})).json()[
        "rule"
    ] == "lease_lost"


async def test_a_task_whose_lease_lapsed_goes_behind_those_that_wait(notify):
    for case_id in ("LL2022-000101", "LL2022-000102"):
        await notify.hear(notify.contact(case_id), wanted(case_id))
    assert (await notify.lease())["case_id"] == "LL2022-000101"
    await notify.change(LAPSED)
    await callbacks.sweep(notify.runtime)
    assert (await notify.lease())["case_id"] == "LL2022-000102"


async def test_missed_calls_are_placed_at_other_times_of_day_and_end_after_three(notify):
    async with notify.runtime.transaction() as tx:
        today = await tx.fetchval("SELECT clock.now()")
    morning = (today + timedelta(days=1)).replace(hour=2, minute=0, second=0, microsecond=0)
    await notify.move_to(morning)  # 10:00 in Shanghai
    await notify.hear(notify.contact(), wanted())
    seen = []
    for attempt, outcome in enumerate(("no_answer", "virtual_unreachable", "no_answer"), start=1):
        leased = await notify.lease()
        assert leased["attempt"] == attempt
        answer = (await notify.complete(leased, outcome)).json()
        none = await notify.call("POST", "/v1/callbacks/lease", {})
        assert none.status_code == 404
        if answer["next_at"]:
            seen.append(datetime.fromisoformat(answer["next_at"]).astimezone(UTC))
            await notify.move_to(seen[-1] + timedelta(minutes=1))
    assert [(at.hour, at.minute) for at in seen] == [(6, 30), (11, 0)]  # 14:30, 19:00 in Shanghai
    assert await states(notify) == {f"{CASE}-V1": "exhausted"}
    assert [e["fact"] for e in await notify.said()] == [
        "callback_leased", "callback_attempted", "callback_leased", "callback_attempted",
        "callback_leased", "callback_attempted", "callback_exhausted",
    ]  # fmt: skip
    [exhausted] = await notify.said("callback_exhausted")
    assert (exhausted["reason"], exhausted["attempts"]) == ("unreachable", 3)
    calls = await notify.rows("SELECT outcome, by_name FROM callback_attempt ORDER BY attempt")
    assert [c["outcome"] for c in calls] == ["no_answer", "virtual_unreachable", "no_answer"]


async def test_a_task_past_its_time_is_exhausted(notify):
    await notify.hear(notify.contact(), wanted())
    async with notify.runtime.transaction() as tx:
        today = await tx.fetchval("SELECT clock.now()")
    await notify.move_to(today + timedelta(days=10, hours=1))
    await callbacks.sweep(notify.runtime)
    [exhausted] = await notify.said("callback_exhausted")
    assert (exhausted["reason"], exhausted["attempts"]) == ("expired", 0)
    assert await callbacks.sweep(notify.runtime) == 0


@pytest.mark.parametrize(
    ("phone", "wishes", "reason"),
    [(None, {}, "no_number"), (PHONE, {"no_call": True}, "not_wanted")],
)
async def test_where_nobody_can_or_may_be_called_the_asker_hears_at_once(
    notify, phone, wishes, reason
):
    await notify.know_author(phone=phone, **wishes)
    await notify.hear(wanted(), check())
    exhausted = await notify.said("callback_exhausted")
    assert [(e["purpose"], e["reason"], e["attempts"]) for e in exhausted] == [
        ("verification", reason, 0), ("after_check", reason, 0),
    ]  # fmt: skip
    assert (await notify.call("POST", "/v1/callbacks/lease", {})).status_code == 404


async def test_a_withdrawn_case_is_called_no_more(notify):
    await notify.hear(notify.contact(), wanted())
    leased = await notify.lease()
    await notify.hear(CaseWithdrawn(case_id=CASE, reason="solved", by=CLERK), check())
    assert await states(notify) == {f"{CASE}-V1": "cancelled"}
    assert (await notify.complete(leased, "reached")).json()["rule"] == "lease_lost"
    _, released = await notify.said()
    assert (released["fact"], released["reason"]) == ("callback_released", "cancelled")


async def test_an_erased_author_is_called_no_more_and_the_asker_hears_of_it(notify):
    await notify.hear(notify.contact(), wanted())
    await notify.hear(ContactErased(case_id=CASE, by=CLERK))
    [exhausted] = await notify.said("callback_exhausted")
    assert exhausted["reason"] == "no_number"


async def test_a_new_number_is_used_and_a_wish_for_no_calls_ends_them(notify):
    await notify.hear(notify.contact(), wanted())
    await notify.know_author(phone="13900000099")
    assert (await notify.lease())["phone"] == "13900000099"
    await notify.know_author(no_call=True)
    [exhausted] = await notify.said("callback_exhausted")
    assert exhausted["reason"] == "not_wanted"


async def test_a_check_settled_by_other_means_needs_no_call(notify):
    await notify.hear(notify.contact(), check())
    await notify.hear(CheckPassed(case_id=CASE, check_id=f"{CASE}-C1", round=1, method="on_site"))
    assert await states(notify) == {f"{CASE}-C1": "cancelled"}


async def test_a_redo_cancels_the_old_rounds_call_but_never_the_new_ones(notify):
    await notify.hear(notify.contact(), check(1))
    await notify.hear(check(2))  # heard before routing's word for the redo
    await notify.hear(RedoOrdered(case_id=CASE, round=2, reason="not_true", by=CLERK))
    assert await states(notify) == {f"{CASE}-C1": "cancelled", f"{CASE}-C2": "open"}


async def test_a_check_that_is_not_by_phone_opens_no_call(notify):
    await notify.hear(notify.contact(), check(by_phone=False, ask_rating=False))
    assert await states(notify) == {}


async def test_a_second_request_opens_no_second_call_while_the_first_is_open(notify):
    await notify.hear(notify.contact(), wanted(), wanted())
    assert await states(notify) == {f"{CASE}-V1": "open"}
    await notify.complete(await notify.lease(), "reached")
    await notify.hear(wanted())
    assert await states(notify) == {f"{CASE}-V1": "done", f"{CASE}-V2": "open"}


@pytest.mark.parametrize(
    ("body", "status", "rule"),
    [
        ({"lease": "x", "outcome": "vanished"}, 422, "invalid_request"),
        ({"outcome": "reached"}, 422, "invalid_request"),
        ({"lease": "x", "outcome": "reached", "phone": PHONE}, 422, "invalid_request"),
        ({"lease": "x", "outcome": "reached"}, 409, "lease_lost"),
    ],
)
async def test_bad_completions_are_refused_and_change_nothing(notify, body, status, rule):
    await notify.hear(notify.contact(), wanted())
    await notify.lease()
    answer = await notify.call("POST", f"/v1/callbacks/{CASE}-V1/complete", body)
    assert (answer.status_code, answer.json()["rule"]) == (status, rule)
    assert PHONE not in answer.text
    assert await states(notify) == {f"{CASE}-V1": "leased"}


async def test_answers_where_none_were_asked_are_refused(notify):
    await notify.hear(notify.contact(), wanted())
    answer = await notify.complete(await notify.lease(), "reached", {"handled": True})
    assert (answer.status_code, answer.json()["rule"]) == (422, "answers_not_asked")


async def test_an_unknown_task_is_unknown_and_a_clerk_places_no_calls(notify):
    body = {"lease": "x", "outcome": "reached"}
    unknown = await notify.call("POST", "/v1/callbacks/LL2022-000001-V1/complete", body)
    assert (unknown.status_code, unknown.json()["rule"]) == (404, "callback_unknown")
    clerk = await notify.call("POST", "/v1/callbacks/lease", {}, role="clerk")
    assert (clerk.status_code, clerk.json()["rule"]) == (403, "wrong_role")


async def test_the_list_shows_who_holds_what_and_nothing_of_the_author(notify):
    await notify.hear(notify.contact(), wanted(), check())
    await notify.lease(who="范某")
    page = await notify.call("GET", "/v1/callbacks?state=leased", role="office_head")
    [item] = page.json()["items"]
    assert (item["task_id"], item["held_by"]) == (f"{CASE}-V1", "范某")
    assert "phone" not in item
    first = (await notify.call("GET", "/v1/callbacks?limit=1")).json()
    rest = (await notify.call("GET", f"/v1/callbacks?limit=1&cursor={first['next']}")).json()
    assert [i["task_id"] for i in first["items"] + rest["items"]] == [f"{CASE}-C1", f"{CASE}-V1"]
    assert rest["next"] is None
