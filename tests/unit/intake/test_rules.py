"""The rules beside the table: who holds, who may, and what each route asks for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from services.intake.domain.channels import CHANNELS, ClockStart
from services.intake.domain.commands import Accept, Classify, Enter, HandOver
from services.intake.domain.entry import arrival_of
from services.intake.domain.reading import SHANGHAI
from services.intake.domain.reception import (
    Reception,
    State,
    may_claim,
    may_classify,
    may_erase,
    must_change_hands,
    must_hold,
    verified_without_call,
)
from services.intake.domain.routes import DECLINE_REASONS, Other, check_duplicate, check_route
from shared.contracts.intake import Channel, Wishes
from shared.rules import Refused
from tests.unit.intake.builders import HEAD, LAN, MEI, NOW, a_case, read

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
    assert broken(may_claim, a_case(), MEI) == "already_yours"
    may_claim(a_case(state=State.RECEIVED, holder=None), LAN)


def test_what_is_held_is_its_holder_s_and_the_office_head_s() -> None:
    must_hold(a_case(), MEI)
    must_hold(a_case(), HEAD)
    must_hold(a_case(holder=None), LAN)
    with pytest.raises(Refused) as refused:
        must_hold(a_case(), LAN)
    assert (refused.value.rule, refused.value.status) == ("not_the_holder", 403)


def test_a_hand_over_goes_to_somebody_else() -> None:
    assert broken(must_change_hands, a_case(), "mei") == "already_the_holder"
    must_change_hands(a_case(), "lan")


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
    assert broken(may_classify, "complex", MEI) == "complex_needs_office_head"


def test_data_is_erased_once() -> None:
    may_erase(a_case())
    assert broken(may_erase, a_case(erased=True)) == "already_erased"


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ({"route": "decline"}, "decline_needs_a_reason"),
        ({"route": "decline", "reason": "no_mood"}, "decline_needs_a_reason"),
        ({"route": "decline", "reason": "accusation"}, "accusation_goes_by_transfer"),
        ({"route": "dispatch", "reason": "accusation"}, "accusation_goes_by_transfer"),
        ({"route": "transfer"}, "transfer_needs_transfer_to"),
        ({"route": "dispatch", "transfer_to": "ll-police"}, "transfer_to_only_for_transfer"),
        ({"route": "duplicate"}, "duplicate_needs_duplicate_of"),
        ({"route": "direct", "duplicate_of": "LL2022-000001"}, "duplicate_of_only_for_duplicate"),
    ],
)
def test_a_route_asks_for_its_own(command: dict[str, Any], rule: str) -> None:
    assert broken(check_route, Accept(**command), a_case()) == rule


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


@pytest.mark.parametrize(
    ("case", "other", "referred_to", "rule"),
    [
        (a_case(), None, False, "duplicate_of_unknown"),
        (a_case(case_id=FIRST.case_id), FIRST, False, "duplicate_of_itself"),
        (a_case(), FIRST._replace(is_duplicate=True), False, "duplicate_of_duplicate"),
        (a_case(), FIRST._replace(state=State.WITHDRAWN), False, "duplicate_of_withdrawn"),
        (a_case(), FIRST, True, "others_repeat_it"),
    ],
)
def test_a_duplicate_points_at_a_first_case(
    case: Reception, other: Other | None, referred_to: bool, rule: str
) -> None:
    assert broken(check_duplicate, case, other, referred_to) == rule
    check_duplicate(a_case(), FIRST, False)


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
    assert broken(arrival_of, Enter(**ENTRY | changes), NOW) == rule


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
