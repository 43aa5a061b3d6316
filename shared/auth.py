"""Who calls: JWT bearer tokens signed with EdDSA, checked against a JWKS file or address."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.rules import Refused

AUDIENCE = "heartbridge"
ALGORITHM = "EdDSA"
LONGEST_TOKEN = 8192


class Caller(BaseModel):
    """A signed-in person, as the token names them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sub: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=100)
    roles: tuple[str, ...] = ()
    post: str | None = Field(default=None, max_length=100)
    unit: str | None = Field(default=None, max_length=100)
    on_behalf_of: str | None = Field(default=None, max_length=100)


def not_signed_in(detail: str) -> Refused:
    """No valid token came with the request."""
    return Refused("not_signed_in", detail, status=401)


class Verifier:
    """Checks tokens.  Keys are read once, and again when a token names one that is not known yet."""

    def __init__(self, jwks: str) -> None:
        self._where = jwks
        self._keys: Mapping[str, Any] = {}

    async def caller(self, token: str) -> Caller:
        """Return who signed in.  Raises `Refused` ``not_signed_in`` (401)."""
        if len(token) > LONGEST_TOKEN:
            raise not_signed_in("the token is too long")
        try:
            key_id = str(jwt.get_unverified_header(token).get("kid", ""))
            key = await self._key(key_id)
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                options={"require": ["exp", "sub", "aud"]},
            )
            return Caller.model_validate(claims)
        except jwt.ExpiredSignatureError:
            raise not_signed_in("the token has expired") from None
        except (jwt.PyJWTError, ValidationError, ValueError, UnicodeError):
            raise not_signed_in("the token is not valid") from None

    async def _key(self, key_id: str) -> Any:
        if key_id not in self._keys:
            self._keys = await self._fetch()
        if key_id not in self._keys:
            raise not_signed_in("the token is signed with an unknown key")
        return self._keys[key_id]

    async def _fetch(self) -> dict[str, Any]:
        if self._where.startswith(("http://", "https://")):
            async with httpx.AsyncClient(timeout=5) as client:
                document = (await client.get(self._where)).raise_for_status().json()
        else:
            document = json.loads(await asyncio.to_thread(Path(self._where).read_text))
        return {k["kid"]: jwt.PyJWK(k, algorithm=ALGORITHM).key for k in document["keys"]}


def make_keypair(folder: Path) -> Path:
    """Create an Ed25519 pair: ``signing.pem`` for the owner only, ``jwks.json`` for the services.

    Returns the path of the JWKS file; an existing pair is kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    private, public = folder / "signing.pem", folder / "jwks.json"
    if not private.exists():
        key = Ed25519PrivateKey.generate()
        private.touch(mode=0o600)
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        jwk = jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
        public.write_text(
            json.dumps({"keys": [{**jwk, "kid": "h1", "alg": ALGORITHM, "use": "sig"}]})
        )
    return public


def sign(
    folder: Path,
    *,
    sub: str,
    name: str,
    roles: Sequence[str],
    post: str | None = None,
    unit: str | None = None,
    on_behalf_of: str | None = None,
    hours: float = 12,
) -> str:
    """A token signed with the pair in `folder`, valid for `hours` of real time."""
    key = load_pem_private_key((folder / "signing.pem").read_bytes(), None)
    claims = {"sub": sub, "name": name, "roles": list(roles), "aud": AUDIENCE,
              "exp": int(time.time() + hours * 3600)}  # fmt: skip
    claims |= {
        k: v
        for k, v in {"post": post, "unit": unit, "on_behalf_of": on_behalf_of}.items()
        if v is not None
    }
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": "h1"})  # type: ignore[arg-type]
