"""会签: assisting units agree or object; and the lead goes on when the term is over."""

from services.routing.domain.cases import Case, known
from services.routing.domain.commands import On
from services.routing.domain.countersigns import countersign_action, must_have_waited, silent
from services.routing.domain.drafting import Countersign, PassSilence
from services.routing.domain.drafts import DraftAction, known_draft
from services.routing.domain.letters import official_day
from services.routing.handlers.drafts import moved, own_draft
from services.routing.handlers.steps import draft_step, signature, together
from services.routing.store.countersigns import add_countersign, add_lapse
from services.routing.store.drafts import load_draft
from shared.context import Ctx
from shared.contracts.routing import CountersignLapsed, ReplyCountersigned
from shared.outcome import Outcome
from shared.rules import Refused


async def countersign(ctx: Ctx, command: On[Countersign], case: Case | None) -> Outcome:
    """会签: an assisting unit agrees, or objects and the draft is written anew."""
    case = known(case)
    draft = known_draft(await load_draft(ctx.tx, command.id))
    ask = command.ask
    do = countersign_action(draft, ctx.actor, agrees=ask.agrees)
    ctx.require_match(draft.version)
    if not ask.agrees and ask.text is None:
        raise Refused("objection_unexplained", "say what is not agreed to", status=422)
    unit = ctx.actor.unit or ""
    text = ask.text or ""
    step = draft_step(
        ctx, case, draft, do, facts={"countersigner": unit}, private={"text": text} if text else {}
    )
    event = ReplyCountersigned(
        case_id=case.case_id,
        draft_id=draft.draft_id,
        unit_id=unit,
        agrees=ask.agrees,
        by=ctx.actor,
    )
    added = add_countersign(draft, unit, text, ctx.now, signature(ctx.actor), agrees=ask.agrees)
    return together(step, changes=[added], events=[event], answer=moved(step, draft))


async def pass_silence(ctx: Ctx, command: On[PassSilence], case: Case | None) -> Outcome:
    """会签逾期: the draft is presented without those who stayed silent; their silence is on record."""
    case, draft, _ = await own_draft(ctx, command.id, case)
    ask, units = command.ask, silent(draft)
    step = draft_step(
        ctx,
        case,
        draft,
        DraftAction.LAPSE,
        why=ask.reason,
        facts={"silent": units, "answer_by": draft.answer_by},
        private={"text": ask.text} if ask.text else {},
    )
    answer_by = must_have_waited(draft, official_day(ctx.now))
    event = CountersignLapsed(
        case_id=case.case_id,
        draft_id=draft.draft_id,
        unit_id=draft.unit_id,
        units=units,
        answer_by=answer_by,
        reason=ask.reason,
        by=ctx.actor,
    )
    row = add_lapse(draft, units, ask.reason, ask.text or "", ctx.now, signature(ctx.actor))
    return together(
        step, changes=[row], events=[event], answer=moved(step, draft) | {"silent": units}
    )
