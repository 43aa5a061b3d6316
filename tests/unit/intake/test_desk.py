"""What is done at the desk, as its table states it."""

from itertools import product

import pytest

from services.intake.domain.accusations import is_hidden_from
from services.intake.domain.desk import DESK, ROWS, Act
from services.intake.domain.reception import State
from services.intake.domain.roles import R
from services.intake.domain.wishes import ChangeWishes, permits_a_call
from shared.contracts.envelope import Actor
from shared.contracts.intake import Wishes
from shared.rules import Refused
from tests.tables import rows
from tests.unit.intake.builders import HEAD, LAN, MEI, a_case

OFFICE = "ll-office"


def an_officer(unit: str) -> Actor:
    return Actor(sub="officer", name="韦某", role="unit", unit=unit)


def test_every_act_has_a_row_and_says_something() -> None:
    assert {act for act, *_ in ROWS} == set(Act)
    assert all(step.says is not None for step in DESK.steps)


IN_HAND, ALIVE = "claimed verified accepted", "received claimed verified accepted"
EVER = "received claimed verified accepted withdrawn historic"
OFFICERS, ON_THE_PHONE = "clerk office_head", "agent clerk office_head"
WITH_UNITS = "clerk county_office office_head unit"

TABLE = {
    "list_demands": (IN_HAND, OFFICERS, "demands_listed"),
    "declare_interest": (ALIVE, OFFICERS, "interest_declared"),
    "hand_on": (IN_HAND, OFFICERS, "claim_handed_over"),
    "change_wishes": (ALIVE, ON_THE_PHONE, "wishes_changed"),
    "name_accused": (ALIVE, OFFICERS, "accused_named"),
    "record_attempt": (IN_HAND, WITH_UNITS, "attempt_recorded"),
    "correct_facts": (IN_HAND, ON_THE_PHONE, "facts_corrected"),
    "find_contact": (IN_HAND, WITH_UNITS, "contact_found"),
    "reveal_contact": (IN_HAND, WITH_UNITS, "contact_revealed"),
    "raise_alarm": (ALIVE, ON_THE_PHONE, "emergency_raised"),
    "attend_alarm": (EVER, OFFICERS, "alarm_attended"),
    "group": (IN_HAND, OFFICERS, "like_cases_grouped"),
    "part": (EVER, OFFICERS, "like_case_parted"),
    "ask_author": (IN_HAND, OFFICERS, "supplement_requested"),
    "supplement": (IN_HAND, ON_THE_PHONE, "supplement_received"),
}


def test_who_does_what_at_the_desk_is_exactly_this() -> None:
    assert DESK.name == "case"
    assert rows(DESK) == sorted(
        [at, do, by, at, says]
        for do, (states, roles, says) in TABLE.items()
        for at in states.split()
        for by in roles.split()
    )


def test_the_table_is_printed_alike_each_time() -> None:
    """Roles are kept in sets, whose order is another one in every process."""
    acts = [(act, at) for act, states, *_ in ROWS for at in states]
    assert [(step.do, step.at, step.by) for step in DESK.steps] == [
        (act, at, by) for act, at in acts for by in sorted(TABLE[act][1].split())
    ]


def test_nothing_at_the_desk_moves_a_case() -> None:
    assert all(step.at == step.to for step in DESK.steps)


def test_what_ended_is_only_tidied_up() -> None:
    ended = {step.do for step in DESK.steps if step.at in {State.WITHDRAWN, State.HISTORIC}}
    assert ended == {Act.ATTEND_ALARM, Act.PART}


def test_units_do_only_what_has_to_do_with_reaching_the_author() -> None:
    done = {step.do for step in DESK.steps if step.by in {R.UNIT, R.COUNTY_OFFICE}}
    assert done == {Act.RECORD_ATTEMPT, Act.FIND_CONTACT, Act.REVEAL_CONTACT}


@pytest.mark.parametrize(("state", "act", "role"), list(product(State, Act, R)))
def test_each_question_is_answered_or_refused_by_name(state: State, act: Act, role: R) -> None:
    if DESK.may(state, act, role):
        assert DESK.step_for(state, act, role).to == state
        return
    with pytest.raises(Refused) as refused:
        DESK.step_for(state, act, role)
    assert refused.value.rule in {"wrong_role", "wrong_state"}


@pytest.mark.parametrize(
    ("shield", "actor", "hidden"),
    [
        ((), an_officer("ll-market"), False),
        (("ll-market",), an_officer("ll-market"), True),
        (("ll-market",), an_officer("ll-police"), False),
        (("ll-market",), LAN, False),
        ((OFFICE,), LAN, True),
        ((OFFICE,), HEAD, True),
        ((OFFICE,), MEI, False),  # who holds it
        ((OFFICE,), Actor(sub="x", name="纪某", role="reviewer", unit="ll-discipline"), False),
    ],
)
def test_the_accused_do_not_see_what_accuses_them(
    shield: tuple[str, ...], actor: Actor, hidden: bool
) -> None:
    case = a_case(shielded_from=frozenset(shield))
    assert is_hidden_from(case, actor, OFFICE) is hidden


def test_a_wish_that_is_not_named_stays() -> None:
    before = Wishes(secret=True)
    after = ChangeWishes(no_call=True, reason="author_asked").applied_to(before)
    assert vars(after) == vars(Wishes(secret=True, no_call=True))  # and the reason is no wish


@pytest.mark.parametrize(
    ("changes", "permitted"),
    [
        ({}, True),
        ({"verified_as": "reached"}, False),
        ({"state": State.ACCEPTED}, False),
        ({"phone_state": "missing"}, False),
        ({"wishes": Wishes()}, False),
    ],
)
def test_a_lifted_wish_permits_a_call_that_is_still_of_use(
    changes: dict[str, object], permitted: bool
) -> None:
    case = a_case(**{"wishes": Wishes(no_call=True), "verified_as": "not_wanted"} | changes)
    assert permits_a_call(case, Wishes()) is permitted
