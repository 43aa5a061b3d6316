from enum import StrEnum

import pytest

from shared.contracts.intake import CaseClaimed
from shared.rules import Refused
from shared.workflow import Step, Workflow


class W(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    PUSH = "push"
    PULL = "pull"
    CLERK = "clerk"
    LEADER = "leader"


TABLE = Workflow("door", (Step(W.OPEN, W.PUSH, W.CLERK, W.SHUT, CaseClaimed),))


def test_a_step_in_the_table_is_found() -> None:
    assert TABLE.step_for(W.OPEN, W.PUSH, "clerk").to == W.SHUT


def test_another_role_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        TABLE.step_for(W.OPEN, W.PUSH, "leader")
    assert (refused.value.rule, refused.value.status) == ("wrong_role", 403)


def test_another_state_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        TABLE.step_for(W.SHUT, W.PUSH, "clerk")
    assert (refused.value.rule, refused.value.status) == ("wrong_state", 409)


def test_two_rows_for_one_question_are_no_table() -> None:
    with pytest.raises(ValueError, match="two rows"):
        Workflow("door", TABLE.steps * 2)


def test_one_action_leads_to_one_state_whoever_takes_it() -> None:
    other = Step(W.OPEN, W.PUSH, W.LEADER, W.OPEN, CaseClaimed)
    with pytest.raises(ValueError, match="two states"):
        Workflow("door", (*TABLE.steps, other))


def test_the_diagram_has_one_arrow_for_all_that_leads_from_a_state_to_another() -> None:
    rows = (
        Step(W.OPEN, W.PUSH, W.CLERK, W.SHUT, CaseClaimed),
        Step(W.OPEN, W.PUSH, W.LEADER, W.SHUT, CaseClaimed),
        Step(W.OPEN, W.PULL, W.CLERK, W.SHUT, CaseClaimed),
        Step(W.SHUT, W.PULL, W.CLERK, W.OPEN, CaseClaimed),
    )
    assert Workflow("door", rows).diagram().splitlines() == [
        "stateDiagram-v2",
        "    open --> shut: push (clerk, leader)<br/>pull (clerk)",
        "    shut --> open: pull (clerk)",
    ]
