"""办件规程: the office sets its practice."""

from services.routing.domain.practice import PutPractice
from services.routing.handlers.steps import signature
from services.routing.store.practice import add_practice, next_practice
from shared.context import Ctx
from shared.contracts.routing import PracticeChanged
from shared.outcome import Entry, Outcome


async def put_practice(ctx: Ctx, command: PutPractice, _: None) -> Outcome:
    """A document settles it; what held before stays to be looked up."""
    version = await next_practice(ctx.tx)
    event = PracticeChanged(
        version=version, document=command.document, valid_from=command.valid_from, by=ctx.actor
    )
    return Outcome(
        changes=[add_practice(command, version, ctx.now, signature(ctx.actor))],
        journal=[
            Entry(
                subject=event.subject,
                action="put_practice",
                actor=ctx.actor,
                facts={"practice": version, "rules": command.rules.model_dump()},
            )
        ],
        events=[event],
        answer={"practice": version},
    )
