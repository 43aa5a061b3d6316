"""Figures: counted from dated facts, as of any date."""

from datetime import UTC, datetime

import pytest


def day(month: int, date: int, year: int = 2022) -> datetime:
    return datetime(year, month, date, 4, tzinfo=UTC)


async def test_an_empty_office_has_figures_without_rates(satisfaction):
    figures = await satisfaction.figures()
    assert figures["received"]["count"] == 0
    assert figures["replied"]["by_kind"] == {}
    assert figures["board_satisfaction"]["rate"] is None
    assert all("scope" in figure for name, figure in figures.items() if name != "as_of")


async def test_each_figure_counts_on_its_own_date(satisfaction, told):
    await satisfaction.hear(told.received(day(3, 28)), told.accepted(kind="inquiry"), at=day(3, 29))
    await satisfaction.hear(told.published(at=day(4, 3)), at=day(4, 4))
    await satisfaction.hear(told.called(handled=True, reply_true=True), at=day(4, 5))
    await satisfaction.hear(told.closed(), at=day(4, 6))
    counts = {}
    for as_of in (
        "2022-03-27",
        "2022-03-28",
        "2022-04-02",
        "2022-04-03",
        "2022-04-05",
        "2022-04-06",
    ):
        figures = await satisfaction.figures(as_of)
        counts[as_of] = tuple(figures[name]["count"] for name in ("received", "replied", "closed"))
    assert counts == {
        "2022-03-27": (0, 0, 0), "2022-03-28": (1, 0, 0), "2022-04-02": (1, 0, 0),
        "2022-04-03": (1, 1, 0), "2022-04-05": (1, 1, 0), "2022-04-06": (1, 1, 1),
    }  # fmt: skip
    figures = await satisfaction.figures("2022-12-31")
    assert figures["replied"]["by_kind"] == {"inquiry": 1}
    assert figures["replied"]["by_route"] == {"dispatch": 1}
    assert figures["closed"]["by_reason"] == {"check_passed": 1}


async def test_a_day_ends_in_shanghai_and_an_instant_is_itself(satisfaction, told):
    await satisfaction.hear(told.received(datetime(2022, 3, 28, 15, 59, tzinfo=UTC)))
    assert (await satisfaction.figures("2022-03-28"))["received"]["count"] == 1
    assert (await satisfaction.figures("2022-03-28T15:58:00Z"))["received"]["count"] == 0
    assert (await satisfaction.figures("2022-03-29T00:00:00+08:00"))["received"]["count"] == 1


async def test_a_reopened_case_is_closed_before_and_open_after(satisfaction, told):
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(told.called(handled=True, reply_true=True), told.closed(), at=day(4, 6))
    await satisfaction.hear(told.reopened(), at=day(5, 1))
    await satisfaction.hear(
        told.published(2, at=day(5, 9)), told.closed(2, "upheld"), at=day(5, 10)
    )
    closed = {
        as_of: (await satisfaction.figures(as_of))["closed"]["count"]
        for as_of in ("2022-04-30", "2022-05-01", "2022-05-10")
    }
    assert closed == {"2022-04-30": 1, "2022-05-01": 0, "2022-05-10": 1}
    assert (await satisfaction.figures())["replied"]["count"] == 1


async def test_historic_cases_count_apart_with_answers_and_grades(satisfaction, another):
    await satisfaction.hear(
        another(1).history(day(5, 1, 2018), day(5, 9, 2018), grade=3.5),
        another(2).history(day(6, 1, 2018), None),
    )
    assert await satisfaction.facts() == ["case_rated"]
    figures = await satisfaction.figures("2018-12-31")
    assert (figures["historic"]["count"], figures["historic"]["answered"]) == (2, 1)
    assert (figures["received"]["count"], figures["replied"]["count"]) == (0, 0)
    board = figures["board_satisfaction"]
    assert (board["numerator"], board["denominator"], board["rate"]) == (1, 1, 100.0)
    assert board["participation"] == {"numerator": 1, "denominator": 1, "rate": 100.0}
    assert (await satisfaction.figures("2018-05-08"))["historic"]["answered"] == 0


async def test_a_historic_case_that_gets_its_answer_later_counts_as_answered(satisfaction, told):
    await satisfaction.hear(told.history(day(1, 5), None))
    await satisfaction.hear(told.on_board(None), told.on_board(None))
    figures = await satisfaction.figures()
    assert (figures["historic"]["count"], figures["historic"]["answered"]) == (1, 1)


async def test_a_grade_is_announced_once_for_each_change(satisfaction, told):
    await satisfaction.hear(told.received())
    grades = (None, 5, 5, 0, 2, 2, 5)
    for month, grade in enumerate(grades, start=4):
        await satisfaction.hear(told.on_board(grade), at=day(month, 1))
    assert [e["grade"] for e in await satisfaction.said("case_rated")] == [5, 2, 5]
    shares = {
        as_of: (await satisfaction.figures(as_of))["board_satisfaction"]["bands"]
        for as_of in ("2022-04-30", "2022-05-01", "2022-08-01", "2022-10-01")
    }
    assert shares == {
        "2022-04-30": {}, "2022-05-01": {"很满意": 1}, "2022-08-01": {"不满意": 1},
        "2022-10-01": {"很满意": 1},
    }  # fmt: skip


async def test_the_board_and_the_calls_are_never_mixed(satisfaction, another):
    ratings = [(5, "dissatisfied"), (4.5, "fairly"), (1.5, "satisfied"), (None, None)]
    for number, (grade, answer) in enumerate(ratings, start=1):
        case = another(number)
        await satisfaction.hear(*case.to_publication(), case.on_board(grade))
        await satisfaction.hear(case.called(handled=True, reply_true=True, rating=answer))
    figures = await satisfaction.figures()
    board, calls = figures["board_satisfaction"], figures["callback_satisfaction"]
    assert (board["numerator"], board["denominator"], board["rate"]) == (2, 3, 66.67)
    assert board["bands"] == {"很满意": 2, "不满意": 1}
    assert (calls["numerator"], calls["denominator"], calls["rate"]) == (2, 3, 66.67)
    assert calls["bands"] == {"satisfied": 1, "fairly": 1, "dissatisfied": 1}
    assert board["participation"] == {"numerator": 3, "denominator": 4, "rate": 75.0}
    assert calls["participation"] == {"numerator": 3, "denominator": 4, "rate": 75.0}


async def test_only_the_boards_own_cases_can_be_rated_there(satisfaction, told, another):
    form = another(18)
    await satisfaction.hear(*told.to_publication())
    await satisfaction.hear(form.received(channel="form"), form.accepted(), form.published())
    figures = await satisfaction.figures()
    assert figures["replied"]["count"] == 2
    assert figures["board_satisfaction"]["participation"]["denominator"] == 1


async def test_a_case_whose_text_was_erased_before_it_was_heard_of_still_counts(satisfaction, told):
    await satisfaction.hear(told.accepted(), told.published())
    figures = await satisfaction.figures()
    assert (figures["received"]["count"], figures["replied"]["count"]) == (1, 1)


@pytest.mark.parametrize(
    "as_of", ["yesterday", "2022-13-01", "1999-12-31", "9999-12-31", "2022-11-30T10:00:00", "\0"]
)
async def test_an_impossible_date_is_refused(satisfaction, as_of):
    answer = await satisfaction.call("GET", "/v1/figures", params={"as_of": as_of})
    assert answer.status_code == 422
    assert answer.json()["rule"] in {"invalid_request", "as_of_out_of_range"}
