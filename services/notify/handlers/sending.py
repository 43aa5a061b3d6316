"""Sending: a short transaction, the gateway's call outside of any, another short transaction.

A delivery is moved to `sending` before the gateway is called, and never called for again while it is:
if a worker dies in between, the sweeper asks the gateway what it took, and what nobody knows stays
outcome_unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from services.notify.channels import sms
from services.notify.domain.contacts import Contact, masked, phone_place
from services.notify.domain.deliveries import (
    BROUGHT,
    DELIVERY,
    LEASE,
    Delivery,
    DeliveryAction,
    DeliveryState,
    FinalState,
    Result,
    Sms,
    back_off,
)
from services.notify.domain.rosters import duty_place
from services.notify.handlers import together
from services.notify.handlers.notices import work_item
from services.notify.store import contacts as numbers
from services.notify.store import deliveries as store
from shared.context import Ctx
from shared.contracts.notify import DeliverySettled
from shared.outcome import NOTHING, Change, Entry, Outcome
from shared.secrets import Keyring, Unsealable
from shared.service import Runtime

SWEPT = 200

Cases = Mapping[str, Contact]


@dataclass(frozen=True, slots=True)
class Take:
    """Begin to send a delivery."""

    delivery_id: str


@dataclass(frozen=True, slots=True)
class Settle:
    """What the gateway said of a delivery, or that it is not known."""

    delivery_id: str
    result: Result


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Deliveries whose time to be looked at has come."""

    delivery_ids: tuple[str, ...]


async def send(runtime: Runtime, gateway: sms.Gateway, body: Mapping[str, Any]) -> None:
    """Work one item of the SMS queue.  An item for a delivery that is not queued is dropped."""
    delivery_id, subjects = body["delivery_id"], [f"case/{body['case_id']}"]
    taken = await runtime.act(take, Take(delivery_id), subjects)
    if not taken:
        return
    result = await sms.work(gateway, Sms(**taken))
    await runtime.act(settle, Settle(delivery_id, result), subjects)


async def sweep(runtime: Runtime, gateway: sms.Gateway) -> int:
    """Look after what nobody worked on: enqueue again, let expire, or ask the gateway.

    Returns how many deliveries were due.
    """
    async with runtime.transaction() as tx:
        due = await store.due_deliveries(tx, SWEPT)
    if not due:
        return 0
    cases = {delivery_id: f"case/{case_id}" for delivery_id, case_id in due}
    command = LookAgain(tuple(cases))
    stuck = (await runtime.act(look_again, command, sorted(set(cases.values())))).get("stuck", ())
    for delivery_id in stuck:
        try:
            result = await gateway.found(delivery_id)
        except sms.GatewayError:
            continue  # asked again when its lease is over once more
        await runtime.act(settle, Settle(delivery_id, result), [cases[delivery_id]])
    return len(due)


async def take(ctx: Ctx, command: Take, cases: Cases) -> Outcome:
    """Move queued → sending; answer with the SMS, its number opened for the gateway alone."""
    for delivery in await store.lock_deliveries(ctx.tx, [command.delivery_id]):
        if delivery.state != DeliveryState.QUEUED:
            return NOTHING
        if delivery.expired:
            return _moved(ctx, delivery, DeliveryAction.EXPIRE, why="too_old")
        number = await _number(ctx, delivery, cases.get(f"case/{delivery.case_id}"))
        if number is None:
            return _moved(ctx, delivery, DeliveryAction.FAIL, why="no_number")
        shown = store.show_recipient(delivery.delivery_id, masked(number))
        tries = delivery.attempts + 1
        step = _moved(ctx, delivery, DeliveryAction.TAKE, attempts=tries, also=[shown])
        return replace(step, answer=_sms(delivery, number, ctx.now))
    return NOTHING


