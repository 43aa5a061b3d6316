"""What is done to a case, and where it stands, has a name on paper."""

import pytest

from deploy import docs
from services.routing.domain.archive import moment, plain, step_name
from services.routing.domain.cases import CaseState
from services.routing.domain.labels import STATES, WORDS

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
