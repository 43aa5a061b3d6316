"""Who calls: JWT bearer tokens signed with EdDSA, by a key of the set in `shared.jwks`."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.jwks import ALGORITHM, KeySet
from shared.rules import Refused

AUDIENCE = ISSUER = "heartbridge"
LONGEST_TOKEN = 8192
LEEWAY_S = 10
"""By which two machines' clocks may differ."""


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
    """Checks tokens: by whom they are signed and said, for whom, from when, until when."""

    def __init__(self, keys: KeySet, issuer: str = ISSUER) -> None:
        self._keys = keys
        self._issuer = issuer

    async def caller(self, token: str) -> Caller:
        """Return who signed in.

        Raises `Refused`: ``not_signed_in`` (401), ``keys_unreachable`` (503).
        """
        if len(token) > LONGEST_TOKEN:
            raise not_signed_in("the token is too long")
        try:
            key = await self._keys.find(_key_id(token))
            if key is None:
                raise not_signed_in("the token is signed with an unknown key")
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "sub", "aud", "iss"]},
            )
            return Caller.model_validate(claims)
        except jwt.ExpiredSignatureError:
            raise not_signed_in("the token has expired") from None
        except jwt.ImmatureSignatureError:
            raise not_signed_in("the token is not valid yet") from None
        except (jwt.PyJWTError, ValidationError, ValueError, TypeError, UnicodeError):
            raise not_signed_in("the token is not valid") from None


def _key_id(token: str) -> str:
    """Which key the token names.  No key is looked for before it names one and the right algorithm."""
    header = jwt.get_unverified_header(token)
    if header.get("alg") != ALGORITHM or not header.get("kid"):
        raise not_signed_in(f"the token names no key of {ALGORITHM}")
    return str(header["kid"])


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
    now = int(time.time())
    claims = {"sub": sub, "name": name, "roles": list(roles), "aud": AUDIENCE, "iss": ISSUER,
              "iat": now, "exp": now + int(hours * 3600)}  # fmt: skip
    claims |= {
        k: v
        for k, v in {"post": post, "unit": unit, "on_behalf_of": on_behalf_of}.items()
        if v is not None
    }
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": "h1"})  # type: ignore[arg-type]
