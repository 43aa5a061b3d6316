"""After-checks: opened by every answer, settled by a call or by a person, never by silence."""

import pytest

from shared.contracts.intake import Wishes, WishesChanged
from tests.integration.satisfaction.conftest import CASE, CLERK


async def test_every_dispatched_answer_is_checked_by_phone(satisfaction, told):
    await satisfaction.hear(*told.to_publication())
    [opened] = await satisfaction.said()
    assert opened["fact"] == "check_opened"
    assert (opened["check_id"], opened["round"]) == ("LL2022-000017-C1", 1)
    assert (opened["by_phone"], opened["ask_rating"]) == (True, True)


@pytest.mark.parametrize("route", ["decline", "transfer", "duplicate"])
async def test_where_nothing_was_done_the_check_is_waived_by_rule(satisfaction, told, route):
    await satisfaction.hear(*told.to_publication(route=route))
    [passed] = await satisfaction.said()
    assert (passed["fact"], passed["method"]) == ("check_passed", "waived")
    assert [e["action"] for e in await satisfaction.journal()][-1] == "waive_check"


@pytest.mark.parametrize("wish", ["no_call", "secret"])
async def test_an_author_who_wants_no_call_is_checked_by_a_visit(satisfaction, told, wish):
    await satisfaction.hear(told.received(), told.accepted(**{wish: True}), told.published())
    [opened] = await satisfaction.said()
    assert (opened["by_phone"], opened["ask_rating"]) == (False, False)
    [check] = await satisfaction.checks("?needs_visit=true")
    assert check["state"] == "due"


@pytest.mark.parametrize("wish", ["no_call", "secret"])
async def test_a_wish_told_after_the_acceptance_holds_for_the_next_answer(satisfaction, told, wish):
    later = WishesChanged(
        case_id=CASE, wishes=Wishes(**{wish: True}), reason="author_asked", by=CLERK
    )
    await satisfaction.hear(told.received(), told.accepted(), later, told.published())
    [opened] = await satisfaction.said()
    assert (opened["by_phone"], opened["ask_rating"]) == (False, False)


async def test_who_rated_on_the_board_is_not_asked_again(satisfaction, told):
    await satisfaction.hear(told.received(), told.accepted(), told.on_board(5), told.published())
    [opened] = await satisfaction.said("check_opened")
    assert (opened["by_phone"], opened["ask_rating"]) == (True, False)


async def test_both_findings_hold_and_the_check_is_passed(satisfaction, told):
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(told.called(handled=True, reply_true=True, rating="satisfied"))
    assert await satisfaction.facts() == [
        "check_opened", "check_recorded", "check_passed", "case_rated",
    ]  # fmt: skip
    [recorded] = await satisfaction.said("check_recorded")
    assert (recorded["method"], recorded["by"]["name"]) == ("phone", "范某")
    steps = [(e.get("from"), e.get("to")) for e in await satisfaction.journal() if "from" in e]
    assert steps == [("due", "recorded"), ("recorded", "passed")]


@pytest.mark.parametrize(
    "findings",
    [
        {"handled": False, "reply_true": True},
        {"handled": True, "reply_true": False},
        {"handled": False},
    ],
)
async def test_one_finding_that_does_not_hold_fails_the_check(satisfaction, told, findings):
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(told.called(**findings))
    [failed] = await satisfaction.said("check_failed")
    assert {k: failed[k] for k in findings} == findings


async def test_dissatisfied_while_both_findings_hold_passes_and_stays_counted(satisfaction, told):
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(told.called(handled=True, reply_true=True, rating="dissatisfied"))
    assert "check_passed" in await satisfaction.facts()
    rate = (await satisfaction.figures())["callback_satisfaction"]
    assert (rate["numerator"], rate["denominator"]) == (0, 1)


async def test_one_finding_alone_waits_for_the_other(satisfaction, told):
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(told.called(reply_true=True))
    assert await satisfaction.facts() == ["check_opened", "check_recorded"]
    answer = await satisfaction.record(handled=True)
    assert (answer.status_code, answer.json()["state"]) == (200, "passed")
    [passed] = await satisfaction.said("check_passed")
    assert passed["method"] == "on_site"


@pytest.mark.parametrize("outcome", ["reached", "refused", "wrong_person", "empty_number"])
async def test_a_call_that_tells_nothing_leaves_the_check_due_for_a_visit(
    satisfaction, told, outcome
):
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(told.called(outcome=outcome))
    assert await satisfaction.facts() == ["check_opened"]
    [check] = await satisfaction.checks("?needs_visit=true")
    assert (check["state"], check["call_ended"]) == ("due", outcome)


@pytest.mark.parametrize("reason", ["unreachable", "no_number", "not_wanted", "expired"])
async def test_an_author_who_cannot_be_reached_is_never_passed_and_never_failed(
    satisfaction, told, reason
):
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(told.unreached(reason))
    [check] = await satisfaction.checks("?needs_visit=true")
    assert (check["state"], check["call_ended"]) == ("due", reason)
    figures = await satisfaction.figures()
    assert figures["callback_satisfaction"]["denominator"] == 0
    answer = await satisfaction.record(handled=True, reply_true=True, rating="fairly")
    assert answer.json()["state"] == "passed"
    assert await satisfaction.checks("?needs_visit=true") == []


