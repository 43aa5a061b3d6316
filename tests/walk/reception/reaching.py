"""How an author is reached, and what he tells: attempts, contacts, facts, questions, supplements."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import UNIT_ROLES, Person
from tests.walk.move import Ask, Body, one_of
from tests.walk.reception.case import Case
from tests.walk.reception.parts import DESK, PHONE, OnCase, a_text, speaks

OUTCOMES = ("reached", "reached", "no_answer", "refused", "empty_number", "wrong_person")
NAME = "赵某"
"""Of every author; who finds another contact leaves it."""


class WithUnits(OnCase):
    """What units may do too, of an author who does not hide from them."""

    roles = DESK | UNIT_ROLES

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        hides = case.wishes["hide_from_unit"] or case.wishes["secret"]
        yield "author_hides_from_units" if hides and ask.role in UNIT_ROLES else None


class RecordAttempt(WithUnits):
    path, do = "/cases/{}/attempts", "record_attempt"
    weight = 1.5

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        by_what = "visit" if case.wishes["no_call"] and not wild else rng.choice(["phone", "visit"])
        json = {"channel": by_what, "outcome": rng.choice(OUTCOMES)}
        wilder: list[dict[str, Any]] = [
            {"contact_no": case.contacts + 1},
            {"attempted_at": "2001-01-01T00:00:00Z"},
            {},
        ]
        return Body(json | (rng.choice(wilder) if wild else {}))

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        yield from super().wrong(case, ask, told)
        yield "contact_unknown" if told.get("contact_no", 0) > case.contacts else None
        calls = told["channel"] == "phone" and case.wishes["no_call"]
        yield "author_wants_no_call" if calls else None
        yield "attempted_at_impossible" if "attempted_at" in told else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.attempts += 1
        case.called(ask.body.json["outcome"])


class FindContact(WithUnits):
    path, do = "/cases/{}/contacts", "find_contact"

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        dialled = f"139{case.number % 10**6:06}{rng.randrange(100):02}"
        return Body(
            {
                "phone": one_of(rng, dialled, wild=["一二三四五六"], go_wild=wild),
                "provenance": "unit_records", "legal_basis": "信访工作条例", "looked_up_by": "鲍某",
            }
        )  # fmt: skip

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        yield from super().wrong(case, ask, told)
        yield "author_erased" if case.erased else None
        yield None if told["phone"].isascii() else "phone_impossible"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.phones.append((ask.body.json["phone"], ask.by.unit))
        case.dialable = True


class RevealContact(WithUnits):
    path, do = "/cases/{}/reveal", "reveal_contact"

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        json = {"purpose": "call"}
        no = rng.randrange(len(case.phones) + wild)
        return Body(json | ({"contact_no": no} if rng.random() < 0.5 else {}))

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        yield from super().wrong(case, ask, told)
        no = told.get("contact_no", case.contacts)
        if case.erased or no > case.contacts:
            yield "contact_unknown"
        elif ask.role in UNIT_ROLES and ask.by.unit != case.phones[no][1] and not case.consent:
            yield "no_consent"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.looks += 1
        phone, _ = case.phones[ask.body.json.get("contact_no", case.contacts)]
        assert (answer["name"], answer["phone"]) == (NAME, phone), "another contact was shown"

    def again(self, first: Mapping[str, Any]) -> Mapping[str, Any]:
        """Nobody sees it twice for one look."""
        return {**first, "name": None, "phone": None}


class CorrectFacts(OnCase):
    path, do = "/cases/{}/facts", "correct_facts"
    roles = PHONE

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        if wild and rng.random() < 0.3:
            return Body({}, frozenset({"invalid_request"}))
        told: list[dict[str, Any]] = [{"consent": rng.random() < 0.6}, {"division": "141181"}]
        if wild or not case.erased:
            told.append({"account": a_text(rng)})
        return Body(rng.choice(told))

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        yield "author_erased" if case.erased and "account" in told else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        told = ask.body.json
        case.corrections += 1
        case.consent = told.get("consent", case.consent)
        speaks(case, told.get("account"))


class AskAuthor(OnCase):
    path, do = "/cases/{}/questions", "ask_author"

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        if wild and rng.random() < 0.2:
            return Body({"question": ""}, frozenset({"invalid_request"}))
        return Body({"question": "几号发生的？"})

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        yield "author_erased" if case.erased else None
        yield None if case.verified_as == "reached" else "author_not_reached"

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        case.supplements[len(case.supplements) + 1] = False


class Supplement(OnCase):
    path, do = "/cases/{}/supplements", "supplement"
    roles = PHONE

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        asked = [no for no, answered in case.supplements.items() if wild or not answered]
        json = {"text": a_text(rng), "channel": "phone"}
        no = one_of(rng, None, *asked, wild=[len(case.supplements) + 1], go_wild=wild)
        return Body(json | ({"no": no} if no else {}))

    def wrong(self, case: Case, ask: Ask[Case], told: Any) -> Iterator[str | None]:
        yield "author_erased" if case.erased else None
        if "no" in told:
            answered = case.supplements.get(told["no"])
            yield "request_unknown" if answered is None else None
            yield "already_answered" if answered else None

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        told = ask.body.json
        case.supplements[told.get("no", len(case.supplements) + 1)] = True
        speaks(case, told["text"])


MOVES = (
    RecordAttempt(), FindContact(), RevealContact(), CorrectFacts(), AskAuthor(), Supplement(),
)  # fmt: skip
