"""What each act has in common: a row of the table, the change it makes, and its journal row."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.routing.domain.assignments import ASSIGNMENTS, Assignment, AssignmentAction
from services.routing.domain.cases import WORKFLOW, Action, Case
from services.routing.domain.drafts import DRAFTS, Draft, DraftAction
from services.routing.store.assignments import move_assignment
from services.routing.store.cases import move_case
from services.routing.store.drafts import move_draft
from shared.context import Ctx
from shared.contracts.envelope import Actor, Event
from shared.outcome import Change, Entry, Outcome


def case_step(
    ctx: Ctx,
    case: Case,
    do: Action,
    *,
    to_round: int | None = None,
    why: str | None = None,
    facts: Mapping[str, Any] | None = None,
    private: Mapping[str, str] | None = None,
    actor: Actor | None = None,
) -> Outcome:
    """Move the case.  Raises `Refused` when the table has no such row."""
    actor = actor or ctx.actor
    step = WORKFLOW.step_for(case.state, do, actor.role)
    entry = Entry(
        subject=case.subject,
        action=do,
        actor=actor,
        from_state=case.state,
        to_state=step.to,
        why=why,
        facts=facts or {},
        private=private or {},
    )
    return Outcome(changes=[move_case(case, step.to, ctx.now, to_round=to_round)], journal=[entry])


def assignment_step(
    ctx: Ctx,
    case: Case,
    assignment: Assignment,
    do: AssignmentAction,
    *,
    why: str | None = None,
    facts: Mapping[str, Any] | None = None,
    private: Mapping[str, str] | None = None,
    actor: Actor | None = None,
) -> Outcome:
    """Move one assignment.  Raises `Refused` when the table has no such row."""
    actor = actor or ctx.actor
    step = ASSIGNMENTS.step_for(assignment.state, do, actor.role)
    entry = Entry(
        subject=case.subject,
        action=do,
        actor=actor,
        from_state=assignment.state,
        to_state=step.to,
        why=why,
        facts={"assignment": assignment.assignment_id, "unit": assignment.unit_id, **(facts or {})},
        private=private or {},
    )
    return Outcome(changes=[move_assignment(assignment, step.to, ctx.now)], journal=[entry])


def draft_step(
    ctx: Ctx,
    case: Case,
    draft: Draft,
    do: DraftAction,
    *,
    why: str | None = None,
    facts: Mapping[str, Any] | None = None,
    private: Mapping[str, str] | None = None,
    actor: Actor | None = None,
) -> Outcome:
    """Move one draft.  Raises `Refused` when the table has no such row."""
    actor = actor or ctx.actor
    step = DRAFTS.step_for(draft.state, do, actor.role)
    entry = Entry(
        subject=case.subject,
        action=do,
        actor=actor,
        from_state=draft.state,
        to_state=step.to,
        why=why,
        facts={"draft": draft.draft_id, "unit": draft.unit_id, **(facts or {})},
        private=private or {},
    )
    return Outcome(changes=[move_draft(draft, step.to, ctx.now)], journal=[entry])


def together(
    *outcomes: Outcome,
    changes: Sequence[Change] = (),
    events: Sequence[Event] = (),
    answer: Mapping[str, Any] | None = None,
) -> Outcome:
    """One act out of its parts."""
    return Outcome(
        changes=[*(c for o in outcomes for c in o.changes), *changes],
        journal=[entry for o in outcomes for entry in o.journal],
        events=[*(e for o in outcomes for e in o.events), *events],
        answer=answer,
    )


def signature(actor: Actor) -> str:
    """Who acted, as the tables keep it."""
    return actor.model_dump_json(exclude_none=True)
