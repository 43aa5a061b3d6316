"""The 3, 7 and 15 days: from the board's admission to the first publication."""

from datetime import timedelta

from shared.contracts.intake import (
    BoardUpdated,
    CaseClassified,
    CaseWithdrawn,
    HistoryRecorded,
)
from shared.contracts.routing import CaseReopened, RedoOrdered, ReplyReturned
from tests.integration.deadlines.facts import (
    CASE,
    CLERK,
    accepted,
    april,
    dispatched,
    issued,
    march,
    published,
    received,
)

DUE = march(24, 0)  # 24:00 of the 23rd


def classified(handling_class, case_id: str = CASE) -> CaseClassified:
    return CaseClassified(
        case_id=case_id, kind="complaint", domain_name="城建", handling_class=handling_class,
        reason="content", by=CLERK,
    )  # fmt: skip


async def test_a_case_that_arrives_starts_the_public_clock_at_its_admission(deadlines):
    await deadlines.happen(march(18), received(admitted_at=march(16)))
    clock = await deadlines.clock("public/1")
    assert (clock["started_at"], clock["due_at"]) == (march(16), DUE)
    [started] = [e for e in await deadlines.said() if e["clock"] == "public"]
    assert started["fact"] == "deadline_started"
    assert (started["days"], started["working_days"], started["estimated"]) == (7, False, False)
    [entry] = [
        row for row in await deadlines.journal() if row["facts"]["clock"].endswith("public/1")
    ]
    assert (entry["action"], entry["to"], entry["facts"]["basis"]) == ("start", "running", "length")


async def test_thanks_start_no_public_clock_and_the_journal_says_why(deadlines):
    await deadlines.happen(march(16), received(handling_class="none"))
    assert await deadlines.clocks() == {"claim/1": "running"}
    assert (await deadlines.journal())[0]["why"] == "class_none"


async def test_history_starts_nothing(deadlines):
    await deadlines.happen(
        march(16),
        HistoryRecorded(
            case_id=CASE, external_id="6120001", addressee_fid=1, addressee_name="吕梁市委书记",
            type_name="咨询", domain_name="城建", kind="inquiry", title="供暖", text="何时供暖",
            posted_at=march(1), answer_text="已供暖", answered_at=march(2), answered_by="住建局",
            grade=None, reason="answered_on_board",
        ),
    )  # fmt: skip
    assert await deadlines.clocks() == {}
    assert [row["why"] for row in await deadlines.journal()] == ["answered_on_board"]
    assert await deadlines.said() == []


async def test_a_timely_publication_meets_the_clock_and_opens_the_check(deadlines):
    await deadlines.happen(march(16), received(), accepted())
    await deadlines.happen(march(20), published(march(20)))
    assert await deadlines.told_of("public/1") == ["deadline_started", "deadline_met"]
    [met] = await deadlines.said("deadline_met")
    assert met["late"] is False
    assert (await deadlines.clock("check/1"))["due_at"] == march(28, 0)
    assert await deadlines.timers() == {
        ("claim/1", "due"): march(18, 0),
        ("check/1", "due"): march(28, 0),
        ("check/1", "warn"): march(26, 9),
    }


async def test_lateness_is_judged_by_the_time_of_publication_not_of_hearing(deadlines):
    await deadlines.happen(march(16), received(), accepted())
    await deadlines.happen(march(25), published(DUE - timedelta(seconds=1)))
    [met] = await deadlines.said("deadline_met")
    assert met["late"] is False


async def test_the_due_instant_itself_is_late(deadlines):
    await deadlines.happen(march(16), received(), accepted())
    await deadlines.happen(march(24), published(DUE))
    [met] = await deadlines.said("deadline_met")
    assert met["late"] is True


async def test_what_was_missed_stays_missed_when_the_answer_comes_late(deadlines):
    await deadlines.happen(march(16), received(), accepted())
    await deadlines.move_to(DUE)
    await deadlines.fire()
    await deadlines.happen(march(24), published(march(24)))
    assert await deadlines.told_of("public/1") == [
        "deadline_started", "deadline_missed", "reminder_issued", "deadline_met",
    ]  # fmt: skip
    assert (
        len(await deadlines.rows("SELECT 1 FROM clock_miss WHERE clock_id LIKE '%/public/1'")) == 1
    )
    assert await deadlines.rows("SELECT 1 FROM clock_miss_withdrawal") == []


async def test_a_miss_is_withdrawn_when_a_timely_publication_is_heard_late(deadlines):
    await deadlines.happen(march(16), received(), accepted())
    await deadlines.move_to(march(24, 1))
    await deadlines.fire()
    await deadlines.hear(published(march(23, 23)))
    assert (await deadlines.told_of("public/1"))[-2:] == ["deadline_miss_withdrawn", "deadline_met"]
    [met] = await deadlines.said("deadline_met")
    assert met["late"] is False
    [withdrawn] = await deadlines.said("deadline_miss_withdrawn")
    assert withdrawn["ended_at"] == "2026-03-23T23:00:00+08:00"


async def test_a_returned_draft_and_a_re_import_move_no_date(deadlines):
    await deadlines.happen(march(16), received(), accepted())
    before = await deadlines.clock("public/1")
    await deadlines.happen(
        march(19),
        ReplyReturned(case_id=CASE, round=1, assignment_id=None, by=CLERK),
        BoardUpdated(
            case_id=CASE, external_id="15210077", state_info="办理中", process_info="已交办",
            answer_id=None, answer_text=None, answered_at=None, answered_by=None, grade=None,
            grade_level=None, grade_manner=None, grade_speed=None, grade_text=None,
        ),
    )  # fmt: skip
    assert await deadlines.clock("public/1") == before


