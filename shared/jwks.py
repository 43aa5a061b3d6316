"""The keys that sign tokens: read from a JWKS file or address, kept for a while, and let go in time.

A key that was taken out of the set is valid no longer than `ttl_s`; of a file not at all, for a changed
file is read at once.  While an address is away its last keys go on, for `keep_s` at most: after that
nobody can be told from anybody, and all are asked to try again.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import jwt
import structlog

from shared.rules import Refused

ALGORITHM = "EdDSA"
CURVE = "Ed25519"

PAUSE_S = 10.0
"""Between two looks at an address, whoever asks for whatever key."""

PATIENCE_S = 5.0
LARGEST = 2**20


class Unusable(Exception):
    """What was found is no set of keys."""


class KeySet:
    """Keys by id.

    Parameters
    ----------
    where : a file, or an address beginning with ``http://`` or ``https://``
    ttl_s : how long an address's keys are taken for the present ones
    keep_s : how long they serve after they were last known to be so
    """

    def __init__(self, where: str, *, ttl_s: float = 300.0, keep_s: float = 3600.0) -> None:
        self._where = where
        self._ttl_s = ttl_s
        self._keep_s = keep_s
        self._keys: Mapping[str, Any] = {}
        self._present_at = self._failed_at = self._tried_at = -float("inf")
        self._stamp: tuple[int, ...] | None = None
        self._reading = asyncio.Lock()
        self._log = structlog.get_logger()

    async def find(self, key_id: str) -> Any:
        """The key of that id; None if there is none.

        Raises `Refused` ``keys_unreachable`` (503) when it cannot be told.
        """
        if self._must_read(key_id):
            async with self._reading:
                if self._must_read(key_id):  # nobody else has, while we waited
                    await self._read()
        if time.monotonic() - self._present_at > self._keep_s:
            raise Refused("keys_unreachable", "nobody can be recognised just now", status=503)
        return self._keys.get(key_id)

    @property
    def _is_address(self) -> bool:
        return self._where.startswith(("http://", "https://"))

    def _must_read(self, key_id: str) -> bool:
        now = time.monotonic()
        rests = now - self._tried_at < PAUSE_S
        if self._is_address:
            stale = now - self._present_at > self._ttl_s
            return not rests and (stale or key_id not in self._keys)
        if _stamp(self._where) != self._stamp or self._tried_at < 0:
            return True
        if self._failed_at > self._present_at:
            return not rests
        self._present_at = now  # the file is as it was when it was read
        return False

    async def _read(self) -> None:
        stamp = None if self._is_address else _stamp(self._where)
        try:
            async with asyncio.timeout(PATIENCE_S):
                text = await (self._ask() if self._is_address else asyncio.to_thread(self._open))
            self._keys = _keys(text)
        except (OSError, TimeoutError, httpx.HTTPError, httpx.InvalidURL, Unusable) as error:
            self._log.warning("keys_unreachable", error=type(error).__name__)
            self._failed_at = time.monotonic()
        else:
            self._present_at = time.monotonic()
        # Only now: who asks meanwhile must wait for the answer, and not go on without it.
        self._stamp, self._tried_at = stamp, time.monotonic()

    def _open(self) -> bytes:
        return Path(self._where).read_bytes()

    async def _ask(self) -> bytes:
        text = bytearray()
        async with (
            httpx.AsyncClient(timeout=PATIENCE_S) as http,
            http.stream("GET", self._where) as answer,
        ):
            answer.raise_for_status()
            async for part in answer.aiter_bytes():
                text += part
                if len(text) > LARGEST:
                    raise Unusable
        return bytes(text)


def _stamp(where: str) -> tuple[int, ...] | None:
    """What changes when a file is written or another takes its place; None when there is none."""
    try:
        found = Path(where).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _keys(text: bytes) -> dict[str, Any]:
    """The public Ed25519 keys of a set; others are another system's.  Raises `Unusable`."""
    try:
        found = [key for key in json.loads(text)["keys"] if _is_ours(key)]
        return {key["kid"]: _public(key) for key in found}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, jwt.PyJWTError):
        raise Unusable from None


def _is_ours(key: Mapping[str, Any]) -> bool:
    return (
        key.get("kty") == "OKP"
        and key.get("crv") == CURVE
        and key.get("use", "sig") == "sig"
        and isinstance(key.get("kid"), str)
    )


def _public(key: Mapping[str, Any]) -> Any:
    return jwt.PyJWK({name: key[name] for name in ("kty", "crv", "x")}, algorithm=ALGORITHM).key
