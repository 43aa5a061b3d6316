"""Several people act on one case at the same moment, on two replicas: one history, no lost update.

Nobody knows beforehand who comes first; the journal tells it afterwards.  Whoever was accepted must
have been allowed to do it where the journal has it, whoever was refused must break the rule that was
named at some place in that order, and all of it together must leave what the model says.
"""

import asyncio
from collections.abc import Iterator, Sequence
from random import Random
from typing import Generic, NamedTuple

from tests.walk.choice import an_ask
from tests.walk.city import Person
from tests.walk.kind import Kind
from tests.walk.move import Ask, C, Heard, Move
from tests.walk.office import Answer, Office, is_problem
from tests.walk.walker import Walker

TRIES = 60
TWICE = 0.3
"""So often somebody sends the same command twice, once to each replica."""


class Sent(NamedTuple, Generic[C]):
    """One command of a meeting, and what was answered: twice where it was sent twice."""

    ask: Ask[C]
    answers: Sequence[Answer]

    @property
    def done(self) -> Answer | None:
        """The answer that tells what was done, if anything was."""
        return next((a for a in self.answers if a.status < 300 and not a.replayed), None)


async def meet(walker: Walker[C], replicas: Sequence[Office]) -> None:
    """Let them all act at once, and judge what came of it."""
    case, rng = walker.case, walker.rng
    asks = list(_asks(walker.kind, case, rng))
    alone = [ask for ask in asks if not ask.move.refusals(case, ask)]
    rng.shuffle(asks)
    told = rng.choice(walker.kind.told)(case, rng) if rng.random() < 0.25 else None
    walker.trail.append(f"at once: {[str(ask) for ask in asks]} {told and told.event!r}")
    sent, _ = await asyncio.gather(_all_at_once(walker, replicas, asks), _hear(walker, told))
    before = walker.seen
    walker.seen = await walker.office.look(case.id, before.journal_no)
    _judge(walker, sent, told)
    walker.last = None
    walker.tally.meetings += 1
    walker.tally.met += len(sent)
    walker.tally.conflicts += any(s.done is None for s in sent if s.ask in alone)


# ---- who tries what -----------------------------------------------------------------------------


def _asks(kind: Kind[C], case: C, rng: Random) -> Iterator[Ask[C]]:
    """A command for each seat, no person twice: one that is legal now, if it is easily found."""
    seated: set[Person] = set()
    for roles in kind.seats:
        if ask := _ask(kind, case, rng, roles, seated):
            seated.add(ask.by)
            yield ask


def _ask(
    kind: Kind[C], case: C, rng: Random, roles: frozenset[str], seated: set[Person]
) -> Ask[C] | None:
    last = None
    for move in rng.choices(kind.choice.moves, kind.choice.weights, k=TRIES):
        if move.elsewhere:
            continue
        found = _on_something(move, case, rng, roles, seated)
        if found and not found.move.refusals(case, found):
            return found
        last = found or last
    return last


def _on_something(
    move: Move[C], case: C, rng: Random, roles: frozenset[str], seated: set[Person]
) -> Ask[C] | None:
    """The move on something that is there, by somebody of the roles who is still free."""
    targets = move.targets(case)
    if not (targets and move.roles & roles):
        return None
    target = targets[-1] if rng.random() < 0.7 else rng.choice(targets)
    free = [p for p in move.people(case, target) if roles & {*p.roles} and p not in seated]
    if not free:
        return None
    return an_ask(move, case, target, rng.choice(free), rng)


# ---- at once ------------------------------------------------------------------------------------


async def _all_at_once(
    walker: Walker[C], replicas: Sequence[Office], asks: Sequence[Ask[C]]
) -> list[Sent[C]]:
    return await asyncio.gather(*(_send(walker, replicas, ask) for ask in asks))


async def _send(walker: Walker[C], replicas: Sequence[Office], ask: Ask[C]) -> Sent[C]:
    key = walker.a_key()
    to = replicas if walker.rng.random() < TWICE else [walker.rng.choice(replicas)]
    return Sent(ask, await asyncio.gather(*(walker.send(one, ask, key) for one in to)))


async def _hear(walker: Walker[C], told: Heard | None) -> None:
    if told:
        settled = await walker.office.hear(told.event, at=told.at)
        walker.must(settled.counts == {"applied": 1}, f"{settled.counts}")
        walker.tally.heard += 1


# ---- judging ------------------------------------------------------------------------------------


def _judge(walker: Walker[C], sent: Sequence[Sent[C]], told: Heard | None) -> None:
    case = walker.case
    refused = [(s.ask, a) for s in sent for a in s.answers if a.status >= 400]
    for s in sent:
        _must_agree(walker, s)
    broken = [ask.move.refusals(case, ask) for ask, _ in refused]
    for one in _in_order(walker, sent, told):
        if isinstance(one, Sent):
            _follow(walker, one)
        else:
            one.follow()
        broken = [
            rules | ask.move.refusals(case, ask)
            for rules, (ask, _) in zip(broken, refused, strict=True)
        ]
    for rules, (ask, answer) in zip(broken, refused, strict=True):
        walker.must(is_problem(answer), f"no refusal: {answer}")
        walker.must(answer.rule in rules, f"{ask} refused for {answer.rule}: {answer.body}")
        walker.tally.refused[answer.rule] += 1
        walker.tally.moves += 1
    walker.hold_against_model("met")


def _must_agree(walker: Walker[C], sent: Sent[C]) -> None:
    """What was sent twice was done once, and the second answer repeats the first."""
    accepted = [a for a in sent.answers if a.status < 300]
    new = [a for a in accepted if not a.replayed]
    walker.must(len(new) == bool(accepted), f"done {len(new)} times: {sent}")
    if sent.done:
        again = sent.ask.move.again(sent.done.body)
        same = all(a.body == again for a in accepted if a.replayed)
        walker.must(same, f"two answers: {sent}")


def _in_order(
    walker: Walker[C], sent: Sequence[Sent[C]], told: Heard | None
) -> list[Sent[C] | Heard]:
    """What was done, in the journal's order: each person acted at most once."""
    places: dict[str, int] = {}
    for place, row in enumerate(walker.seen.new):
        places.setdefault("told" if "cause" in row else row["actor"]["sub"], place)
    done: list[tuple[int, Sent[C] | Heard]] = []
    for one in sent:
        at = places.get(one.ask.by.sub)
        walker.must((at is not None) == (one.done is not None), f"journalled at {at}: {one}")
        if at is not None:
            done.append((at, one))
    if told:
        walker.must("told" in places, "the event is not in the journal")
        done.append((places["told"], told))
    return [one for _, one in sorted(done, key=lambda pair: pair[0])]


def _follow(walker: Walker[C], one: Sent[C]) -> None:
    """It was allowed where the journal has it."""
    ask, answer = one.ask, one.done
    assert answer is not None
    rules = ask.move.refusals(walker.case, ask)
    walker.must(not rules, f"accepted, and breaks {rules}: {ask}")
    walker.must(answer.status == ask.move.status, f"{answer.status}")
    ask.move.follow(walker.case, ask, answer.body)
    walker.tally.moves += 1
    walker.tally.accepted += 1
    walker.tally.by_move[ask.move.name] += 1
