"""Duty rosters 值班表: which number of a unit gets its SMS."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.rules import Refused

ROSTERS = "roster/units"
"""The subject under which a change of the rosters is journalled."""

UnitId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,60}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9-]{5,20}$")]


class _Plan(BaseModel):
    """A part of the organisation's file; what notify does not need is left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Officer(_Plan):
    """Who is on duty."""

    name: Name
    phone: Phone = Field(repr=False)


class UnitRoster(_Plan):
    """One unit's officers, first called first."""

    id: UnitId
    duty: tuple[Officer, ...] = Field(max_length=20)


class RecordRosters(_Plan):
    """The organisation's file: of each unit its duty officers."""

    units: tuple[UnitRoster, ...] = Field(min_length=1, max_length=5000)


def duty_place(unit_id: str) -> str:
    """What a duty officer's sealed phone is bound to."""
    return f"{unit_id}|duty"


def must_name_each_unit_once(command: RecordRosters) -> None:
    """One roster per unit."""
    ids = [unit.id for unit in command.units]
    if len(set(ids)) != len(ids):
        raise Refused("unit_twice", "the file names a unit twice", status=422)
