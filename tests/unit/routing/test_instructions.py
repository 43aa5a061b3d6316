"""Who instructs and reads what, in whose name, and what the words must say."""

from datetime import date

import pytest

from services.routing.domain.instructions import (
    may_instruct,
    may_read,
    must_be_an_opinion,
    must_be_clear,
    must_be_of_level,
)
from services.routing.domain.organisation import acting_for
from shared.rules import Refused
from tests.unit.routing.builders import (
    XIAOYI,
    a_case,
    a_post,
    an_actor,
    an_assignment,
    xiaoyi_post,
)

DAY = date(2022, 3, 28)


def refused(rule: str, act, *args) -> None:
    with pytest.raises(Refused) as error:
        act(*args)
    assert error.value.rule == rule


EMPTY_WORDS = ["已阅", "圈阅", "知悉", "阅", "已阅。", " 圈 阅 ！", "已阅，知悉", "收到", "……"]


@pytest.mark.parametrize("text", [*EMPTY_WORDS, "同意", "同意。", "已阅，同意", "「同意」"])
def test_an_instruction_that_tells_nothing_is_refused(text) -> None:
    refused("opinion_unclear", must_be_clear, text)


@pytest.mark.parametrize("text", EMPTY_WORDS)
def test_a_reading_that_tells_nothing_is_refused(text) -> None:
    refused("opinion_unclear", must_be_an_opinion, text)


@pytest.mark.parametrize("text", ["请市公安局尽快妥善处理。", "同意公安局意见", "已阅。请抓紧办理"])
def test_a_clear_opinion_is_an_instruction(text) -> None:
    must_be_clear(text)


@pytest.mark.parametrize("text", ["同意", "同意。", "已阅，同意", "请补充时限"])
def test_at_the_reading_to_agree_is_an_opinion(text) -> None:
    must_be_an_opinion(text)


def test_the_leader_addressed_instructs() -> None:
    may_instruct(a_case(state="opened"), a_post())


def test_another_city_leader_does_not() -> None:
    refused("not_the_addressee", may_instruct, a_case(), a_post(post_id="ll-mayor"))


@pytest.mark.parametrize("addressee", [None, XIAOYI])
def test_any_city_leader_takes_up_what_is_addressed_to_no_other(addressee) -> None:
    may_instruct(a_case(addressee=addressee), a_post(post_id="ll-mayor"))


@pytest.mark.parametrize("state", ["issued", "signed", "forwarded"])
def test_a_county_leader_instructs_on_what_the_countys_office_has(state) -> None:
    may_instruct(a_case(an_assignment(1, "141181-office", state)), xiaoyi_post())


def test_a_county_leader_has_no_word_where_the_countys_office_has_nothing() -> None:
    for case in (
        a_case(),
        a_case(an_assignment(1, "141182-office")),
        a_case(an_assignment(1, "141181-office", "answered")),
        a_case(an_assignment(1, "141181-office", round=1), round=2),
    ):
        refused("not_the_addressee", may_instruct, case, xiaoyi_post())


def test_the_answer_is_read_by_whom_the_message_was_addressed_to() -> None:
    may_read(a_case(), a_post())
    may_read(a_case(addressee=XIAOYI), xiaoyi_post())
    may_read(a_case(addressee=None), a_post(post_id="ll-mayor"))
    refused("not_the_addressee", may_read, a_case(addressee=XIAOYI), a_post())
    refused("not_the_addressee", may_read, a_case(), xiaoyi_post())
    refused("not_the_addressee", may_read, a_case(), a_post(post_id="ll-mayor"))
    refused("not_the_addressee", may_read, a_case(addressee=None), xiaoyi_post())


def test_a_role_fits_its_post() -> None:
    must_be_of_level(an_actor("leader"), a_post())
    must_be_of_level(an_actor("county_leader"), xiaoyi_post())
    refused("not_the_addressee", must_be_of_level, an_actor("leader"), xiaoyi_post())
    refused("not_the_addressee", must_be_of_level, an_actor("county_leader"), a_post())


# ---- in whose name ---------------------------------------------------------------------------


def test_the_holder_acts_in_person() -> None:
    holder, by = acting_for(a_post(), an_actor(), "own", DAY)
    assert holder == "郑某"
    assert by.on_behalf_of is None


@pytest.mark.parametrize(("mode", "name"), [("recorded", "王某"), ("deputy", "冯某")])
def test_who_acts_for_the_holder_says_so(mode, name) -> None:
    holder, by = acting_for(a_post(), an_actor(name=name), mode, DAY)
    assert (holder, by.name, by.on_behalf_of) == ("郑某", name, "郑某")


@pytest.mark.parametrize(
    ("mode", "name", "rule"),
    [
        ("own", "王某", "not_the_holder"),
        ("own", "冯某", "not_the_holder"),
        ("deputy", "王某", "not_a_deputy"),
        ("recorded", "冯某", "not_the_secretary"),
        ("recorded", "郑某", "not_the_secretary"),
    ],
)
def test_the_secretary_records_and_never_decides(mode, name, rule) -> None:
    refused(rule, acting_for, a_post(), an_actor(name=name), mode, DAY)


def test_a_change_of_holder_takes_effect_on_its_day() -> None:
    before, after = date(2022, 6, 30), date(2022, 7, 1)
    assert acting_for(xiaoyi_post(), an_actor(name="戚某"), "own", before)[0] == "戚某"
    assert acting_for(xiaoyi_post(), an_actor(name="谢某"), "own", after)[0] == "谢某"
    refused("not_the_holder", acting_for, xiaoyi_post(), an_actor(name="戚某"), "own", after)


def test_nobody_acts_in_a_vacant_post() -> None:
    before_all = date(2021, 5, 31)
    refused("post_vacant", acting_for, xiaoyi_post(), an_actor(name="戚某"), "own", before_all)
