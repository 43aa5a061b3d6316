"""同类件: messages of different authors on a like matter share the facts and get a reply each.

A group is no case: nobody is answered by somebody else's reply.
"""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints

from services.intake.domain.accusations import SUSPICION
from services.intake.domain.commands import Code, Command
from services.intake.domain.reception import Reception
from shared.contracts.envelope import CaseId
from shared.rules import Refused

MOST = 200
Matter = Annotated[str, StringConstraints(min_length=1, max_length=100)]
GroupId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]


class MakeGroup(Command):
    """同类件归并: at least two cases."""

    subject_matter: Matter
    fact_base: str = Field(default="", max_length=5000, description="what holds for all of them")
    cases: tuple[CaseId, ...] = Field(min_length=2, max_length=MOST)


class ChangeGroup(Command):
    """More cases, or facts that are known better now."""

    group_id: GroupId
    subject_matter: Matter | None = None
    fact_base: str | None = Field(default=None, max_length=5000)
    add: tuple[CaseId, ...] = Field(default=(), max_length=MOST)


class Part(Command):
    """移出同类件: one case is not like the others after all."""

    reason: Code


class Group(NamedTuple):
    """A group as it is kept, its row locked."""

    group_id: str
    subject_matter: str
    fact_base: str
    version: int
    cases: tuple[str, ...]


def may_join(cases: Sequence[str], known: Sequence[Reception]) -> None:
    """Each named once, known, alive, and no accusation: a group would show it to others' units."""
    if len(set(cases)) != len(cases):
        raise Refused("case_twice", "a case is named twice", status=422)
    missing = sorted(set(cases) - {case.case_id for case in known})
    if missing:
        raise Refused("case_unknown", "there is no such case", status=422, cases=missing)
    accusing = sorted(c.case_id for c in known if c.accused or SUSPICION in c.flags)
    if accusing:
        raise Refused("accusation_in_group", "an accusation stands alone", cases=accusing)
    elsewhere = sorted(case.case_id for case in known if case.group_id is not None)
    if elsewhere:
        raise Refused("already_grouped", "a case is in one group at most", cases=elsewhere)


def must_fit(group_size: int) -> None:
    if group_size > MOST:
        raise Refused("group_full", f"a group has at most {MOST} cases")
