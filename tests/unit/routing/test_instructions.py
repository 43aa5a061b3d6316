"""Who instructs and reads what, in whose name, and what the words must say."""

from datetime import date, timedelta

import pytest

from services.routing.domain.instructions import (
    FIRST_DAY,
    LAST_DAY,
    may_instruct,
    may_read,
    measured,
    must_be_a_span,
    must_be_an_opinion,
    must_be_clear,
    must_be_of_level,
    must_be_recorded_with_scan,
    must_be_the_same_holders,
    own_instruction,
)
from services.routing.domain.posts import Deputy, acting_for
from shared.rules import Refused
from tests.refusals import refused, rule_of
from tests.unit.routing.builders import (
    MONDAY,
    XIAOYI,
    a_case,
    a_post,
    an_actor,
    an_assignment,
    an_instruction,
    xiaoyi_post,
)

DAY = date(2022, 3, 28)
ONE_DAY = timedelta(days=1)


EMPTY_WORDS = [
    "已阅",
    "圈阅",
    "阅悉",
    "阅知",
    "已知",
    "知悉",
    "阅",
    "已阅。",
    " 圈 阅 ！",
    "已阅，知悉",
    "收到",
    "……",
]


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
    homeless = xiaoyi_post(unit_id=None)
    refused("not_the_addressee", may_instruct, a_case(an_assignment(1, unit_id=None)), homeless)


def test_the_answer_is_read_by_whom_the_message_was_addressed_to() -> None:
    may_read(a_case(), a_post())
    may_read(a_case(addressee=XIAOYI), xiaoyi_post())
    unknown_place = a_case(addressee=None)
    refused("not_the_addressee", may_read, unknown_place, xiaoyi_post(unit_id=None))
    may_read(a_case(addressee=None), a_post(post_id="ll-mayor"))
    refused("not_the_addressee", may_read, a_case(addressee=XIAOYI), a_post())
    refused("not_the_addressee", may_read, a_case(), xiaoyi_post())
    refused("not_the_addressee", may_read, a_case(), a_post(post_id="ll-mayor"))
    refused("not_the_addressee", may_read, a_case(addressee=None), xiaoyi_post())


@pytest.mark.parametrize("text", ["同意", "同意。", "已阅，同意", "请再报时限"])
def test_on_a_proposal_to_agree_is_an_instruction(text) -> None:
    must_be_clear(text, proposed=True)


@pytest.mark.parametrize("text", EMPTY_WORDS)
def test_on_a_proposal_empty_words_are_still_none(text) -> None:
    with pytest.raises(Refused):
        must_be_clear(text, proposed=True)


def test_a_role_fits_its_post() -> None:
    must_be_of_level(an_actor("secretary"), a_post())
    must_be_of_level(an_actor("secretary"), xiaoyi_post())
    must_be_of_level(an_actor("leader"), a_post())
    must_be_of_level(an_actor("county_leader"), xiaoyi_post())
    refused("not_the_addressee", must_be_of_level, an_actor("leader"), xiaoyi_post())
    refused("not_the_addressee", must_be_of_level, an_actor("county_leader"), a_post())


# ---- in whose name ---------------------------------------------------------------------------


def test_the_holder_acts_in_person() -> None:
    holder, by = acting_for(a_post(), an_actor(), "own", DAY, "instruct")
    assert holder == "郑某"
    assert by.on_behalf_of is None


@pytest.mark.parametrize(
    ("mode", "role", "name"), [("recorded", "secretary", "王某"), ("deputy", "leader", "冯某")]
)
def test_who_acts_for_the_holder_says_so(mode, role, name) -> None:
    holder, by = acting_for(a_post(), an_actor(role, name), mode, DAY, "read")
    assert (holder, by.name, by.on_behalf_of) == ("郑某", name, "郑某")


@pytest.mark.parametrize(
    ("mode", "role", "name", "rule"),
    [
        ("own", "leader", "王某", "not_the_holder"),
        ("own", "leader", "冯某", "not_the_holder"),
        ("deputy", "leader", "王某", "not_a_deputy"),
        ("recorded", "leader", "王某", "not_the_secretary"),
        ("recorded", "leader", "郑某", "not_the_secretary"),
        ("recorded", "secretary", "冯某", "not_the_secretary"),
        ("own", "secretary", "王某", "secretary_only_records"),
        ("own", "secretary", "郑某", "secretary_only_records"),
        ("deputy", "secretary", "王某", "secretary_only_records"),
    ],
)
def test_the_secretary_records_and_never_decides(mode, role, name, rule) -> None:
    refused(rule, acting_for, a_post(), an_actor(role, name), mode, DAY, "read")


