"""What is noted of a reception beside its way: demands, interests, wishes, the accused, alarms."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import OFFICE, PEOPLE, Person, in_role, stands_in
from tests.walk.move import Ask, Body, one_of
from tests.walk.reception.case import Case
from tests.walk.reception.parts import PHONE, OnCase, free_clerks

ALWAYS_FREE = "staff/clerk"
"""Of this clerk no interest is declared, so that there is always somebody to hold a case."""
ACCUSABLE = ("ll-edu", "ll-police", "141181-office", "ll-discipline")
INTERESTED = ("clerk-b", "all-in-one", "reviewer-b", "head-b", "agent")


class ListDemands(OnCase):
    path, do = "/cases/{}/demands", "list_demands"

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        least = 1 if wild or case.state != "accepted" else max(1, len(case.listed))
        texts = [f"诉求{n + 1}" for n in range(least + rng.choice([0, 0, 1]))]
        if wild and rng.random() < 0.5:
            texts = rng.choice([["诉求1", "诉求1"], [*reversed(case.listed)] or texts])
        return Body({"demands": [{"text": text} for text in texts]})

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        texts = [demand["text"] for demand in told["demands"]]
        yield "author_erased" if case.erased else None
        yield "demand_twice" if len({*texts}) < len(texts) else None
        if case.state == "accepted":
            yield "demand_dropped" if len(texts) < len(case.listed) else None
            moved = any(
                text in texts and texts.index(text) != no for no, text in enumerate(case.listed)
            )
            yield "demand_moved" if moved else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.listed = tuple(demand["text"] for demand in ask.body.json["demands"])


class DeclareInterest(OnCase):
    path, do = "/cases/{}/interests", "declare_interest"
    holders = False
    weight = 0.25

    def people(self, case: Case, target: str) -> list[Person]:
        return [p for p in super().people(case, target) if p.sub != ALWAYS_FREE] or in_role("clerk")

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        of = PEOPLE[rng.choice(INTERESTED)]
        if by.roles[0] == "clerk" and by.sub != ALWAYS_FREE and not wild:
            of = by
        json: dict[str, Any] = {"sub": of.sub, "name": of.name, "ground": "kinship"}
        if (of.sub == case.holder) != (wild and rng.random() < 0.4):
            heirs = in_role("clerk") if wild else free_clerks(case, of.sub)
            heir = rng.choice(heirs or in_role("clerk"))
            json |= {"to_sub": heir.sub, "to_name": heir.name}
        return Body(json)

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        of, heir = told["sub"], told.get("to_sub")
        yield "not_your_interest" if of != ask.by.sub and ask.role != "office_head" else None
        yield "already_declared" if of in case.interested else None
        if of == case.holder:
            yield "successor_missing" if heir in {None, of} else None
        else:
            yield "successor_not_needed" if heir else None
        yield "interest_excludes" if heir in case.interested else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.interested.add(ask.body.json["sub"])
        case.holder = ask.body.json.get("to_sub", case.holder)


class ChangeWishes(OnCase):
    path, do = "/cases/{}/wishes", "change_wishes"
    roles = PHONE

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        name = rng.choice([*case.wishes])
        changed = {name: not case.wishes[name]}
        if wild:
            changed = one_of(rng, changed, {}, {name: case.wishes[name]})
        return Body(changed | {"reason": "author_asked"})

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        wishes = {name: told.get(name, was) for name, was in case.wishes.items()}
        yield "wishes_unchanged" if wishes == case.wishes else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        told = ask.body.json
        case.wishes = {name: told.get(name, was) for name, was in case.wishes.items()}
        if case.wishes["no_call"] and case.state == "claimed":
            case.called("not_wanted")


class NameAccused(OnCase):
    path, do = "/cases/{}/accused", "name_accused"
    weight = 0.25

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        units = [*ACCUSABLE, OFFICE] if wild or rng.random() < 0.2 else ACCUSABLE
        fresh = [unit for unit in units if wild or unit not in case.accused]
        return Body({"accused_units": [rng.choice(fresh or units)]})

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        named = case.accused | {*told["accused_units"]}
        yield "already_named" if named == case.accused else None
        yield "hold_first" if case.holder is None and stands_in(OFFICE, named) else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.name(ask.body.json["accused_units"])


class RaiseAlarm(OnCase):
    path, do = "/cases/{}/alarms", "raise_alarm"
    roles, holders = PHONE, False
    weight = 0.5

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        signs = one_of(rng, ["fire"], ["collapse", "trapped"], wild=[["boredom"]], go_wild=wild)
        return Body({"signs": signs})

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        yield "sign_unknown" if "boredom" in told["signs"] else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.hear_danger(*ask.body.json["signs"])


class AttendAlarm(OnCase):
    path, do = "/cases/{}/attend", "attend_alarm"
    holders = False

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        standing = [alarm for alarm, attended in case.alarms.items() if wild or not attended]
        alarm = rng.choice(standing or ["emergency", "unclaimed"])
        return Body({"alarm": alarm, "measures": ["called_110"]})

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        attended = case.alarms.get(told["alarm"])
        yield "alarm_unknown" if attended is None else None
        yield "already_attended" if attended else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.alarms[ask.body.json["alarm"]] = True


MOVES = (
    ListDemands(), DeclareInterest(), ChangeWishes(), NameAccused(), RaiseAlarm(), AttendAlarm(),
)  # fmt: skip
