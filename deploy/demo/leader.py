"""How a case comes before a leader, and what the leader says to it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from deploy.demo.script import Letter

if TYPE_CHECKING:
    from deploy.demo.life import Life

HANDWRITING = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
"""Stands for a scan: its first bytes say that it is a picture."""

AT_ONCE = "请主办单位尽快核实处理，并将结果答复群众。"


async def before_the_leader(life: "Life", letter: Letter, lead: str) -> None:
    """拟办, 审签, 呈批, 批示; or 第一时间批示, before anything was proposed."""
    day = await life.later(1)
    leader = life.organisation.leader(life.fid, day.date())
    if life.script.leader == "at_once":
        await life.act(leader, "routing", "instruct", {"text": AT_ONCE, "units": [lead]})
        return
    units = (lead,) if life.script.refused_first else (letter.lead, *letter.assisting)
    proposed = await life.act(life.clerk, "routing", "proposals", {
        "opinion": "拟请主办单位牵头核实办理，按期答复网民。",
        "assignments": orders_of(units),
        "due_on": (day + timedelta(days=7)).date().isoformat(),
    })  # fmt: skip
    proposal = f"/proposals/{proposed['proposal_id']}"
    day = await life.later(1)
    head = life.organisation.office_head(day.date())
    await life.city.do(head, "routing", f"{proposal}/submit", {"remark": "呈请阅示。"})
    day = await life.later(1)
    if life.script.leader == "writes":
        await _recorded(life, proposed["proposal_id"])
        return
    leader = life.organisation.leader(life.fid, day.date())
    await life.act(leader, "routing", "instruct", {"text": "同意，请抓紧办理。"})


async def before_the_county_leader(life: "Life", office: str, below: tuple[str, ...]) -> None:
    """县级拟办, 审签, 呈批, 批示: the county's office does for its leader as the city's does."""
    people = life.organisation
    await life.later(1)
    if life.script.leader == "at_once":
        await _county_orders(life, office, {"text": AT_ONCE, "units": list(below)})
        return
    proposed = await life.act(people.officer(office), "routing", "proposals", {
        "opinion": "拟请主办单位牵头、有关单位配合，核实办理并按期反馈。",
        "assignments": orders_of(below),
        "due_on": (await life.assignment(office))["due_on"],
    })  # fmt: skip
    await life.later(1)
    proposal = f"/proposals/{proposed['proposal_id']}"
    await life.city.do(people.unit_head(office), "routing", f"{proposal}/submit", {})
    await life.later(1)
    await _county_orders(life, office, {"text": "同意。请限期整改到位。"})


async def _county_orders(life: "Life", office: str, order: dict[str, Any]) -> None:
    leader = life.organisation.county_leader_of(office, life.now.date())
    await life.act(leader, "routing", "instruct", order)
    post = life.organisation.posts[leader.post or ""]
    life.tell(f"county order 县级批示: {post['title']}，{order['text']}")


async def _recorded(life: "Life", proposal_id: str) -> None:
    """代录: the leader wrote on the sheet; the secretary scans it and puts the words down."""
    secretary = life.organisation.secretary(life.fid)
    await life.city.scan(secretary, proposal_id, HANDWRITING)
    await life.act(
        secretary, "routing", "instruct", {"text": "同意，请抓紧办理。", "mode": "recorded"}
    )


def orders_of(units: tuple[str, ...]) -> list[dict[str, Any]]:
    """Shares of a letter: the first unit leads."""
    return [
        {"unit_id": u, "part": "assisting" if i else "lead", "task": "核实办理并书面答复"}
        for i, u in enumerate(units)
    ]
