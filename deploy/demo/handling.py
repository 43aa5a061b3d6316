"""The second stage of a life: instruction and letter, the units' replies, review and publication."""

from collections.abc import Iterator
from typing import Any

from deploy.demo.life import Life
from deploy.demo.script import PARTS, Letter


async def handle(life: Life) -> None:
    """From the opened case to the published answer."""
    await life.until_opened()
    if life.script.route == "dispatch":
        await _dispatch(life)
        await _answer(life)
    else:
        await life.later(24 * life.script.days)
        await life.act(life.clerk, "routing", "answer", {"text": life.script.text})
    await _publish(life)


async def handle_again(life: Life) -> None:
    """The redo round: signed for, answered and published once more."""
    for unit_id in _units(life.script.letter):
        await _sign(life, unit_id)
    await _answer(life)
    await _publish(life)


# -- downwards ---------------------------------------------------------------------------------------


async def _dispatch(life: Life) -> None:
    letter = life.script.letter
    if letter is None:
        raise ValueError(f"{life.case_id} has no letter in the script")
    if life.organisation.county_office(life.fid) is None:
        await _instruct(life, life.script.refused_first or letter.lead)
    await life.later(1)
    if life.script.refused_first:
        await _dispatch_to(life, (life.script.refused_first,))
        await _refuse(life, life.script.refused_first)
        await life.later(2)
    await _dispatch_to(life, _units(letter))
    for unit_id in _units(letter):
        await life.later(2)
        await _sign(life, unit_id)
        if unit_id in letter.below:
            await _forward(life, unit_id, letter.below[unit_id])


async def _instruct(life: Life, lead: str) -> None:
    day = await life.later(3)
    leader = life.organisation.leader(life.fid, day.date())
    await life.act(leader, "routing", "instruct", {
        "text": "请主办单位尽快核实处理，并将结果答复群众。", "units": [lead]})  # fmt: skip


async def _dispatch_to(life: Life, units: tuple[str, ...]) -> None:
    await life.act(life.clerk, "routing", "dispatch", {"assignments": _orders(units)})


async def _refuse(life: Life, unit_id: str) -> None:
    await life.later(3)
    await life.on_assignment(
        unit_id, "refuse", {"reason": "not_our_matter", "text": "该事项属住建部门职责。"}
    )
    day = await life.later(2)
    head = life.organisation.office_head(day.date())
    await life.on_assignment(unit_id, "rule", {"uphold": True}, by=head)


async def _sign(life: Life, unit_id: str) -> None:
    await life.on_assignment(unit_id, "sign")


async def _forward(life: Life, unit_id: str, below: tuple[str, ...]) -> None:
    day = await life.later(2)
    leader = life.organisation.county_leader_of(unit_id, day.date())
    await life.act(leader, "routing", "instruct", {
        "text": "请承办单位认真核实，限期整改到位。", "units": list(below)})  # fmt: skip
    await life.later(1)
    await life.on_assignment(unit_id, "forward", {"assignments": _orders(below)})
    for child in below:
        await life.later(1)
        await _sign(life, child)


def _units(letter: Letter | None) -> tuple[str, ...]:
    return (letter.lead, *letter.assisting) if letter else ()


def _orders(units: tuple[str, ...]) -> list[dict[str, str]]:
    return [
        {"unit_id": u, "part": "assisting" if i else "lead", "task": "核实办理并书面答复"}
        for i, u in enumerate(units)
    ]


# -- upwards -----------------------------------------------------------------------------------------


async def _answer(life: Life) -> None:
    """The units answer, those below and beside before those above."""
    await life.later(24 * life.script.days)
    for unit_id in _upwards(life.script.letter):
        await life.later(1)
        await life.on_assignment(unit_id, "reply", _reply(life))


def _upwards(letter: Letter | None) -> Iterator[str]:
    if letter is None:
        return
    for unit_id in (*letter.assisting, letter.lead):
        below = letter.below.get(unit_id, ())
        yield from (*below[1:], *below[:1], unit_id)  # the lead of those below comes last


def _reply(life: Life) -> dict[str, Any]:
    kind, script = life.case["kind"], life.script
    return {
        "text": script.text,
        "finding": script.finding if kind in {"complaint", "help", "unknown"} else None,
        "disposition": script.disposition or PARTS[kind],
    }


async def _publish(life: Life) -> None:
    """Review, the leader's reading, publication."""
    await life.later(3)
    if life.script.returned_once:
        await life.on_reply(
            life.reviewer, "return", {"reason": "date_missing", "text": "请写明完工时间。"}
        )
        await _answer_again(life)
    edited = f"网友您好！{life.script.text}感谢您的留言。"
    answer = await life.on_reply(life.reviewer, "review", {"text": edited})
    if answer.get("state") != "read":
        day = await life.later(5)
        leader = life.organisation.leader(life.fid, day.date())
        await life.on_reply(leader, "read", {"opinion": "同意，请尽快公开回复。"})
    await life.later(1)
    proof = f"https://board.example/threads/{life.case['external_id']}"
    await life.on_reply(life.clerk, "publish", {"proof": proof})


async def _answer_again(life: Life) -> None:
    if life.script.letter is None:
        return
    await life.later(4)
    await life.on_assignment(life.script.letter.lead, "reply", _reply(life))
    await life.later(2)
