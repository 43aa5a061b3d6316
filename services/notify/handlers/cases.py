"""What becomes of a case's author: known, erased, or gone."""

from dataclasses import replace

from services.notify.domain.callbacks import SETTLING
from services.notify.domain.contacts import Contact, why_no_call, why_no_sms
from services.notify.handlers import sending, tasks, together
from services.notify.store import callbacks, contacts, deliveries
from shared.context import Ctx
from shared.contracts.intake import (
    AccusedNamed,
    AttemptRecorded,
    CaseWithdrawn,
    ContactErased,
    ContactRecorded,
    WishesChanged,
)
from shared.outcome import NOTHING, Entry, Outcome
from shared.shield import accused_among


async def on_contact_recorded(ctx: Ctx, event: ContactRecorded, contact: Contact | None) -> Outcome:
    """联系方式登记: kept sealed.  If it says that nobody may call any more, open calls end."""
    entry = Entry(event.subject, "record_contact", ctx.actor, why=event.phone_state)
    kept = Outcome([contacts.record_contact(event)], [entry])
    if contact is None:
        return kept
    renewed = Contact(
        case_id=event.case_id,
        key_id=event.key_id,
        name_sealed=event.name_sealed,
        phone_sealed=event.phone_sealed,
        phone_state=event.phone_state,
        no_call=event.wishes.no_call,
        secret=event.wishes.secret,
        withdrawn=contact.withdrawn,
        sms_ok=event.wishes.sms_ok,
    )
    return together([kept, await _end_calls(ctx, event.case_id, renewed)])


async def on_wishes_changed(ctx: Ctx, event: WishesChanged, contact: Contact | None) -> Outcome:
    """意愿变更: calls and SMS that are not wanted any more are not made, the planned ones too."""
    if contact is None:
        return ctx.ignored(event.subject, "no_contact")
    wishes = event.wishes
    entry = Entry(event.subject, "obey_wishes", ctx.actor, why=event.reason)
    kept = Outcome([contacts.obey(event.case_id, wishes)], [entry])
    now = replace(contact, no_call=wishes.no_call, secret=wishes.secret, sms_ok=wishes.sms_ok)
    steps = [kept, await _end_calls(ctx, event.case_id, now)]
    if why_no_sms(now) == "secret":
        queued = await deliveries.lock_queued(ctx.tx, event.case_id)
        steps += [sending.expired(ctx, d, "secret") for d in queued if d.unit_id is None]
    return together(steps)


async def on_attempt_recorded(
    ctx: Ctx, event: AttemptRecorded, _contact: Contact | None
) -> Outcome:
    """联系记录: the author was reached by other ways, so nobody need call to verify."""
    if event.outcome not in SETTLING:
        return NOTHING
    live = await callbacks.live_tasks(ctx.tx, event.case_id)
    verifying = [task for task in live if task.purpose == "verification"]
    return together(tasks.cancelled(ctx, task, "author_reached") for task in verifying)


async def on_accused_named(ctx: Ctx, event: AccusedNamed, _contact: Contact | None) -> Outcome:
    """被反映单位登记: what was to be sent to a unit that is accused is not sent any more."""
    queued = await deliveries.lock_queued(ctx.tx, event.case_id)
    units = {d.unit_id for d in queued if d.unit_id and d.audience == "unit"}
    out = await accused_among(ctx.tx, event.subject, units, event.accused_units)
    return together(sending.expired(ctx, d, "accused") for d in queued if d.unit_id in out)


async def on_contact_erased(ctx: Ctx, event: ContactErased, _contact: Contact | None) -> Outcome:
    """联系方式删除: every copy here is blanked, and there is nobody left to call."""
    erased = Outcome(
        [
            contacts.erase_contact(event.case_id),
            deliveries.blank_recipients(event.case_id),
        ],
        [Entry(event.subject, "erase_contact", ctx.actor)],
    )
    return together([await _end_calls(ctx, event.case_id, None), erased])


async def on_case_withdrawn(ctx: Ctx, event: CaseWithdrawn, _contact: Contact | None) -> Outcome:
    """撤回: open calls are cancelled, and what is still queued is not sent; danger is told all the same."""
    live = await callbacks.live_tasks(ctx.tx, event.case_id)
    queued = [d for d in await deliveries.lock_queued(ctx.tx, event.case_id) if not d.is_urgent]
    counts = {"calls": len(live), "sms": len(queued)}
    marked = Outcome(
        [contacts.withdraw(event.case_id)],
        [Entry(event.subject, "withdraw", ctx.actor, facts=counts)],
    )
    return together(
        [
            marked,
            *(tasks.cancelled(ctx, task, "case_withdrawn") for task in live),
            *(sending.expired(ctx, delivery, "case_withdrawn") for delivery in queued),
        ]
    )


async def _end_calls(ctx: Ctx, case_id: str, contact: Contact | None) -> Outcome:
    """End the calls that can or may not be placed any more; None: there is nobody left to call."""
    live = await callbacks.live_tasks(ctx.tx, case_id)
    return together(
        tasks.exhausted(ctx, task, why)
        for task in live
        if (why := why_no_call(contact, task.purpose))
    )
