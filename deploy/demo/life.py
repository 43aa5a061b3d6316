"""One case's way through the office, played step by step by the people who would take each step."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from deploy.demo.director import Director, office_time
from deploy.demo.leader import before_the_leader, orders_of
from deploy.demo.people import City, Organisation, Person, RefusedError, eventually
from deploy.demo.script import COMPLEX, PARTS, Script
from shared.clock import SHANGHAI

HOUR = timedelta(hours=1)
PHOTO = b"\x89PNG\r\n\x1a\n" + b"stands for a photograph"


class Desk:
    """The callback agents: they take whatever call is next and do as the case's script says."""

    def __init__(self, city: City, organisation: Organisation) -> None:
        self._city = city
        self._agents = organisation.agents
        self._turn = 0
        self._lock = asyncio.Lock()
        self.scripts: dict[str, Script] = {}
        self._checked: set[str] = set()

    async def answer_all(self) -> int:
        """Place every call that may be placed now; return how many."""
        async with self._lock:
            placed = 0
            while task := await self._lease():
                await self._place(task)
                placed += 1
            return placed

    async def _lease(self) -> dict[str, Any] | None:
        self._turn += 1
        self._agent = self._agents[self._turn % len(self._agents)]
        try:
            return await self._city.do(self._agent, "notify", "/callbacks/lease")
        except RefusedError as refused:
            if refused.status == 404:
                return None
            raise

    async def _place(self, task: dict[str, Any]) -> None:
        script = self.scripts.get(task["case_id"], Script())
        checks = task["purpose"] == "after_check"
        outcome = script.check_call if checks else script.call
        result: dict[str, Any] = {"lease": task["lease"], "outcome": outcome}
        if checks and outcome == "reached":
            done = not script.redo or task["case_id"] in self._checked
            self._checked.add(task["case_id"])
            result["answers"] = {"handled": done, "reply_true": True}
            if done and script.rating:
                result["answers"]["rating"] = script.rating
        path = f"/callbacks/{task['task_id']}/complete"
        await self._city.do(self._agent, "notify", path, result)


