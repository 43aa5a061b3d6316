"""The second stage of a life: instruction and letter, the units' replies, review and publication."""

from collections.abc import Iterator
from typing import Any

from deploy.demo.leader import before_the_leader, orders_of
from deploy.demo.life import Life
from deploy.demo.people import Person
from deploy.demo.script import PARTS, Letter
from shared.clock import SHANGHAI

PHOTO = b"\x89PNG\r\n\x1a\n" + b"stands for a photograph"


async def handle(life: Life) -> None:
    """From the opened case to the published answer."""
    await life.until_opened()
    if life.script.route == "dispatch":
        await _dispatch(life)
        await _answer(life)
    else:
        await life.later(24 * life.script.days)
        result = await _result(life, life.clerk) if life.script.route == "direct" else None
        await life.act(
            life.clerk, "routing", "answer", {"text": life.script.text, "result": result}
        )
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
        await before_the_leader(life, letter, life.script.refused_first or letter.lead)
    await life.later(1)
    if life.script.refused_first:
        await _dispatch_to(life, (life.script.refused_first,))
        await _refuse(life, life.script.refused_first)
        await life.later(2)
    await _dispatch_to(life, _units(letter))
    for unit_id in _units(letter):
        await life.later(2)
        await _sign(life, unit_id)
        if life.script.found and unit_id == letter.lead:
            await _find_author(life, unit_id, life.script.found)
        if unit_id in letter.below:
            await _forward(life, unit_id, letter.below[unit_id])


async def _dispatch_to(life: Life, units: tuple[str, ...]) -> None:
    """The letter: drafted, checked by another, signed by the office head."""
    body = {"assignments": orders_of(units)}
    drafted = await life.act(life.clerk, "routing", "letters", body)
    path = f"/letters/{drafted['letter_id']}"
    await life.city.do(life.reviewer, "routing", f"{path}/check", match=drafted["etag"])
    head = life.organisation.office_head(life.now.date())
    await life.city.do(head, "routing", f"{path}/issue", match=drafted["etag"] + 1)


async def _refuse(life: Life, unit_id: str) -> None:
    await life.later(3)
    await life.on_assignment(unit_id, "refuse", {
        "reason": "not_our_matter", "text": "该事项属住建部门职责。",
        "suggested_unit": life.script.letter.lead if life.script.letter else None,
    })  # fmt: skip
    day = await life.later(2)
    head = life.organisation.office_head(day.date())
    await life.on_assignment(
        unit_id, "rule", {"uphold": True, "reason": "matter_of_housing"}, by=head
    )


async def _sign(life: Life, unit_id: str) -> None:
    await life.on_assignment(unit_id, "sign")


async def _find_author(life: Life, unit_id: str, phone: str) -> None:
    """The number told was a virtual one: the unit looks up a better one and calls."""
    await life.later(2)
    officer = life.organisation.officer(unit_id)
    await life.act(officer, "intake", "contacts", {
        "phone": phone, "provenance": "unit_records", "legal_basis": "机动车登记规定",
        "looked_up_by": officer.name})  # fmt: skip
    await life.act(officer, "intake", "attempts", {"channel": "phone", "outcome": "reached"})


async def _forward(life: Life, unit_id: str, below: tuple[str, ...]) -> None:
    day = await life.later(2)
    leader = life.organisation.county_leader_of(unit_id, day.date())
    await life.act(leader, "routing", "instruct", {
        "text": "请承办单位认真核实，限期整改到位。", "units": list(below)})  # fmt: skip
    await life.later(1)
    await life.on_assignment(unit_id, "forward", {"assignments": orders_of(below)})
    for child in below:
        await life.later(1)
        await _sign(life, child)


def _units(letter: Letter | None) -> tuple[str, ...]:
    return (letter.lead, *letter.assisting) if letter else ()


# -- upwards -----------------------------------------------------------------------------------------


async def _answer(life: Life) -> None:
    """The units answer, those below and beside before those above."""
    await life.later(24 * life.script.days)
    for unit_id in _upwards(life.script.letter):
        await life.later(1)
        await _reply(life, unit_id)


def _upwards(letter: Letter | None) -> Iterator[str]:
    if letter is None:
        return
    for unit_id in (*letter.assisting, letter.lead):
        below = letter.below.get(unit_id, ())
        yield from (*below[1:], *below[:1], unit_id)  # the lead of those below comes last


async def _reply(life: Life, unit_id: str) -> None:
    """拟稿, 会签, 签发; the county's leader reads, and who handed it down accepts what came up."""
    mine = await life.assignment(unit_id)
    officer = life.organisation.officer(unit_id)
    body = {"text": life.script.text, "result": await _result(life, officer)}
    draft = await life.on_assignment(unit_id, "draft", body)
    step = await _on_draft(life, officer, draft, draft["etag"], "submit")
    for other in step["units"]:
        agrees = {"agrees": True}
        person = life.organisation.officer(other)
        step = await _on_draft(life, person, draft, step["etag"], "countersign", agrees)
    head = life.organisation.unit_head(unit_id)
    step = await _on_draft(life, head, draft, step["etag"], "sign")
    if step["state"] == "signed":
        day = await life.later(1)
        leader = life.organisation.county_leader_of(unit_id, day.date())
        opinion = {"opinion": "同意报送市委办。"}
        step = await _on_draft(life, leader, draft, step["etag"], "read", opinion)
    if mine["parent_id"] is not None:
        assignments = (await life.handling())["assignments"]
        above = next(a["unit_id"] for a in assignments if a["assignment_id"] == mine["parent_id"])
        path = f"/replies/{step['reply_id']}/accept"
        await life.city.do(life.organisation.officer(above), "routing", path, match=1)


async def _on_draft(
    life: Life, person: Person, draft: dict[str, Any], version: int, what: str, body: Any = None
) -> dict[str, Any]:
    """A command on a unit's draft, on the version that was just seen."""
    path = f"/drafts/{draft['draft_id']}/{what}"
    return await life.city.do(person, "routing", path, body, match=version)


async def _result(life: Life, person: Person) -> dict[str, Any]:
    """What the script says came of it, with all that such a disposition asks for."""
    kind, script = life.case["kind"], life.script
    disposition = script.disposition or PARTS[kind]
    today = life.now.astimezone(SHANGHAI).date().isoformat()
    answers = [{"no": n, "text": text} for n, text in enumerate(script.answers, start=1)]
    result: dict[str, Any] = {"disposition": disposition, "answers": answers}
    if kind in {"complaint", "help", "unknown"}:
        result |= {"finding": script.finding, "people": [{"name": person.name}]}
    if disposition == "solved":
        added = await life.city.upload(person, life.case_id, "现场照片.png", PHOTO)
        result |= {
            "solution": {"solved_on": today, "measure": script.text},
            "evidence": [added["file_id"]],
            "real_world": {"achieved": True, "text": script.text},
        }
    if disposition in {"adopted", "partly_adopted", "kept", "not_adopted"}:
        result["opinion"] = {"reason": script.text}
    return result


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
    await _reply(life, life.script.letter.lead)
    await life.later(2)
