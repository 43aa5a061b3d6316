"""Duty rosters 值班表."""

from services.notify.domain.rosters import (
    ROSTERS,
    RecordRosters,
    duty_place,
    must_name_each_unit_once,
)
from services.notify.store import contacts as store
from shared.context import Ctx
from shared.outcome import Change, Entry, Outcome
from shared.secrets import Keyring


async def record_rosters(ctx: Ctx, command: RecordRosters, _none: None) -> Outcome:
    """The units' officers on duty, from now on; a unit that is not named keeps its roster."""
    must_name_each_unit_once(command)
    ring: Keyring = ctx.settings.keyring
    added: list[Change] = []
    for unit in command.units:
        for place, officer in enumerate(unit.duty, start=1):
            key_id, sealed = ring.seal(officer.phone, bound_to=duty_place(unit.id))
            added.append(store.add_officer(unit.id, place, officer.name, key_id, sealed))
    counts = {"units": len(command.units), "officers": len(added)}
    return Outcome(
        [*(store.clear_roster(unit.id) for unit in command.units), *added],
        [Entry(ROSTERS, "record_rosters", ctx.actor, facts=counts)],
        answer=counts,
    )
