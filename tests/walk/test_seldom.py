"""What chance seldom comes to: rules of reception of which a command breaks one and no other."""

from random import Random
from typing import Any

import pytest

from tests.walk.choice import an_ask
from tests.walk.city import PEOPLE
from tests.walk.move import Ask, Body
from tests.walk.reception import desk, heard, reaching, routes, way
from tests.walk.reception.case import Case
from tests.walk.reception.intake import MONDAY
from tests.walk.reception.kind import RECEPTION, a_case
from tests.walk.reception.parts import STRANGER, OnCase
from tests.walk.walker import Tally, Walker

NO = {"accusation": False}
READ = {"kind": "help", "domain_name": "城建", "handling_class": "livelihood", "reason": "read"}
MINE = {"sub": "staff/clerk", "name": "水某", "ground": "kinship"}
TO_ME = {"to_sub": "staff/clerk", "to_name": "水某"}
ACCUSED, FREE = "ll-edu", "ll-discipline"

BREACHES: tuple[tuple[str, type[OnCase], dict[str, Any]], ...] = (
    ("settle_accusation_first", routes.Direct, {}),
    ("accusation_goes_by_transfer", routes.Direct, {"accusation": True}),
    ("transfer_needs_transfer_to", routes.Transfer, NO),
    ("transfer_to_only_for_transfer", routes.Direct, NO | {"transfer_to": FREE}),
    ("transfer_to_accused", routes.Transfer, {"accusation": True, "transfer_to": ACCUSED}),
    ("decline_needs_a_reason", routes.Decline, NO | {"reason": "no_time"}),
    ("duplicate_needs_duplicate_of", routes.Duplicate, NO),
    ("duplicate_of_only_for_duplicate", routes.Direct, NO | {"duplicate_of": "first"}),
    ("duplicate_of_unknown", routes.Duplicate, NO | {"duplicate_of": STRANGER}),
    ("duplicate_of_unknown", routes.Duplicate, NO | {"duplicate_of": "secret"}),
    ("duplicate_of_itself", routes.Duplicate, NO | {"duplicate_of": "itself"}),
    ("duplicate_of_duplicate", routes.Duplicate, NO | {"duplicate_of": "second"}),
    ("duplicate_of_withdrawn", routes.Duplicate, NO | {"duplicate_of": "gone"}),
    ("complex_needs_office_head", way.Classify, READ | {"handling_class": "complex"}),
    ("subdomain_not_of_domain", way.Classify, READ | {"subdomain_name": "无此小类"}),
    ("division_unknown", way.Classify, READ | {"division": "999999"}),
    ("reason_missing", way.Classify, READ | {"reason": None}),
    ("already_the_holder", way.HandOver, TO_ME | {"reason": "leave"}),
    ("successor_missing", desk.DeclareInterest, MINE),
    ("successor_missing", desk.DeclareInterest, MINE | TO_ME),
    ("already_named", desk.NameAccused, {"accused_units": [ACCUSED]}),
)


@pytest.fixture
async def walker(intake):
    """A suspected accusation that a clerk holds, its author reached and its accused named."""
    rng = Random(4)
    case = a_case(1, MONDAY.date(), rng)
    case.kind, case.handling_class, case.known, case.suspected = "help", "livelihood", True, True
    case.wishes = dict.fromkeys(case.wishes, False)
    case.dialable, case.phones, case.signs = True, [("13800000001", None)], set()
    walker = Walker(RECEPTION, intake, case, rng, Tally())
    await walker.open()
    assert not case.referred
    for move, told in (
        (way.Claim, {}),
        (reaching.RecordAttempt, {"channel": "phone", "outcome": "reached"}),
        (desk.NameAccused, {"accused_units": [ACCUSED]}),
    ):
        await walker.take(_by_its_holder(walker, move, told))
    return walker


async def test_whoever_breaks_one_rule_alone_is_told_of_it(walker):
    others = walker.case.others | {"itself": walker.case.id}
    for rule, move, told in BREACHES:
        named = told.get("duplicate_of")
        about = {"duplicate_of": others.get(named, named)} if named else {}
        ask = _by_its_holder(walker, move, told | about)
        assert move().refusals(walker.case, ask) == {rule}
        await walker.take(ask)
    assert walker.tally.refused.total() == len(BREACHES)


async def test_what_speaks_against_a_unit_is_not_there_for_it_though_it_has_the_case(walker):
    look = Body({"purpose": "call"})
    for unit, rules in ((ACCUSED, {"case_unknown"}), ("ll-police", {"no_consent"})):
        await walker.hear(heard.given(walker.case, walker.rng, to=unit))
        move, of = reaching.RevealContact(), walker.case.id
        ask = an_ask(move, walker.case, of, PEOPLE[unit], walker.rng, look)
        assert unit in walker.case.units.values()
        assert move.refusals(walker.case, ask) == rules
        await walker.take(ask)


def _by_its_holder(walker: Walker[Case], move: type[OnCase], told: dict[str, Any]) -> Ask[Case]:
    route = {"route": move.route} if issubclass(move, routes.Accept) else {}
    body = Body(route | told)
    return an_ask(move(), walker.case, walker.case.id, PEOPLE["clerk"], walker.rng, body)
