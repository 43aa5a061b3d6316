"""检举控告: what speaks against a unit is seen by no one of it, nor of a unit below it.

The office itself may be the accused: then the case is there for the clerk who holds it and for no
other of the office.
"""

from collections.abc import Collection

from pydantic import Field

from services.intake.domain.commands import Command, Ident
from services.intake.domain.reception import Reception
from services.intake.domain.roles import UNITS, R
from shared.contracts.envelope import Actor
from shared.rules import Refused

SUSPICION = "accusation_suspected"


class NameAccused(Command):
    """被反映单位登记: which units the case speaks against; they add up."""

    accused_units: tuple[Ident, ...] = Field(min_length=1, max_length=20)


def is_hidden_from(case: Reception, actor: Actor, office_unit: str) -> bool:
    """Whether the case is not there for this person; an agent knows the one whose call he has."""
    if actor.role in UNITS:
        return actor.unit is None or actor.unit in case.shielded_from
    if actor.role == R.AGENT and actor.sub not in case.callers:
        return True
    if case.holder is not None and case.holder.sub == actor.sub:
        return False
    return (actor.unit or office_unit) in case.shielded_from


def must_be_new(case: Reception, command: NameAccused) -> tuple[str, ...]:
    """All that are accused by now.  Raises `Refused` when none of those named is new."""
    named = tuple(dict.fromkeys((*case.accused, *command.accused_units)))
    if len(named) == len(case.accused):
        raise Refused("already_named", "these units were named before", status=422)
    return named


def must_be_held(case: Reception, shielded_from: Collection[str], office_unit: str) -> None:
    """What accuses the office itself is there for its holder alone: without one it would be lost."""
    if case.holder is None and office_unit in shielded_from:
        raise Refused("hold_first", "claim the case before you name the office itself")


def must_be_settled(case: Reception, accusation: bool | None) -> None:
    """Where the words let suspect an accusation, a person says whether it is one."""
    if accusation is None and SUSPICION in case.flags:
        raise Refused("settle_accusation_first", "say whether this accuses somebody")


def must_not_go_to_the_accused(transfer_to: str | None, shielded_from: Collection[str]) -> None:
    """What is transferred goes past the accused, and past who is below it."""
    if transfer_to in shielded_from:
        raise Refused("transfer_to_accused", "the case speaks against that unit", status=422)
