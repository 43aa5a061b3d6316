"""What each act has in common: a row of the table, the change it makes, and its journal row."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, TypedDict, Unpack

from services.routing.domain.assignments import ASSIGNMENTS, Assignment, AssignmentAction
from services.routing.domain.cases import WORKFLOW, Action, Case
from services.routing.domain.drafts import DRAFTS, Draft, DraftAction
from services.routing.store.assignments import move_assignment
from services.routing.store.cases import move_case
from services.routing.store.drafts import move_draft
from shared.context import Ctx
from shared.contracts.envelope import Actor, Event
from shared.outcome import Change, Entry, Outcome
from shared.workflow import Workflow


class Telling(TypedDict, total=False):
    """What an act tells beside its row: a reason's code, facts, private words; by whom, if not the caller."""

    why: str | None
    facts: Mapping[str, Any] | None
    private: Mapping[str, str] | None
    actor: Actor | None


class Taken(NamedTuple):
    """The state that a row of a table leads to, and the journal row that says so."""

    to: StrEnum
    entry: Entry


def take(
    ctx: Ctx,
    case: Case,
    table: Workflow,
    at: StrEnum,
    do: StrEnum,
    *,
    of: str = "",
    about: Mapping[str, Any] = MappingProxyType({}),
    **telling: Unpack[Telling],
) -> Taken:
    """Look the act up in its table.  Raises `Refused` when the table has no such row.

    `of` is the noun that the journal adds to the act's name; `about` are the facts that name the thing.
    """
    actor = telling.get("actor") or ctx.actor
    step = table.step_for(at, do, actor.role)
    entry = Entry(
        subject=case.subject,
        action=f"{do}_{of}" if of else do,
        actor=actor,
        from_state=at,
        to_state=step.to,
        why=telling.get("why"),
        facts={**about, **(telling.get("facts") or {})},
        private=telling.get("private") or {},
    )
    return Taken(step.to, entry)


def case_step(
    ctx: Ctx, case: Case, do: Action, *, to_round: int | None = None, **telling: Unpack[Telling]
) -> Outcome:
    """Move the case.  Raises `Refused` when the table has no such row."""
    to, entry = take(ctx, case, WORKFLOW, case.state, do, **telling)
    return Outcome(changes=[move_case(case, to, ctx.now, to_round=to_round)], journal=[entry])


def assignment_step(
    ctx: Ctx, case: Case, assignment: Assignment, do: AssignmentAction, **telling: Unpack[Telling]
) -> Outcome:
    """Move one assignment.  Raises `Refused` when the table has no such row."""
    about = {"assignment": assignment.assignment_id, "unit": assignment.unit_id}
    to, entry = take(ctx, case, ASSIGNMENTS, assignment.state, do, about=about, **telling)
    return Outcome(changes=[move_assignment(assignment, to, ctx.now)], journal=[entry])


def draft_step(
    ctx: Ctx, case: Case, draft: Draft, do: DraftAction, **telling: Unpack[Telling]
) -> Outcome:
    """Move one draft.  Raises `Refused` when the table has no such row."""
    about = {"draft": draft.draft_id, "unit": draft.unit_id}
    to, entry = take(ctx, case, DRAFTS, draft.state, do, about=about, **telling)
    return Outcome(changes=[move_draft(draft, to, ctx.now)], journal=[entry])


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
