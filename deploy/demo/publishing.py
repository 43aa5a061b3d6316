"""The public's side of a life: review, the leader's reading, publication."""

from deploy.demo.life import Life


async def publish(life: Life) -> None:
    """Review, the leader's reading, publication."""
    await life.later(3)
    edited = life.script.edited or f"网友您好！{life.script.text}感谢您的留言。"
    answer = await life.on_reply(life.reviewer, "review", {"text": edited})
    if answer["state"] != "read":
        day = await life.later(5)
        leader = life.organisation.leader(life.fid, day.date())
        await life.on_reply(leader, "read", {"opinion": "同意，请按时公开回复。"})
    await life.later(1)
    shown = {"proof": life.address, "signer": life.script.signer}
    await life.on_reply(life.clerk, "publish", shown)
    if life.script.signer == "leader":
        life.tell("reply 亲自回复: 领导本人署名公开回复")
