"""What was promised is done by its day, shown, and written off; then the case may close."""

from deploy.demo.life import Life
from deploy.demo.photographs import photograph
from deploy.demo.script import Notice


async def keep_promise(life: Life, kept: Notice) -> None:
    """兑现报告 by the unit with evidence, 销号 by the office head."""
    await life.later(24 * kept.days)
    [promise] = (await life.handling())["promises"]
    officer = life.organisation.officer(promise["unit_id"])
    shown = await life.city.upload(officer, life.case_id, "完工照片.png", photograph(kept.text))
    path = f"/promises/{promise['promise_id']}"
    reported = await life.city.do(officer, "routing", f"{path}/report", {
        "done_on": life.day(), "text": kept.text, "evidence": [shown["file_id"]],
    }, match=promise["version"])  # fmt: skip
    day = await life.later(3)
    head = life.organisation.office_head(day.date())
    await life.city.do(head, "routing", f"{path}/settle", match=reported["etag"])
    life.tell(f"promise 承诺销号: {kept.text}")
