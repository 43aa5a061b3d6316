"""The people who work with Heartbridge, each doing their part through the HTTP interface.

Nothing here writes to a database: what the demo and the tests do, a person could have done.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from shared.auth import sign
from shared.ids import uuid7

DATA = Path(__file__).parent / "data"
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a token."""

    sub: str
    name: str
    roles: tuple[str, ...]
    post: str | None = None
    unit: str | None = None


class RefusedError(Exception):
    """A command was refused; `rule` names the broken rule."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{problem.get('status')} {problem.get('rule')}: {problem.get('detail')}")
        self.rule = str(problem.get("rule"))
        self.status = int(problem.get("status", 0))
        self.problem = problem


class Organisation:
    """The example organisation: who sits where, on which day."""

    def __init__(self, path: Path = DATA / "organisation.json") -> None:
        self.file: dict[str, Any] = json.loads(path.read_text())
        self.units = {unit["id"]: unit for unit in self.file["units"]}
        self.posts = {post["id"]: post for post in self.file["posts"]}
        self.by_fid = {p["board_fid"]: p for p in self.file["posts"] if p["board_fid"]}
        staff = self.file["office_staff"]
        self.clerks = [_member(p) for p in staff if p["role"] == "clerk"]
        self.reviewers = [_member(p) for p in staff if p["role"] == "reviewer"]
        self.agents = [_member(p) for p in staff if p["role"] == "agent"]
        self.admin = Person("admin-1", "管理员", ("admin",))
        self.portal = Person("portal", "门户", ("portal",))

    def office_head(self, day: date) -> Person:
        """The head of the city's office."""
        return Person(
            "office-head", self._holder("ll-office-head", day), ("office_head",), "ll-office-head",
            "ll-office",
        )  # fmt: skip

    def leader(self, fid: int | None, day: date) -> Person:
        """The leader a case is addressed to; the city's secretary where the board names none."""
        post = self.by_fid.get(fid or 1001, self.posts["ll-secretary"])
        role = "leader" if post["level"] == "city" else "county_leader"
        return Person(post["id"], self._holder(post["id"], day), (role,), post["id"], post["unit"])

    def secretary(self, fid: int | None) -> Person:
        """The secretary of that leader."""
        post = self.by_fid.get(fid or 1001, self.posts["ll-secretary"])
        name = post["secretary"]["name"]
        return Person(f"{post['id']}-secretary", name, ("secretary",), post["id"], post["unit"])

    def county_office(self, fid: int | None) -> str | None:
        """The county office below an addressed county leader; None for the city's."""
        post = self.by_fid.get(fid or 1001, self.posts["ll-secretary"])
        return None if post["level"] == "city" else str(post["unit"])

    def county_leader_of(self, unit_id: str, day: date) -> Person:
        """The leader of the county whose office this is."""
        post = next(p for p in self.posts.values() if p["unit"] == unit_id)
        return Person(
            post["id"], self._holder(post["id"], day), ("county_leader",), post["id"], unit_id
        )

    def is_county_office(self, unit_id: str) -> bool:
        """Whether a county's leader stands behind it."""
        return bool(self.units[unit_id]["type"] == "county_office")

    def name(self, unit_id: str) -> str:
        """What the unit is called."""
        return str(self.units[unit_id]["name"])

    def officer(self, unit_id: str) -> Person:
        """The officer on duty in a unit."""
        role = "county_office" if self.is_county_office(unit_id) else "unit"
        name = self.units[unit_id]["duty"][0]["name"]
        return Person(f"{unit_id}-officer", name, (role,), None, unit_id)

    def unit_head(self, unit_id: str) -> Person:
        """The unit's accountable head."""
        name = self.units[unit_id]["head"]["name"]
        return Person(f"{unit_id}-head", name, ("unit_head",), None, unit_id)

    def _holder(self, post_id: str, day: date) -> str:
        for holder in self.posts[post_id]["holders"]:
            until = holder["to"] or "9999-12-31"
            if holder["from"] <= day.isoformat() <= until:
                return str(holder["name"])
        return str(self.posts[post_id]["holders"][0]["name"])


def _member(staff: Mapping[str, str]) -> Person:
    return Person(f"{staff['role']}-{staff['name']}", staff["name"], (staff["role"],))


