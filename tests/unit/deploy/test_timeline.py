"""What the terminal shows of a case: aligned, by the office's clock, and without a programmer's words."""

from deploy.cli.show import width
from deploy.cli.timeline import is_told, lines_of

NUMBER = "LL2022-000017"
CLERK = {"sub": "clerk-1", "name": "窦某", "role": "clerk"}
OFFICER = {"sub": "u", "name": "毕某375", "role": "county_office", "unit": "141182-office"}
SYSTEM = {"sub": "routing", "name": "routing", "role": "system"}


def entry(actor=CLERK, action="propose", service="routing", **more):
    return {"at": "2022-03-28T06:12:00.5+00:00", "service": service, "actor": actor,
            "action": action, **more}  # fmt: skip


def told(**facts):
    [line] = lines_of(NUMBER, [entry(facts=facts)])
    return line.split("propose 拟办")[1].split()


def test_columns_stand_under_each_other_whatever_the_script():
    lines = lines_of(NUMBER, [
        entry(to="proposed", facts={"unit": "ll-housing"}),
        entry(OFFICER, "sign", **{"from": "issued", "to": "signed"}, facts={"unit": "x"}),
        entry(SYSTEM, "close", says=[["routing.case_closed.v1", 1, ""]], facts={"unit": "y"}),
    ])  # fmt: skip
    assert {width(line[: line.index("unit=")]) for line in lines} == {
        width(lines[0][: lines[0].index("unit=")])
    }
    assert "毕某375 (county_office 141182-office)" in lines[1]
    assert "close 办结" in lines[2]


def test_times_are_the_office_s():
    [line] = lines_of(NUMBER, [entry()])
    assert line.startswith("  2022-03-28 14:12:00  ")
    assert told(due_at="2022-01-19T16:00:00+00:00") == ["due_at=2022-01-19T24:00"]
    assert told(published_at="2022-01-18 07:00:00.052111+00:00") == [
        "published_at=2022-01-18T15:00"
    ]
    assert told(due_on="2022-01-19") == ["due_on=2022-01-19"]


def test_facts_read_without_quotes_brackets_and_none():
    assert told(units=["ll-police", "141182-office"]) == ["units=ll-police,141182-office"]
    assert told(working_days=False, edited=True) == ["working_days=no", "edited=yes"]
    assert told(unit_id=None, units={}, flags=[], note="", round=0) == ["round=0"]
    assert told(units={"1": "ll-edu"}) == ["units=1:ll-edu"]


def test_ids_are_told_without_the_case_s_number_and_digests_cut():
    assert told(letter=f"{NUMBER}-l1", clock=f"{NUMBER}/unit/{NUMBER}-a1") == [
        "letter=l1", "clock=unit/a1",
    ]  # fmt: skip
    assert told(sha256="ab" * 32) == ["sha256=abababababababab…"]


def test_a_step_that_says_nothing_has_its_own_word():
    words = [lines_of(NUMBER, [entry(action=a, service=s)])[0].split(maxsplit=5)[-1]
             for a, s in (("check_letter", "routing"), ("check_letter", "intake"))]  # fmt: skip
    assert words == ["check_letter 核稿", "check_letter"]


def test_an_event_said_twice_is_told_once():
    twice = [["deadlines.deadline_started.v1", n, ""] for n in (1, 2)]
    [line] = lines_of(NUMBER, [entry(SYSTEM, "start", "deadlines", says=twice)])
    assert line.count("计时开始") == 1


def test_a_service_s_own_bookkeeping_is_left_out():
    assert is_told(entry(CLERK))
    assert is_told(entry(SYSTEM, says=[["routing.case_closed.v1", 1, ""]]))
    assert not is_told(entry(SYSTEM))
    assert lines_of(NUMBER, []) == []
