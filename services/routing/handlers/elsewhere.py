"""What others did for a case, kept for its archive alone: codes, dates and who acted, nothing private."""

from services.routing.domain.cases import Case
from services.routing.handlers.steps import signature
from services.routing.store import elsewhere as store
from shared.context import Ctx
from shared.contracts.intake import AttemptRecorded, CaseVerified
from shared.contracts.notify import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackExhausted,
    DeliverySettled,
)
from shared.contracts.satisfaction import CaseRated, CheckOpened, CheckRecorded
from shared.outcome import Outcome


def heard(ctx: Ctx) -> store.Heard:
    """The event that is being heard.  Raises `TypeError` where there is none."""
    if ctx.cause is None:
        raise TypeError("only an event is heard")
    return store.Heard(ctx.cause.version, ctx.cause.time)


async def on_case_verified(ctx: Ctx, event: CaseVerified, _: Case | None) -> Outcome:
    """核实: what came of it, and after how many attempts."""
    return Outcome([store.keep_verification(event, heard(ctx))])


async def on_attempt_recorded(ctx: Ctx, event: AttemptRecorded, _: Case | None) -> Outcome:
    """联系记录: somebody of the office or of a unit tried by himself."""
    kept = store.keep_attempt(
        event.case_id, "intake", heard(ctx), purpose="own", channel=event.channel,
        outcome=event.outcome, at=event.attempted_at, by=signature(event.by),
    )  # fmt: skip
    return Outcome([kept])


async def on_callback(
    ctx: Ctx, event: CallbackAttempted | CallbackCompleted, _: Case | None
) -> Outcome:
    """电话未通, 电话完成: an agent called; what the author said stays where it was said."""
    told = heard(ctx)
    kept = store.keep_attempt(
        event.case_id, "notify", told, purpose=event.purpose, channel="phone",
        outcome=event.outcome, at=told.at, by=signature(event.by),
    )  # fmt: skip
    return Outcome([kept])


async def on_callback_exhausted(ctx: Ctx, event: CallbackExhausted, _: Case | None) -> Outcome:
    """电话未果: no further call is placed."""
    told = heard(ctx)
    kept = store.keep_attempt(
        event.case_id, "notify", told, purpose=event.purpose, channel="phone",
        outcome=event.reason, at=told.at, by=None,
    )  # fmt: skip
    return Outcome([kept])


async def on_delivery_settled(ctx: Ctx, event: DeliverySettled, _: Case | None) -> Outcome:
    """短信结果: that it was sent; its text and the number are not told."""
    return Outcome([store.keep_sms(event, heard(ctx))])


async def on_check_opened(ctx: Ctx, event: CheckOpened, _: Case | None) -> Outcome:
    """回访启动."""
    method = "phone" if event.by_phone else None
    kept = store.keep_check_step(
        event.case_id, event.check_id, event.round, "opened", heard(ctx), method=method
    )
    return Outcome([kept])


async def on_check_recorded(ctx: Ctx, event: CheckRecorded, _: Case | None) -> Outcome:
    """回访记录: what was found, and by whom."""
    kept = store.keep_check_step(
        event.case_id, event.check_id, event.round, "recorded", heard(ctx), method=event.method,
        handled=event.handled, reply_true=event.reply_true, by=signature(event.by),
    )  # fmt: skip
    return Outcome([kept])


async def on_case_rated(ctx: Ctx, event: CaseRated, _: Case | None) -> Outcome:
    """评价."""
    return Outcome([store.keep_rating(event, heard(ctx))])
