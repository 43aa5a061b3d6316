"""The tree of units: who stands above whom, to whom a matter goes, and who sees it.

A unit has one accountable head (一把手) on record.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shared.contracts.routing import Level
from shared.rules import Refused

OFFICE_TYPE = "office"
COUNTY_OFFICE_TYPE = "county_office"


@dataclass(frozen=True, slots=True)
class Unit:
    """An office, bureau, sub-unit or school."""

    unit_id: str
    name: str
    level: Level
    parent_id: str | None
    unit_type: str
    division: str
    head_name: str
    head_title: str
    deputy_name: str | None


Tree = Mapping[str, Unit]


def upwards(unit_id: str, tree: Tree) -> Iterator[Unit]:
    """The unit and all above it."""
    above: str | None = unit_id
    while above is not None and above in tree:
        yield tree[above]
        above = tree[above].parent_id


# ---- rules of dispatch -----------------------------------------------------------------------


def must_exist(unit_ids: Iterable[str], tree: Tree) -> None:
    """Every unit that is named is in the tree."""
    missing = sorted(set(unit_ids) - set(tree))
    if missing:
        raise Refused("unit_unknown", "there is no such unit", status=422, units=missing)


def must_be_dispatchable(unit: Unit) -> None:
    """The city's office dispatches to the city's units and to county offices, never past these."""
    in_the_city = unit.level == "city" and unit.unit_type != OFFICE_TYPE
    if not in_the_city and unit.unit_type != COUNTY_OFFICE_TYPE:
        raise Refused(
            "not_dispatchable",
            "a letter goes to a city unit or to a county's office",
            status=422,
            unit=unit.unit_id,
        )


def must_be_below(unit: Unit, above: str, tree: Tree) -> None:
    """A matter is handed down, never sideways or up."""
    if unit.unit_id == above or all(u.unit_id != above for u in upwards(unit.unit_id, tree)):
        raise Refused(
            "not_below", "a unit forwards only to units below it", status=422, unit=unit.unit_id
        )


def must_not_be_accused(unit: Unit, accused: Iterable[str], tree: Tree) -> None:
    """An accused unit never gets the case, nor does any unit below it."""
    if {u.unit_id for u in upwards(unit.unit_id, tree)} & set(accused):
        raise Refused(
            "accused_unit", "the case speaks against this unit", status=422, unit=unit.unit_id
        )


def may_see(unit: Unit, tree: Tree) -> list[str]:
    """Who sees a case that this unit has: it and those above it, the city's office apart."""
    return [u.unit_id for u in upwards(unit.unit_id, tree) if u.unit_type != OFFICE_TYPE]
