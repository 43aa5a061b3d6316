"""What must hold for every reception until it is accepted."""

from datetime import UTC, datetime

import pytest

from services.intake.app import IntakeSettings
from services.intake.domain.invariants import (
    BY_STATE,
    STAYS,
    every_state,
    lack,
    stay,
    too_long_since,
)
from services.intake.domain.reception import ENDS, State
from shared.breaches import Breach

CASE = "LL2022-000017"
AT = datetime(2022, 3, 31, 18, 0, tzinfo=UTC)


def test_every_state_that_is_no_end_has_its_days_and_its_invariant():
    assert set(STAYS) == set(BY_STATE) == set(State) - set(ENDS)
    assert STAYS == {"received": 2, "claimed": 3, "verified": 3}


def test_the_office_names_what_differs_and_no_end():
    stays = every_state({State.CLAIMED: 1})
    assert stays == {**STAYS, State.CLAIMED: 1}
    assert too_long_since(stays, AT)["claimed"] == datetime(2022, 3, 30, 18, 0, tzinfo=UTC)
    every = {State.RECEIVED: 1, State.CLAIMED: 366, State.VERIFIED: 30}
    assert every_state(every) == every
    for wrong in (
        {State.ACCEPTED: 3}, {State.CLAIMED: 0}, {State.CLAIMED: 367},
        {State.CLAIMED: 1, State.VERIFIED: 0},
    ):  # fmt: skip
        with pytest.raises(ValueError, match="days"):
            every_state(wrong)


def test_the_days_are_told_by_the_environment(monkeypatch):
    monkeypatch.setenv("HEARTBRIDGE_STAYS", '{"received": 1}')
    told = IntakeSettings(pg_dsn="", amqp_url="", jwks="", keys="ring.json")
    assert told.stays == {**STAYS, State.RECEIVED: 1}


def test_what_is_not_there_is_named():
    assert [stay(CASE, state, AT) for state in ("received", "claimed", "verified")] == [
        Breach(CASE, "stays_received", "reader", AT),
        Breach(CASE, "stays_claimed", "owner", AT),
        Breach(CASE, "stays_verified", "owner", AT),
    ]
    assert [lack(CASE, ground, AT) for ground in ("holder_missing", "alarm_unattended")] == [
        Breach(CASE, "holder_missing", "owner", AT),
        Breach(CASE, "alarm_unattended", "reader", AT),
    ]
