"""What the office head decides once an answer is public: 退回重办, 维持, 重新办理."""

from typing import Literal

from services.routing.domain.assignments import AssignmentState, still_asked
from services.routing.domain.cases import Action, Case, CaseState, known, must_have_failed_check
from services.routing.domain.commands import Decide, DraftLetter, Ordered, Redo
from services.routing.domain.organisation import is_accused, is_dispatchable
from services.routing.domain.promises import must_be_settled
from services.routing.handlers.dispatch import Sent, dispatched
from services.routing.handlers.issuing import send_at_once
from services.routing.handlers.steps import case_step, signature, together
from services.routing.store.assignments import load_tasks
from services.routing.store.cases import add_redo_order, has_redo_proposal
from services.routing.store.demands import load_demands
from services.routing.store.organisation import load_tree
from services.routing.store.promises import open_promise
from shared.context import Ctx
from shared.contracts.routing import CaseClosed, CaseReopened, RedoOrdered
from shared.outcome import Outcome

Again = Literal["redo", "reopen"]

BY_UNITS = {"redo": Action.REDO, "reopen": Action.REOPEN}
BY_OFFICE = {"redo": Action.REDO_ANSWER, "reopen": Action.REOPEN_ANSWER}
SAYS: dict[Again, type[RedoOrdered | CaseReopened]] = {"redo": RedoOrdered, "reopen": CaseReopened}


async def redo(ctx: Ctx, command: Redo, case: Case | None) -> Outcome:
    """退回重办: handled work is done again in a new round; the result so far stands unchanged."""
    return await _begin_round(ctx, known(case), "redo", command.reason, command.text)


async def reopen(ctx: Ctx, command: Decide, case: Case | None) -> Outcome:
    """重新办理: a closed case is handled again."""
    return await _begin_round(ctx, known(case), "reopen", command.reason, "")


async def uphold(ctx: Ctx, command: Decide, case: Case | None) -> Outcome:
    """维持: the result stands although an after-check found it wanting."""
    case = known(case)
    step = case_step(ctx, case, Action.UPHOLD, why=command.reason)
    must_have_failed_check(found=await has_redo_proposal(ctx.tx, case))
    must_be_settled(await open_promise(ctx.tx, case))
    closed = CaseClosed(case_id=case.case_id, round=case.round, reason="upheld")
    return together(step, events=[closed], answer={"state": CaseState.CLOSED})


async def _begin_round(ctx: Ctx, case: Case, again: Again, reason: str, text: str) -> Outcome:
    """A new round: for the same units with a new letter, or for the office itself."""
    step = case_step(
        ctx,
        case,
        (BY_OFFICE if case.office_answers else BY_UNITS)[again],
        to_round=case.round + 1,
        why=reason,
        facts={"round": case.round + 1},
        private={"text": text} if text else {},
    )
    begun = SAYS[again](case_id=case.case_id, round=case.round + 1, reason=reason, by=ctx.actor)
    order = add_redo_order(case, again, reason, text, ctx.now, signature(ctx.actor))
    sent = await _sent_again(ctx, case, again, text)
    return together(
        step,
        changes=[order, *(change for letter in sent for change in letter.changes)],
        events=[begun, *(dispatched(ctx, case, letter, begun.round, again) for letter in sent)],
        answer={
            "state": step.journal[0].to_state,
            "round": begun.round,
            "letter_no": sent[0].letter_no if sent else None,
        },
    )


async def _sent_again(ctx: Ctx, case: Case, again: Again, text: str) -> list[Sent]:
    """The letter of a later round, to the units of the last one: the order is its signature 签发.

    Who could not get a first letter now gets none again.  Where that is the lead unit, none goes out:
    the clerk drafts one to another.
    """
    last = [a for a in case.by_letter() if a.state != AssignmentState.RELEASED]
    tree = await load_tree(ctx.tx, [a.unit_id for a in last])
    asked = [
        a for a in last
        if is_dispatchable(tree[a.unit_id]) and not is_accused(a.unit_id, case.accused_units, tree)
    ]  # fmt: skip
    if case.office_answers or not any(a.part == "lead" for a in asked):
        return []
    tasks = await load_tasks(ctx.tx, asked)
    listed = [demand.no for demand in await load_demands(ctx.tx, case.case_id)]
    shares = [(a, still_asked(a, asked, listed)) for a in asked]
    content = DraftLetter(
        assignments=tuple(
            Ordered(
                unit_id=a.unit_id, part=a.part, task=tasks[a.assignment_id], demands=demands
            )
            for a, demands in shares if demands is not None
        )
    )  # fmt: skip
    return [await send_at_once(ctx, case, again, content, ground=text or None)]
