"""编号规则: which series an office numbers its letters in."""

from services.routing.domain.commands import NumberLetters
from services.routing.domain.numbers import Series, must_be_a_form, must_be_free
from services.routing.domain.organisation import must_exist
from services.routing.handlers.steps import signature
from services.routing.store.letter_book import holder_of_series, put_series
from services.routing.store.organisation import load_tree
from shared.context import Ctx
from shared.outcome import Entry, Outcome


async def number_letters(ctx: Ctx, command: NumberLetters, _: object) -> Outcome:
    """Letters from now on bear it; those that were sent keep their numbers."""
    must_exist([command.unit_id], await load_tree(ctx.tx, [command.unit_id]))
    must_be_a_form(command.form)
    must_be_free(await holder_of_series(ctx.tx, command.series), command.unit_id)
    series = Series(command.series, command.form)
    entry = Entry(
        subject=f"unit/{command.unit_id}",
        action="number_letters",
        actor=ctx.actor,
        facts={"series": command.series, "form": command.form},
    )
    return Outcome(
        changes=[put_series(command.unit_id, series, ctx.now, signature(ctx.actor))],
        journal=[entry],
        answer={"unit_id": command.unit_id, "example": series.number(2022, 1)},
    )
