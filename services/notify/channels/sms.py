"""SMS: planned without knowing the number, worked by a gateway outside any transaction."""

from collections.abc import Iterable
from typing import Protocol

from services.notify.domain.deliveries import Addressee, Delivery, Notice, Result, Sms
from services.notify.domain.templates import SIGNATURE, TEMPLATES, pieces
from shared.ids import uuid7

QUEUE = "notify.sms"

URGENT = "notify.sms_urgent"
"""What is about danger waits behind no other SMS."""


class GatewayError(Exception):
    """The gateway did not take an SMS, and says so.

    Parameters
    ----------
    permanent : False: the same SMS may be tried again later
    """

    def __init__(self, *, permanent: bool) -> None:
        super().__init__("permanent" if permanent else "temporary")
        self.permanent = permanent


class Gateway(Protocol):
    """What carries SMS.  It adds the signature, and remembers what it took by delivery id."""

    async def send(self, sms: Sms) -> None:
        """Hand over one SMS.  Raises `GatewayError`; any other exception leaves the outcome open."""

    async def found(self, delivery_id: str) -> Result:
        """What became of an SMS: accepted, delivered, or unknown.  Raises `GatewayError`."""


def plan(notice: Notice, addressees: Iterable[Addressee]) -> list[Delivery]:
    """One delivery for each addressee, with its text and its count of pieces."""
    template = TEMPLATES[notice.template]
    text = template.render(case_id=notice.case_id, **notice.fields)
    return [
        Delivery(
            delivery_id=str(uuid7()),
            case_id=notice.case_id,
            template=template.template_id,
            audience=template.audience,
            unit_id=addressee.unit_id,
            place=addressee.place,
            text=text,
            pieces=pieces(SIGNATURE + text),
        )
        for addressee in addressees
    ]


async def work(gateway: Gateway, sms: Sms) -> Result:
    """Send one SMS and say what the gateway's answer means."""
    try:
        await gateway.send(sms)
    except GatewayError as error:
        return Result.PERMANENT if error.permanent else Result.TEMPORARY
    return Result.ACCEPTED
