"""留言 entered one by one: by a clerk, the office's form, another system, or from above."""

from services.intake.domain.commands import Enter
from services.intake.domain.entry import arrival_of
from services.intake.domain.reception import State
from services.intake.domain.submissions import Submit
from services.intake.handlers.receiving import digests, load_likes, receive
from services.intake.store import cases
from shared.context import Ctx
from shared.outcome import Outcome
from shared.rules import Refused


async def submit(ctx: Ctx, command: Submit, _: None) -> Outcome:
    """网上提交: the author learns the number, and nothing of what is suspected."""
    received = await enter(ctx, command.entered(), None)
    told = {"case_id": (received.answer or {})["case_id"], "submitted_at": ctx.now.isoformat()}
    return Outcome(received.changes, received.journal, received.events, answer=told)


async def enter(ctx: Ctx, command: Enter, _: None) -> Outcome:
    """接收: the same way as a row of an import, but answered with its number."""
    arrival = arrival_of(command, ctx.now)
    if command.external_id is not None:
        await cases.hold_channel(ctx.tx, command.channel)
        known = await cases.case_of(ctx.tx, command.channel, command.external_id)
        if known is not None:
            raise Refused("external_id_known", "it was entered before", case_id=known)
    [case_id] = await cases.allot_numbers(ctx.tx, [arrival.year])
    marks = digests(arrival, ctx.settings.ring)
    likes = await load_likes(ctx.tx, [(arrival, marks)])
    received = receive(ctx, case_id, arrival, marks, likes, facts={})
    answer = {
        "case_id": case_id,
        "state": State.RECEIVED,
        "flags": received.journal[0].facts["flags"],
        "emergencies": arrival.emergencies,
        "subject": f"case/{case_id}",
        "version": len(received.events),
    }
    return Outcome(received.changes, received.journal, received.events, answer=answer)
