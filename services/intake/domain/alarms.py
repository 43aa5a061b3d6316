"""警示: what a person must see to at once.  The case stays a case whatever is done."""

from typing import Literal

from pydantic import Field

from services.intake.domain.commands import Code, Command
from services.intake.domain.signs import EMERGENCIES
from shared.rules import Refused

Alarm = Literal["emergency", "unclaimed"]
SIGNS = tuple(rule.name for rule in EMERGENCIES)


class RaiseAlarm(Command):
    """紧急警示 by a person who sees or hears what no rule saw."""

    signs: tuple[Code, ...] = Field(min_length=1, max_length=9)


class AttendAlarm(Command):
    """警示处置: what was done about it."""

    alarm: Alarm
    measures: tuple[Code, ...] = Field(
        min_length=1,
        max_length=10,
        description="called_110, called_author, unit_on_site, no_danger",
    )


def must_be_signs(command: RaiseAlarm) -> None:
    """A sign has a name of the office's list: rosters and reports count by it."""
    unknown = sorted(set(command.signs) - set(SIGNS))
    if unknown:
        raise Refused("sign_unknown", "no such sign", status=422, signs=list(SIGNS))


def must_stand(*, raised: bool, attended: bool) -> None:
    """An alarm is seen to once."""
    if not raised:
        raise Refused("alarm_unknown", "there is no such alarm", status=404)
    if attended:
        raise Refused("already_attended", "somebody saw to it before")
