"""The play: organisation and export come in, every case lives its life, the board speaks again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from deploy.cli.connect import SERVICES, services
from deploy.demo.checking import see_through
from deploy.demo.desk import Desk
from deploy.demo.director import Director, office_time
from deploy.demo.handling import handle
from deploy.demo.life import Life
from deploy.demo.people import DATA, City, Organisation, eventually
from deploy.demo.reception import receive
from deploy.demo.script import SCRIPTS, Script
from deploy.fleet import Fleet
from deploy.site import Site
from shared.db import OUTAGE

BEGINS = datetime(2022, 1, 4, 1, 0, tzinfo=UTC)
CALLS_EXPIRE = timedelta(days=12)

SETTLES_S = 120

UNHEARD = (
    "SELECT "
    + " + ".join(
        f"(SELECT coalesce(sum(version), 0) FROM {source}.subject)"
        f" - (SELECT coalesce(sum(last_ver), 0) FROM {service.name}.inbox WHERE source = '{source}')"
        for service in services()
        for source in service.listener.publishers
    )
    + " + (SELECT count(*) FROM notify.delivery WHERE state IN ('queued', 'sending'))"
)
"""Events said and not yet heard, summed over all who listen; and SMS not yet handed over."""


class Play:
    """One performance on a running site."""

    def __init__(
        self,
        site: Site,
        fleet: Fleet,
        *,
        replicas: int = 1,
        rows: Sequence[dict[str, Any]] | None = None,
        scripts: Mapping[str, Script] = SCRIPTS,
    ) -> None:
        self.site = site
        self.rows = example("board-export.json") if rows is None else rows
        self.scripts = scripts
        self.organisation = Organisation()
        self.city = City(lambda name: [fleet.url(name, n) for n in range(replicas)], site.directory)
        self.desk = Desk(self.city, self.organisation)
        self.director = Director(self._move_to, self._next_timer, self._settled)
        self.imported: list[dict[str, Any]] = []
        self.later: list[dict[str, Any]] = []
        self._numbers: dict[str, str] = {}

    async def run(self) -> None:
        """From the empty office to the last closed case."""
        await self._move_to(BEGINS)
        await self._set_up()
        for number, row in enumerate(sorted(self.rows, key=_admitted)):
            self.director.start(self._arrive(number, row))
        await self.director.run()

    async def finish(self) -> None:
        """The board some weeks later; then whatever calls are left run out."""
        await self._move_to((self.director.now or BEGINS) + timedelta(days=30))
        export = {"responseData": example("board-export-later.json")}
        clerk = self.organisation.clerks[0]
        self.later = (await self.city.do(clerk, "intake", "/imports", export))["rows"]
        await self.rest()

    async def rest(self) -> None:
        """Let the calls that nobody can place run out, and the bus come to rest."""
        await self._move_to((self.director.now or BEGINS) + CALLS_EXPIRE)
        await eventually(self._quiet, "the bus to come to rest")
        await self._settled()

    async def _set_up(self) -> None:
        admin = self.organisation.admin
        await self.city.do(admin, "routing", "/organisation", self.organisation.file)
        await self.city.do(admin, "notify", "/rosters", self.organisation.file)

    async def _arrive(self, number: int, row: dict[str, Any]) -> None:
        """One row of the export reaches the office when the board let it through, and is lived."""
        moment = max(_admitted(row), BEGINS)
        await self.director.at(office_time(moment))
        clerk = self.organisation.clerks[number % len(self.organisation.clerks)]
        answer = await self.city.do(clerk, "intake", "/imports", {"responseData": [row]})
        self.imported += answer["rows"]
        told = answer["rows"][0]
        if told["outcome"] != "received":
            return
        tid = str(row["tid"])
        self._numbers[tid] = told["case_id"]
        case = await self.city.ask(clerk, "intake", f"/cases/{told['case_id']}")
        script = self._script(tid)
        life = Life(self.city, self.organisation, self.director, self.desk, case, script, number)
        await self.director.at(office_time(moment))
        await receive(life)
        await handle(life)
        await see_through(life)

    def _script(self, tid: str) -> Script:
        """The row's script, with the board's number of a duplicate's first case made ours."""
        script = self.scripts[tid]
        if script.duplicate_of is None:
            return script
        return replace(script, duplicate_of=self._numbers[script.duplicate_of])

    async def _quiet(self) -> bool:
        await self.desk.answer_all()
        connection = await asyncpg.connect(self.site.migrated.admin_dsn)
        try:
            waiting = 0
            for name in SERVICES:
                waiting += await connection.fetchval(
                    f"SELECT (SELECT count(*) FROM {name}.outbox) + "
                    f"(SELECT count(*) FROM {name}.inbox_parked)"
                )
            waiting += await connection.fetchval(
                "SELECT count(*) FROM notify.callback_task WHERE state IN ('open', 'leased')"
            )
        finally:
            await connection.close()
        return int(waiting) == 0

    async def _move_to(self, moment: datetime) -> None:
        async def moved() -> bool:
            try:
                connection = await asyncpg.connect(self.site.migrated.admin_dsn, timeout=5)
                try:
                    await connection.execute("SELECT clock.move_to($1)", moment)
                finally:
                    await connection.close()
            except OUTAGE:
                return False
            return True

        await eventually(moved, "the clock to be moved")
        self.director.now = moment

    async def _settled(self) -> None:
        """Every event has been heard and every SMS is on its way: nothing happens late."""

        async def heard() -> bool:
            try:
                connection = await asyncpg.connect(self.site.migrated.admin_dsn, timeout=5)
                try:
                    return int(await connection.fetchval(UNHEARD)) == 0
                finally:
                    await connection.close()
            except OUTAGE:
                return False

        await eventually(heard, "every event to be heard", SETTLES_S)

    async def _next_timer(self) -> datetime | None:
        found = await self.city.ask(self.organisation.clerks[0], "deadlines", "/timers/next")
        return datetime.fromisoformat(found["due_at"]) if found and found["due_at"] else None


def example(name: str) -> list[dict[str, Any]]:
    """The rows of an example export."""
    return list(json.loads((DATA / name).read_text())["responseData"])


def _admitted(row: dict[str, Any]) -> datetime:
    """When the board let a row through; the first day for a time that is no time."""
    value = row.get("threadsCheckTime")
    try:
        return datetime.fromtimestamp(int(str(value)), UTC)
    except (ValueError, OverflowError, OSError):
        return BEGINS