async def settle(ctx: Ctx, command: Settle, _cases: Cases) -> Outcome:
    """Move sending → what the gateway's word means.  A word that comes too late changes nothing."""
    action = BROUGHT[command.result]
    for delivery in await store.lock_deliveries(ctx.tx, [command.delivery_id]):
        if DELIVERY.may(delivery.state, action, ctx.actor.role):
            wait = back_off(delivery.attempts, urgent=delivery.is_urgent)
            return _moved(ctx, delivery, action, why=command.result, wait=wait)
    return NOTHING


async def look_again(ctx: Ctx, command: LookAgain, _cases: Cases) -> Outcome:
    """Queued ones get a new work item or expire; those that are stuck in `sending` are named."""
    steps: list[Outcome] = []
    stuck: list[str] = []
    for delivery in await store.lock_deliveries(ctx.tx, command.delivery_ids):
        if not delivery.due:
            continue
        if delivery.state == DeliveryState.QUEUED and delivery.expired:
            steps.append(_moved(ctx, delivery, DeliveryAction.EXPIRE, why="too_old"))
        elif delivery.state == DeliveryState.QUEUED:
            steps.append(Outcome([_later(delivery)], work=[work_item(delivery)]))
        elif delivery.state == DeliveryState.SENDING:
            steps.append(Outcome([_later(delivery)]))
            stuck.append(delivery.delivery_id)
    return replace(together(steps), answer={"stuck": stuck})


def expired(ctx: Ctx, delivery: Delivery, why: str) -> Outcome:
    """A delivery that lost its purpose before it was sent."""
    return _moved(ctx, delivery, DeliveryAction.EXPIRE, why=why)


def _moved(
    ctx: Ctx,
    delivery: Delivery,
    action: DeliveryAction,
    *,
    why: str | None = None,
    attempts: int | None = None,
    wait: timedelta = LEASE,
    also: Sequence[Change] = (),
) -> Outcome:
    step = DELIVERY.step_for(delivery.state, action, ctx.actor.role)
    tries = delivery.attempts if attempts is None else attempts
    entry = Entry(
        f"case/{delivery.case_id}",
        f"{action}_sms",
        ctx.actor,
        from_state=step.at,
        to_state=step.to,
        why=why,
        facts={
            "delivery_id": delivery.delivery_id, "template": delivery.template, "attempts": tries,
        },
    )  # fmt: skip
    events = [] if step.says is None else [_settled(delivery, cast("FinalState", step.to.value))]
    change = store.move_delivery(delivery, step.to, attempts=tries, wait=wait)
    return Outcome([change, *also], [entry], events)


def _settled(delivery: Delivery, state: FinalState) -> DeliverySettled:
    return DeliverySettled(
        case_id=delivery.case_id,
        delivery_id=delivery.delivery_id,
        template=delivery.template,
        to=delivery.audience,
        state=state,
    )


def _later(delivery: Delivery) -> Change:
    return store.move_delivery(delivery, delivery.state, attempts=delivery.attempts)


async def _number(ctx: Ctx, delivery: Delivery, contact: Contact | None) -> str | None:
    """The number as it is now: the author's, or that of the officer on duty."""
    ring: Keyring = ctx.settings.keyring
    sealed: tuple[str | None, str | None] | None
    if delivery.unit_id is None:
        sealed = (contact.key_id, contact.phone_sealed) if contact else None
        place = phone_place(delivery.case_id)
    else:
        sealed = await numbers.officer_number(ctx.tx, delivery.unit_id, delivery.place)
        place = duty_place(delivery.unit_id)
    if sealed is None or sealed[0] is None or sealed[1] is None:
        return None
    try:
        return ring.open(sealed[0], sealed[1], bound_to=place)
    except Unsealable:
        return None


def _sms(delivery: Delivery, to: str, at: datetime) -> dict[str, Any]:
    return {
        "delivery_id": delivery.delivery_id,
        "to": to,
        "text": delivery.text,
        "pieces": delivery.pieces,
        "at": at,
    }
