"""同类件: grouping like cases of different authors, and parting them again."""

from collections.abc import Sequence
from dataclasses import replace

from services.intake.domain.accusations import is_hidden_from
from services.intake.domain.desk import DESK, Act
from services.intake.domain.groups import (
    ChangeGroup,
    Group,
    MakeGroup,
    Part,
    may_join,
    must_fit,
)
from services.intake.domain.interests import must_be_disinterested
from services.intake.domain.reception import Reception
from services.intake.handlers.held import noted, seen
from services.intake.store import cases as case_store
from services.intake.store import groups as store
from shared.context import Ctx
from shared.contracts.intake import LikeCaseParted, LikeCasesGrouped
from shared.ids import uuid7
from shared.outcome import Entry, Outcome
from shared.rules import Refused, unknown


async def make_group(ctx: Ctx, command: MakeGroup, _: None) -> Outcome:
    """同类件归并: each of the cases is told of the others and of the facts they share."""
    joining = await _joining(ctx, command.cases)
    group = Group(
        str(uuid7()), command.subject_matter, command.fact_base, 1, tuple(sorted(command.cases))
    )
    return Outcome(
        changes=[
            store.add_group(
                group.group_id, group.subject_matter, group.fact_base, ctx.actor, ctx.now
            ),
            *store.add_members(group.group_id, group.cases),
        ],
        journal=[_entry(ctx, case, group) for case in joining],
        events=[_event(ctx, case.case_id, group) for case in joining],
        answer=_answer(group),
    )


async def change_group(ctx: Ctx, command: ChangeGroup, _: None) -> Outcome:
    """Facts known better, or more cases: all members hear of it that are still in hand."""
    group = await store.lock_group(ctx.tx, command.group_id)
    if group is None:
        raise unknown("group")
    ctx.require_match(group.version)
    must_fit(len(group.cases) + len(command.add))
    before = [seen(ctx, case) for case in await _members(ctx, group.cases)]
    joining = await _joining(ctx, command.add)
    changed = group._replace(
        subject_matter=command.subject_matter or group.subject_matter,
        fact_base=group.fact_base if command.fact_base is None else command.fact_base,
        version=group.version + 1,
        cases=tuple(sorted((*group.cases, *command.add))),
    )
    told = [c for c in before if DESK.may(c.state, Act.GROUP, ctx.actor.role)] + joining
    return Outcome(
        changes=[
            store.change_group(
                group.group_id, changed.subject_matter, changed.fact_base, changed.version
            ),
            *store.add_members(group.group_id, command.add),
        ],
        journal=[_entry(ctx, case, changed) for case in told],
        events=[_event(ctx, case.case_id, changed) for case in told],
        answer=_answer(changed),
    )


async def part(ctx: Ctx, command: Part, case: Reception | None) -> Outcome:
    """移出同类件: the case stands alone again."""
    case = seen(ctx, case)
    DESK.step_for(case.state, Act.PART, ctx.actor.role)
    if case.group_id is None:
        raise Refused("not_grouped", "the case is in no group")
    answer = {"case_id": case.case_id, "group_id": case.group_id}
    return replace(parted(ctx, case, command.reason), answer=answer)


def parted(ctx: Ctx, case: Reception, reason: str) -> Outcome:
    """A grouped case leaves its group; the others stay."""
    group_id = case.group_id or ""
    left = LikeCaseParted(case_id=case.case_id, group_id=group_id, reason=reason, by=ctx.actor)
    return Outcome(
        changes=[store.remove_member(case.case_id)],
        journal=[noted(ctx, case, Act.PART, why=reason, facts={"group": group_id})],
        events=[left],
    )


async def _members(ctx: Ctx, cases: Sequence[str]) -> list[Reception]:
    """The cases, locked in sorted order."""
    found = await case_store.load_cases(ctx.tx, [f"case/{case_id}" for case_id in cases])
    return [found[subject] for subject in sorted(found)]


async def _joining(ctx: Ctx, cases: Sequence[str]) -> list[Reception]:
    """The cases that come into a group, each of which may."""
    found = [
        case
        for case in await _members(ctx, cases)
        if not is_hidden_from(case, ctx.actor, ctx.settings.office_unit)
    ]
    may_join(cases, found)
    for case in found:
        must_be_disinterested(case, ctx.actor.sub)
        DESK.step_for(case.state, Act.GROUP, ctx.actor.role)
    return found


def _entry(ctx: Ctx, case: Reception, group: Group) -> Entry:
    return noted(
        ctx, case, Act.GROUP, facts={"group": group.group_id, "version": group.version},
        private={"matter": group.subject_matter, "facts": group.fact_base},
    )  # fmt: skip


def _event(ctx: Ctx, case_id: str, group: Group) -> LikeCasesGrouped:
    return LikeCasesGrouped(
        case_id=case_id, group_id=group.group_id, subject_matter=group.subject_matter,
        fact_base=group.fact_base, cases=group.cases, by=ctx.actor,
    )  # fmt: skip


def _answer(group: Group) -> dict[str, object]:
    return {"group_id": group.group_id, "cases": group.cases, "etag": group.version}
