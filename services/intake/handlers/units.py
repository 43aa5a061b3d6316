"""What routing tells: the tree of units, and which of them has a case at the moment."""

from services.intake.domain.reception import Reception
from services.intake.store import units as store
from shared.context import Ctx
from shared.contracts.routing import (
    AssignmentForwarded,
    AssignmentReleased,
    CaseDispatched,
    RefusalRuled,
    UnitChanged,
)
from shared.outcome import NOTHING, Outcome


async def on_unit_changed(_: Ctx, event: UnitChanged, __: None) -> Outcome:
    """The tree as it is now."""
    return Outcome(changes=[store.put_unit(event)])


async def on_given(
    _: Ctx, event: CaseDispatched | AssignmentForwarded, __: Reception | None
) -> Outcome:
    """交办, 转办: a unit that has the case may note how it reached the author."""
    return Outcome(changes=store.give(event.case_id, event.assignments))


async def on_refusal_ruled(_: Ctx, event: RefusalRuled, __: Reception | None) -> Outcome:
    """退件裁定: one that was released has it no more."""
    return (
        Outcome([store.take_back(event.case_id, event.assignment_id)]) if event.upheld else NOTHING
    )


async def on_assignment_released(
    _: Ctx, event: AssignmentReleased, __: Reception | None
) -> Outcome:
    """解除承办: for whatever reason."""
    return Outcome([store.take_back(event.case_id, event.assignment_id)])
