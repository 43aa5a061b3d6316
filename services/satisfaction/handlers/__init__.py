"""What satisfaction does with each event and each command, one file per noun."""

from collections.abc import Iterable
from datetime import datetime

from shared.context import Ctx
from shared.outcome import Outcome


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """What several checks or ratings change, as one outcome."""
    all_of = tuple(outcomes)
    return Outcome(
        changes=[change for o in all_of for change in o.changes],
        journal=[entry for o in all_of for entry in o.journal],
        events=[event for o in all_of for event in o.events],
    )


def fact_time(ctx: Ctx) -> datetime:
    """When what we heard became true; for a command, now.  Figures count by it."""
    return ctx.cause.time if ctx.cause else ctx.now
