"""What people read of a case: its contact only masked."""

from typing import Any

from services.intake.domain.reading import masked
from services.intake.handlers.suggesting import like_cases
from services.intake.store import classifications, suggestions, views
from shared.db import Tx
from shared.secrets import Keyring

LIKE_SHOWN = 5
SEALED = ("key_id", "phone_sealed", "phone_state")
WISHES = ("no_call", "secret", "hide_from_unit")
VERIFICATION = ("verification", "attempts", "verified_at")
ACCEPTANCE = (
    "route", "reason", "duplicate_of", "transfer_to", "accused_units", "accepted_by", "accepted_at",
)  # fmt: skip


async def show_case(tx: Tx, case_id: str, *, ring: Keyring) -> dict[str, Any] | None:
    """A case with its words, flags, holder, calls and route."""
    case = await views.load_case(tx, case_id)
    if case is None:
        return None
    sealed, wishes, verified, accepted = (
        {name: case.pop(name) for name in names}
        for names in (SEALED, WISHES, VERIFICATION, ACCEPTANCE)
    )
    phone = None
    if sealed["phone_sealed"] is not None:
        phone = ring.open(sealed["key_id"], sealed["phone_sealed"], f"{case_id}|phone")
    verified["outcome"] = verified.pop("verification")
    return case | {
        "wishes": wishes,
        "contact": {
            "phone_state": sealed["phone_state"],
            "phone": masked(phone) if phone else None,
        },
        "verification": verified if verified["outcome"] else None,
        "acceptance": accepted if accepted["route"] else None,
        "classification": await classifications.show(tx, case_id),
        "suggestion": await suggestions.show(tx, case_id),
        "like_cases": await like_cases(tx, case_id, limit=LIKE_SHOWN) or [],
    }


async def list_like(tx: Tx, case_id: str, *, limit: int, least: float) -> dict[str, Any] | None:
    """Cases like one, for the clerk who groups them.  None: there is no such case."""
    if await views.load_case(tx, case_id) is None:
        return None
    likest = await like_cases(tx, case_id, limit=limit, least=least)
    return {"case_id": case_id, "read": likest is not None, "items": likest or []}
