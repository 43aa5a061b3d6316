"""What is done between the letter and the reply: steps, a meeting, a third party, a measure for all."""

from typing import Any

from deploy.demo.life import Life
from deploy.demo.script import Measure, Meeting, ThirdParty

LOOK_AGAIN_DAYS = 7


async def work(life: Life) -> None:
    """What the script says of it, one after the other."""
    script = life.script
    if script.letter:
        await life.on_assignment(script.letter.lead, "progress", {
            "act": "looked", "text": "已安排专人现场核实。"})  # fmt: skip
    if script.meeting:
        await life.later(4)
        await _meet(life, script.meeting)
    if script.third_party:
        await life.later(1)
        await _press(life, script.third_party)
    if script.measure and script.letter:
        await life.later(2)
        await _issue(life, script.letter.lead, script.measure)


async def _meet(life: Life, meeting: Meeting) -> None:
    await life.act(life.organisation.officer(meeting.by), "routing", "meetings", {
        "held_on": life.day(), "place": meeting.place, "units": list(meeting.units),
        "others": list(meeting.others), "agreed": meeting.agreed})  # fmt: skip
    life.tell(f"meeting 协调会: {meeting.agreed}")


async def _press(life: Life, third: ThirdParty) -> None:
    """督促: it has no login here; the unit says when it will look again, and does."""
    officer = life.organisation.officer(third.by)
    pressed = await life.act(officer, "routing", "third-parties", {
        "name": third.name, "kind": third.kind, "matter": third.matter, "method": "visit",
        "pressed_on": life.day(), "look_again_on": life.day(LOOK_AGAIN_DAYS)})  # fmt: skip
    life.tell(f"third party 督促第三方: {third.name}，{third.matter}")
    life.director.start(_look_until_settled(life, third, pressed["press_id"]))


async def _look_until_settled(life: Life, third: ThirdParty, press_id: str) -> None:
    """Also after the answer is public, and after the case is closed."""
    officer = life.organisation.officer(third.by)
    for state, text in (("moving", third.seen), ("settled", third.settled)):
        await life.later(24 * LOOK_AGAIN_DAYS)
        body: dict[str, Any] = {"state": state, "text": text}
        if state != "settled":
            body["look_again_on"] = life.day(LOOK_AGAIN_DAYS)
        await life.city.do(officer, "routing", f"/third-parties/{press_id}/look", body)
        life.tell(f"third party 回看第三方: {text}")


async def _issue(life: Life, unit_id: str, measure: Measure) -> None:
    """出台措施, for everybody in the same situation; and it helps here."""
    officer = life.organisation.officer(unit_id)
    issued = await life.city.do(officer, "routing", "/measures", {
        "title": measure.title, "document_no": measure.document_no,
        "condition": measure.condition, "rule": measure.rule,
        "proof_accepted": list(measure.proof), "terms": list(measure.terms),
        "issuer": unit_id, "issued_on": life.day(), "valid_from": life.day(),
        "valid_until": life.day(92)})  # fmt: skip
    await _link(life, unit_id, issued["measure_id"])
    life.tell(f"measure 共性措施 {issued['measure_id']}: 《{measure.title}》，{measure.rule}")


async def _link(life: Life, unit_id: str, measure_id: str) -> None:
    officer = life.organisation.officer(unit_id)
    await life.act(officer, "routing", "measures", {"measure_id": measure_id, "helps": True})


async def use_measures(life: Life) -> None:
    """关联措施: what was suggested for a like case that arrived helps it, too."""
    for found in (await life.handling())["measures"]:
        if found["helps"] is None:
            link = {"measure_id": found["measure_id"], "helps": True}
            await life.act(life.clerk, "routing", "measures", link)
            life.tell(f"measure 共性措施 {found['measure_id']}: 系统提示适用，已关联")