async def test_pressed_praise_is_void_and_shown(satisfaction, told):
    await satisfaction.hear(*told.to_publication())
    answers = {"handled": True, "reply_true": True, "rating": "satisfied", "pressed": True}
    await satisfaction.hear(told.called(**answers))
    [rated] = await satisfaction.said("case_rated")
    assert rated["void"] is True
    rate = (await satisfaction.figures())["callback_satisfaction"]
    assert (rate["denominator"], rate["rate"], rate["void"]) == (0, None, 1)
    [check] = await satisfaction.checks()
    assert check["pressed"] is True


async def test_a_redo_cancels_the_check_and_the_new_answer_is_checked_anew(satisfaction, told):
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(told.redo(), told.published(2))
    states = {c["round"]: c["state"] for c in await satisfaction.checks()}
    assert states == {1: "cancelled", 2: "due"}
    await satisfaction.hear(told.called(1, handled=True, reply_true=True))  # the old round's call
    assert (await satisfaction.journal())[-1]["why"] == "check_not_open"
    await satisfaction.hear(told.called(2, handled=True, reply_true=True))
    [passed] = await satisfaction.said("check_passed")
    assert passed["round"] == 2


async def test_a_failed_check_stays_failed_when_the_next_round_passes(satisfaction, told):
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(told.called(handled=False), told.redo(), told.published(2))
    await satisfaction.hear(told.called(2, handled=True, reply_true=True))
    states = {c["round"]: c["state"] for c in await satisfaction.checks()}
    assert states == {1: "failed", 2: "passed"}


async def test_routings_word_waits_for_intakes_acceptance(satisfaction, told):
    settled = await satisfaction.hear(told.published())
    assert settled.counts["not_yet"] == 1
    await satisfaction.hear(told.received(), told.accepted())
    await satisfaction.sweep()
    assert await satisfaction.facts() == ["check_opened"]


async def test_a_withdrawn_case_is_checked_no_more(satisfaction, told):
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(told.withdrawn())
    [check] = await satisfaction.checks()
    assert check["state"] == "cancelled"
    await satisfaction.hear(told.published(2), told.closed(reason="withdrawn"))
    assert (await satisfaction.journal())[-2]["why"] == "case_withdrawn"
    assert (await satisfaction.figures())["closed"]["by_reason"] == {"withdrawn": 1}


async def test_a_closed_case_needs_no_check_any_more(satisfaction, told):
    await satisfaction.hear(*told.to_publication(), told.closed(reason="upheld"))
    [check] = await satisfaction.checks()
    assert check["state"] == "cancelled"


@pytest.mark.parametrize(
    ("body", "status", "rule"),
    [
        ({}, 422, "nothing_found"),
        ({"handled": "perhaps"}, 422, "invalid_request"),
        ({"method": "waived", "handled": True}, 422, "invalid_request"),
        ({"handled": True, "comment": "x" * 1001}, 422, "invalid_request"),
        ({"handled": True, "comment": "a\0b"}, 422, "invalid_request"),
        ({"handled": True, "passed": True}, 422, "invalid_request"),
    ],
)
async def test_bad_records_are_refused_and_change_nothing(satisfaction, told, body, status, rule):
    await satisfaction.hear(*told.to_publication())
    answer = await satisfaction.record(**body)
    assert (answer.status_code, answer.json()["rule"]) == (status, rule)
    assert await satisfaction.rows("SELECT * FROM finding") == []


async def test_a_record_without_an_open_check_is_refused(satisfaction, told):
    unknown = await satisfaction.record(handled=True)
    assert (unknown.status_code, unknown.json()["rule"]) == (404, "case_unknown")
    await satisfaction.hear(told.received(), told.accepted())
    early = await satisfaction.record(handled=True)
    assert (early.status_code, early.json()["rule"]) == (409, "no_open_check")


async def test_the_authors_words_are_kept_apart_and_can_be_erased(satisfaction, told):
    await satisfaction.hear(*told.to_publication(), told.on_board(5, "非常感谢"))
    await satisfaction.hear(told.called(handled=True, reply_true=True, comment="还行"))
    assert "还行" not in str(await satisfaction.journal())
    assert "还行" not in str(await satisfaction.said())
    assert await satisfaction.rows("SELECT comment FROM finding") == [{"comment": "还行"}]
    await satisfaction.hear(told.erased())
    assert await satisfaction.rows("SELECT comment FROM finding") == [{"comment": None}]
    assert await satisfaction.rows("SELECT comment FROM rating") == [{"comment": None}]
    assert (await satisfaction.figures())["board_satisfaction"]["denominator"] == 1


async def test_an_agent_records_nothing_by_hand(satisfaction, told):
    await satisfaction.hear(*told.to_publication())
    body = {"method": "phone", "handled": True, "reply_true": True}
    answer = await satisfaction.call("POST", f"/v1/cases/{told.case_id}/check", body, role="agent")
    assert (answer.status_code, answer.json()["rule"]) == (403, "wrong_role")


async def test_calls_for_another_purpose_are_not_ours_and_a_strangers_check_is_ignored(
    satisfaction, told
):
    await satisfaction.hear(*told.to_publication())
    before = len(await satisfaction.journal())
    verification = told.called(outcome="refused").model_copy(update={"purpose": "verification"})
    await satisfaction.hear(verification)
    assert len(await satisfaction.journal()) == before
    await satisfaction.hear(told.called(7, handled=True, reply_true=True))
    assert (await satisfaction.journal())[-1]["why"] == "check_unknown"
