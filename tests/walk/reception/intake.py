"""intake as the walks look at it: all that a reception is, in one question."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.intake.app import SERVICE, IntakeSettings
from shared.contracts.routing import UnitChanged
from shared.secrets import Keyring
from shared.service import Runtime
from tests.alone import alone, without_broker
from tests.harness import TestDatabase
from tests.walk.city import FILE, OFFICE, Person
from tests.walk.office import Office

MONDAY = datetime(2022, 3, 28, 1, 0, tzinfo=UTC)  # 09:00 in Lüliang

KEEPER = Person("keeper", "闵某", ("clerk",))
"""Holds what is no walk's own, and appears in none."""

SHAPE = """json_build_object(
  'case', (SELECT json_build_array(r.state, h.holder ->> 'sub', r.kind, r.handling_class, v.outcome,
                                   a.route, s.case_id IS NOT NULL, e.case_id IS NOT NULL)
           FROM reception r
           LEFT JOIN claim h USING (case_id) LEFT JOIN verification v USING (case_id)
           LEFT JOIN acceptance a USING (case_id) LEFT JOIN classification s USING (case_id)
           LEFT JOIN erasure e USING (case_id)
           WHERE r.case_id = $1),
  'wishes', (SELECT json_build_object('no_call', no_call, 'secret', secret,
                                      'hide_from_unit', hide_from_unit, 'sms_ok', sms_ok)
             FROM reception WHERE case_id = $1),
  'counts', json_build_array((SELECT count(*) FROM demand WHERE case_id = $1),
                             (SELECT count(*) FROM attempt WHERE case_id = $1),
                             (SELECT count(*) FROM found_contact WHERE case_id = $1),
                             (SELECT count(*) FROM correction WHERE case_id = $1),
                             (SELECT count(*) FROM contact_look WHERE case_id = $1)),
  'consent', json_build_array((SELECT consent FROM correction
                               WHERE case_id = $1 AND consent IS NOT NULL
                               ORDER BY no DESC LIMIT 1)),
  'signs', ARRAY(SELECT sign FROM reception, jsonb_array_elements_text(emergencies) AS sign
                 WHERE case_id = $1 ORDER BY sign COLLATE "C"),
  'interested', ARRAY(SELECT sub FROM interest WHERE case_id = $1 ORDER BY sub COLLATE "C"),
  'accused', ARRAY(SELECT unit_id FROM accused_unit WHERE case_id = $1
                   ORDER BY unit_id COLLATE "C"),
  'supplements', (SELECT json_object_agg(no, answered_at IS NOT NULL) FROM supplement
                  WHERE case_id = $1),
  'units', (SELECT json_object_agg(assignment_id, unit_id) FROM case_unit WHERE case_id = $1),
  'alarms', (SELECT json_object_agg(alarm, attended_at IS NOT NULL) FROM alarm WHERE case_id = $1),
  'group', (SELECT json_build_array(group_id, version)
            FROM like_member JOIN like_group USING (group_id) WHERE case_id = $1))"""


class Intake(Office):
    """A running intake, and the cases of the house that every walk may name."""

    shape = SHAPE
    others: dict[str, str]

    async def organise(self) -> None:
        """The tree of units, as routing tells it."""
        await self.hear(
            *(
                UnitChanged(
                    unit_id=u["id"], name=u["name"], level=u["level"], parent_id=u["parent"],
                    unit_type=u["type"], division="141100",
                )
                for u in FILE["units"]
            )
        )  # fmt: skip

    async def enter(self, by: Person, **arrival: Any) -> str:
        """Enter a case; returns its number."""
        body = {
            "type_name": "求助", "domain_name": "城建", "title": "路灯", "text": "路灯不亮。",
            "name": "赵某",
        }  # fmt: skip
        answer = await self.done(by, "/cases", **(body | arrival))
        return str(answer["case_id"])

    async def kept(self, title: str) -> str:
        """A case that its keeper holds, whose author cannot be called: it may be accepted."""
        case_id = await self.enter(KEEPER, title=title)
        await self.done(KEEPER, f"/cases/{case_id}/claim")
        return case_id

    async def repeat(self, case_id: str, title: str) -> str:
        """A case that repeats another one."""
        other = await self.kept(title)
        route = {"route": "duplicate", "duplicate_of": case_id}
        await self.done(KEEPER, f"/cases/{other}/accept", **route)
        return other

    async def furnish(self) -> None:
        """A case that others may repeat, one that repeats it, one withdrawn, and one kept secret."""
        first = await self.enter(KEEPER, title="第一件")
        gone, secret = await self.kept("撤回件"), await self.kept("保密件")
        await self.done(KEEPER, f"/cases/{gone}/withdraw", reason="solved")
        await self.done(KEEPER, f"/cases/{secret}/accused", accused_units=[OFFICE])
        second = await self.repeat(first, "第二件")
        self.others = {"first": first, "second": second, "gone": gone, "secret": secret}

    async def done(self, by: Person, path: str, **body: Any) -> dict[str, Any]:
        """A command that is not refused."""
        answer = await self.command(by, path, body, key=str(uuid4()))
        assert answer.status < 300, answer.body
        return answer.body


@asynccontextmanager
async def a_replica(database: TestDatabase, directory: Path, ring: Path) -> AsyncIterator["Intake"]:
    """One more of it, on the same database and with the same keyring."""
    settings = without_broker(IntakeSettings, SERVICE, database, directory, keys=ring)
    async with alone(Intake, Runtime(SERVICE, settings), database, directory) as running:
        yield running


@asynccontextmanager
async def an_intake(database: TestDatabase, directory: Path) -> AsyncIterator["Intake"]:
    """Intake with its units, on a Monday in March 2022."""
    ring = directory / "ring.json"
    Keyring.create(ring)
    async with a_replica(database, directory, ring) as running:
        await running.move_to(MONDAY)
        await running.organise()
        await running.furnish()
        yield running
