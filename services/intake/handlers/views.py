"""What people read of a case: its contacts only masked."""

from typing import Any

from services.intake.domain.accusations import is_hidden_from
from services.intake.domain.channels import address_of, listed
from services.intake.domain.interests import must_be_disinterested
from services.intake.domain.reading import masked
from services.intake.domain.roles import R
from services.intake.handlers.suggesting import like_cases
from services.intake.store import cases, classifications, contacts, suggestions, views
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.rules import unknown
from shared.secrets import Keyring

LIKE_SHOWN = 5
OF_OTHERS: dict[str, Any] = {"joined": [], "group": None, "like_cases": []}
"""What a case shows of other cases: to an agent, who knows the one he calls about, nothing."""
SEALED = ("key_id", "phone_sealed", "phone_state")
WISHES = ("no_call", "secret", "hide_from_unit", "sms_ok")
VERIFICATION = ("verification", "attempts", "verified_at")
ACCEPTANCE = (
    "route", "reason", "duplicate_of", "transfer_to", "accused_units", "accepted_by", "accepted_at",
)  # fmt: skip


async def show_case(
    tx: Tx, case_id: str, *, ring: Keyring, actor: Actor, office: str
) -> dict[str, Any] | None:
    """A case with its words, flags, holder, calls and route; None where it is not there for them."""
    reception = await cases.look(tx, case_id)
    case = await views.load_case(tx, case_id, actor, office)
    if reception is None or case is None or is_hidden_from(reception, actor, office):
        return None
    must_be_disinterested(reception, actor.sub)
    sealed, wishes, verified, accepted = (
        {name: case.pop(name) for name in names}
        for names in (SEALED, WISHES, VERIFICATION, ACCEPTANCE)
    )
    for found in case["found_contacts"]:
        found["phone"] = _masked(ring, case_id, found)
    verified["outcome"] = verified.pop("verification")
    whole = case | {
        "wishes": wishes,
        "contact": {
            "phone_state": sealed["phone_state"],
            "phone": _masked(ring, case_id, sealed),
        },
        "external_url": address_of(case["channel"], case["external_id"]),
        "consent": reception.consent,
        "verification": verified if verified["outcome"] else None,
        "acceptance": accepted if accepted["route"] else None,
        "classification": await classifications.show(tx, case_id),
        "suggestion": await suggestions.show(tx, case_id),
        "like_cases": await like_cases(tx, case_id, sub=actor.sub, limit=LIKE_SHOWN) or [],
    }
    return whole | OF_OTHERS if actor.role == R.AGENT else whole


async def list_channels(_: Tx) -> dict[str, Any]:
    """The channels, which are data of this release."""
    return {"items": listed()}


async def list_looks(
    tx: Tx, after: str | None, limit: int, *, case_id: str, actor: Actor, office: str
) -> list[dict[str, Any]]:
    """Who was shown the author's contact, when and for what purpose.

    Nobody, where the case is not there for the actor.
    """
    case = await cases.look(tx, case_id)
    if case is None or is_hidden_from(case, actor, office):
        return []
    return [views.plain(row) for row in await contacts.looks(tx, after, limit, case_id=case_id)]


async def list_trail(
    tx: Tx, after: str | None, limit: int, *, case_id: str, actor: Actor, office: str
) -> list[dict[str, Any]]:
    """经过: every step with its hand.  Raises `Refused` where the case is not there for them."""
    reception = await cases.look(tx, case_id)
    if reception is None or is_hidden_from(reception, actor, office):
        raise unknown("case")
    must_be_disinterested(reception, actor.sub)
    return await views.list_trail(tx, after, limit, case_id=case_id)


async def list_like(
    tx: Tx, case_id: str, *, limit: int, least: float, actor: Actor, office: str
) -> dict[str, Any] | None:
    """Cases like one, for the clerk who groups them.  None: it is not there for them."""
    reception = await cases.look(tx, case_id)
    if reception is None or is_hidden_from(reception, actor, office):
        return None
    must_be_disinterested(reception, actor.sub)
    likest = await like_cases(tx, case_id, sub=actor.sub, limit=limit, least=least)
    return {"case_id": case_id, "read": likest is not None, "items": likest or []}


def _masked(ring: Keyring, case_id: str, row: dict[str, Any]) -> str | None:
    """The phone of a row as a screen may show it; the row loses what was sealed."""
    key_id, sealed = row.pop("key_id", None), row.pop("phone_sealed", None)
    if key_id is None or sealed is None:
        return None
    return masked(ring.open(key_id, sealed, f"{case_id}|phone"))
