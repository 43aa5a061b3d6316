"""Claim, verification, the units' clocks and the after-check; and facts that come in another order."""

from datetime import datetime

import pytest

from shared.contracts.intake import CaseClaimed, CaseVerified, VerificationRequested
from shared.contracts.routing import (
    AssignmentForwarded,
    AssignmentReleased,
    CaseClosed,
    CaseReopened,
    RefusalRuled,
)
from shared.contracts.satisfaction import CheckPassed, CheckRecorded
from tests.integration.deadlines.facts import (
    CASE,
    CLERK,
    accepted,
    dispatched,
    issued,
    march,
    published,
    received,
    replied,
)


def claimed() -> CaseClaimed:
    return CaseClaimed(case_id=CASE, by=CLERK)


def verification() -> VerificationRequested:
    return VerificationRequested(case_id=CASE, holder=CLERK)


def checked(handled: bool = True) -> CheckRecorded:
    return CheckRecorded(
        case_id=CASE, check_id="k1", round=1, method="phone", handled=handled, reply_true=True,
        by=CLERK,
    )  # fmt: skip


def passed() -> CheckPassed:
    return CheckPassed(case_id=CASE, check_id="k1", round=1, method="phone")


def closed(reason="check_passed") -> CaseClosed:
    return CaseClosed(case_id=CASE, round=1, reason=reason)


def forwarded(at: datetime, *assignments) -> AssignmentForwarded:
    return AssignmentForwarded(
        case_id=CASE, assignment_id="a1", unit_id="141181-office", round=1,
        handling_class="livelihood", assignments=assignments, forwarded_at=at, by=CLERK,
    )  # fmt: skip


def ruled(*, upheld: bool) -> RefusalRuled:
    return RefusalRuled(
        case_id=CASE, assignment_id="a1", unit_id="ll-police", upheld=upheld, by=CLERK
    )


@pytest.fixture
async def open_case(deadlines):
    """A livelihood case of Monday the 16th, accepted on that day: its answer is due on the 23rd."""
    await deadlines.happen(march(16), received(), accepted())
    return deadlines


async def test_claim_and_verification_have_a_working_day_each(deadlines):
    await deadlines.happen(march(20), received())
    assert (await deadlines.clock("claim/1"))["due_at"] == march(24, 0)
    await deadlines.happen(march(23, 9), claimed(), verification())
    assert (await deadlines.clock("verification/1"))["due_at"] == march(25, 0)
    await deadlines.happen(march(25, 9), CaseVerified(case_id=CASE, outcome="reached", attempts=1))
    assert [(e["clock"], e["late"]) for e in await deadlines.said("deadline_met")] == [
        ("claim", False), ("verification", True),
    ]  # fmt: skip


async def test_a_verification_that_is_asked_twice_is_counted_once(deadlines):
    await deadlines.happen(march(16), received(), claimed(), verification(), verification())
    assert await deadlines.ignored() == ["already_counted"]


async def test_each_unit_gets_its_clock_and_the_assisting_one_is_due_before_the_lead(open_case):
    lead, assisting = issued("a1"), issued("a2", "ll-edu", "assisting")
    await open_case.happen(march(16, 16), dispatched(march(16, 16), assisting, lead))
    first, second = await open_case.clock("unit/a1"), await open_case.clock("unit/a2")
    assert (first["unit_id"], first["basis"], first["due_at"]) == (
        "ll-police",
        "public",
        march(21, 0),
    )
    assert (second["unit_id"], second["basis"], second["due_at"]) == (
        "ll-edu",
        "lead",
        march(20, 0),
    )


async def test_a_bureau_is_due_before_its_county_office_whose_own_clock_goes_on(open_case):
    await open_case.happen(march(16, 16), dispatched(march(16, 16), issued("a1", "141181-office")))
    child = issued("a3", "141181-urban", parent_id="a1", level="county")
    await open_case.happen(march(17), forwarded(march(17), child))
    assert (await open_case.clock("unit/a3"))["due_at"] == march(20, 0)
    assert (await open_case.clock("unit/a1"))["state"] == "running"


async def test_a_reply_meets_its_own_assignments_clock_only(open_case):
    both = issued("a1"), issued("a2", "ll-edu", "assisting")
    await open_case.happen(march(16, 16), dispatched(march(16, 16), *both))
    await open_case.happen(march(19), replied(march(19), "a1"))
    states = await open_case.clocks()
    assert (states["unit/a1"], states["unit/a2"]) == ("met", "running")
    await open_case.happen(march(19), replied(march(19), "a1"))
    assert await open_case.ignored() == ["wrong_state"]


