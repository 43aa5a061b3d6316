"""A wish told later is obeyed by calls and SMS, the planned ones too."""

import pytest

from shared.contracts.envelope import Actor
from shared.contracts.intake import (
    AttemptRecorded,
    CaseAccepted,
    VerificationRequested,
    Wishes,
    WishesChanged,
)
from shared.contracts.satisfaction import CheckOpened
from tests.integration.notify.conftest import CASE, PHONE
from tests.integration.notify.test_notices import NOON, accepted

CLERK = Actor(sub="staff/1", name="水某", role="clerk")
ASKED = VerificationRequested(case_id=CASE, holder=CLERK)


def changed(**wishes: bool) -> WishesChanged:
    return WishesChanged(case_id=CASE, wishes=Wishes(**wishes), reason="author_asked", by=CLERK)


def tried(outcome) -> AttemptRecorded:
    return AttemptRecorded(
        case_id=CASE, channel="visit", contact_no=0, outcome=outcome, attempted_at=NOON, by=CLERK
    )


async def tasks(notify):
    return [
        r["state"] for r in await notify.rows("SELECT state FROM callback_task ORDER BY task_id")
    ]


async def test_who_wishes_no_call_any_more_is_not_called(notify):
    await notify.know_author()
    await notify.hear(ASKED, changed(no_call=True))
    assert await tasks(notify) == ["exhausted"]
    [told] = await notify.said("callback_exhausted")
    assert told["reason"] == "not_wanted"
    await notify.hear(ASKED)
    assert await tasks(notify) == ["exhausted", "exhausted"]


async def test_who_wants_secrecy_by_now_is_asked_no_more_how_it_went(notify):
    check = CheckOpened(
        case_id=CASE, check_id=f"{CASE}-C1", round=1, by_phone=True, ask_rating=True
    )
    await notify.know_author()
    await notify.hear(ASKED, check, changed(secret=True))
    rows = await notify.rows("SELECT purpose, state FROM callback_task ORDER BY purpose")
    assert [(r["purpose"], r["state"]) for r in rows] == [
        ("after_check", "exhausted"), ("verification", "open"),
    ]  # fmt: skip


async def test_an_sms_that_was_planned_before_the_author_asked_for_secrecy_is_not_sent(notify):
    await notify.know_author()
    await notify.hear(accepted(), changed(secret=True))
    await notify.work_off()
    assert notify.sent() == []
    assert [r["state"] for r in await notify.rows("SELECT state FROM delivery")] == ["expired"]


@pytest.mark.parametrize(("sms_ok", "sent"), [(False, 0), (True, 1)])
async def test_a_secret_case_gets_an_sms_only_if_its_author_said_so(notify, sms_ok, sent):
    await notify.know_author(secret=True)
    if sms_ok:
        await notify.hear(changed(secret=True, sms_ok=True))
    event: CaseAccepted = accepted()
    await notify.hear(event)
    await notify.work_off()
    assert len(notify.sent()) == sent


async def test_a_better_number_is_the_one_that_is_called(notify):
    await notify.know_author(phone=None)
    await notify.hear(ASKED)
    assert await tasks(notify) == ["exhausted"]
    await notify.know_author(phone=PHONE)
    await notify.hear(ASKED)
    assert (await notify.lease())["phone"] == PHONE


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("reached", "cancelled"), ("refused", "cancelled"), ("no_answer", "open")],
)
async def test_nobody_calls_an_author_who_was_reached_by_other_ways(notify, outcome, state):
    await notify.know_author()
    await notify.hear(ASKED, tried(outcome))
    assert await tasks(notify) == [state]
