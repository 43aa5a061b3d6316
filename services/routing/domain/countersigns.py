"""会签: a lead unit's draft goes round the units that assist it, for a dated term.

Each agrees or objects.  Who stays silent until the term is over is on record as silent, and the lead
may go on without its word: somebody decides that, by name.
"""

from collections.abc import Iterable
from datetime import date

from services.routing.domain.assignments import Assignment, AssignmentState
from services.routing.domain.cases import Case
from services.routing.domain.drafts import Draft, DraftAction
from services.routing.domain.terms import weekdays_after
from shared.contracts.envelope import Actor
from shared.rules import Refused, unknown

LEAST_DAYS = 1
"""However near the lead's own due day is."""


def countersigners(case: Case, assignment: Assignment) -> tuple[str, ...]:
    """The units whose agreement a draft needs: those that assist its author."""
    if assignment.part != "lead":
        return ()
    beside = (a for a in case.beside(assignment) if a.state != AssignmentState.RELEASED)
    return tuple(dict.fromkeys(a.unit_id for a in beside))


def countersign_by(today: date, days: int, due_on: date | None) -> date:
    """The last day to countersign: so many weekdays from today, not later than the draft is due."""
    term = weekdays_after(today, days)
    if due_on is None or term <= due_on:
        return term
    return max(due_on, weekdays_after(today, min(days, LEAST_DAYS)))


def silent(draft: Draft) -> tuple[str, ...]:
    """The units that were asked and said nothing yet."""
    return tuple(unit for unit in draft.asked if unit not in draft.agreed)


def countersign_action(draft: Draft, actor: Actor, *, agrees: bool) -> DraftAction:
    """What a unit's word is.  Only units that were asked have one, and one each."""
    if actor.unit not in draft.asked:
        raise unknown("draft")
    if actor.unit in draft.agreed:
        raise Refused("already_countersigned", "your unit has countersigned this wording")
    if not agrees:
        return DraftAction.OBJECT
    last = silent(draft) == (actor.unit,)
    return DraftAction.COUNTERSIGN_LAST if last else DraftAction.COUNTERSIGN


def must_have_asked_all(draft: Draft, units: Iterable[str]) -> None:
    """Who assists since the draft went round has a word on it too."""
    missing = [unit for unit in units if unit not in draft.asked]
    if missing:
        raise Refused(
            "countersign_missing", "recall the draft and send it round again", units=missing
        )


def must_have_waited(draft: Draft, today: date) -> date:
    """The term, which is over: nobody is passed over before."""
    if draft.answer_by is None or today <= draft.answer_by:
        raise Refused(
            "countersign_term_runs",
            "the units that were asked still have time",
            answer_by=draft.answer_by and str(draft.answer_by),
        )
    return draft.answer_by
