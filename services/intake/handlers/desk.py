"""What is noted of a case beside its way: interests, wishes, and whom it speaks against."""

from dataclasses import replace

from services.intake.domain.accusations import NameAccused, must_be_held, must_be_new
from services.intake.domain.desk import DESK, Act
from services.intake.domain.interests import DeclareInterest, may_declare
from services.intake.domain.reception import Reception
from services.intake.domain.wishes import ChangeWishes, must_differ
from services.intake.handlers.claims import pass_on
from services.intake.handlers.groups import parted
from services.intake.handlers.held import at_desk, noted, seen
from services.intake.handlers.wishes import wished
from services.intake.store import desk as store
from services.intake.store import units
from shared.context import Ctx
from shared.contracts.intake import AccusedNamed, InterestDeclared
from shared.outcome import NOTHING, Outcome


async def declare_interest(ctx: Ctx, command: DeclareInterest, case: Reception | None) -> Outcome:
    """回避登记: that person acts on the case no more; if it held the case, another one does now."""
    case = seen(ctx, case)
    DESK.step_for(case.state, Act.DECLARE_INTEREST, ctx.actor.role)
    noted_as = noted(
        ctx, case, Act.DECLARE_INTEREST, why=command.ground, facts={"who": command.sub}
    )
    may_declare(case, command, ctx.actor)
    heir = command.successor
    passed = pass_on(ctx, case, Act.HAND_ON, heir, "conflict_of_interest") if heir else NOTHING
    declared = InterestDeclared(
        case_id=case.case_id, sub=command.sub, name=command.name, ground=command.ground,
        by=ctx.actor,
    )  # fmt: skip
    added = store.add_interest(
        case.case_id, command.sub, command.name, command.ground, ctx.actor, ctx.now
    )
    holder = heir or case.holder
    return Outcome(
        changes=[added, *passed.changes],
        journal=[noted_as, *passed.journal],
        events=[declared, *passed.events],
        answer={
            "case_id": case.case_id,
            "state": case.state,
            "excluded": command.name,
            "holder": holder.name if holder else None,
        },
    )


async def change_wishes(ctx: Ctx, command: ChangeWishes, case: Reception | None) -> Outcome:
    """意愿变更: obeyed here at once, elsewhere when it is heard."""
    case = at_desk(ctx, case, Act.CHANGE_WISHES)
    wishes = command.applied_to(case.wishes)
    must_differ(case.wishes, wishes)
    answer = {"case_id": case.case_id, "wishes": wishes.model_dump()}
    return replace(wished(ctx, case, wishes, command.reason), answer=answer)


async def name_accused(ctx: Ctx, command: NameAccused, case: Reception | None) -> Outcome:
    """被反映单位登记: whoever of them has the case loses it; from its group it goes, too."""
    case = at_desk(ctx, case, Act.NAME_ACCUSED)
    named = must_be_new(case, command)
    must_be_held(case, await units.and_below(ctx.tx, named), ctx.settings.office_unit)
    entry = noted(ctx, case, Act.NAME_ACCUSED, facts={"units": list(command.accused_units)})
    alone = parted(ctx, case, "accusation") if case.group_id else NOTHING
    return Outcome(
        changes=[
            *units.name_accused(case.case_id, command.accused_units, ctx.actor, ctx.now),
            *alone.changes,
        ],
        journal=[entry, *alone.journal],
        events=[
            AccusedNamed(
                case_id=case.case_id,
                accused_units=named,
                by=ctx.actor,
                held_by=case.holder.sub if case.holder else None,
            ),
            *alone.events,
        ],
        answer={"case_id": case.case_id, "accused_units": named},
    )
