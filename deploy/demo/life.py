"""One case's life, and the words that all its stages are told in.

The stages are `reception`, `handling` with `work`, `answering` and `publishing`, and `checking`; each step
is taken by the person who would take it.
"""

from datetime import datetime, timedelta
from typing import Any

from deploy.demo.people import Person, eventually
from deploy.demo.script import Script
from deploy.demo.world import World
from shared.clock import SHANGHAI

HOUR = timedelta(hours=1)


class Life:
    """A case, its script, and those who move it on."""

    def __init__(self, world: World, case: dict[str, Any], script: Script, turn: int) -> None:
        self.world = world
        self.city = world.city
        self.organisation = world.organisation
        self.director = world.director
        self.desk = world.desk
        self.case_id: str = case["case_id"]
        self.case = case
        self.script = script
        self.clerk = self.organisation.clerks[turn % len(self.organisation.clerks)]
        self.colleague = self.organisation.clerks[(turn + 1) % len(self.organisation.clerks)]
        self.reviewer = self.organisation.reviewers[turn % len(self.organisation.reviewers)]
        self.desk.scripts[self.case_id] = script

    @property
    def fid(self) -> int | None:
        """The leader it is addressed to, as the board numbers them."""
        found: int | None = self.case["addressee_fid"]
        return found

    @property
    def address(self) -> str:
        """Where the public reads the answer."""
        where = self.case["external_id"]
        return (
            f"https://board.example/threads/{where}"
            if where
            else f"https://office.example/{self.case_id}"
        )

    # -- time ------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The time it is."""
        if self.director.now is None:
            raise RuntimeError("the director has not started")
        return self.director.now

    async def later(self, hours: float) -> datetime:
        """So much later, when the office is open."""
        return await self.director.at(self.world.hours.open_from(self.now + hours * HOUR))

    def day(self, days: int = 0) -> str:
        """Today, or so many days from now, as commands take it."""
        return (self.now.astimezone(SHANGHAI) + timedelta(days=days)).date().isoformat()

    def tell(self, what: str) -> None:
        """Let the chronicle say what not every case has."""
        self.world.chronicle.tell(self.now, self.case_id, what)

    # -- commands --------------------------------------------------------------------------------------

    async def act(self, person: Person, service: str, what: str, body: Any = None) -> Any:
        """A command on the case itself."""
        return await self.city.do(person, service, f"/cases/{self.case_id}/{what}", body)

    async def on_assignment(
        self, unit_id: str, what: str, body: Any = None, *, by: Person | None = None
    ) -> Any:
        """A command of the unit's officer, or of somebody else, on its newest assignment."""
        mine = await self.assignment(unit_id)
        path = f"/assignments/{mine['assignment_id']}/{what}"
        person = by or self.organisation.officer(unit_id)
        return await self.city.do(person, "routing", path, body, match=mine["version"])

    async def on_reply(self, person: Person, what: str, body: Any = None) -> Any:
        """A command on the reply that is on its way to the public."""
        reply = (await self.handling())["replies"][-1]
        path = f"/replies/{reply['reply_id']}/{what}"
        return await self.city.do(person, "routing", path, body, match=reply["version"])

    # -- what is seen ----------------------------------------------------------------------------------

    async def reception(self) -> Any:
        """The case as intake shows it."""
        return await self.city.ask(self.clerk, "intake", f"/cases/{self.case_id}")

    async def handling(self) -> Any:
        """The case as routing shows it; nothing before it has heard of it."""
        return await self.city.ask(self.clerk, "routing", f"/cases/{self.case_id}")

    async def assignment(self, unit_id: str) -> dict[str, Any]:
        """The unit's newest assignment of the case."""
        own = [a for a in (await self.handling())["assignments"] if a["unit_id"] == unit_id]
        return dict(own[-1])

    async def listed(self, service: str, path: str, **asked: str) -> list[dict[str, Any]]:
        """What a list of a service holds of this case."""
        page = await self.city.ask(self.clerk, service, path, case_id=self.case_id, **asked)
        return list(page["items"])

    async def until_verified(self) -> None:
        """Wait until the author was called, which the desk does meanwhile."""

        async def verified() -> bool:
            await self.desk.answer_all()
            return bool((await self.reception())["state"] == "verified")

        await eventually(verified, f"{self.case_id}: verified")

    async def until_opened(self) -> None:
        """Wait until the handling has begun."""

        async def opened() -> bool:
            view = await self.handling()
            return bool(view and view["state"] == "opened")

        await eventually(opened, f"{self.case_id}: opened")
