"""Random legal and illegal moves through every life, held against the page that shows its table."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.rules import Refused
from shared.workflow import Step, Workflow
from tests.lives import Life, lives

LIVES = {life.name.removeprefix("services.").replace(".domain", ""): life for life in lives()}
WALKS = settings(
    max_examples=12, stateful_step_count=15, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


class Walk(RuleBasedStateMachine):
    """One life, walked by the page and asked of the table at every step."""

    life: Life

    def __init__(self) -> None:
        super().__init__()
        self.at = self.life.starts[0]

    @initialize(data=st.data())
    def begin(self, data):
        """Any start, and from there any state that its table leads to."""
        self.at = data.draw(st.sampled_from(self.life.starts))
        reached = [state for state in self.life.states if self._leads_to(state)]
        self._go(data.draw(st.sampled_from(reached)))

    @rule(data=st.data())
    def try_anything(self, data):
        """Everybody tries something: a row is followed, a refusal has the right name."""
        do = data.draw(st.sampled_from(self.life.actions))
        before = self.at
        for by in self.life.roles:
            self.at = before
            self._ask(do, by)

    @precondition(lambda self: any(row.at == self.at for row in self.life.moving))
    @rule(data=st.data())
    def follow(self, data):
        """Somebody who may does what may be done, so that a walk comes far."""
        row = data.draw(st.sampled_from([r for r in self.life.moving if r.at == self.at]))
        self._follow(row)

    @invariant()
    def an_end_is_ahead(self):
        assert len(self.life.way(self.at, self.life.ends)) < max(len(self.life.states), 1)

    @invariant()
    def an_end_is_left_by_its_name_only(self):
        if self.at in self.life.ends:
            out = {(r.at, r.do) for r in self.life.rows if r.at == self.at != r.to}
            assert out <= self.life.reopened

    def teardown(self):
        """The walk is brought to an end by the table itself."""
        for row in self.life.way(self.at, self.life.ends):
            self._follow(row)
        assert self.at in self.life.ends

    def _leads_to(self, state: str) -> bool:
        try:
            self.life.way(self.at, {state})
        except LookupError:
            return False
        return True

    def _go(self, state: str) -> None:
        for row in self.life.way(self.at, {state}):
            self._follow(row)

    def _follow(self, row) -> None:
        if row in self.life.rows:
            self._ask(row.do, row.by)
        self.at = row.to

    def _ask(self, do: str, by: str) -> None:
        row = self.life.row(self.at, do, by)
        if row is None:
            other = self.life.somebody_may(self.at, do)
            with pytest.raises(Refused) as refused:
                self.life.step_for(self.at, do, by)
            rule = ("wrong_role", 403) if other else ("wrong_state", 409)
            assert (refused.value.rule, refused.value.status) == rule
            return
        step = self.life.step_for(self.at, do, by)
        assert (step.at, step.do, step.by, step.to) == row
        self.at = str(step.to)


def walk(life: Life, how: settings = WALKS) -> None:
    run_state_machine_as_test(type("Walk", (Walk,), {"life": life}), settings=how)


@pytest.mark.parametrize("name", LIVES)
def test_no_illegal_move_succeeds_and_every_state_reaches_an_end(name):
    walk(LIVES[name])


@pytest.mark.parametrize("name", LIVES)
def test_every_state_of_a_life_is_reached_and_so_are_its_ends(name):
    life = LIVES[name]
    reached = set(life.starts)
    for _ in life.moving:
        reached |= {row.to for row in life.moving if row.at in reached}
    assert reached == set(life.states)


# ---- a table that is wrong is found ------------------------------------------------------------

WRONG = (AssertionError, Refused, ExceptionGroup, pytest.fail.Exception)
LETTER = LIVES["routing.letters"]
ROWS = LETTER.table.steps
UNSHRUNK = settings(
    WALKS, max_examples=2000, stateful_step_count=10, phases=[Phase.generate], derandomize=True
)


def walk_by(*steps: Step) -> None:
    """Walk a letter's life by a table of these rows, and by the page as it is."""
    walk(LETTER._replace(table=Workflow("letter", steps)), UNSHRUNK)


@pytest.mark.parametrize("lost", ROWS[::3], ids=lambda s: f"{s.at} {s.do} {s.by}")
def test_a_table_that_lost_a_row_is_found(lost):
    with pytest.raises(WRONG):
        walk_by(*(step for step in ROWS if step != lost))


def test_a_table_that_permits_more_is_found():
    returned, checked = ROWS[1].at, ROWS[5]
    with pytest.raises(WRONG):
        walk_by(*ROWS, checked._replace(at=returned))


def test_a_table_that_leads_elsewhere_is_found():
    [check] = [row for row in ROWS if row.do == "check"]
    others = [row for row in ROWS if row != check]
    with pytest.raises(WRONG):
        walk_by(check._replace(to=ROWS[1].at), *others)
