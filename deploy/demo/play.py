"""The play: organisation and export come in, every case lives its life, the board speaks again."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.cli.connect import SERVICES, services
from deploy.demo.administrator import Administrator
from deploy.demo.checking import see_through
from deploy.demo.chronicle import Chronicle, Counts
from deploy.demo.desk import Desk
from deploy.demo.director import Director
from deploy.demo.handling import handle
from deploy.demo.hours import NAMED_DAYS, Hours
from deploy.demo.life import Life
from deploy.demo.likes import Likes
from deploy.demo.people import DATA, City, Organisation, eventually
from deploy.demo.reception import receive
from deploy.demo.script import Script
from deploy.demo.scripts import SCRIPTS
from deploy.demo.world import World
from deploy.fleet import Fleet
from deploy.site import Site

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


AT_REST = (
    "SELECT "
    + " + ".join(
        f"(SELECT count(*) FROM {name}.outbox) + (SELECT count(*) FROM {name}.inbox_parked)"
        for name in SERVICES
    )
    + " + (SELECT count(*) FROM notify.callback_task WHERE state IN ('open', 'leased'))"
)
"""What is still to be said, heard or called about."""


class Play:
    """One performance on a running site.

    Parameters
    ----------
    rows : what the board exports; the example's if not given
    entries : what is written on the public form, by the key of its script; the example's if neither
        is given
    chronicle : who tells what is going on; nobody if not given
    """

    def __init__(
        self,
        site: Site,
        fleet: Fleet,
        *,
        replicas: int = 1,
        rows: Sequence[dict[str, Any]] | None = None,
        entries: Mapping[str, dict[str, Any]] | None = None,
        scripts: Mapping[str, Script] = SCRIPTS,
        chronicle: Chronicle | None = None,
    ) -> None:
        self.site = site
        self.rows = example("board-export.json") if rows is None else rows
        self.entries = (form_entries() if rows is None else {}) if entries is None else entries
        self.scripts = scripts
        self.organisation = Organisation()
        self.city = City(lambda name: [fleet.url(name, n) for n in range(replicas)], site.directory)
        self.desk = Desk(self.city, self.organisation)
        self.director = Director(self._move_to, self._next_timer, self._settled)
        self.chronicle = chronicle or Chronicle(aloud=False)
        self._hours = Hours()
        self.world = World(
            self.city, self.organisation, self.director, self._hours, self.desk, Likes(),
            self.chronicle,
        )  # fmt: skip
        self.imported: list[dict[str, Any]] = []
        self.later: list[dict[str, Any]] = []
        self.numbers: dict[str, str] = {}
        self._admin = Administrator(site.migrated.admin_dsn)
        self._counted: Counter[str] = Counter()

    async def run(self) -> None:
        """From the empty office to the last closed case."""
        await self._move_to(BEGINS)
        await self._set_up()
        self.chronicle.step(f"the year begins: {len(self.rows) + len(self.entries)} messages 留言")
        for number, row in enumerate(sorted(self.rows, key=_admitted)):
            self.director.start(self._imported(number, row))
        for number, (key, entry) in enumerate(self.entries.items()):
            self.director.start(self._written(number, key, entry))
        await self.director.run()

    async def finish(self) -> None:
        """The board some weeks later; then whatever calls are left run out."""
        await self._move_to((self.director.now or BEGINS) + timedelta(days=30))
        export = {"responseData": example("board-export-later.json")}
        clerk = self.organisation.clerks[0]
        self.later = (await self.city.do(clerk, "intake", "/imports", export))["rows"]
        await self._settled()
        await self.rest()

    async def look(self, number: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """A case as intake and as routing show it; empty where a service has nothing of it."""
        clerk = self.organisation.clerks[0]
        path = f"/cases/{number}"
        seen = [await self.city.ask(clerk, name, path) for name in ("intake", "routing")]
        return seen[0] or {}, seen[1] or {}

    async def close(self) -> None:
        """End all connections."""
        self._admin.close()
        await self.city.close()

    async def rest(self) -> None:
        """Let the calls that nobody can place run out, and the bus come to rest."""
        await self._move_to((self.director.now or BEGINS) + CALLS_EXPIRE)
        await eventually(self._quiet, "the bus to come to rest")
        await self._settled()

    async def _set_up(self) -> None:
        named = await eventually(lambda: self._admin.row(NAMED_DAYS), "the calendar")
        self._hours.learn(named["holidays"], named["made_up"])
        organisation, admin = self.organisation, self.organisation.admin
        self.chronicle.step(
            f"importing 导入: {len(organisation.units)} units 单位, {len(organisation.posts)} posts 职务"
        )
        await self.city.do(admin, "routing", "/organisation", organisation.file)
        await self.city.do(admin, "notify", "/rosters", organisation.file)

    async def _imported(self, number: int, row: dict[str, Any]) -> None:
        """One row of the export reaches the office when the board let it through, and is lived."""
        await self.director.at(self._hours.open_from(max(_admitted(row), BEGINS)))
        clerk = self.organisation.clerks[number % len(self.organisation.clerks)]
        answer = await self.city.do(clerk, "intake", "/imports", {"responseData": [row]})
        self.imported += answer["rows"]
        told = answer["rows"][0]
        if told["outcome"] == "received":
            await self._live(number, str(row["tid"]), told["case_id"])

    async def _written(self, number: int, key: str, entry: dict[str, Any]) -> None:
        """One 留言 is written on the office's own form, and is lived."""
        await self.director.at(self._hours.open_from(datetime.fromisoformat(entry["at"])))
        told = await self.city.do(self.organisation.portal, "intake", "/submissions", entry["form"])
        await self._live(number, key, told["case_id"])

    async def _live(self, number: int, key: str, case_id: str) -> None:
        self.numbers[key] = case_id
        self._counted["received"] += 1
        clerk = self.organisation.clerks[number % len(self.organisation.clerks)]
        case = await self.city.ask(clerk, "intake", f"/cases/{case_id}")
        life = Life(self.world, case, self._script(key), number)
        await receive(life)
        await handle(life)
        await see_through(life)
        self._counted["closed"] += 1

    def _script(self, key: str) -> Script:
        """The script, with the board's number of a duplicate's first case made ours."""
        script = self.scripts[key]
        if script.duplicate_of is None:
            return script
        return replace(script, duplicate_of=self.numbers[script.duplicate_of])

    async def _quiet(self) -> bool:
        await self.desk.answer_all()
        return await self._is_none_left(AT_REST)

    async def _move_to(self, moment: datetime) -> None:
        async def moved() -> bool:
            return await self._admin.row("SELECT clock.move_to($1)", moment) is not None

        await eventually(moved, "the clock to be moved")
        self.director.now = moment
        self.chronicle.week(
            moment, Counts(self._counted["received"], self._counted["closed"], self.city.answers)
        )

    async def _settled(self) -> None:
        """Every event has been heard and every SMS is on its way: nothing happens late."""

        async def heard() -> bool:
            return await self._is_none_left(UNHEARD)

        await eventually(heard, "every event to be heard", SETTLES_S)

    async def _is_none_left(self, count: str) -> bool:
        found = await self._admin.row(count)
        return bool(found is not None and found[0] == 0)

    async def _next_timer(self) -> datetime | None:
        found = await self.city.ask(self.organisation.clerks[0], "deadlines", "/timers/next")
        return datetime.fromisoformat(found["due_at"]) if found and found["due_at"] else None


def example(name: str) -> list[dict[str, Any]]:
    """The rows of an example export."""
    return list(json.loads((DATA / name).read_text())["responseData"])


def form_entries() -> dict[str, dict[str, Any]]:
    """What is written on the form, by the key of its script."""
    return dict(json.loads((DATA / "form-entries.json").read_text()))


def _admitted(row: dict[str, Any]) -> datetime:
    """When the board let a row through; the first day for a time that is no time."""
    value = row.get("threadsCheckTime")
    try:
        return datetime.fromtimestamp(int(str(value)), UTC)
    except (ValueError, OverflowError, OSError):
        return BEGINS
