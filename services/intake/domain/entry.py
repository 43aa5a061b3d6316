"""留言 that did not come by the board: the office's form, another system, a clerk, or from above."""

from datetime import datetime

from services.intake.domain.arrival import Arrival
from services.intake.domain.channels import CHANNELS
from services.intake.domain.commands import Enter
from services.intake.domain.reading import FIRST_DAY, LONG_AGO, SKEW, line_of, phone_of, text_of
from shared.rules import Refused

MISSING = {"external_id": ("outside_number_missing", "what comes this way has a number there")}


def arrival_of(command: Enter, now: datetime) -> Arrival:
    """Read what was entered.  Its channel says what it needs and where the clocks start."""
    rule = CHANNELS[command.channel]
    posted_at = command.posted_at or now
    if not FIRST_DAY <= posted_at <= now + SKEW:
        raise Refused("posted_at_impossible", "nobody can have told it then", status=422)
    for name in rule.needs:
        if getattr(command, name) is None:
            raise Refused(*MISSING[name], status=422)
    _must_be_its_own(command)
    if command.incident_at and not LONG_AGO <= command.incident_at <= now + SKEW:
        raise Refused("incident_at_impossible", "it cannot have happened then", status=422)
    title, text = line_of(command.title), text_of(command.text)
    if not (title and text):
        raise Refused("text_missing", "a case has a title and a text", status=422)
    phone, phone_state = phone_of(command.phone)
    return Arrival(
        channel=command.channel,
        external_id=command.external_id,
        addressee_fid=command.addressee_fid,
        addressee_name=line_of(command.addressee_name),
        type_name=line_of(command.type_name),
        domain_name=line_of(command.domain_name),
        nickname=line_of(command.nickname),
        title=title,
        text=text,
        posted_at=posted_at,
        admitted_at=_clocks_start(command, posted_at, now),
        name=line_of(command.name),
        phone=phone,
        phone_state=phone_state,
        place=line_of(command.place),
        flags=tuple(f"{name}_missing" for name in rule.wants if not getattr(command, name)),
        incident_at=command.incident_at,
        incident_place=line_of(command.incident_place),
        told_wishes=command.wishes,
        outside_office=line_of(command.outside_office),
        outside_due_on=command.outside_due_on,
    )


def _must_be_its_own(command: Enter) -> None:
    """Only what an office above hands down has its office, its due date, and a day it came."""
    told = (command.outside_due_on, command.outside_office, command.reached_at)
    if command.channel != "above" and any(told):
        raise Refused("not_from_above", "only 上级转办 has an office and a due date", status=422)


def _clocks_start(command: Enter, posted_at: datetime, now: datetime) -> datetime:
    if CHANNELS[command.channel].clock_starts != "reached_the_office":
        return posted_at
    reached_at = command.reached_at or now
    if not posted_at <= reached_at <= now + SKEW:
        raise Refused("reached_at_impossible", "it cannot have come then", status=422)
    return reached_at
