"""How answers come up: drafts of the units, countersigned and signed; or the office's own answer."""

from collections.abc import Iterator
from typing import Any

from deploy.demo.life import Life
from deploy.demo.notices import interim_reply
from deploy.demo.people import Person
from deploy.demo.photographs import photograph
from deploy.demo.script import PARTS, TODAY, Letter, Question


async def answer(life: Life) -> None:
    """The units answer, those below and beside before those above."""
    waited = 0.0
    if life.script.interim:
        waited = life.script.interim.days
        await life.later(24 * waited)
        await interim_reply(life, life.script.interim)
    await life.later(24 * (life.script.days - waited))
    for unit_id in _upwards(life.script.letter):
        await life.later(1)
        await reply(life, unit_id, life.script.vague or life.script.text)


async def answer_again(life: Life) -> None:
    """审核退回: the first wording was too vague, and the lead unit writes another."""
    letter = life.script.letter
    if letter is None or life.script.vague is None:
        return
    await life.later(3)
    await life.on_reply(
        life.reviewer, "return", {"reason": "date_missing", "text": "请写明完工时间。"}
    )
    life.tell("return 审核退回: 答复没有写明时限")
    await life.later(4)
    await reply(life, letter.lead, life.script.text)


async def answer_directly(life: Life) -> None:
    """直接答复, 不予受理, 转送, 重复件: the office asks whom it must, and answers."""
    for question in life.script.questions:
        await _ask(life, question)
    await life.later(24 * life.script.days)
    result = await _result(life, life.clerk) if life.script.route == "direct" else None
    await life.act(life.clerk, "routing", "answer", {"text": life.script.text, "result": result})


async def _ask(life: Life, question: Question) -> None:
    """问询: the unit sees the question, not the case."""
    asked = await life.act(life.clerk, "routing", "questions", {
        "unit_id": question.unit, "question": question.question,
        "answer_by": life.day(1)})  # fmt: skip
    await life.later(3)
    officer = life.organisation.officer(question.unit)
    path = f"/questions/{asked['question_id']}/answer"
    await life.city.do(officer, "routing", path, {"answer": question.answer})
    life.tell(f"question 问询: {life.organisation.name(question.unit)}，{question.answer}")


async def reply(life: Life, unit_id: str, text: str) -> None:
    """拟稿, 会签, 签发; the county's leader reads, and who handed it down accepts what came up."""
    mine = await life.assignment(unit_id)
    officer = life.organisation.officer(unit_id)
    body = {"text": text, "result": await _result(life, officer)}
    draft = await life.on_assignment(unit_id, "draft", body)
    step = await _countersigned(life, officer, draft, body)
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


async def _countersigned(
    life: Life, officer: Person, draft: dict[str, Any], body: dict[str, Any]
) -> dict[str, Any]:
    """会签: every assisting unit agrees; one may object first, and the draft is written anew."""
    step = await _on_draft(life, officer, draft, draft["etag"], "submit")
    for unit_id in step["units"]:
        other = life.organisation.officer(unit_id)
        if unit_id == life.script.objects:
            objection = {"agrees": False, "text": "请写明抽检结果。"}
            step = await _on_draft(life, other, draft, step["etag"], "countersign", objection)
            life.tell(
                f"objection 会签不同意: {life.organisation.name(unit_id)}，{objection['text']}"
            )
            await life.later(1)
            step = await _on_draft(life, officer, draft, step["etag"], "revise", body)
            step = await _on_draft(life, officer, draft, step["etag"], "submit")
        step = await _on_draft(life, other, draft, step["etag"], "countersign", {"agrees": True})
    return step


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
    answers = [{"no": n, "text": text} for n, text in enumerate(script.answers, start=1)]
    result: dict[str, Any] = {"disposition": disposition, "answers": answers}
    if kind in {"complaint", "help", "unknown"}:
        result |= {"finding": script.finding, "people": [{"name": person.name}]}
    if disposition == "solved":
        added = await life.city.upload(
            person, life.case_id, "现场照片.png", photograph(script.text)
        )
        result |= {
            "solution": {"solved_on": life.day(), "measure": script.text},
            "evidence": [added["file_id"]],
            "real_world": {"achieved": True, "text": script.text},
        }
    if disposition in {"adopted", "partly_adopted", "kept", "not_adopted"}:
        result["opinion"] = {"reason": script.text}
    return result | {name: _dated(part, life.day()) for name, part in script.more.items()}


def _dated(part: Any, today: str) -> Any:
    """Parts of a result with the day put in where the script says so."""
    if isinstance(part, list):
        return [_dated(each, today) for each in part]
    if isinstance(part, dict):
        return {name: _dated(each, today) for name, each in part.items()}
    return today if part == TODAY else part


def _upwards(letter: Letter | None) -> Iterator[str]:
    if letter is None:
        return
    for unit_id in (*letter.assisting, letter.lead):
        below = letter.below.get(unit_id, ())
        yield from (*below[1:], *below[:1], unit_id)  # the lead of those below comes last
