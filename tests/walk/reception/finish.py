"""The way from wherever a reception stands to its end, by legal moves alone."""

from random import Random

from tests.walk.choice import an_ask
from tests.walk.city import PEOPLE, Person
from tests.walk.move import Ask, Body, Heard
from tests.walk.reception import heard, reaching, routes, way
from tests.walk.reception.case import Case
from tests.walk.reception.parts import free_clerks

AS_HELP = Body(
    {"kind": "help", "domain_name": "城建", "handling_class": "livelihood", "reason": "read"}
)
BY_SUB = {person.sub: person for person in PEOPLE.values()}


def next_ask(case: Case, rng: Random) -> Ask[Case] | Heard | None:
    """The next step towards the end; None where it is reached."""
    if case.ended:
        return None
    if case.holder is None:
        return an_ask(way.Claim(), case, case.id, rng.choice(free_clerks(case)), rng)
    holder = BY_SUB[case.holder]
    if rng.random() < 0.05 and not case.referred:
        return an_ask(way.Withdraw(), case, case.id, holder, rng)
    return _verified(case, holder, rng) if case.state == "claimed" else _accepted(case, holder, rng)


def _verified(case: Case, holder: Person, rng: Random) -> Ask[Case] | Heard:
    """A call, or the end of waiting for one."""
    if rng.random() < 0.5:
        return rng.choice([heard.nobody_called, heard.completed, heard.exhausted])(case, rng)
    return an_ask(reaching.RecordAttempt(), case, case.id, holder, rng)


def _accepted(case: Case, holder: Person, rng: Random) -> Ask[Case]:
    """Its route, once somebody has said what it is."""
    if case.kind == "unknown" or not (case.known or case.settled):
        return an_ask(way.Classify(), case, case.id, holder, rng, AS_HELP)
    while True:
        ask = an_ask(rng.choice(routes.MOVES), case, case.id, holder, rng)
        if not ask.move.refusals(case, ask):
            return ask
