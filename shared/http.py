"""The HTTP side of a command: idempotency, versions, cursors.  No rule of any business.

A command is one transaction.  Its idempotency key is written in the same transaction: a repetition gets
the first answer, another body under the same key is refused.  A refused command leaves nothing behind,
not even its key.
"""

import base64
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Header, Query, Request
from fastapi.responses import JSONResponse

from shared.contracts.envelope import Actor
from shared.db import BAD_VALUE, Tx, uncontended
from shared.rules import Refused, unknown

TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")

REPLAY = "Idempotent-Replay"
"""The header by which a repetition is told."""

LONGEST_KEY = 200
PAGE_MAX = 200

Answer = JSONResponse

RESERVE_KEY = """
INSERT INTO idempotency (caller, key, request_hash) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING RETURNING 1
"""
FIRST_ANSWER = """
SELECT request_hash, status, answer FROM idempotency WHERE caller = $1 AND key = $2
"""
KEEP_ANSWER = "UPDATE idempotency SET status = $3, answer = $4 WHERE caller = $1 AND key = $2"


async def _signed(request: Request) -> Actor:
    """Whom the gate let in."""
    actor: Actor = request.state.actor
    return actor


Signed = Annotated[Actor, Depends(_signed)]


class Part(NamedTuple):
    """One command of a request that holds many: `body` is what of the request stands for it."""

    handler: Callable[..., Awaitable[Any]]
    command: Any
    subject: str
    if_match: int | None
    body: bytes


class _Call:
    """One command on its way."""

    def __init__(self, request: Request, actor: Actor, key: str, if_match: int | None) -> None:
        self.request = request
        self.runtime = request.app.state.runtime
        self.actor = actor
        self.key = key
        self.if_match = if_match

    async def run(
        self,
        handler: Callable[..., Awaitable[Any]],
        command: Any,
        *,
        subject: str | None = None,
        find: Callable[[Tx], Awaitable[str | None]] | None = None,
        what: str = "case",
        status: int = 200,
        body: bytes | None = None,
        once: Sequence[str] = (),
    ) -> JSONResponse:
        """Run a handler on a subject, or on the one that `find` finds; answer with what it returns.

        `body` stands for one that was read before, such as the digest of a file.  `once` names what
        is answered this time only: a repetition finds it empty, for who may see it may have changed.
        What met another transaction was rolled back whole, key and all, and is tried again.

        Raises `Refused`: whatever the handler raises, ``<what>_unknown`` (404) when `find` finds
        nothing, ``key_reused`` (422) when the key was used with another request.
        """
        asked = await self._asked(body)

        async def transact() -> JSONResponse:
            async with self.runtime.transaction() as tx:
                first = await self._first_answer(tx, asked)
                if first is not None:
                    return first
                on = subject if find is None else await find(tx)
                if find is not None and on is None:
                    raise unknown(what)
                answer = await self.runtime.perform(
                    tx, handler, command, subject=on, actor=self.actor, if_match=self.if_match,
                    traceparent=_traceparent(self.request),
                )  # fmt: skip
                kept = _text({**answer, **dict.fromkeys(once)})
                await tx.execute(KEEP_ANSWER, self.actor.sub, self.key, status, kept)
            self.runtime.announced()
            return self._answer(status, json.loads(_text(answer)))

        return await uncontended(transact)

    async def _asked(self, body: bytes | None) -> bytes:
        """A digest of the request, to tell a repetition from another request under the same key."""
        asked = hashlib.sha256()
        for part in (self.request.method, self.request.url.path, str(self.if_match)):
            asked.update(part.encode() + b"\0")
        asked.update(await self.request.body() if body is None else body)
        return asked.digest()

    async def each(self, parts: Sequence[Part]) -> JSONResponse:
        """Run many commands of one request, each in a transaction of its own, in their order.

        Each is applied or refused by itself.  Its key is the request's with its place, so that a
        repetition goes on where the first try ended.
        """
        answers: list[dict[str, Any]] = []
        for place, part in enumerate(parts):
            one = _Call(self.request, self.actor, f"{self.key}#{place}", part.if_match)
            try:
                answer = await one.run(
                    part.handler, part.command, subject=part.subject, body=part.body
                )
            except Refused as refused:
                answers.append(
                    {"status": refused.status, "rule": refused.rule, "detail": refused.detail}
                    | refused.extra
                )
            else:
                answers.append({"status": answer.status_code, **json.loads(bytes(answer.body))})
        return JSONResponse({"items": answers})

    async def _first_answer(self, tx: Tx, asked: bytes) -> JSONResponse | None:
        if await tx.fetchval(RESERVE_KEY, self.actor.sub, self.key, asked):
            return None
        first = await tx.fetchrow(FIRST_ANSWER, self.actor.sub, self.key)
        if first is None:
            # The holder of the key was rolled back between the two statements.
            raise Refused("try_again", "the same command just failed: send it again", status=409)
        if first["request_hash"] != asked:
            raise Refused(
                "key_reused", "this Idempotency-Key came with another request", status=422
            )
        response = self._answer(first["status"], json.loads(first["answer"]))
        response.headers[REPLAY] = "true"
        return response

    @staticmethod
    def _answer(status: int, answer: dict[str, Any]) -> JSONResponse:
        etag = answer.get("etag")
        headers = {} if etag is None else {"ETag": f'"{etag}"'}
        return JSONResponse(answer, status, headers=headers)


