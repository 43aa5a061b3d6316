"""留言 that did not come by the board: the office's form, another system, a clerk, or from above."""

from datetime import datetime

from services.intake.domain.arrival import Arrival
from services.intake.domain.commands import Enter
from services.intake.domain.reading import FIRST_DAY, SKEW, line_of, phone_of, text_of
from shared.rules import Refused


def arrival_of(command: Enter, now: datetime) -> Arrival:
    """Read what was entered.  The clocks start with the time it was told."""
    posted_at = command.posted_at or now
    if not FIRST_DAY <= posted_at <= now + SKEW:
        raise Refused("posted_at_impossible", "nobody can have told it then", status=422)
    if command.channel == "above" and command.external_id is None:
        raise Refused("outside_number_missing", "what comes from above has a number", status=422)
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
        admitted_at=posted_at,
        name=line_of(command.name),
        phone=phone,
        phone_state=phone_state,
        place=line_of(command.place),
    )
