"""A service alone, as the walks use it: commands go straight into its application.

Between a walk and the service there is neither a socket nor a client, and a person's token is signed
once: tens of thousands of commands are sent.
"""

import json
from collections.abc import MutableMapping
from typing import Any, ClassVar, NamedTuple
from urllib.parse import quote, urlsplit

from shared.auth import sign
from tests.alone import Alone
from tests.walk.city import Person

SNAPSHOT = """
SELECT {shape} AS shape, s.journal_no, s.version,
       (SELECT json_agg(entry::json ORDER BY no) FROM journal
        WHERE subject = s.subject AND no > $2) AS new
FROM subject s WHERE s.subject = 'case/' || $1
"""


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def rule(self) -> str:
        return str(self.body.get("rule"))

    @property
    def replayed(self) -> bool:
        return "idempotent-replay" in self.headers


class Seen(NamedTuple):
    """A case as the database has it; `new` are the journal's rows since the last look."""

    shape: dict[str, Any]
    journal_no: int
    version: int
    new: list[dict[str, Any]]


class Office(Alone):
    """A running service, and fast ways to use it.

    `shape` is SQL for all that is in the database of the case $1, as a JSON object.
    """

    shape: ClassVar[str]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._tokens: dict[Person, bytes] = {}

    async def command(
        self,
        by: Person,
        path: str,
        body: Any,
        *,
        key: str,
        match: int | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """Send a command, as JSON or as the content of a file."""
        headers = [
            (b"authorization", self._token(by)),
            (b"idempotency-key", key.encode()),
            (b"content-type", b"application/json" if content is None else b"image/png"),
        ]
        if match is not None:
            headers.append((b"if-match", f'"{match}"'.encode()))
        sent = json.dumps(body).encode() if content is None else content
        return await self._post(f"/v1{path}", headers, sent)

    async def look(self, case_id: str, since: int) -> Seen:
        """The case now, and the journal's rows after a number."""
        async with self.runtime.transaction() as tx:
            r = await tx.fetchrow(SNAPSHOT.format(shape=self.shape), case_id, since)
        shape = {
            name: {} if part is None else part for name, part in json.loads(r["shape"]).items()
        }
        return Seen(shape, r["journal_no"], r["version"], json.loads(r["new"] or "[]"))

    async def _post(self, path: str, headers: list[tuple[bytes, bytes]], body: bytes) -> Answer:
        """One request through the application, by the protocol that servers speak with it."""
        address = urlsplit(path)
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
            "scheme": "http", "path": address.path, "raw_path": quote(address.path).encode(),
            "query_string": quote(address.query, safe="=&").encode(), "root_path": "",
            "headers": headers, "client": ("walk", 0), "server": ("alone", 80),
        }  # fmt: skip
        came = iter([{"type": "http.request", "body": body, "more_body": False}])
        parts: list[MutableMapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return next(came, {"type": "http.disconnect"})

        async def send(message: MutableMapping[str, Any]) -> None:
            parts.append(message)

        await self.app(scope, receive, send)
        head, *rest = parts
        text = b"".join(part.get("body", b"") for part in rest)
        told = {name.decode(): value.decode() for name, value in head["headers"]}
        return Answer(head["status"], json.loads(text), told)

    def _token(self, by: Person) -> bytes:
        if by not in self._tokens:
            token = sign(
                self._keys, sub=by.sub, name=by.name, roles=by.roles, unit=by.unit, post=by.post,
                hours=48,
            )  # fmt: skip
            self._tokens[by] = f"Bearer {token}".encode()
        return self._tokens[by]


def is_problem(answer: Answer) -> bool:
    """Whether a refusal is a problem document that names its rule."""
    body = answer.body
    return (
        400 <= answer.status < 500
        and answer.headers["content-type"] == "application/problem+json"
        and body["type"] == f"urn:heartbridge:rule:{answer.rule}"
        and body["status"] == answer.status
        and bool(body["title"] and body["detail"])
    )
