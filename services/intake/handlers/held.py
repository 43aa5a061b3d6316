"""Whom a case is there for, and who may act on it: what every command asks first."""

from collections.abc import Mapping
from typing import Any

from services.intake.domain.accusations import is_hidden_from
from services.intake.domain.contacts import must_handle
from services.intake.domain.desk import DESK, Act
from services.intake.domain.interests import must_be_disinterested
from services.intake.domain.reception import Reception, must_hold
from services.intake.domain.roles import UNITS, R
from shared.context import Ctx
from shared.outcome import Entry
from shared.rules import unknown


async def admits(ctx: Ctx, _subject: str, case: Reception) -> bool:
    """Whether the case of a command is there for the actor; asked before any handler is.

    Raises `Refused` ``interest_excludes`` (403) for who declared an interest in it.
    """
    if is_hidden_from(case, ctx.actor, ctx.settings.office_unit):
        return False
    must_be_disinterested(case, ctx.actor.sub)
    return True


def seen(ctx: Ctx, case: Reception | None) -> Reception:
    """The case, if it is there for the actor, who has no interest in it.

    Of another than the command's own; that one went through `admits`.
    """
    if case is None or is_hidden_from(case, ctx.actor, ctx.settings.office_unit):
        raise unknown("case")
    must_be_disinterested(case, ctx.actor.sub)
    return case


def held(ctx: Ctx, case: Reception | None) -> Reception:
    """The case, if the actor holds it or is the office head."""
    found = seen(ctx, case)
    must_hold(found, ctx.actor)
    return found


def at_desk(ctx: Ctx, case: Reception | None, act: Act) -> Reception:
    """The case, if this may be done to it now by the actor: holder, head, agent, or its unit."""
    found = seen(ctx, case)
    if ctx.actor.role in UNITS:
        must_handle(found, ctx.actor)
    elif ctx.actor.role != R.AGENT:
        must_hold(found, ctx.actor)
    DESK.step_for(found.state, act, ctx.actor.role)
    return found


def noted(
    ctx: Ctx,
    case: Reception,
    act: Act,
    *,
    why: str | None = None,
    facts: Mapping[str, Any] | None = None,
    private: Mapping[str, str] | None = None,
) -> Entry:
    """The journal row of something done at the desk."""
    return Entry(
        case.subject, act, ctx.actor, case.state, case.state, why=why, facts=facts or {},
        private=private or {},
    )  # fmt: skip
