"""办理进展, 协调会, 督促第三方: what happens between the letter and the reply."""

from services.routing.domain.assignments import own
from services.routing.domain.cases import Case, known
from services.routing.domain.commands import On
from services.routing.domain.files import sender_unit
from services.routing.domain.letters import official_day
from services.routing.domain.progress import (
    HoldMeeting,
    LookAgain,
    NoteProgress,
    PressThirdParty,
    id_of_progress,
    must_be_ahead,
    must_be_alive,
    must_be_at_work,
    must_go_on_or_end,
    must_have_been,
    must_meet_somebody,
    must_still_be_open,
)
from services.routing.handlers.addressees import addressable
from services.routing.handlers.files import must_have_files, worked_on
from services.routing.handlers.steps import signature
from services.routing.store.progress import (
    COUNT_MEETINGS,
    COUNT_PROGRESS,
    COUNT_THIRD_PARTIES,
    add_look,
    add_meeting,
    add_progress,
    add_third_party,
    load_third_party,
    next_number,
)
from shared.context import Ctx
from shared.contracts.envelope import CaseEvent
from shared.contracts.routing import (
    MeetingHeld,
    ProgressNoted,
    ThirdPartyLookedAt,
    ThirdPartyPressed,
)
from shared.outcome import Change, Entry, Outcome


async def note_progress(ctx: Ctx, command: On[NoteProgress], case: Case | None) -> Outcome:
    """办理进展: a unit tells what it has done.  Nothing moves, so it may be told at any time."""
    case = known(case)
    assignment = own(case.assignments, command.id, ctx.actor)
    must_be_at_work(assignment)
    ask, today = command.ask, official_day(ctx.now)
    happened_on = ask.happened_on or today
    must_have_been([happened_on], today)
    must_be_ahead(ask.next_on, today)
    await must_have_files(ctx, case, ask.files)
    number = await next_number(ctx.tx, COUNT_PROGRESS, case)
    event = ProgressNoted(
        case_id=case.case_id,
        progress_id=id_of_progress(case.case_id, number),
        assignment_id=assignment.assignment_id,
        unit_id=assignment.unit_id,
        round=case.round,
        act=ask.act,
        state=ask.state,
        next_on=ask.next_on,
        files=len(ask.files),
        noted_at=ctx.now,
        by=ctx.actor,
    )
    row = add_progress(
        case,
        assignment,
        ask,
        number=number,
        happened_on=happened_on,
        at=ctx.now,
        by=signature(ctx.actor),
    )
    return _told(ctx, "note_progress", event, [row], {"text": ask.text})


async def hold_meeting(ctx: Ctx, command: HoldMeeting, case: Case | None) -> Outcome:
    """协调会."""
    case = await worked_on(ctx, case)
    must_be_alive(case)
    must_meet_somebody(command)
    must_have_been([command.held_on], official_day(ctx.now))
    await addressable(ctx, case, command.units)
    await must_have_files(ctx, case, command.files)
    number = await next_number(ctx.tx, COUNT_MEETINGS, case)
    event = MeetingHeld(
        case_id=case.case_id,
        meeting_id=f"{case.case_id}-m{number}",
        round=case.round,
        held_on=command.held_on,
        units=command.units,
        others=len(command.others),
        by=ctx.actor,
    )
    row = add_meeting(case, command, number=number, at=ctx.now, by=signature(ctx.actor))
    return _told(ctx, "hold_meeting", event, [row], {"agreed": command.agreed})


async def press_third_party(ctx: Ctx, command: PressThirdParty, case: Case | None) -> Outcome:
    """督促第三方: it was asked to act, and somebody will look again."""
    case = await worked_on(ctx, case)
    must_be_alive(case)
    today = official_day(ctx.now)
    must_have_been([command.pressed_on], today)
    must_be_ahead(command.look_again_on, today)
    await must_have_files(ctx, case, command.files)
    number = await next_number(ctx.tx, COUNT_THIRD_PARTIES, case)
    event = ThirdPartyPressed(
        case_id=case.case_id,
        press_id=f"{case.case_id}-t{number}",
        round=case.round,
        unit_id=sender_unit(ctx.actor),
        kind=command.kind,
        pressed_on=command.pressed_on,
        look_again_on=command.look_again_on,
        by=ctx.actor,
    )
    row = add_third_party(
        case,
        command,
        number=number,
        unit_id=sender_unit(ctx.actor),
        at=ctx.now,
        by=signature(ctx.actor),
    )
    private = {"name": command.name, "matter": command.matter}
    return _told(ctx, "press_third_party", event, [row], private)


async def look_again(ctx: Ctx, command: On[LookAgain], case: Case | None) -> Outcome:
    """跟进第三方, also after the public answer: until it is settled."""
    case = await worked_on(ctx, case)
    must_be_alive(case)
    pressed = await load_third_party(ctx.tx, command.id)
    must_still_be_open(pressed.state if pressed else None)
    ask = command.ask
    must_go_on_or_end(ask)
    must_be_ahead(ask.look_again_on, official_day(ctx.now))
    await must_have_files(ctx, case, ask.files)
    event = ThirdPartyLookedAt(
        case_id=case.case_id,
        press_id=command.id,
        state=ask.state,
        look_again_on=ask.look_again_on,
        looked_at=ctx.now,
        by=ctx.actor,
    )
    rows = add_look(pressed, ask, at=ctx.now, by=signature(ctx.actor)) if pressed else []
    return _told(ctx, "look_again", event, rows, {"text": ask.text})


def _told(
    ctx: Ctx, action: str, event: CaseEvent, rows: list[Change], private: dict[str, str]
) -> Outcome:
    """One entry of the case's log: nothing moves."""
    facts = event.model_dump(mode="json", exclude={"case_id", "by"}, exclude_none=True)
    entry = Entry(event.subject, action, ctx.actor, facts=facts, private=private)
    return Outcome(changes=rows, journal=[entry], events=[event], answer=facts)
