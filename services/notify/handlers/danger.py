"""Danger is told to the office's officers on duty at once, again while nobody saw to it, and then no more."""

from services.notify.domain.contacts import Contact
from services.notify.domain.deliveries import Notice
from services.notify.handlers import together
from services.notify.handlers.notices import to_duty, when
from services.notify.handlers.sending import expired
from services.notify.store import deliveries
from shared.context import Ctx
from shared.contracts.intake import AlarmAttended, AlarmRepeated, EmergencyRaised
from shared.outcome import Outcome


async def on_emergency_raised(ctx: Ctx, event: EmergencyRaised, _: Contact | None) -> Outcome:
    """紧急警示: whatever becomes of the case meanwhile."""
    return await to_duty(ctx, Notice(event.case_id, "emergency"), [ctx.settings.office_unit])


async def on_alarm_repeated(ctx: Ctx, event: AlarmRepeated, _: Contact | None) -> Outcome:
    """警示重发: to whoever is on duty now."""
    since = {"since": when(event.raised_at)}
    notice = Notice(event.case_id, "emergency_stands", since)
    return await to_duty(ctx, notice, [ctx.settings.office_unit])


async def on_alarm_attended(ctx: Ctx, event: AlarmAttended, _: Contact | None) -> Outcome:
    """警示处置: what still waits to tell of the danger tells nothing any more."""
    if event.alarm != "emergency":
        return ctx.ignored(event.subject, "not_about_danger")
    queued = await deliveries.lock_queued(ctx.tx, event.case_id)
    return together(expired(ctx, d, "alarm_attended") for d in queued if d.is_urgent)