class Life:
    """Lives one case from claim to close."""

    def __init__(
        self,
        city: City,
        organisation: Organisation,
        director: Director,
        desk: Desk,
        case: dict[str, Any],
        script: Script,
        turn: int,
    ) -> None:
        self.city = city
        self.organisation = organisation
        self.director = director
        self.desk = desk
        self.case_id: str = case["case_id"]
        self.case = case
        self.script = script
        self.clerk = organisation.clerks[turn % len(organisation.clerks)]
        self.reviewer = organisation.reviewers[turn % len(organisation.reviewers)]
        desk.scripts[self.case_id] = script

    @property
    def fid(self) -> int | None:
        """The leader it is addressed to, as the board numbers them."""
        found: int | None = self.case["addressee_fid"]
        return found

    async def run(self, start: datetime) -> None:
        """The whole way; `start` is when the office first sees it."""
        await self.director.at(office_time(start))
        await self.receive()
        await self.handle()
        await self.see_through()

    async def later(self, hours: float) -> datetime:
        """So much later, when the office is open."""
        return await self.director.at(office_time((self.director.now or _never()) + hours * HOUR))

    # -- reception -----------------------------------------------------------------------------------

    async def receive(self) -> None:
        """Claim, call, classify where needed, accept."""
        await self.later(1)
        await self.act(self.clerk, "intake", "claim")
        await self.reception({"verified"}, call=True)
        await self.later(1)
        await self._classify()
        if self.script.demands:
            listed = [{"text": demand} for demand in self.script.demands]
            await self.act(self.clerk, "intake", "demands", {"demands": listed})
        await self.act(self.clerk, "intake", "accept", self._acceptance())

    async def _classify(self) -> None:
        view = await self.city.ask(self.clerk, "intake", f"/cases/{self.case_id}")
        kind = self.script.kind or view["kind"]
        handling_class = self.script.handling_class or view["handling_class"]
        if (kind, handling_class) == (view["kind"], view["handling_class"]):
            return
        day = (self.director.now or _never()).date()
        complex_ = handling_class == COMPLEX
        who = self.organisation.office_head(day) if complex_ else self.clerk
        await self.act(who, "intake", "classify", {
            "kind": kind, "domain_name": view["domain_name"],
            "handling_class": handling_class,
            "reason": "hard_to_solve" if complex_ else "read_by_clerk",
        })  # fmt: skip
        self.case |= {"kind": kind}

    def _acceptance(self) -> dict[str, Any]:
        given = {
            "route": self.script.route,
            "reason": self.script.reason,
            "transfer_to": self.script.transfer_to,
            "duplicate_of": self.script.duplicate_of,
            "accused_units": list(self.script.accused) or None,
        }
        return {name: value for name, value in given.items() if value is not None}

    # -- handling ------------------------------------------------------------------------------------

    async def handle(self) -> None:
        """From the opened case to the published answer."""
        await self.handling({"opened"})
        if self.script.route == "dispatch":
            await self.dispatch()
            await self.answer()
        else:
            await self.later(24 * self.script.days)
            result = await self._result(self.clerk) if self.script.route == "direct" else None
            await self.act(
                self.clerk, "routing", "answer", {"text": self.script.text, "result": result}
            )
        await self.publish()

    async def dispatch(self) -> None:
        """Instruction and letter, and the county's way where it is the county's."""
        county = self.organisation.county_office(self.fid)
        letter = self.script.letter
        if letter is None:
            raise ValueError(f"{self.case_id} has no letter in the script")
        if county is None:
            lead = self.script.refused_first or letter.lead
            await before_the_leader(self, letter, lead)
        await self.later(1)
        if self.script.refused_first:
            await self._dispatch_to((self.script.refused_first,))
            await self._refuse(self.script.refused_first)
            await self.later(2)
        await self._dispatch_to((letter.lead, *letter.assisting))
        for unit_id in (letter.lead, *letter.assisting):
            await self.later(2)
            await self._sign(unit_id)
            if self.script.found and unit_id == letter.lead:
                await self._find_author(unit_id, self.script.found)
            if unit_id in letter.below:
                await self._forward(unit_id, letter.below[unit_id])

    async def _dispatch_to(self, units: tuple[str, ...]) -> None:
        """The letter: drafted, checked by another, signed by the office head."""
        drafted = await self.act(
            self.clerk, "routing", "letters", {"assignments": orders_of(units)}
        )
        path = f"/letters/{drafted['letter_id']}"
        await self.city.do(self.reviewer, "routing", f"{path}/check", match=drafted["etag"])
        day = (self.director.now or _never()).date()
        head = self.organisation.office_head(day)
        await self.city.do(head, "routing", f"{path}/issue", match=drafted["etag"] + 1)

    async def _refuse(self, unit_id: str) -> None:
        await self.later(3)
        mine = await self.assignment(unit_id)
        await self.on_assignment(
            self.organisation.officer(unit_id), mine, "refuse",
            {"reason": "not_our_matter", "text": "该事项属住建部门职责。",
             "suggested_unit": self.script.letter.lead if self.script.letter else None},
        )  # fmt: skip
        day = await self.later(2)
        mine = await self.assignment(unit_id)
        await self.on_assignment(
            self.organisation.office_head(day.date()),
            mine,
            "rule",
            {"uphold": True, "reason": "matter_of_housing"},
        )

    async def _sign(self, unit_id: str) -> None:
        mine = await self.assignment(unit_id)
        await self.on_assignment(self.organisation.officer(unit_id), mine, "sign")

    async def _find_author(self, unit_id: str, phone: str) -> None:
        """The number told was a virtual one: the unit looks up a better one and calls."""
        await self.later(2)
        officer = self.organisation.officer(unit_id)
        await self.act(officer, "intake", "contacts", {
            "phone": phone, "provenance": "unit_records", "legal_basis": "机动车登记规定",
            "looked_up_by": officer.name})  # fmt: skip
        await self.act(officer, "intake", "attempts", {"channel": "phone", "outcome": "reached"})

    async def _forward(self, unit_id: str, below: tuple[str, ...]) -> None:
        day = await self.later(2)
        leader = self.organisation.county_leader_of(unit_id, day.date())
        await self.act(leader, "routing", "instruct", {
            "text": "请承办单位认真核实，限期整改到位。", "units": list(below)})  # fmt: skip
        await self.later(1)
        mine = await self.assignment(unit_id)
        await self.on_assignment(
            self.organisation.officer(unit_id), mine, "forward", {"assignments": orders_of(below)}
        )
        for child in below:
            await self.later(1)
            await self._sign(child)

    async def answer(self) -> None:
        """The units answer, those below and beside before those above."""
        await self.later(24 * self.script.days)
        for unit_id in self._upwards():
            await self.later(1)
            await self._reply(unit_id)

    def _upwards(self) -> Iterator[str]:
        letter = self.script.letter
        if letter is None:
            return
        for unit_id in (*letter.assisting, letter.lead):
            below = letter.below.get(unit_id, ())
            yield from (*below[1:], *below[:1], unit_id)  # the lead of those below comes last

    async def _reply(self, unit_id: str) -> None:
        officer = self.organisation.officer(unit_id)
        body = {"text": self.script.text, "result": await self._result(officer)}
        await self.on_assignment(officer, await self.assignment(unit_id), "reply", body)

    async def _result(self, person: Person) -> dict[str, Any]:
        """What the script says came of it, with all that such a disposition asks for."""
        kind = self.case["kind"]
        disposition = self.script.disposition or PARTS[kind]
        today = (self.director.now or _never()).astimezone(SHANGHAI).date().isoformat()
        result: dict[str, Any] = {"disposition": disposition}
        if kind in {"complaint", "help", "unknown"}:
            result |= {"finding": self.script.finding, "people": [{"name": person.name}]}
        if disposition == "solved":
            added = await self.city.upload(person, self.case_id, "现场照片.png", PHOTO)
            result |= {
                "solution": {"solved_on": today, "measure": self.script.text},
                "evidence": [added["file_id"]],
                "real_world": {"achieved": True, "text": self.script.text},
            }
        if disposition in {"adopted", "partly_adopted", "kept", "not_adopted"}:
            result["opinion"] = {"reason": self.script.text}
        return result

    async def publish(self) -> None:
        """Review, the leader's reading, publication."""
        await self.later(3)
        reply = await self.reply()
        if self.script.returned_once:
            await self.on_reply(self.reviewer, reply, "return", {
                "reason": "date_missing", "text": "请写明完工时间。"})  # fmt: skip
            await self._answer_again()
            reply = await self.reply()
        edited = f"网友您好！{self.script.text}感谢您的留言。"
        answer = await self.on_reply(self.reviewer, reply, "review", {"text": edited})
        if answer.get("state") != "read":
            day = await self.later(5)
            leader = self.organisation.leader(self.fid, day.date())
            await self.on_reply(
                leader, await self.reply(), "read", {"opinion": "同意，请尽快公开回复。"}
            )
        await self.later(1)
        await self.on_reply(self.clerk, await self.reply(), "publish", {
            "proof": f"https://board.example/threads/{self.case['external_id']}"})  # fmt: skip

    async def _answer_again(self) -> None:
        letter = self.script.letter
        if letter is None:
            return
        await self.later(4)
        await self._reply(letter.lead)
        await self.later(2)

    # -- after the answer ------------------------------------------------------------------------------

    async def see_through(self) -> None:
        """The check, a redo where it was not done, and the close."""
        day = await self.later(20)
        if self.script.redo:
            await self._check_fails()
            head = self.organisation.office_head(day.date())
            await self.later(3)
            await self.act(head, "routing", "redo", {
                "reason": "not_in_place", "text": "回访反映问题未解决到位，请重新办理。"})  # fmt: skip
            await self.later(2)
            letter = self.script.letter
            for unit_id in (letter.lead, *letter.assisting) if letter else ():
                await self._sign(unit_id)
            await self.answer()
            await self.publish()
            await self.later(20)
        await self._check_passes()

    async def _check_fails(self) -> None:
        async def failed() -> bool:
            await self.desk.answer_all()
            found = await self.city.ask(
                self.clerk, "satisfaction", "/checks", case_id=self.case_id, state="failed"
            )
            return bool(found["items"])

        await eventually(failed, f"{self.case_id}: a failed check")

    async def _check_passes(self) -> None:
        """By phone; where the author cannot be reached or wants no call, on the spot."""
        visited = False

        async def closed() -> bool:
            nonlocal visited
            await self.desk.answer_all()
            view = await self.city.ask(self.clerk, "routing", f"/cases/{self.case_id}")
            if view["state"] == "closed":
                return True
            if not visited:
                visited = await self._visit()
            return False

        await eventually(closed, f"{self.case_id}: closed")

    async def _visit(self) -> bool:
        """Go there, once it is known that no call will settle the check."""
        due = await self._listed("satisfaction", "/checks", state="due")
        tasks = await self._listed("notify", "/callbacks", purpose="after_check")
        in_vain = self.script.check_call != "reached" and any(t["attempts"] for t in tasks)
        if not any(check["needs_visit"] or in_vain for check in due):
            return False
        await self.act(self.clerk, "satisfaction", "check", {
            "method": "on_site", "handled": True, "reply_true": True})  # fmt: skip
        return True

    async def _listed(self, service: str, path: str, **asked: str) -> list[dict[str, Any]]:
        page = await self.city.ask(self.clerk, service, path, case_id=self.case_id, **asked)
        return list(page["items"])

    # -- words -------------------------------------------------------------------------------------------

    async def act(self, person: Person, service: str, what: str, body: Any = None) -> Any:
        """A command on the case itself."""
        return await self.city.do(person, service, f"/cases/{self.case_id}/{what}", body)

    async def on_assignment(
        self, person: Person, assignment: dict[str, Any], what: str, body: Any = None
    ) -> Any:
        """A command on an assignment, on the version that was just seen."""
        path = f"/assignments/{assignment['assignment_id']}/{what}"
        return await self.city.do(person, "routing", path, body, match=assignment["version"])

    async def on_reply(
        self, person: Person, reply: dict[str, Any], what: str, body: Any = None
    ) -> Any:
        """A command on a reply, on the version that was just seen."""
        path = f"/replies/{reply['reply_id']}/{what}"
        return await self.city.do(person, "routing", path, body, match=reply["version"])

    async def assignment(self, unit_id: str) -> dict[str, Any]:
        """The unit's newest assignment of the case."""
        view = await self.city.ask(self.clerk, "routing", f"/cases/{self.case_id}")
        own = [a for a in view["assignments"] if a["unit_id"] == unit_id]
        return dict(own[-1])

    async def reply(self) -> dict[str, Any]:
        """The reply that is on its way to the public."""
        view = await self.city.ask(self.clerk, "routing", f"/cases/{self.case_id}")
        return dict(view["replies"][-1])

    async def reception(self, states: set[str], *, call: bool) -> Any:
        """Wait until the reception is in one of these states; the desk places calls meanwhile."""

        async def there() -> Any:
            if call:
                await self.desk.answer_all()
            view = await self.city.ask(self.clerk, "intake", f"/cases/{self.case_id}")
            return view if view["state"] in states else None

        return await eventually(there, f"{self.case_id}: {states}")

    async def handling(self, states: set[str]) -> Any:
        """Wait until the handling is in one of these states."""

        async def there() -> Any:
            view = await self.city.ask(self.clerk, "routing", f"/cases/{self.case_id}")
            return view if view and view["state"] in states else None

        return await eventually(there, f"{self.case_id}: {states}")


def _never() -> datetime:
    raise RuntimeError("the director has not started")
