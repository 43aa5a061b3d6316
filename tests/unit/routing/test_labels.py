"""What is done to a case, and where it stands, has a name on paper."""

from typing import get_args

import pytest

from deploy import docs
from services.routing.domain.archive import moment, plain, step_name
from services.routing.domain.cases import CaseState
from services.routing.domain.findings import Method
from services.routing.domain.labels import STATES, WORDS, WORDS_OF
from services.routing.domain.progress import PressState
from shared.contracts.routing import ProgressAct, ProgressState, ThirdPartyKind, ThirdPartyState

LIVES = ("cases", "assignments", "drafts")
STEPS = sorted(
    {(m, str(s.do)) for m in LIVES for s in docs.workflow(f"services.routing.domain.{m}").steps}
)
LETTERS = sorted({str(s.do) for s in docs.workflow("services.routing.domain.letters").steps})


@pytest.mark.parametrize(("life", "step"), STEPS)
def test_a_step_has_its_name(life: str, step: str) -> None:
    assert step_name(step) != step, life


@pytest.mark.parametrize("step", LETTERS)
def test_a_step_of_a_letter_has_its_name(step: str) -> None:
    assert step_name(f"{step}_letter") != f"{step}_letter"


def test_a_state_has_its_name_and_a_value_reads_as_people_say_it() -> None:
    assert set(STATES) == set(CaseState)
    assert WORDS["state"]["answered"] == plain("state", "answered") == "已答复"
    assert plain("told", value=True) == "是"
    assert moment("2022-03-31T18:00:00+00:00") == "2022-04-01 02:00"


@pytest.mark.parametrize(
    ("part", "field", "codes"),
    [
        ("progress", "act", ProgressAct),
        ("progress", "state", ProgressState),
        ("third_parties", "kind", ThirdPartyKind),
        ("third_parties", "state", PressState),
        ("third_party_looks", "state", ThirdPartyState),
    ],
)
def test_a_part_says_its_own_words(part: str, field: str, codes: object) -> None:
    words = {**WORDS, **WORDS_OF[part]}
    assert {plain(field, code, words) for code in get_args(codes)}.isdisjoint(get_args(codes))


def test_every_way_of_contact_has_its_name() -> None:
    assert {plain("method", code) for code in get_args(Method)}.isdisjoint(get_args(Method))
