"""The first stage of a life: claimed, verified by a call, classified where needed, accepted."""

from typing import Any

from deploy.demo.life import Life
from deploy.demo.script import COMPLEX


async def receive(life: Life) -> None:
    """From the first sight to the end of the reception."""
    await life.later(1)
    await life.act(life.clerk, "intake", "claim")
    await life.until_verified()
    await life.later(1)
    await _classify(life)
    if life.script.demands:
        listed = [{"text": demand} for demand in life.script.demands]
        await life.act(life.clerk, "intake", "demands", {"demands": listed})
    if life.script.like:
        await life.world.likes.join(life, life.script.like)
    await life.act(life.clerk, "intake", "accept", _acceptance(life))


async def _classify(life: Life) -> None:
    view = await life.reception()
    kind = life.script.kind or view["kind"]
    handling_class = life.script.handling_class or view["handling_class"]
    if (kind, handling_class) == (view["kind"], view["handling_class"]):
        return
    is_complex = handling_class == COMPLEX
    who = life.organisation.office_head(life.now.date()) if is_complex else life.clerk
    await life.act(who, "intake", "classify", {
        "kind": kind, "domain_name": view["domain_name"],
        "handling_class": handling_class,
        "reason": "hard_to_solve" if is_complex else "read_by_clerk",
    })  # fmt: skip
    life.case |= {"kind": kind}


def _acceptance(life: Life) -> dict[str, Any]:
    script = life.script
    given = {
        "route": script.route,
        "reason": script.reason,
        "transfer_to": script.transfer_to,
        "duplicate_of": script.duplicate_of,
        "accused_units": list(script.accused) or None,
    }
    return {name: value for name, value in given.items() if value is not None}
