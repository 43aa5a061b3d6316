"""Replies beside the answer 后续回复: one meanwhile that names a day, news after it."""

from typing import Any

from deploy.demo.life import Life
from deploy.demo.people import Person
from deploy.demo.script import Notice


async def interim_reply(life: Life, notice: Notice) -> None:
    """阶段性回复: the answer takes longer, and by this day it comes."""
    promised = life.day(notice.promise_days or 7)
    _, month, day = promised.split("-")
    text = f"{notice.text}最迟{int(month)}月{int(day)}日前答复。"
    await _to_the_public(life, {"kind": "interim", "text": text, "promise_on": promised})
    life.tell(f"interim reply 阶段性回复: {text}")


async def tell_news(life: Life, notice: Notice) -> None:
    """进展回复: what became of it, after the answer and perhaps after the close."""
    await life.later(24 * notice.days)
    await _to_the_public(life, {"kind": "progress", "text": notice.text})
    life.tell(f"news 进展回复: {notice.text}")


async def _to_the_public(life: Life, body: dict[str, Any]) -> None:
    """Written, reviewed, read by the leader, published."""
    written = await life.act(life.clerk, "routing", "further-replies", body)
    path = f"/further-replies/{written['further_id']}"
    step = await _do(life, life.reviewer, f"{path}/review", written["etag"])
    day = await life.later(2)
    leader = life.organisation.leader(life.fid, day.date())
    step = await _do(life, leader, f"{path}/read", step["etag"], {"opinion": "同意公开。"})
    await _do(life, life.clerk, f"{path}/publish", step["etag"], {"proof": life.address})


async def _do(life: Life, person: Person, path: str, version: int, body: Any = None) -> Any:
    return await life.city.do(person, "routing", path, body, match=version)
