"""Settling what a case is: a person confirms the suggestion or changes it."""

from datetime import datetime
from typing import Any

from services.intake.domain.commands import Classify
from services.intake.domain.reception import (
    WORKFLOW,
    Action,
    Reception,
    may_classify,
)
from services.intake.domain.settling import (
    Settled,
    check_names,
    differences,
    reason_for,
    settled_by,
)
from services.intake.handlers.held import held
from services.intake.store import classifications
from shared.context import Ctx
from shared.contracts.intake import CaseClassified
from shared.db import Tx
from shared.outcome import Entry, Outcome


async def classify(ctx: Ctx, command: Classify, case: Reception | None) -> Outcome:
    """分类: what the words suggest is confirmed, or changed with a reason."""
    case = held(ctx, case)
    step = WORKFLOW.step_for(case.state, Action.CLASSIFY, ctx.actor.role)
    may_classify(command.handling_class, ctx.actor)
    settled = settled_by(command, case.division)
    check_names(settled, ctx.settings.rulebook)
    differs = differences(settled, await classifications.suggested(ctx.tx, case.case_id))
    reason = reason_for(command.reason, differs)
    before = Settled(
        case.kind, case.domain_name, case.subdomain_name, case.handling_class, case.division
    )
    entry = Entry(
        case.subject, step.do, ctx.actor, case.state, step.to, why=reason,
        facts={**settled._asdict(), "was": list(before), "differs": differs},
    )  # fmt: skip
    event = CaseClassified(
        case_id=case.case_id, **settled._asdict(), differs=differs, reason=reason, by=ctx.actor
    )
    return Outcome(
        changes=classifications.settle(case.case_id, settled, differs, reason, ctx.actor, ctx.now),
        journal=[entry],
        events=[event],
        answer={
            "case_id": case.case_id, "state": step.to, **settled._asdict(), "reason": reason,
            "differs": differs,
        },
    )  # fmt: skip


async def agreement(tx: Tx, *, since: datetime | None, until: datetime | None) -> dict[str, Any]:
    """How often people confirmed what was suggested, field by field: accuracy in use."""
    counted = await classifications.agreement(tx, since, until)
    settled = counted.pop("settled")
    as_of = counted.pop("as_of")
    return {
        "scope": {"since": since, "until": until, "settled_with_a_suggestion": settled},
        "as_of": as_of,
        "confirmed": {
            field: {"cases": cases, "share": round(cases / settled, 4) if settled else None}
            for field, cases in counted.items()
        },
    }