def in_clear(sealed: Answer, opened: dict[str, Any]) -> Answer:
    """The same answer with what is private opened: nobody keeps it, and a repetition is told as one."""
    again = {name: told for name, told in sealed.headers.items() if name == REPLAY.lower()}
    return Answer(opened, sealed.status_code, headers={"Cache-Control": "no-store", **again})


def _text(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, default=str)


def _traceparent(request: Request) -> str | None:
    """The caller's place in its trace; anything else that is sent as such is dropped."""
    told = request.headers.get("traceparent", "")
    return told if TRACEPARENT.fullmatch(told) else None


def _version(header: str | None) -> int | None:
    """The version in If-Match: ``"3"``.  Raises `Refused` ``if_match_malformed`` (400)."""
    if header is None:
        return None
    text = header.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused("if_match_malformed", 'If-Match is a version such as "3"', status=400)
    return int(text)


async def _call(
    request: Request,
    actor: Signed,
    idempotency_key: Annotated[
        str | None, Header(description="the same key gets the first answer again")
    ] = None,
    if_match: Annotated[str | None, Header(description='the version you saw, such as "3"')] = None,
) -> _Call:
    if (
        not idempotency_key
        or len(idempotency_key) > LONGEST_KEY
        or not idempotency_key.isprintable()
    ):
        raise Refused(
            "idempotency_key_missing",
            f"send an Idempotency-Key of 1 to {LONGEST_KEY} characters",
            status=400,
        )
    return _Call(request, actor, idempotency_key, _version(if_match))


class _Reader:
    """One question on its way."""

    def __init__(self, request: Request, actor: Actor) -> None:
        self.runtime = request.app.state.runtime
        self.actor = actor

    async def one(
        self, read: Callable[..., Awaitable[Any]], *args: Any, what: str = "case", **more: Any
    ) -> JSONResponse:
        """Answer with what ``read(tx, …)`` returns; None is ``<what>_unknown`` (404)."""
        found = await self.found(read, *args, what=what, **more)
        headers = (
            {"ETag": f'"{found["etag"]}"'} if isinstance(found, dict) and "etag" in found else {}
        )
        return JSONResponse(json.loads(json.dumps(found, default=_plain)), headers=headers)

    async def found(
        self, read: Callable[..., Awaitable[Any]], *args: Any, what: str = "case", **more: Any
    ) -> Any:
        """What ``read(tx, …)`` returns; None is ``<what>_unknown`` (404)."""
        async with self.runtime.transaction() as tx:
            found = await read(tx, *args, **more)
        if found is None:
            raise unknown(what)
        return found

    async def page(
        self,
        read: Callable[..., Awaitable[list[dict[str, Any]]]],
        cursor: str | None,
        limit: int,
        **filters: Any,
    ) -> JSONResponse:
        """Answer with one page of ``read(tx, after, limit, **filters)`` and the next cursor."""
        after = _uncursor(cursor)
        try:
            async with self.runtime.transaction() as tx:
                rows = await read(tx, after, limit + 1, **filters)
        except BAD_VALUE:
            if after is None:
                raise
            raise _no_cursor() from None
        more = len(rows) > limit
        items = [{k: v for k, v in row.items() if k != "cursor"} for row in rows[:limit]]
        last = _cursor(str(rows[limit - 1]["cursor"])) if more else None
        return JSONResponse(json.loads(json.dumps({"items": items, "next": last}, default=_plain)))


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _cursor(last: str) -> str:
    return base64.urlsafe_b64encode(last.encode()).decode()


def _uncursor(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except ValueError:
        text = "\0"
    if "\0" in text:
        raise _no_cursor()
    return text


def _no_cursor() -> Refused:
    return Refused("cursor_malformed", "use a cursor that a page gave you", status=400)


async def _reader(request: Request, actor: Signed) -> _Reader:
    return _Reader(request, actor)


Call = Annotated[_Call, Depends(_call)]
Reader = Annotated[_Reader, Depends(_reader)]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
Cursor = Annotated[str | None, Query(max_length=500)]
