"""What is done to a case, where it stands, and each code has its word on paper."""

import re
from enum import EnumType
from typing import Any, get_args

import pytest

from deploy import docs
from services.notify.domain.templates import TEMPLATES
from services.routing.domain import assignments, cases, drafts, further, letters, measures, promises
from services.routing.domain.archive import step_name
from services.routing.domain.archive_fields import moment, plain
from services.routing.domain.cases import CaseState
from services.routing.domain.checkup import JUDGED
from services.routing.domain.codes import WORDS
from services.routing.domain.findings import Method
from services.routing.domain.invariants import BY_GROUND, BY_STATE
from services.routing.domain.labels import FIELDS, ROUTES, STATES
from services.routing.domain.lost_time import Fault
from services.routing.domain.progress import PressState
from services.routing.domain.refusals import Ground
from services.routing.domain.replies import ReadingOutcome, Signer, Stage
from services.routing.domain.sheets import FoundBy
from services.routing.domain.told import ToldLater
from services.routing.store import elsewhere
from shared.contracts import intake, notify, routing, satisfaction
from tests.walk.books import ROUTING

PLAIN = re.compile("[a-z]")

CODES: list[tuple[str, Any]] = [
    ("state", cases.CaseState),
    ("state", assignments.AssignmentState),
    ("state", drafts.DraftState),
    ("state", letters.LetterState),
    ("state", further.FurtherState),
    ("state", promises.PromiseState),
    ("state", measures.MeasureState),
    ("state", routing.ProgressState),
    ("state", routing.ThirdPartyState),
    ("state", PressState),
    ("kind", intake.Kind),
    ("kind", letters.LetterKind),
    ("kind", further.FurtherKind),
    ("kind", routing.ThirdPartyKind),
    ("kind", ToldLater),
    ("handling_class", intake.HandlingClass),
    ("channel", intake.Channel),
    ("act", routing.ProgressAct),
    ("urgency", routing.Urgency),
    ("level", routing.Level),
    ("mode", routing.Mode),
    ("part", routing.Part),
    ("finding", routing.Finding),
    ("disposition", routing.Disposition),
    ("reason", Ground),
    ("ground", promises.Ground),
    ("outcome", ReadingOutcome),
    ("signer", Signer),
    ("stage", Stage),
    ("found_by", FoundBy),
    ("fault", Fault),
    ("method", Method),
    ("answer_method", Method),
    ("purpose", routing.FilePurpose),
    ("source", ("author", "other_means")),
    ("joined_as", ("duplicate", "chaser")),
    ("invariant", routing.Invariant),
    ("breach", [*BY_GROUND, *(f"stays_{state}" for state in BY_STATE)]),
]


CODES_IN_A_PART: list[tuple[str, str, Any]] = [
    ("contact_attempts", "purpose", elsewhere.Purpose),
    ("contact_attempts", "channel", intake.ContactBy),
    ("contact_attempts", "outcome", intake.VerificationOutcome),
    ("contact_attempts", "outcome", notify.CallOutcome),
    ("contact_attempts", "outcome", notify.CallbackExhausted.model_fields["reason"].annotation),
    ("verifications", "outcome", intake.VerificationOutcome),
    ("checks", "step", elsewhere.Step),
    ("checks", "method", satisfaction.Method),
    ("ratings", "band", notify.Satisfaction),
    ("ratings", "scale", satisfaction.CaseRated.model_fields["scale"].annotation),
    ("sms", "state", notify.DeliverySettled.model_fields["state"].annotation),
    ("sms", "audience", notify.DeliverySettled.model_fields["to"].annotation),
    ("clearances", "kind", JUDGED),
]


@pytest.mark.parametrize(("part", "field", "codes"), CODES_IN_A_PART)
def test_a_code_has_its_word_in_its_part(part: str, field: str, codes: Any) -> None:
    for code in codes if isinstance(codes, tuple) else get_args(codes):
        assert not PLAIN.search(plain(field, code, part)), (part, field, code)


def test_an_sms_is_called_as_notify_calls_it() -> None:
    assert WORDS["template"] == {name: one.kind for name, one in TEMPLATES.items()}


@pytest.mark.parametrize(("field", "codes"), CODES)
def test_a_code_has_its_word(field: str, codes: Any) -> None:
    listed = list(codes) if isinstance(codes, EnumType | tuple | list) else get_args(codes)
    assert listed
    for code in listed:
        assert not PLAIN.search(plain(field, str(code))), (field, code)


def test_a_route_has_its_name() -> None:
    assert set(ROUTES) == set(get_args(intake.Route))


STEPS = sorted({told.form.format(do) for told in ROUTING.lives for do in told.actions})
BORN = sorted({action for told in ROUTING.lives for action in told.born})


@pytest.mark.parametrize("action", sorted({*STEPS, *BORN, *ROUTING.notes}))
def test_an_action_of_the_journal_has_its_name(action: str) -> None:
    assert not PLAIN.search(step_name(action)), action


def test_every_life_is_read() -> None:
    modules = {f"services.routing.domain.{m.__name__.rpartition('.')[2]}" for m in
               (assignments, cases, drafts, further, letters, measures, promises)}  # fmt: skip
    assert modules <= {module for module, _ in docs.LIVES}


def test_a_field_that_holds_a_code_has_a_name() -> None:
    assert set(WORDS) <= set(FIELDS)


def test_a_state_has_its_name_and_a_value_reads_as_people_say_it() -> None:
    assert set(STATES) == set(CaseState)
    assert WORDS["state"]["answered"] == plain("state", "answered") == "已答复"
    assert plain("told", value=True) == "是"
    assert moment("2022-03-31T18:00:00+00:00") == "2022-04-01 02:00"
