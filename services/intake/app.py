"""Wiring of intake 接收."""

from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field

from services.intake import api
from services.intake.handlers import calls
from services.intake.store import cases
from shared.contracts import deadlines, notify
from shared.secrets import Keyring
from shared.service import Service
from shared.settings import Settings


class IntakeSettings(Settings):
    """What intake is told besides."""

    keys: Path = Field(description="the keyring that seals contact details; notify has the same")
    office_began_on: date = Field(
        default=date(2020, 1, 1), description="what was posted before is history"
    )

    @cached_property
    def ring(self) -> Keyring:
        return Keyring.load(self.keys)


SERVICE = Service(
    name="intake",
    hears={
        notify.CallbackAttempted: calls.on_callback_attempted,
        notify.CallbackCompleted: calls.on_callback_completed,
        notify.CallbackExhausted: calls.on_callback_exhausted,
        deadlines.DeadlineMissed: calls.on_deadline_missed,
    },
    load=cases.load_cases,
    router=api.router,
    access=api.ACCESS,
    settings=IntakeSettings,
)
