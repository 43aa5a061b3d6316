"""Who is told what, by SMS, because of which event: the planner.

Citizens hear of 受理, 已回复 and a second promise only, never of internal steps; units hear through whoever is on duty
at the moment of sending; leaders and secretaries are never texted.
"""

from collections.abc import Sequence
from datetime import datetime

from services.notify.channels import sms
from services.notify.domain.callbacks import SHANGHAI
from services.notify.domain.contacts import Contact, why_no_sms
from services.notify.domain.deliveries import AUTHOR, Addressee, Delivery, Notice
from services.notify.handlers import together
from services.notify.store import contacts as rosters
from services.notify.store import deliveries as store
from shared.context import Ctx
from shared.contracts.deadlines import DeadlineWarned, ReminderIssued
from shared.contracts.intake import CaseAccepted, ContactRecorded
from shared.contracts.routing import AssignmentForwarded, CaseDispatched, ReplyPublished
from shared.outcome import Entry, Outcome, Work
from shared.rules import NotYet
from shared.shield import accused_among

ACKNOWLEDGED = ("dispatch", "direct", "duplicate")
"""Routes on which the office itself takes the matter up: only there 受理 would be true."""


async def on_case_accepted(ctx: Ctx, event: CaseAccepted, contact: Contact | None) -> Outcome:
    """受理: the author learns that the office took the case up."""
    if event.route not in ACKNOWLEDGED:
        return ctx.ignored(event.subject, f"no_sms_for_{event.route}")
    return _to_author(ctx, Notice(event.case_id, "accepted"), contact)


async def on_reply_published(ctx: Ctx, event: ReplyPublished, contact: Contact | None) -> Outcome:
    """公开回复: the author learns that the answer stands, or that what was promised is promised anew."""
    if contact is None:
        raise NotYet(ContactRecorded.topic)
    template = "promised_again" if event.promised_again else "replied"
    return _to_author(ctx, Notice(event.case_id, template), contact)


async def on_case_dispatched(ctx: Ctx, event: CaseDispatched, contact: Contact | None) -> Outcome:
    """交办: every assigned unit learns that a letter is there."""
    notice = Notice(event.case_id, "dispatched", {"letter_no": event.letter_no})
    units = [issued.unit_id for issued in event.assignments]
    return await _to_units(ctx, notice, units, contact)


async def on_assignment_forwarded(
    ctx: Ctx, event: AssignmentForwarded, contact: Contact | None
) -> Outcome:
    """转办: the bureaus learn what their county office handed down."""
    units = [issued.unit_id for issued in event.assignments]
    return await _to_units(ctx, Notice(event.case_id, "forwarded"), units, contact)


async def on_deadline_warned(ctx: Ctx, event: DeadlineWarned, contact: Contact | None) -> Outcome:
    """临期提醒: a unit learns that its time is nearly over."""
    return await _about_clock(ctx, event, "due_soon", contact)


async def on_reminder_issued(ctx: Ctx, event: ReminderIssued, contact: Contact | None) -> Outcome:
    """催办: a unit that is overdue is urged."""
    return await _about_clock(ctx, event, "reminder", contact)


async def _about_clock(
    ctx: Ctx, event: DeadlineWarned | ReminderIssued, template: str, contact: Contact | None
) -> Outcome:
    if event.clock != "unit" or event.unit_id is None:
        return ctx.ignored(event.subject, "not_a_units_clock")
    notice = Notice(event.case_id, template, {"due": when(event.due_at)})
    return await _to_units(ctx, notice, [event.unit_id], contact)


def _to_author(ctx: Ctx, notice: Notice, contact: Contact | None) -> Outcome:
    subject = f"case/{notice.case_id}"
    if contact is not None and contact.withdrawn:
        return ctx.ignored(subject, "case_withdrawn")
    if why := why_no_sms(contact):
        return _skipped(ctx, notice, why)
    return _planned(ctx, sms.plan(notice, [AUTHOR]))


def _skipped(ctx: Ctx, notice: Notice, why: str, units: Sequence[str] = ()) -> Outcome:
    """Whom nothing is sent, and why."""
    facts = {"template": notice.template} | ({"units": list(units)} if units else {})
    return Outcome(
        journal=[Entry(f"case/{notice.case_id}", "skip_sms", ctx.actor, why=why, facts=facts)]
    )


async def _to_units(
    ctx: Ctx, notice: Notice, unit_ids: Sequence[str], contact: Contact | None
) -> Outcome:
    """What units hear of a case, as long as its author has not taken it back.

    A unit that the case accuses hears nothing of it.
    """
    subject = f"case/{notice.case_id}"
    if contact is not None and contact.withdrawn:
        return ctx.ignored(subject, "case_withdrawn")
    out = await accused_among(ctx.tx, subject, unit_ids)
    told = await to_duty(ctx, notice, [unit for unit in unit_ids if unit not in out])
    return together([_skipped(ctx, notice, "accused", sorted(out)), told]) if out else told


async def to_duty(ctx: Ctx, notice: Notice, unit_ids: Sequence[str]) -> Outcome:
    """One SMS for each officer on duty; a unit without a roster gets one that fails, visibly."""
    units = sorted(set(unit_ids))
    officers = await rosters.count_officers(ctx.tx, units)
    addressees = [
        Addressee(unit, place) for unit in units for place in range(1, officers.get(unit, 1) + 1)
    ]
    return _planned(ctx, sms.plan(notice, addressees))


def _planned(ctx: Ctx, deliveries: Sequence[Delivery]) -> Outcome:
    """The rows, journal and work items of what was planned."""
    return Outcome(
        changes=[store.add_delivery(delivery, ctx.now) for delivery in deliveries],
        journal=[
            Entry(
                f"case/{d.case_id}",
                "plan_sms",
                ctx.actor,
                to_state=d.state,
                facts={"delivery_id": d.delivery_id, "template": d.template, "unit_id": d.unit_id},
            )
            for d in deliveries
        ],
        work=[work_item(d) for d in deliveries],
    )


def work_item(delivery: Delivery) -> Work:
    """The task for the SMS workers: which delivery to send."""
    body = {"delivery_id": delivery.delivery_id, "case_id": delivery.case_id}
    queue = sms.URGENT if delivery.is_urgent else sms.QUEUE
    return Work(queue, f"case/{delivery.case_id}", body)


def when(due_at: datetime) -> str:
    local = due_at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日{local:%H:%M}"