def test_a_deputy_acts_within_the_authority_and_its_days() -> None:
    deputy = an_actor(name="冯某")
    refused("outside_deputys_scope", acting_for, a_post(), deputy, "deputy", DAY, "instruct")
    for scope, begins, ends, may in (
        ("批示、阅批", None, None, True),
        ("批示", DAY, DAY, True),
        ("批示", DAY + ONE_DAY, None, False),
        ("批示", None, DAY - ONE_DAY, False),
    ):
        post = a_post(deputies=(Deputy("冯某", scope, begins, ends),))
        if may:
            assert acting_for(post, deputy, "deputy", DAY, "instruct")[0] == "郑某"
        else:
            refused("outside_deputys_scope", acting_for, post, deputy, "deputy", DAY, "instruct")


def test_what_is_recorded_has_its_scan_and_nothing_else_has_one() -> None:
    must_be_recorded_with_scan("recorded", "LL2022-000017-f1")
    must_be_recorded_with_scan("own", None)
    refused("scan_missing", must_be_recorded_with_scan, "recorded", None)
    for mode in ("own", "deputy"):
        refused("scan_unasked", must_be_recorded_with_scan, mode, "LL2022-000017-f1")


def test_a_change_of_holder_takes_effect_on_its_day() -> None:
    before, after = date(2022, 6, 30), date(2022, 7, 1)
    assert acting_for(xiaoyi_post(), an_actor(name="戚某"), "own", before, "instruct")[0] == "戚某"
    assert acting_for(xiaoyi_post(), an_actor(name="谢某"), "own", after, "instruct")[0] == "谢某"
    refused(
        "not_the_holder", acting_for, xiaoyi_post(), an_actor(name="戚某"), "own", after, "read"
    )


def test_nobody_acts_in_a_vacant_post() -> None:
    before_all = date(2021, 5, 31)
    refused(
        "post_vacant", acting_for, xiaoyi_post(), an_actor(name="戚某"), "own", before_all, "read"
    )


# ---- in versions -----------------------------------------------------------------------------


def test_a_leader_amends_what_was_given_in_that_post() -> None:
    mine, other = an_instruction(), an_instruction(2, "county", post_id="141181-secretary")
    assert own_instruction([mine, other], mine.instruction_id, a_post()) == mine
    refused("not_the_addressee", own_instruction, [mine, other], other.instruction_id, a_post())
    refused("instruction_unknown", own_instruction, [mine], "LL2022-000017-i9", a_post())


def test_a_new_holder_changes_no_word_of_the_last_one() -> None:
    must_be_the_same_holders(an_instruction(), "郑某")
    refused("another_holders_instruction", must_be_the_same_holders, an_instruction(), "新某")


# ---- 第一时间 ----------------------------------------------------------------------------------


def test_how_soon_is_measured_from_the_claim_and_from_the_instruction() -> None:
    hours = [MONDAY + n * timedelta(hours=1) for n in range(6)]
    assert measured(hours[0], [hours[2], hours[1]], [hours[4], hours[5]]) == {
        "claim_to_instruction_h": 1.0,
        "instruction_to_letter_h": 3.0,
    }


def test_what_has_not_happened_is_not_measured() -> None:
    nothing = {"claim_to_instruction_h": None, "instruction_to_letter_h": None}
    assert measured(MONDAY, [], [MONDAY]) == nothing
    assert measured(None, [MONDAY], []) == nothing
    before = MONDAY - ONE_DAY  # a letter sent at once, before the county's leader instructed
    assert measured(None, [MONDAY], [before])["instruction_to_letter_h"] is None


def test_a_letter_of_the_same_instant_follows_the_instruction_and_hours_have_two_places() -> None:
    assert measured(None, [MONDAY], [MONDAY])["instruction_to_letter_h"] == 0.0
    later = MONDAY + timedelta(hours=100, seconds=12.5)
    assert measured(MONDAY, [later], [])["claim_to_instruction_h"] == 100.0
    later = MONDAY + timedelta(minutes=20)
    assert measured(MONDAY, [later], [])["claim_to_instruction_h"] == 0.33


@pytest.mark.parametrize(
    ("since", "until", "sound"),
    [
        (FIRST_DAY, LAST_DAY, True),
        (date(2000, 1, 1), date(2999, 12, 31), True),
        (DAY, DAY, True),
        (DAY, DAY - ONE_DAY, False),
        (FIRST_DAY - ONE_DAY, DAY, False),
        (DAY, date(3000, 1, 1), False),
    ],
)
def test_a_span_begins_before_it_ends_and_within_the_years_of_the_office(
    since, until, sound
) -> None:
    assert rule_of(must_be_a_span, since, until) == (None if sound else "span_unsound")
