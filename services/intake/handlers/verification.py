"""核实 beside the callback tasks: attempts of one's own, what the author told, what he was asked."""

from services.intake.domain.contacts import must_not_be_erased, must_not_hide
from services.intake.domain.desk import Act
from services.intake.domain.reception import Reception
from services.intake.domain.verification import (
    AskAuthor,
    CorrectFacts,
    RecordAttempt,
    Supplement,
    may_ask,
    may_have_tried,
    must_answer,
    number_used,
)
from services.intake.handlers.alarms import heard
from services.intake.handlers.calls import brought
from services.intake.handlers.held import at_desk, noted
from services.intake.store import desk as store
from shared.context import Ctx
from shared.contracts.intake import (
    AttemptRecorded,
    FactsCorrected,
    SupplementReceived,
    SupplementRequested,
)
from shared.outcome import Outcome


async def record_attempt(ctx: Ctx, command: RecordAttempt, case: Reception | None) -> Outcome:
    """联系记录: who tried, when, on which number, how it went.  No outcome stops the case."""
    case = at_desk(ctx, case, Act.RECORD_ATTEMPT)
    must_not_hide(case, ctx.actor)
    number = number_used(case, command)
    at = may_have_tried(case, command, ctx.now)
    attempt = case.attempts + 1
    added = store.add_attempt(
        case.case_id, attempt, command.outcome, ctx.actor, at,
        channel=command.channel, contact_no=number,
    )  # fmt: skip
    result = brought(ctx, case, command.outcome, attempt)
    tried = noted(
        ctx, case, Act.RECORD_ATTEMPT, why=command.outcome,
        facts={"attempts": attempt, "channel": command.channel},
    )  # fmt: skip
    recorded = AttemptRecorded(
        case_id=case.case_id, channel=command.channel, contact_no=number,
        outcome=command.outcome, attempted_at=at, by=ctx.actor,
    )  # fmt: skip
    return Outcome(
        changes=[added, *result.changes],
        journal=[tried, *result.journal],
        events=[recorded, *result.events],
        answer={"case_id": case.case_id, "attempt": attempt, "contact_no": number},
    )


async def correct_facts(ctx: Ctx, command: CorrectFacts, case: Reception | None) -> Outcome:
    """信息更正: what the author told goes beside what he wrote, never in its place."""
    case = at_desk(ctx, case, Act.CORRECT_FACTS)
    if command.account or command.incident_place:
        must_not_be_erased(case)
    no = case.corrections + 1
    told = command.model_dump(exclude_none=True)
    entry = noted(
        ctx, case, Act.CORRECT_FACTS,
        facts={"no": no, "told": sorted(told), "consent": command.consent},
        private={"account": command.account or "", "place": command.incident_place or ""},
    )  # fmt: skip
    event = FactsCorrected(
        case_id=case.case_id, no=no, account=command.account, incident_at=command.incident_at,
        incident_place=command.incident_place, division=command.division, consent=command.consent,
        by=ctx.actor,
    )  # fmt: skip
    danger = heard(ctx, case.case_id, case.state, command.account)
    return Outcome(
        changes=[*store.correct(case.case_id, no, command, ctx.actor, ctx.now), *danger.changes],
        journal=[entry, *danger.journal],
        events=[event, *danger.events],
        answer={"case_id": case.case_id, "no": no, "told": sorted(told)},
    )


async def ask_author(ctx: Ctx, command: AskAuthor, case: Reception | None) -> Outcome:
    """补充请求: what is missing."""
    case = at_desk(ctx, case, Act.ASK_AUTHOR)
    must_not_be_erased(case)
    may_ask(case)
    no = case.supplements + 1
    return Outcome(
        changes=[store.ask(case.case_id, no, command.question, ctx.actor, ctx.now)],
        journal=[
            noted(
                ctx, case, Act.ASK_AUTHOR, facts={"no": no}, private={"question": command.question}
            )
        ],
        events=[SupplementRequested(case_id=case.case_id, no=no, by=ctx.actor)],
        answer={"case_id": case.case_id, "no": no},
    )


async def supplement(ctx: Ctx, command: Supplement, case: Reception | None) -> Outcome:
    """补充材料: it reaches whoever handles the case."""
    case = at_desk(ctx, case, Act.SUPPLEMENT)
    must_not_be_erased(case)
    if command.no is not None:
        must_answer(await store.asked(ctx.tx, case.case_id, command.no), command.no)
    no = command.no or case.supplements + 1
    event = SupplementReceived(
        case_id=case.case_id, no=command.no, text=command.text, channel=command.channel,
        received_at=ctx.now, by=ctx.actor,
    )  # fmt: skip
    row = store.answer(case.case_id, no, command.text, command.channel, ctx.actor, ctx.now)
    entry = noted(ctx, case, Act.SUPPLEMENT, facts={"no": no}, private={"text": command.text})
    danger = heard(ctx, case.case_id, case.state, command.text)
    return Outcome(
        changes=[row, *danger.changes],
        journal=[entry, *danger.journal],
        events=[event, *danger.events],
        answer={"case_id": case.case_id, "no": no},
    )