async def test_an_import_that_comes_too_late_is_missed_at_once(deadlines):
    await deadlines.happen(march(30), received(admitted_at=march(16)))
    assert await deadlines.timers() == {
        ("public/1", "due"): DUE,
        ("claim/1", "due"): april(1),
    }
    await deadlines.fire()
    assert await deadlines.told_of("public/1") == [
        "deadline_started", "deadline_missed", "reminder_issued",
    ]  # fmt: skip


# -- another class ------------------------------------------------------------------------------------


async def test_a_change_of_class_counts_from_the_first_start(deadlines):
    await deadlines.happen(march(16), received(handling_class="livelihood"))
    await deadlines.happen(march(18), classified("complex"))
    clock = await deadlines.clock("public/1")
    assert (clock["started_at"], clock["due_at"], clock["version"]) == (march(16), april(1), 2)
    [moved] = await deadlines.said("deadline_moved")
    assert moved["reason"] == "class_changed"
    assert moved["was_due_at"] == "2026-03-23T16:00:00Z"
    assert (await deadlines.timers())["public/1", "due"] == clock["due_at"]


async def test_the_old_date_no_longer_fires_after_a_move(deadlines):
    await deadlines.happen(march(16), received(handling_class="inquiry"))
    await deadlines.happen(march(18), classified("livelihood"))
    await deadlines.move_to(march(20, 1))
    await deadlines.fire()
    assert await deadlines.told_of("public/1") == ["deadline_started", "deadline_moved"]


async def test_acceptance_with_another_class_moves_the_date_too(deadlines):
    await deadlines.happen(march(16), received(handling_class="inquiry"))
    await deadlines.happen(march(17), accepted(handling_class="livelihood"))
    assert (await deadlines.clock("public/1"))["due_at"] == DUE


async def test_a_change_of_class_after_the_due_date_changes_nothing(deadlines):
    await deadlines.happen(march(16), received(handling_class="inquiry"))
    await deadlines.happen(march(21), classified("complex"))
    assert (await deadlines.clock("public/1"))["due_at"] == march(20, 0)
    assert await deadlines.ignored() == ["class_changed_after_due"]


async def test_a_change_before_the_due_date_that_is_heard_after_it_takes_the_miss_back(deadlines):
    await deadlines.happen(march(16), received(handling_class="inquiry"))
    await deadlines.move_to(march(20, 1))
    await deadlines.fire()
    await deadlines.hear(classified("complex"), at=march(19))
    assert (await deadlines.told_of("public/1"))[-2:] == [
        "deadline_miss_withdrawn",
        "deadline_moved",
    ]


async def test_a_case_that_is_thanks_after_all_has_no_clock_until_it_is_none_again(deadlines):
    await deadlines.happen(march(16), received(handling_class="livelihood"))
    await deadlines.happen(march(17), classified("none"))
    assert (await deadlines.clock("public/1"))["state"] == "cancelled"
    await deadlines.happen(march(18), classified("livelihood"))
    clock = await deadlines.clock("public/1")
    assert (clock["state"], clock["due_at"], clock["ended_at"]) == ("running", DUE, None)
    assert await deadlines.told_of("public/1") == [
        "deadline_started", "deadline_cancelled", "deadline_started",
    ]  # fmt: skip


async def test_thanks_that_are_a_complaint_after_all_count_from_their_admission(deadlines):
    await deadlines.happen(march(16), received(handling_class="none"))
    await deadlines.happen(march(18), classified("livelihood"))
    clock = await deadlines.clock("public/1")
    assert (clock["started_at"], clock["due_at"]) == (march(16), DUE)


async def test_a_change_of_class_after_the_answer_leaves_the_clock_as_it_ended(deadlines):
    await deadlines.happen(march(16), received(), accepted())
    await deadlines.happen(march(17), published(march(17)))
    await deadlines.happen(march(18), classified("inquiry"))
    assert (await deadlines.clock("public/1"))["state"] == "met"
    assert await deadlines.said("deadline_moved") == []


# -- redo, reopening, withdrawal ----------------------------------------------------------------------


def redo() -> RedoOrdered:
    return RedoOrdered(case_id=CASE, round=2, reason="check_failed", by=CLERK)


async def test_a_redo_starts_a_round_of_its_own_and_the_first_result_stands(deadlines):
    await deadlines.happen(march(16), received(), accepted())
    await deadlines.happen(march(25), published(march(25)))
    await deadlines.happen(march(26), redo())
    second = await deadlines.clock("public/2")
    assert (second["started_at"], second["due_at"]) == (march(26), april(3))
    assert (await deadlines.clocks()) == {
        "public/1": "met", "claim/1": "running", "check/1": "cancelled", "public/2": "running",
    }  # fmt: skip
    await deadlines.happen(march(27), published(march(27), in_round=2))
    assert [e["late"] for e in await deadlines.said("deadline_met")] == [True, False]


async def test_a_withdrawn_case_has_nothing_running_and_later_facts_apply_no_more(deadlines):
    await deadlines.happen(march(16), received(), accepted())
    await deadlines.happen(march(17), CaseWithdrawn(case_id=CASE, reason="author_asked", by=CLERK))
    assert set((await deadlines.clocks()).values()) == {"cancelled"}
    assert await deadlines.timers() == {}
    await deadlines.happen(march(18), dispatched(march(18), issued("a1")))
    assert await deadlines.ignored() == ["case_withdrawn"]


async def test_only_a_closed_case_is_reopened(deadlines):
    await deadlines.happen(march(16), received(), accepted())
    await deadlines.hear(CaseReopened(case_id=CASE, round=2, reason="new_facts", by=CLERK))
    assert await deadlines.ignored() == ["case_not_closed"]