class City:
    """The services' interfaces, called as a given person.

    Parameters
    ----------
    addresses : base address(es) of each service; several are its replicas, used in turn
    keys : the folder with the signing key
    """

    def __init__(self, addresses: Callable[[str], list[str]], keys: Path) -> None:
        self._addresses = addresses
        self._keys = keys
        self._tokens: dict[Person, str] = {}
        self._turn = 0
        self.answers = 0
        self._client = httpx.AsyncClient(
            timeout=30, limits=httpx.Limits(max_connections=200, max_keepalive_connections=100)
        )

    async def close(self) -> None:
        """End all connections."""
        await self._client.aclose()

    async def do(
        self, person: Person, service: str, path: str, body: Any = None, *, match: int | None = None
    ) -> dict[str, Any]:
        """Give a command; through outages it is repeated under the same key.  Raises RefusedError."""
        headers = {"Idempotency-Key": str(uuid7())}
        if match is not None:
            headers["If-Match"] = f'"{match}"'
        response = await self._send(
            person, "POST", service, path, json={} if body is None else body, headers=headers
        )
        if response.status_code >= httpx.codes.BAD_REQUEST:
            raise RefusedError(response.json())
        return dict(response.json())

    async def upload(
        self, person: Person, case_id: str, name: str, content: bytes
    ) -> dict[str, Any]:
        """Put a file with a case.  Raises RefusedError."""
        return await self._bring(person, "/files", content, name, case_id=case_id)

    async def scan(self, person: Person, sheet: str, content: bytes) -> dict[str, Any]:
        """File the scan of a sheet that was written on.  Raises RefusedError."""
        return await self._bring(person, "/scans", content, "批示.png", sheet=sheet)

    async def _bring(
        self, person: Person, path: str, content: bytes, name: str, **params: str
    ) -> dict[str, Any]:
        named = f"attachment; filename*=UTF-8''{quote(name)}"
        response = await self._send(
            person, "POST", "routing", path, params=params, content=content,
            headers={"Idempotency-Key": str(uuid7()), "Content-Disposition": named},
        )  # fmt: skip
        if response.status_code >= httpx.codes.BAD_REQUEST:
            raise RefusedError(response.json())
        return dict(response.json())

    async def ask(self, person: Person, service: str, path: str, **params: Any) -> Any:
        """Ask a question; None when there is no such thing.  Raises RefusedError."""
        given = {name: value for name, value in params.items() if value is not None}
        response = await self._send(person, "GET", service, path, params=given)
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        if response.status_code >= httpx.codes.BAD_REQUEST:
            raise RefusedError(response.json())
        return response.json()

    async def fetch(self, person: Person, service: str, path: str) -> bytes:
        """Fetch a paper.  Raises RefusedError."""
        response = await self._send(person, "GET", service, path)
        if response.status_code >= httpx.codes.BAD_REQUEST:
            raise RefusedError(response.json())
        return response.content

    def token(self, person: Person) -> str:
        """The person's token."""
        if person not in self._tokens:
            self._tokens[person] = sign(
                self._keys, sub=person.sub, name=person.name, roles=person.roles,
                post=person.post, unit=person.unit, hours=24,
            )  # fmt: skip
        return self._tokens[person]

    async def _send(
        self, person: Person, method: str, service: str, path: str, **request: Any
    ) -> httpx.Response:
        headers = {**request.pop("headers", {}), "Authorization": f"Bearer {self.token(person)}"}
        loop = asyncio.get_running_loop()
        give_up = loop.time() + PATIENCE_S
        while True:
            self._turn += 1
            bases = self._addresses(service)
            base = bases[self._turn % len(bases)]
            try:
                response = await self._client.request(
                    method, f"{base}/v1{path}", headers=headers, **request
                )
            except httpx.TransportError:
                if loop.time() > give_up:
                    raise
            else:
                busy = response.status_code in {502, 503, 504} or (
                    response.status_code == httpx.codes.CONFLICT
                    and response.json().get("rule") == "try_again"
                )
                if not busy or loop.time() > give_up:
                    self.answers += 1
                    return response
            await asyncio.sleep(0.1)


async def eventually(
    probe: Callable[[], Awaitable[Any]], what: str, seconds: float = PATIENCE_S
) -> Any:
    """Wait until `probe` returns something true, and return it.  Raises TimeoutError naming `what`."""
    loop = asyncio.get_running_loop()
    give_up = loop.time() + seconds
    pause = 0.01
    while True:
        if found := await probe():
            return found
        if loop.time() > give_up:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.25)
