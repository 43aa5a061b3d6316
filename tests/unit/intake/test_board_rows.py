"""Any row of any export: an outcome and never an exception."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.board import (
    ROW_LIMIT,
    BoardFacts,
    BoardRow,
    Invalid,
    read_row,
    without_contact,
)
from services.intake.domain.reading import FIRST_DAY, SHANGHAI, SKEW
from tests.unit.intake.builders import NOW, a_row, an_arrival, read

TEXT = st.text(st.characters(exclude_categories=[]))  # surrogates and NUL too
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
KEYS = [*a_row(), "typeId", "domainId", "answerId", "answerContent", "answerDateline", "gradeText"]
CONTACT = JSON | st.dictionaries(st.sampled_from(["realName", "phone", "place"]), JSON)
AWKWARD = st.dictionaries(st.sampled_from(KEYS), JSON) | st.fixed_dictionaries(
    {"tid": st.integers(1, 10**8), "contact": CONTACT},
    optional={key: JSON for key in KEYS if key not in {"tid", "contact"}},
)


@given(JSON | AWKWARD | AWKWARD.map(lambda row: a_row() | row))
def test_any_row_is_a_case_or_broke_a_rule(raw: Any) -> None:
    row = read_row(raw, NOW)
    if isinstance(row, Invalid):
        assert row.rule in {"row_not_an_object", "tid_missing", "tid_unusable"}
        return
    arrival = row.arrival
    assert row.tid.isascii()
    assert row.tid.isdigit()
    assert FIRST_DAY <= arrival.posted_at <= arrival.admitted_at <= NOW + SKEW
    assert arrival.all_flags is not None
    assert 2006 <= arrival.year <= 2022
    kept = [arrival.title, arrival.text, arrival.nickname, arrival.name, arrival.phone,
            arrival.type_name, arrival.domain_name, arrival.place, row.facts.answer_text or "",
            row.facts.grade_text or "", row.facts.state_info]  # fmt: skip
    for text in kept:
        assert "\0" not in text
        text.encode()  # what cannot be encoded can neither be stored nor sent


@pytest.mark.parametrize("raw", [None, 7, "row", [], True, [{}]])
def test_a_row_must_be_an_object(raw: object) -> None:
    assert read_row(raw, NOW) == Invalid("row_not_an_object")


@pytest.mark.parametrize("tid", [..., None, ""])
def test_a_row_without_a_number_is_named(tid: object) -> None:
    assert read_row(a_row(tid=tid), NOW) == Invalid("tid_missing")


@pytest.mark.parametrize("tid", ["abc", 0, -5, 1.5, True, [], {}, "1" * 20, 10**19, "12 a", "０"])
def test_an_unusable_number_is_named(tid: object) -> None:
    assert read_row(a_row(tid=tid), NOW) == Invalid("tid_unusable")


@pytest.mark.parametrize(
    "tid", [15210077, "15210077", " 15210077\t", "１５２１００７７", 15210077.0]
)
def test_a_number_may_come_in_many_shapes(tid: object) -> None:
    assert read(tid=tid).tid == "15210077"


def test_a_row_that_no_bus_carries_is_refused_and_a_long_one_is_kept_whole() -> None:
    assert read_row(a_row(content="长" * ROW_LIMIT), NOW) == Invalid("row_too_large")
    long = an_arrival(content="长" * 50_000)
    assert len(long.text) == 50_000
    assert "text_over_limit" in long.flags


def test_a_row_nested_beyond_reading_is_refused() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert read_row({"tid": 1, "content": deep}, NOW) == Invalid("row_nested_too_deeply")


def test_missing_keys_and_nulls_are_an_empty_case_with_flags() -> None:
    bare, nulls = read_row({"tid": 1}, NOW), read_row(dict.fromkeys(a_row()) | {"tid": 1}, NOW)
    assert isinstance(bare, BoardRow)
    assert bare == nulls
    assert bare.arrival.phone_state == "missing"
    assert bare.arrival.posted_at == bare.arrival.admitted_at == NOW
    assert set(bare.arrival.all_flags) == {
        "posted_at_unreadable", "admitted_at_unreadable", "text_missing", "type_unknown",
        "domain_unknown",
    }  # fmt: skip


def test_a_wrong_shape_is_kept_as_text_and_flagged() -> None:
    arrival = an_arrival(subject=["停水"], content={"a": 1}, contact="13000000002")
    assert (arrival.title, arrival.text) == ('["停水"]', '{"a": 1}')
    assert arrival.phone_state == "missing"
    assert {"title_not_text", "text_not_text", "contact_unreadable"} <= set(arrival.flags)


def test_broken_characters_do_not_reach_the_store() -> None:
    arrival = an_arrival(content="停\0水\ud800了\r\n三天\x07", subject="停\0水")
    assert (arrival.title, arrival.text) == ("停水", "停水\ufffd了\n三天")


@pytest.mark.parametrize(
    ("posted", "admitted", "expected", "flags"),
    [
        ("昨天", 1662192000, 1662192000, {"posted_at_unreadable"}),
        (1662192000, None, 1662192000, {"admitted_at_unreadable"}),
        ("1662192000", 1662192000000, 1662192000, set()),
        ("2022-09-03 16:00:00", "2022/9/3 16:00", 1662192000, set()),
        (4102444800, 1662192000, 1662192000, {"posted_at_unreadable"}),  # in 2100
        (5, 1662192000, 1662192000, {"posted_at_unreadable"}),  # in 1970
        (1662192001, 1662192000, 1662192001, {"admitted_before_posted"}),
    ],
)
def test_times_are_read_or_replaced_and_flagged(
    posted: object, admitted: object, expected: int, flags: set[str]
) -> None:
    arrival = an_arrival(dateline=posted, threadsCheckTime=admitted)
    assert arrival.posted_at == arrival.admitted_at == datetime.fromtimestamp(expected, UTC)
    assert set(arrival.flags) == flags


def test_a_type_given_by_its_number_alone_is_known() -> None:
    arrival = an_arrival(typeName=..., typeId="6", domainName="", domainId=14)
    assert (arrival.type_name, arrival.domain_name, arrival.kind) == ("求助", "教育", "help")


def test_the_board_s_numbers_of_types_and_domains_are_these_and_no_others() -> None:
    types = {1: "咨询", 2: "投诉", 5: "建言", 6: "求助", 9: "感谢"}
    domains = {
        1: "治安", 2: "政务", 4: "企业", 5: "旅游", 6: "交通", 7: "城建", 9: "三农", 10: "文娱",
        11: "就业", 12: "医疗", 13: "环保", 14: "教育", 16: "其他", 20: "金融",
    }  # fmt: skip
    for number in range(30):
        told = an_arrival(typeName=..., typeId=number, domainName=..., domainId=number)
        assert told.type_name == types.get(number, ""), number
        assert told.domain_name == domains.get(number, ""), number


def test_a_number_that_the_board_s_tables_do_not_have_tells_nothing() -> None:
    arrival = an_arrival(typeName=..., typeId=3, domainName=..., domainId="x")
    assert (arrival.type_name, arrival.domain_name) == ("", "")


@pytest.mark.parametrize(("fid", "kept"), [(2**31 - 1, 2**31 - 1), (2**31, None), (0, None)])
def test_whom_a_message_is_for_is_a_number_that_the_store_holds(fid, kept) -> None:
    assert an_arrival(fid=fid).addressee_fid == kept


def test_all_that_a_row_tells_of_a_message_is_kept() -> None:
    whole = read(incidentTime="1998-08-01", incidentPlace="汾阳市", subject="长" * 22)
    arrival = whole.arrival
    told = (arrival.channel, arrival.external_id, arrival.addressee_fid, arrival.addressee_name)
    assert told == ("board", "15210077", 1010, "孝义市委书记")
    assert (arrival.nickname, arrival.name, arrival.phone) == ("孝义市民", "赵某", "13000000002")
    assert (arrival.place, arrival.incident_place) == ("孝义市", "汾阳市")
    assert (arrival.outside_office, arrival.outside_due_on) == ("", None)
    assert (arrival.incident_at, arrival.flags) == (datetime(1998, 8, 1, tzinfo=SHANGHAI), ())
    assert an_arrival(content="长" * 1000).flags == ()
    assert an_arrival(content="长" * 1001).flags == ("text_over_limit",)
    assert an_arrival(subject="长" * 23).flags == ("title_over_limit",)


def test_what_the_board_says_of_a_message_is_kept_and_nothing_is_none() -> None:
    facts = read(
        stateInfo="已办理", processInfo="已交办", answerId=7, answerContent="您好",
        answerDateline=1654000000, answerOrganization="孝义市委", grade=0.5, gradeLevel=1,
        gradeManner=2, gradeSpeed=5, gradeText="谢谢",
    ).facts  # fmt: skip
    at = datetime.fromtimestamp(1654000000, UTC)
    assert facts == BoardFacts(
        "已办理", "已交办", "7", "您好", at, "孝义市委", 0.5, 1, 2, 5, "谢谢"
    )  # fmt: skip
    assert read().facts == BoardFacts("待回复", "未交办", *[None] * 9)
    assert (read(grade=5.5).facts.grade, read(grade=5).facts.grade) == (None, 5)


@pytest.mark.parametrize("raw", [{"tid": 7, "contact": {"phone": "1"}, "subject": "停水"}])
def test_a_row_of_somebody_whom_nobody_will_call_has_no_contact(raw: dict[str, Any]) -> None:
    assert without_contact(raw) == {"tid": 7, "subject": "停水"}
    assert without_contact(["停水"]) == ["停水"]


def test_a_row_just_as_long_as_a_bus_carries_is_kept() -> None:
    room = 600_000 - len(json.dumps({"tid": 1, "content": ""}))
    assert isinstance(read_row({"tid": 1, "content": "a" * room}, NOW), BoardRow)
    assert read_row({"tid": 1, "content": "a" * (room + 1)}, NOW) == Invalid("row_too_large")


def test_not_rated_is_no_grade() -> None:
    unrated = read(grade=0, gradeLevel=0).facts
    assert (unrated.grade, unrated.grade_level) == (None, None)
    rated = read(grade="4.3", gradeLevel="4", gradeManner=6, gradeSpeed=2.5).facts
    assert (rated.grade, rated.grade_level, rated.grade_manner, rated.grade_speed) == (
        4.3, 4, None, None,
    )  # fmt: skip
