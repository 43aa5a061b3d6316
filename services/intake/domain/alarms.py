"""警示: what a person must see to at once.  The case stays a case whatever is done."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from services.intake.domain import signs
from services.intake.domain.commands import Code, Command
from services.intake.domain.reading import fold
from shared.rules import Refused

Alarm = Literal["emergency", "unclaimed"]
Sent = Literal["sent", "delivered", "failed", "expired", "outcome_unknown"]
"""What became of an SMS about danger."""

TELLS_OF_DANGER = frozenset({"emergency", "emergency_stands"})
"""The SMS by which those on duty hear of danger."""

LONGEST_PAUSE = timedelta(hours=4)
"""Between two reminders of danger that nobody saw to."""

SIGNS = tuple(rule.name for rule in signs.EMERGENCIES)


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
    if not set(command.signs) <= set(SIGNS):
        raise Refused("sign_unknown", "no such sign", status=422, signs=list(SIGNS))


def must_stand(*, raised: bool, attended: bool) -> None:
    """An alarm is seen to once."""
    if not raised:
        raise Refused("alarm_unknown", "there is no such alarm", status=404)
    if attended:
        raise Refused("already_attended", "somebody saw to it before")


def told_again_at(told_at: datetime, first_pause: timedelta, reminders: int) -> datetime:
    """When danger that still stands is told again: ever less often, and never for the last time."""
    return told_at + min(first_pause * (1 << min(reminders, 20)), LONGEST_PAUSE)


def danger_in(text: str | None) -> tuple[str, ...]:
    """The signs of danger in what somebody said after the first message."""
    return signs.spoken(signs.EMERGENCIES, fold(text)) if text else ()
