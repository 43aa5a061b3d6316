"""The demo's scripts fit its data, and what it prints can be read."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial

from deploy.cli.show import width
from deploy.demo.chronicle import Chronicle, Counts
from deploy.demo.hours import Hours
from deploy.demo.people import DATA, Organisation
from deploy.demo.scripts import SCRIPTS
from deploy.demo.show import lines_of_acts, lines_of_figures
from shared.clock import SHANGHAI

MONDAY = datetime(2022, 3, 28, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_every_message_has_a_script_and_every_script_a_message():
    rows = json.loads((DATA / "board-export.json").read_text())["responseData"]
    forms = json.loads((DATA / "form-entries.json").read_text())
    history = {"6120001"}
    assert {str(row["tid"]) for row in rows} - history | set(forms) == set(SCRIPTS)


def units_of(script) -> Iterable[str]:
    if script.letter:
        yield from (script.letter.lead, *script.letter.assisting)
        for above, below in script.letter.below.items():
            yield from (above, *below)
    yield from (question.unit for question in script.questions)
    yield from (part.by for part in (script.meeting, script.third_party) if part)
    yield from script.meeting.units if script.meeting else ()


def test_every_unit_of_a_script_is_in_the_organisation():
    known = set(Organisation().units)
    for number, script in SCRIPTS.items():
        assert set(units_of(script)) <= known, number


def test_the_office_is_open_on_working_days_and_no_others():
    hours = Hours()
    hours.learn([date(2022, 6, 3)], [date(2022, 6, 5)])  # 端午, and a Sunday worked for it
    at = partial(datetime, 2022, 6, tzinfo=SHANGHAI)
    for moment, opened in (
        (at(2, 16, 59), at(2, 16, 59)),
        (at(2, 17), at(5, 9)),
        (at(3, 11), at(5, 9)),
        (at(5, 8, 59), at(5, 9)),
        (at(5, 23), at(6, 9)),
    ):
        assert hours.open_from(moment) == opened


def test_a_week_is_told_once_it_is_over_and_only_if_something_was_done(capsys):
    chronicle = Chronicle()
    chronicle.week(MONDAY, Counts(0, 0, 0))
    chronicle.week(MONDAY + DAY, Counts(2, 0, 9))
    chronicle.week(MONDAY + 7 * DAY, Counts(5, 1, 40))
    chronicle.week(MONDAY + 8 * DAY, Counts(5, 1, 40))
    chronicle.week(MONDAY + 14 * DAY, Counts(5, 1, 40))
    [line] = capsys.readouterr().out.splitlines()
    assert "2022-04-03" in line
    assert "接收  5" in line
    assert "在办  4" in line
    assert "办结  1" in line


def test_nobody_is_told_when_nobody_listens(capsys):
    chronicle = Chronicle(aloud=False)
    chronicle.step("starting")
    chronicle.tell(MONDAY, "LL2022-000001", "批示")
    assert capsys.readouterr().out == ""


def ratio(numerator, denominator, rate, **more) -> Mapping[str, object]:
    return {"numerator": numerator, "denominator": denominator, "rate": rate, **more}


FIGURES = {
    "as_of": "2023-01-04T01:00:00+00:00",
    "received": {"count": 31, "scope": "收"},
    "historic": {"count": 1, "answered": 1, "scope": "史"},
    "replied": {"count": 31, "scope": "复", "by_kind": {"help": 7, "complaint": 14},
                "by_route": {"dispatch": 20, "direct": 11}},
    "closed": {"count": 31, "scope": "结", "by_reason": {"check_passed": 31}},
    "board_satisfaction": ratio(2, 2, 100.0, name="网评满意度", bands={"很满意": 2}, scope="网",
                                participation=ratio(2, 31, 6.45)),
    "callback_satisfaction": ratio(0, 0, None, name="回访满意率", bands={}, scope="访",
                                   participation=ratio(0, 26, 0.0)),
}  # fmt: skip


def test_figures_are_told_with_their_date_their_parts_and_their_scope():
    text = "\n".join(lines_of_figures(FIGURES))
    assert "2023-01-04 09:00:00" in text
    assert "by kind 类别: 投诉 14、求助 7" in text
    assert "by route 办理方式: 交办 20、直接答复 11" in text
    assert "100.00 % (2 ÷ 2)" in text
    assert "参评率 6.45 % (2 ÷ 31)" in text
    for word in ("{", "None", "'", "_"):
        assert word not in text
    assert all(scope in text for scope in "收史复结网访")


def test_leaders_acts_are_a_table_with_the_personal_ones_in_brackets():
    counted = {"instructed": 16, "instructed_personally": 15, "read": 22, "read_personally": 22,
               "replied": 1, "replied_personally": 1}  # fmt: skip
    acts = {"from": "2022-01-01", "until": "2022-12-31", "items": [
        {"post_id": "ll-secretary", "title": "吕梁市委书记", "holder": "郑某406", **counted},
        {"post_id": "x", "title": "孝义市委书记", "holder": "戚某432", **counted},
    ]}  # fmt: skip
    *_, head, first, second = lines_of_acts(acts, {"replied": 31, "handled": 30})
    assert width(first[: first.index("16 (15)")]) == width(head[: head.index("批示")])
    assert width(second[: second.index("22 (22)")]) == width(head[: head.index("阅批")])
