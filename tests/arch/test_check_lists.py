"""The lists in the tables' checks are the words that the code writes: one cannot grow without the other."""

import re
from collections.abc import Iterator
from enum import EnumType
from typing import Any, get_args

import pytest

from deploy.cli.connect import PROJECT
from services.deadlines.domain import calendar, cases, clocks, rules
from services.deadlines.store.timers import TimerKind
from services.intake.domain import alarms, reception, search
from services.intake.domain.imports import Form, RowOutcome, RowSettled
from services.notify.domain import callbacks, deliveries, templates
from services.routing.domain import (
    assignments,
    drafts,
    further,
    letters,
    lost_time,
    measures,
    progress,
    promises,
    proposals,
    replies,
    sheets,
)
from services.routing.domain import cases as handlings
from services.routing.domain.told import ToldLater
from services.routing.handlers.rounds import Again
from services.routing.store import elsewhere
from services.satisfaction.domain import checks, ratings
from shared.contracts import deadlines, intake, notify, routing, satisfaction
from shared.inbox.parking import ParkedKind

LISTS: dict[str, Any] = {
    "shared.inbox_parked.kind": ParkedKind,
    "deadlines.known_case.handling_class": intake.HandlingClass,
    "deadlines.known_case.state": cases.CaseState,
    "deadlines.clock.kind": deadlines.Clock,
    "deadlines.clock.basis": rules.Basis,
    "deadlines.clock.state": clocks.State,
    "deadlines.timer.kind": TimerKind,
    "deadlines.calendar_day.kind": calendar.DayKind,
    "intake.reception.state": reception.State,
    "intake.reception.channel": intake.Channel,
    "intake.contact.phone_state": intake.PhoneState,
    "intake.alarm.alarm": alarms.Alarm,
    "intake.acceptance.route": intake.Route,
    "intake.alarm_sms.state": alarms.Sent,
    "intake.breach.invariant": intake.Invariant,
    "intake.author_search.by_what": search.By,
    "intake.import.form": Form,
    "intake.import_row.outcome": RowOutcome,
    "intake.invalid_row.settled_as": RowSettled,
    "notify.contact.phone_state": intake.PhoneState,
    "notify.delivery.audience": templates.Audience,
    "notify.delivery.state": deliveries.DeliveryState,
    "notify.callback_task.purpose": notify.Purpose,
    "notify.callback_task.state": callbacks.TaskState,
    "notify.callback_attempt.outcome": notify.CallOutcome,
    "routing.handling.state": handlings.CaseState,
    "routing.handling.route": intake.Route,
    "routing.breach.invariant": routing.Invariant,
    "routing.instruction.level": routing.Level,
    "routing.instruction.mode": routing.Mode,
    "routing.instruction.urgency": routing.Urgency,
    "routing.proposal.urgency": routing.Urgency,
    "routing.proposal.state": proposals.ProposalState,
    "routing.scan.found_by": sheets.FoundBy,
    "routing.letter_draft.state": letters.LetterState,
    "routing.lost_time.fault": lost_time.Fault,
    "routing.file.purpose": routing.FilePurpose,
    "routing.promise.state": promises.PromiseState,
    "routing.promise_settlement.ground": promises.Ground,
    "routing.progress.state": routing.ProgressState,
    "routing.third_party.state": progress.PressState,
    "routing.third_party_look.state": routing.ThirdPartyState,
    "routing.measure.state": measures.MeasureState,
    "routing.told_later.kind": ToldLater,
    "routing.contact_attempt.told_by": elsewhere.ToldBy,
    "routing.contact_attempt.purpose": elsewhere.Purpose,
    "routing.check_step.step": elsewhere.Step,
    "routing.rating.scale": satisfaction.CaseRated.model_fields["scale"].annotation,
    "routing.sms.audience": notify.DeliverySettled.model_fields["to"].annotation,
    "routing.joined_case.joined_as": intake.JoinedAs,
    "routing.letter.kind": letters.LetterKind,
    "routing.assignment.part": routing.Part,
    "routing.assignment.level": routing.Level,
    "routing.assignment.state": assignments.AssignmentState,
    "routing.reply.finding": routing.Finding,
    "routing.reply_reading.outcome": replies.ReadingOutcome,
    "routing.reply_reading.mode": routing.Mode,
    "routing.reply_return.stage": replies.Stage,
    "routing.reply_draft.state": drafts.DraftState,
    "routing.draft_reading.outcome": replies.Read,
    "routing.draft_reading.mode": routing.Mode,
    "routing.further_reply.kind": further.FurtherKind,
    "routing.further_reply.state": further.FurtherState,
    "routing.further_reading.outcome": replies.Read,
    "routing.further_reading.mode": routing.Mode,
    "routing.publication.signer": replies.Signer,
    "routing.redo_order.kind": Again,
    "routing.unit.level": routing.Level,
    "routing.post.level": routing.Level,
    "satisfaction.case_file.channel": intake.Channel,
    "satisfaction.published.route": intake.Route,
    "satisfaction.closed.reason": routing.CaseClosed.model_fields["reason"].annotation,
    "satisfaction.after_check.state": checks.CheckState,
    "satisfaction.finding.method": checks.RecordCheck.model_fields["method"].annotation,
    "satisfaction.rating.scale": ratings.Scale,
    "satisfaction.rating.satisfaction": notify.Satisfaction,
}


def checked() -> Iterator[tuple[str, set[str]]]:
    """Every ``CHECK (column IN (…))``: ``service.table.column`` and its words."""
    for file in (PROJECT / "shared/schema.sql", *PROJECT.glob("services/*/schema.sql")):
        text = re.sub("--.*", "", file.read_text())
        for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", text, re.DOTALL):
            for column, words in re.findall(r"\b(\w+) IN \((.*?)\)", body, re.DOTALL):
                yield f"{file.parent.name}.{table}.{column}", set(re.findall(r"'(\w+)'", words))


def words(kind: Any) -> set[str]:
    """The values of an enum or a Literal."""
    return {str(word) for word in (kind if isinstance(kind, EnumType) else get_args(kind))}


CHECKED = dict(checked())


def test_every_list_has_its_type() -> None:
    assert set(CHECKED) == set(LISTS)


@pytest.mark.parametrize("column", sorted(LISTS))
def test_a_list_holds_the_words_of_its_type(column: str) -> None:
    assert CHECKED[column] == words(LISTS[column])