async def test_an_answer_of_the_office_itself_ends_no_units_clock(open_case):
    await open_case.happen(march(17), replied(march(17), None))
    assert await open_case.said("deadline_met") == []
    assert await open_case.ignored() == []


async def test_a_unit_that_is_released_owes_nothing_and_the_next_one_gets_a_new_floor(open_case):
    await open_case.happen(march(16, 16), dispatched(march(16, 16), issued("a1")))
    await open_case.happen(march(20), ruled(upheld=True))
    assert (await open_case.clock("unit/a1"))["state"] == "cancelled"
    await open_case.happen(march(20, 11), dispatched(march(20, 11), issued("a2", "ll-edu")))
    clock = await open_case.clock("unit/a2")
    assert (clock["basis"], clock["due_at"]) == ("floor", march(25, 0))


async def test_a_unit_that_turned_out_to_be_accused_owes_nothing(open_case):
    await open_case.happen(march(16, 16), dispatched(march(16, 16), issued("a1")))
    released = AssignmentReleased(
        case_id=CASE, assignment_id="a1", unit_id="ll-police", reason="accused", by=CLERK
    )
    await open_case.happen(march(17), released)
    assert (await open_case.clock("unit/a1"))["state"] == "cancelled"


async def test_a_refusal_that_is_not_upheld_costs_the_unit_its_own_time(open_case):
    await open_case.happen(march(16, 16), dispatched(march(16, 16), issued("a1")))
    await open_case.happen(march(18), ruled(upheld=False))
    assert (await open_case.clock("unit/a1"))["state"] == "running"


async def test_once_the_answer_is_public_nobody_waits_for_a_unit(open_case):
    await open_case.happen(march(16, 16), dispatched(march(16, 16), issued("a1")))
    await open_case.happen(march(18), published(march(18)))
    assert (await open_case.clocks())["unit/a1"] == "cancelled"
    assert [e["reason"] for e in await open_case.said("deadline_cancelled")] == ["published"]


async def test_a_second_publication_of_a_round_changes_nothing(open_case):
    await open_case.happen(march(18), published(march(18)))
    await open_case.happen(march(19), published(march(19)))
    assert await open_case.ignored() == ["already_published"]


async def test_the_first_finding_meets_the_checks_clock(open_case):
    await open_case.happen(march(18), published(march(18)))
    await open_case.happen(march(19), checked(), passed())
    assert (await open_case.clocks())["check/1"] == "met"
    assert await open_case.ignored() == ["wrong_state"]


async def test_a_case_that_closes_leaves_nothing_running(open_case):
    await open_case.happen(march(18), published(march(18)))
    await open_case.hear(checked())
    await open_case.hear(closed())
    assert await open_case.clocks() == {
        "public/1": "met", "check/1": "met", "claim/1": "cancelled",
    }  # fmt: skip
    await open_case.happen(march(19), CaseReopened(case_id=CASE, round=2, reason="new", by=CLERK))
    assert (await open_case.clocks())["public/2"] == "running"


# -- between publishers -------------------------------------------------------------------------------


async def test_routing_is_heard_only_after_intake(deadlines):
    settled = await deadlines.hear(dispatched(march(16), issued("a1")))
    assert settled.counts["not_yet"] == 1
    [parked] = await deadlines.rows("SELECT reason FROM inbox_parked")
    assert parked["reason"] == "waits for intake.case_received.v1"
    await deadlines.hear(received())
    await deadlines.sweep()
    [parked] = await deadlines.rows("SELECT reason FROM inbox_parked")
    assert parked["reason"] == "waits for intake.case_accepted.v1"
    await deadlines.hear(accepted())
    await deadlines.sweep()
    assert (await deadlines.clocks())["unit/a1"] == "running"
    assert await deadlines.rows("SELECT 1 FROM inbox_parked") == []


async def test_a_close_that_is_heard_before_its_check_waits_for_it(open_case):
    await open_case.happen(march(18), published(march(18)))
    settled = await open_case.happen(march(19), closed())
    assert settled.counts["not_yet"] == 1
    await open_case.hear(passed())
    await open_case.sweep()
    assert (await open_case.clocks())["check/1"] == "met"


async def test_a_check_that_is_heard_before_its_publication_waits_for_it(open_case):
    settled = await open_case.happen(march(18), checked())
    assert settled.counts["not_yet"] == 1
    await open_case.hear(published(march(18)))
    await open_case.sweep()
    assert (await open_case.clocks())["check/1"] == "met"
