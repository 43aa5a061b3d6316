"""The last stage of a life: the after-check, a redo where the work was not done, and the close."""

from deploy.demo.handling import handle_again
from deploy.demo.life import Life
from deploy.demo.people import eventually
from deploy.demo.promises import keep_promise


async def see_through(life: Life) -> None:
    """From the published answer to the close."""
    day = await life.later(20)
    if life.script.redo:
        await _check_fails(life)
        life.tell("after-check 回访不合格: 问题未解决到位")
        head = life.organisation.office_head(day.date())
        await life.later(3)
        await life.act(head, "routing", "redo", {
            "reason": "not_in_place", "text": "回访反映问题未解决到位，请重新办理。"})  # fmt: skip
        life.tell("redo 退回重办: 原单位重新办理，首次答复保留")
        await life.later(2)
        await handle_again(life)
        await life.later(20)
    await _check_passes(life)
    if life.script.kept:
        await keep_promise(life, life.script.kept)


async def _check_fails(life: Life) -> None:
    async def failed() -> bool:
        await life.desk.answer_all()
        return bool(await life.listed("satisfaction", "/checks", state="failed"))

    await eventually(failed, f"{life.case_id}: a failed check")


async def _check_passes(life: Life) -> None:
    """By phone; where the author cannot be reached or wants no call, on the spot.

    Then the case is closed, unless something that was promised is still to be done.
    """
    visited = False

    async def done() -> bool:
        nonlocal visited
        await life.desk.answer_all()
        if life.script.kept:
            return bool(await life.listed("satisfaction", "/checks", state="passed"))
        if (await life.handling())["state"] == "closed":
            return True
        if not visited:
            visited = await _visit(life)
        return False

    await eventually(done, f"{life.case_id}: checked and closed")


async def _visit(life: Life) -> bool:
    """Go there, once it is known that no call will settle the check."""
    due = await life.listed("satisfaction", "/checks", state="due")
    tasks = await life.listed("notify", "/callbacks", purpose="after_check")
    in_vain = life.script.check_call != "reached" and any(t["attempts"] for t in tasks)
    if not any(check["needs_visit"] or in_vain for check in due):
        return False
    await life.act(life.colleague, "satisfaction", "check", {
        "method": "on_site", "handled": True, "reply_true": True})  # fmt: skip
    return True
