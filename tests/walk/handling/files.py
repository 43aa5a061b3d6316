"""What is put with a case, and who may put anything with it."""

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any

from tests.walk.city import (
    EVERYBODY,
    IN_UNITS,
    Person,
    in_role,
    scope_of,
)
from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    OnCase,
    OnPart,
)
from tests.walk.handling.things import File, Proposal
from tests.walk.move import Ask, Body


def not_working(case: Case, ask: Ask[Case]) -> Iterable[str]:
    """Who puts something with a case sees it and, being a unit, has a part in it."""
    if bar := case.bars(ask.by, ask.role):
        yield bar
        return
    scope = scope_of(ask.by, ask.role)
    if scope is not None and scope not in case.seen_by:
        yield "case_unknown"
    elif ask.role in IN_UNITS and all(
        a.state == "released" for a in case.assignments.values() if a.unit == ask.by.unit
    ):
        yield "not_assigned"


class Upload(OnCase):
    """A file is put with the case; its target is in the query."""

    path = "/files?case_id={}&purpose=evidence"
    roles = EVERYBODY
    status = 201
    weight = 0.3
    purpose = "evidence"

    def people(self, case: Case, target: str) -> list[Person]:
        office = in_role("clerk")
        return [*office, *(p for p in in_role("unit") if p.unit in case.seen_by)]

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        if wild:
            content, fault = rng.choice(
                [(b"", "file_empty"), (b"plain words", "file_type_unknown")]
            )
            return Body(faults=frozenset({fault}), content=content)
        return Body(content=case.pen.picture())

    def hidden(self, case: Case, ask: Ask[Case]) -> Iterator[str]:
        faults = ask.body.faults
        if faults:  # what came is looked at before it is asked where it belongs
            yield from faults
        elif ask.target != case.id:
            yield "case_unknown"
        else:
            yield from not_working(case, ask)

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        unit = ask.by.unit if ask.role in IN_UNITS else None
        one = File(f"{case.id}-f{len(case.files) + 1}", self.purpose, unit)
        case.files[one.id] = one


class UploadScan(Upload):
    path = "/files?case_id={}&purpose=scan"
    purpose = "scan"
    weight = 0.25

    def people(self, case: Case, target: str) -> list[Person]:
        return in_role("secretary", "clerk")


class UploadAuthor(Upload):
    path = "/files?case_id={}&shows_author=true"
    weight = 0.1

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        super().follow(case, ask, answer)
        case.files[f"{case.id}-f{len(case.files)}"].shows_author = True


class FileScan(OnPart):
    """The scan of a sheet, by hand: its bar code is spoilt."""

    path = "/scans?sheet={}"
    letter, unknown = "p", "proposal_unknown"
    roles = frozenset({"secretary", "clerk", "county_office"})
    status = 201
    weight = 0.4

    def parts(self, case: Case) -> Mapping[str, Proposal]:
        return case.proposals

    def body(self, case: Case, target: str, by: Person, rng: Random, *, wild: bool) -> Body:
        return Body(content=case.pen.picture())

    def is_hidden(self, case: Case, ask: Ask[Case]) -> bool:
        sheet = case.proposals[ask.target]
        if ask.role == "secretary":
            return ask.by.post != sheet.submitted_to
        return sheet.office != (ask.by.unit if ask.role in IN_UNITS else None)

    def broken(self, case: Case, ask: Ask[Case]) -> Iterator[str | None]:
        yield None if case.proposals[ask.target].submitted_to else "not_submitted"
        yield from not_working(case, ask)

    def follow(self, case: Case, ask: Ask[Case], answer: Mapping[str, Any]) -> None:
        unit = ask.by.unit if ask.role in IN_UNITS else None
        one = File(f"{case.id}-f{len(case.files) + 1}", "scan", unit)
        case.files[one.id] = one
        case.proposals[ask.target].scan = one.id


MOVES = (Upload(), UploadScan(), UploadAuthor(), FileScan())
