"""A small tree of units, and a case that speaks against one of them, as intake and routing tell it."""

from shared.contracts.envelope import Actor, Event
from shared.contracts.intake import AccusedNamed, ClaimHandedOver, InterestDeclared
from shared.contracts.routing import UnitChanged

HOLDER = Actor(sub="staff/holder", name="水某", role="clerk")


def tree() -> list[Event]:
    """The city's office; the police with their traffic police; the organ of discipline."""
    return [
        unit("ll-office", None, "office"),
        unit("ll-police", "ll-office"),
        unit("ll-police-traffic", "ll-police", "subunit"),
        unit("ll-discipline", "ll-office"),
    ]


def unit(unit_id: str, parent_id: str | None, unit_type: str = "bureau") -> Event:
    return UnitChanged(
        unit_id=unit_id, name=unit_id, level="city", parent_id=parent_id, unit_type=unit_type,
        division="141100", head="某某", head_title="主任",
    )  # fmt: skip


def accused(case_id: str, *units: str) -> Event:
    return AccusedNamed(case_id=case_id, accused_units=units, by=HOLDER, held_by=HOLDER.sub)


def handed_over(case_id: str, to: str) -> Event:
    heir = Actor(sub=to, name="窦某", role="clerk")
    return ClaimHandedOver(case_id=case_id, by=HOLDER, to=heir, reason="leave")


def interested(case_id: str, sub: str) -> Event:
    return InterestDeclared(case_id=case_id, sub=sub, name="某某", ground="kinship", by=HOLDER)
