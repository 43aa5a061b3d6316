"""What satisfaction says: the published answer was checked."""

from services.deadlines.domain.cases import CaseClocks, accepted
from services.deadlines.handlers.changes import met_by
from shared.context import Ctx
from shared.contracts.routing import ReplyPublished
from shared.contracts.satisfaction import CheckPassed, CheckRecorded
from shared.outcome import Outcome
from shared.rules import NotYet


async def on_check_recorded(ctx: Ctx, event: CheckRecorded, case: CaseClocks) -> Outcome:
    """The first finding ends the clock; later ones find it ended."""
    return _checked(ctx, event, case)


async def on_check_passed(ctx: Ctx, event: CheckPassed, case: CaseClocks) -> Outcome:
    """A check that was waived by rule has no finding of its own."""
    return _checked(ctx, event, case)


def _checked(ctx: Ctx, event: CheckRecorded | CheckPassed, case: CaseClocks) -> Outcome:
    accepted(case)
    if case.find("check", event.round) is None:
        raise NotYet(ReplyPublished.topic)
    return met_by(ctx, event, case, "check", event.round)
