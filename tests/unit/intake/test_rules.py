"""The rules beside the table: who holds, who may, and what each route asks for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from services.intake.domain.channels import CHANNELS, ClockStart, address_of, listed
from services.intake.domain.commands import Accept, Classify, Enter, HandOver
from services.intake.domain.entry import arrival_of
from services.intake.domain.reading import FIRST_DAY, LONG_AGO, SHANGHAI, SKEW
from services.intake.domain.reception import (
    WORKFLOW,
    Action,
    Reception,
    State,
    may_claim,
    may_classify,
    may_erase,
    must_change_hands,
    must_hold,
    verified_without_call,
)
from services.intake.domain.routes import (
    ACCUSATION,
    CHASER,
    DECLINE_REASONS,
    Other,
    check_duplicate,
    check_route,
    must_leave_nobody,
)
from shared.contracts.intake import Channel, Wishes
from shared.rules import Refused
from tests.refusals import refusal_of, refused
from tests.unit.intake.builders import HEAD, LAN, MEI, NOW, a_case, read

MOMENT = timedelta(microseconds=1)
FIRST = Other("LL2022-000001", State.ACCEPTED, is_duplicate=False)


def broken(rule: Any, *args: Any) -> str:
    with pytest.raises(Refused) as refused:
        rule(*args)
    return refused.value.rule


def test_the_loser_of_a_claim_learns_who_holds_the_case() -> None:
    with pytest.raises(Refused) as refused:
        may_claim(a_case(), LAN)
    assert refused.value.rule == "held_by_another"
    assert (refused.value.status, refused.value.extra) == (409, {"holder": "梅某"})
    with pytest.raises(Refused) as refused:
        may_claim(a_case(), MEI)
    assert refused.value.rule == "already_yours"
    assert (refused.value.status, refused.value.extra) == (409, {"holder": "梅某"})
    may_claim(a_case(state=State.RECEIVED, holder=None), LAN)


def test_who_claims_what_was_taken_back_learns_that_and_not_who_held_it() -> None:
    may_claim(a_case(state=State.WITHDRAWN), LAN)
    assert refusal_of(WORKFLOW.step_for, State.WITHDRAWN, Action.CLAIM, "clerk") == (
        "wrong_state", 409,
    )  # fmt: skip


def test_a_case_is_journalled_under_its_number() -> None:
    assert a_case().subject == "case/LL2022-000017"


def test_what_is_held_is_its_holder_s_and_the_office_head_s() -> None:
    must_hold(a_case(), MEI)
    must_hold(a_case(), HEAD)
    must_hold(a_case(holder=None), LAN)
    with pytest.raises(Refused) as refused:
        must_hold(a_case(), LAN)
    assert (refused.value.rule, refused.value.status) == ("not_the_holder", 403)
    assert refused.value.extra == {"holder": "梅某"}


def test_a_hand_over_goes_to_somebody_else() -> None:
    assert refusal_of(must_change_hands, a_case(), "mei") == ("already_the_holder", 409)
    must_change_hands(a_case(), "lan")
    must_change_hands(a_case(holder=None), "lan")


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, None),
        ({"wishes": Wishes(no_call=True)}, "not_wanted"),
        ({"wishes": Wishes(secret=True)}, None),
        ({"phone_state": "missing"}, "no_number"),
        ({"phone_state": "impossible"}, "no_number"),
        ({"wishes": Wishes(no_call=True), "phone_state": "missing"}, "not_wanted"),
    ],
)
def test_nobody_is_called_against_a_wish_or_without_a_number(
    changes: dict[str, Any], outcome: str | None
) -> None:
    assert verified_without_call(a_case(**changes)) == outcome


def test_only_the_office_head_makes_a_case_complex() -> None:
    may_classify("complex", HEAD)
    may_classify("livelihood", MEI)
    assert refusal_of(may_classify, "complex", MEI) == ("complex_needs_office_head", 403)


def test_data_is_erased_once_by_the_office_head_or_who_holds_what_accuses_the_office() -> None:
    may_erase(a_case(), HEAD, "ll-office")
    assert broken(may_erase, a_case(erased=True), HEAD, "ll-office") == "already_erased"
    assert refusal_of(may_erase, a_case(), MEI, "ll-office") == ("head_erases", 403)
    may_erase(a_case(shielded_from=frozenset({"ll-office"})), MEI, "ll-office")


@pytest.mark.parametrize(
    ("command", "rule", "status"),
    [
        ({"route": "decline"}, "decline_needs_a_reason", 422),
        ({"route": "decline", "reason": "no_mood"}, "decline_needs_a_reason", 422),
        ({"route": "decline", "reason": "accusation"}, "accusation_goes_by_transfer", 409),
        ({"route": "dispatch", "reason": "accusation"}, "accusation_goes_by_transfer", 409),
        ({"route": "dispatch", "accusation": True}, "accusation_goes_by_transfer", 409),
        ({"route": "transfer"}, "transfer_needs_transfer_to", 422),
        ({"route": "dispatch", "transfer_to": "ll-police"}, "transfer_to_only_for_transfer", 422),
        ({"route": "duplicate"}, "duplicate_needs_duplicate_of", 422),
        (
            {"route": "direct", "duplicate_of": "LL2022-000001"},
            "duplicate_of_only_for_duplicate", 422,
        ),
    ],
)  # fmt: skip
def test_a_route_asks_for_its_own(command: dict[str, Any], rule: str, status: int) -> None:
    assert refusal_of(check_route, Accept(**command), a_case()) == (rule, status)


def test_the_office_declines_for_these_reasons_and_no_others() -> None:
    assert set(DECLINE_REASONS) == {
        "out_of_area", "emergency_line", "private_dispute", "criminal", "court", "arbitration",
        "reconsideration", "petition_review", "military", "discipline", "state_security",
        "incomplete",
    }  # fmt: skip
    assert {CHASER, ACCUSATION} == {"chaser", "accusation"}


def test_who_declines_without_a_reason_is_told_the_reasons() -> None:
    with pytest.raises(Refused) as refused:
        check_route(Accept(route="decline"), a_case())
    assert refused.value.extra == {"reasons": list(DECLINE_REASONS)}


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        ({"route": "direct"}, ("settle_accusation_first", 409)),
        ({"route": "direct", "accusation": False}, None),
        ({"route": "direct", "accusation": True}, ("accusation_goes_by_transfer", 409)),
        ({"route": "transfer", "transfer_to": "ll-discipline", "accusation": True}, None),
        ({"route": "transfer", "transfer_to": "ll-discipline", "reason": "accusation"}, None),
    ],
)
def test_a_suspected_accusation_is_settled_before_it_takes_a_route(
    command: dict[str, Any], refusal: tuple[str, int] | None
) -> None:
    suspected = a_case(flags=("accusation_suspected",))
    assert refusal_of(check_route, Accept(**command), suspected) == refusal


@pytest.mark.parametrize(
    "command",
    [
        {"route": "dispatch", "accused_units": ["ll-market"]},
        {"route": "direct", "reason": "known_answer"},
        {"route": "transfer", "transfer_to": "ll-discipline", "reason": "accusation"},
        {"route": "duplicate", "duplicate_of": "LL2022-000001"},
        *({"route": "decline", "reason": reason} for reason in DECLINE_REASONS),
    ],
)
def test_a_route_with_all_it_asks_for_is_open(command: dict[str, Any]) -> None:
    check_route(Accept(**command), a_case())


def test_a_case_of_unknown_kind_is_classified_first() -> None:
    assert broken(check_route, Accept(route="direct"), a_case(kind="unknown")) == "classify_first"


@pytest.mark.parametrize("flag", ["type_unknown", "domain_unknown"])
def test_what_the_board_s_tables_do_not_know_a_person_settles_first(flag: str) -> None:
    direct = Accept(route="direct")
    assert refusal_of(check_route, direct, a_case(flags=(flag,))) == ("classify_first", 409)
    assert refusal_of(check_route, direct, a_case(flags=(flag,), is_settled=True)) is None
    assert refusal_of(check_route, direct, a_case(flags=("phone_in_text",))) is None


@pytest.mark.parametrize(
    ("case", "other", "referred_to", "refusal"),
    [
        (a_case(), None, False, ("duplicate_of_unknown", 422)),
        (a_case(case_id=FIRST.case_id), FIRST, False, ("duplicate_of_itself", 422)),
        (a_case(), FIRST._replace(is_duplicate=True), False, ("duplicate_of_duplicate", 409)),
        (a_case(), FIRST._replace(state=State.WITHDRAWN), False, ("duplicate_of_withdrawn", 409)),
        (a_case(), FIRST, True, ("others_repeat_it", 409)),
    ],
)
def test_a_duplicate_points_at_a_first_case(
    case: Reception, other: Other | None, referred_to: bool, refusal: tuple[str, int]
) -> None:
    assert refusal_of(check_duplicate, case, other, referred_to) == refusal
    check_duplicate(a_case(), FIRST, False)


def test_what_others_repeat_is_not_taken_back() -> None:
    must_leave_nobody(repeated_by_others=False)
    refused("others_repeat_it", must_leave_nobody, repeated_by_others=True)


ENTRY: dict[str, Any] = {
    "type_name": "咨询", "domain_name": "教育", "title": "何时开学", "text": "请问何时开学？",
}  # fmt: skip


def test_an_entry_is_read_like_a_row() -> None:
    arrival = arrival_of(Enter(**ENTRY, phone="138 0000 0008", place="汾阳市"), NOW)
    assert (arrival.kind, arrival.division, arrival.phone) == ("inquiry", "141182", "13800000008")
    assert arrival.posted_at == arrival.admitted_at == NOW


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"posted_at": NOW + timedelta(hours=1)}, "posted_at_impossible"),
        ({"posted_at": NOW - timedelta(days=9999)}, "posted_at_impossible"),
        ({"channel": "above"}, "outside_number_missing"),
        ({"title": "\x07"}, "text_missing"),
        ({"text": "\x07"}, "text_missing"),
        ({"posted_at": FIRST_DAY - MOMENT}, "posted_at_impossible"),
        ({"posted_at": NOW + SKEW + MOMENT}, "posted_at_impossible"),
        ({"incident_at": LONG_AGO - MOMENT}, "incident_at_impossible"),
        ({"incident_at": NOW + SKEW + MOMENT}, "incident_at_impossible"),
        ({"outside_office": "省委办"}, "not_from_above"),
        ({"reached_at": NOW}, "not_from_above"),
        (
            {"channel": "above", "external_id": "7", "reached_at": NOW - MOMENT},
            "reached_at_impossible",
        ),
        (
            {"channel": "above", "external_id": "7", "reached_at": NOW + SKEW + MOMENT},
            "reached_at_impossible",
        ),
        ({"incident_at": NOW + timedelta(days=1)}, "incident_at_impossible"),
        ({"incident_at": datetime.min.replace(tzinfo=UTC)}, "incident_at_impossible"),
        ({"outside_due_on": date(2022, 12, 1)}, "not_from_above"),
        (
            {"channel": "above", "external_id": "7", "reached_at": NOW + timedelta(days=1)},
            "reached_at_impossible",
        ),
    ],
)
def test_an_entry_that_cannot_be_is_refused(changes: dict[str, Any], rule: str) -> None:
    assert refusal_of(arrival_of, Enter(**ENTRY | changes), NOW) == (rule, 422)


@pytest.mark.parametrize("at", [FIRST_DAY, NOW, NOW + SKEW])
def test_it_was_told_since_the_board_began_and_before_another_clock_s_now(at: datetime) -> None:
    assert arrival_of(Enter(**ENTRY, posted_at=at), NOW).posted_at == at


@pytest.mark.parametrize("at", [LONG_AGO, NOW, NOW + SKEW])
def test_it_may_have_happened_long_before(at: datetime) -> None:
    assert arrival_of(Enter(**ENTRY, incident_at=at), NOW).incident_at == at


@pytest.mark.parametrize("at", [NOW, NOW + SKEW])
def test_it_reached_the_office_after_it_was_told(at: datetime) -> None:
    told = Enter(**ENTRY, channel="above", external_id="7", posted_at=NOW, reached_at=at)
    assert arrival_of(told, NOW).admitted_at == at


def test_nothing_that_was_entered_is_lost() -> None:
    told: dict[str, Any] = {
        "channel": "above", "external_id": "晋7", "addressee_fid": 1010,
        "addressee_name": "孝义市委书记", "type_name": "咨询", "domain_name": "教育",
        "nickname": "家长", "title": "何时开学", "text": "请问何时开学？", "posted_at": NOW,
        "name": "赵某", "phone": "13000000002", "place": "孝义市", "incident_at": NOW,
        "incident_place": "汾阳市", "outside_office": "省委办", "outside_due_on": date(2022, 12, 1),
    }  # fmt: skip
    wishes = Wishes(secret=True)
    arrival = arrival_of(Enter(**told, wishes=wishes, reached_at=NOW), NOW)
    assert {name: getattr(arrival, name) for name in told} == told
    assert (arrival.told_wishes, arrival.flags, arrival.phone_state) == (wishes, (), "dialable")


def test_when_and_where_it_happened_is_apart_from_when_and_where_it_was_told() -> None:
    happened = NOW - timedelta(days=11)
    arrival = arrival_of(
        Enter(**ENTRY, place="离石区", incident_at=happened, incident_place="汾阳市"), NOW
    )
    assert (arrival.posted_at, arrival.incident_at) == (NOW, happened)
    assert (arrival.place, arrival.incident_place, arrival.division) == (
        "离石区",
        "汾阳市",
        "141182",
    )
    [row] = [read(incidentTime="2022-03-17", incidentPlace="汾阳市", contact={"place": "北京市"})]
    assert row.arrival.incident_at == datetime(2022, 3, 17, tzinfo=SHANGHAI)
    assert row.arrival.division == "141182"
    assert read(incidentTime="1998年8月").arrival.incident_at is None
    assert "incident_at_unreadable" in read(incidentTime="去年冬天").arrival.flags


def test_from_above_the_clocks_start_when_it_reached_the_office() -> None:
    told = {"channel": "above", "external_id": "晋社情〔2022〕17号"}
    since = {"posted_at": NOW - timedelta(days=9), "reached_at": NOW - timedelta(days=1)}
    assert arrival_of(Enter(**ENTRY, **told, **since), NOW).admitted_at == since["reached_at"]
    bare = arrival_of(Enter(**ENTRY, **told), NOW)
    assert bare.admitted_at == NOW
    assert bare.flags == ("outside_due_on_missing", "outside_office_missing")


def test_a_case_is_looked_at_outside_where_its_channel_has_pages() -> None:
    assert address_of("board", "15210077") == (
        "https://liuyan.people.com.cn/threads/content?tid=15210077"
    )
    assert address_of("board", None) is address_of("above", "晋7") is None


def test_people_are_shown_each_channel_with_all_that_it_says() -> None:
    places = {
        "board": "https://liuyan.people.com.cn/threads/content?tid={number}",
        "form": None, "api": None, "clerk": None, "above": None,
    }  # fmt: skip
    told = {channel["channel"]: channel for channel in listed()}
    assert {name: channel["address"] for name, channel in told.items()} == places
    assert {name: (c["hanzi"], c["comes"], c["answered"]) for name, c in told.items()} == {
        "board": ("领导留言板", "import, poll", "on the board, by a person, with proof"),
        "form": ("网上表单", "submission, entry", "on the office's own pages"),
        "api": ("系统对接", "entry", "in the system it came from"),
        "clerk": ("人工录入", "entry", "on the office's own pages"),
        "above": ("上级转办", "entry", "to the office above, and to the author"),
    }
    assert {name: (c["clock_starts"], c["needs"], c["wants"]) for name, c in told.items()} == {
        "board": ("let_through", ("external_id",), ()),
        "form": ("submitted", (), ()),
        "api": ("told", (), ()),
        "clerk": ("told", (), ()),
        "above": (
            "reached_the_office", ("external_id",), ("outside_due_on", "outside_office"),
        ),
    }  # fmt: skip


def test_every_channel_of_the_contract_is_in_the_list() -> None:
    assert set(CHANNELS) == set(get_args(Channel))
    assert {rule.clock_starts for rule in CHANNELS.values()} == set(get_args(ClockStart))


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Enter, ENTRY | {"title": ""}),
        (Enter, ENTRY | {"title": "长" * 101}),
        (Enter, ENTRY | {"text": "长" * 5001}),
        (Enter, ENTRY | {"channel": "board"}),
        (Enter, ENTRY | {"surprise": 1}),
        (HandOver, {"to_sub": "lan", "to_name": "兰\0某", "reason": "absent"}),
        (HandOver, {"to_sub": "a b", "to_name": "兰某", "reason": "absent"}),
        (HandOver, {"to_sub": "lan", "to_name": "兰某", "reason": "请假了"}),
        (
            Classify,
            {"kind": "spam", "domain_name": "教育", "handling_class": "none", "reason": "x"},
        ),
        (Accept, {"route": "elsewhere"}),
        (Accept, {"route": "duplicate", "duplicate_of": "17"}),
    ],
)
def test_a_command_keeps_its_form(model: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model(**fields)


def test_blanks_around_what_a_person_types_say_nothing() -> None:
    assert Enter(**ENTRY | {"title": " 何时开学\n"}).title == "何时开学"


def test_no_text_of_a_command_holds_a_nul() -> None:
    with pytest.raises(ValidationError) as error:
        Enter(**ENTRY | {"text": "停\0水"})
    assert [(e["loc"], e["type"]) for e in error.value.errors()] == [(("text",), "nul_character")]
