"""The tree of units: who stands above whom, to whom a matter goes, and who sees it.

A unit has one accountable head (一把手) on record.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shared.contracts.envelope import Actor
from shared.contracts.routing import Level
from shared.rules import Refused, unknown

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


def head_of(unit: Unit, actor: Actor, *, deputy: bool) -> tuple[str, Actor]:
    """The unit's accountable head, and the actor with `on_behalf_of` set if a deputy signs.

    Raises `Refused` when the person is neither.
    """
    if actor.unit != unit.unit_id:
        raise unknown("unit")
    if actor.name != (unit.deputy_name if deputy else unit.head_name):
        rule = "not_the_deputy" if deputy else "not_the_head"
        raise Refused(rule, "another person is on record as this unit's", status=403)
    behalf = unit.head_name if deputy else None
    return unit.head_name, actor.model_copy(update={"on_behalf_of": behalf})


# ---- rules of dispatch -----------------------------------------------------------------------


def must_exist(unit_ids: Iterable[str], tree: Tree) -> None:
    """Every unit that is named is in the tree."""
    missing = sorted(set(unit_ids) - set(tree))
    if missing:
        raise Refused("unit_unknown", "there is no such unit", status=422, units=missing)


def is_dispatchable(unit: Unit) -> bool:
    """The city's office dispatches to the city's units and to county offices, never past these."""
    in_the_city = unit.level == "city" and unit.unit_type != OFFICE_TYPE
    return in_the_city or unit.unit_type == COUNTY_OFFICE_TYPE


def must_be_dispatchable(unit: Unit) -> None:
    """The office's letter goes no further down."""
    if not is_dispatchable(unit):
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


def is_accused(unit_id: str, accused: Iterable[str], tree: Tree) -> bool:
    """Whether a case that speaks against these units must not come to this one: it or one above.

    The city's office stands above all units: that it is accused bars none of them.
    """
    above = (u for u in upwards(unit_id, tree) if u.unit_type != OFFICE_TYPE)
    return bool({unit_id, *(u.unit_id for u in above)} & set(accused))


def must_not_be_accused(unit: Unit, accused: Iterable[str], tree: Tree) -> None:
    """An accused unit never gets the case, nor does any unit below it."""
    if is_accused(unit.unit_id, accused, tree):
        raise Refused(
            "accused_unit", "the case speaks against this unit", status=422, unit=unit.unit_id
        )


def may_see(unit: Unit, tree: Tree) -> list[str]:
    """Who sees a case that this unit has: it and those above it, the city's office apart."""
    return [u.unit_id for u in upwards(unit.unit_id, tree) if u.unit_type != OFFICE_TYPE]
