"""A token is believed only if an own key signed it, for us, by our issuer, for now."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from shared.auth import LEEWAY_S, LONGEST_TOKEN, Verifier, make_keypair, sign
from shared.jwks import KeySet
from shared.rules import Refused


def seconds():
    return int(time.time())  # noqa: TID251 - a token's life is real time


class Signer:
    """Who signs, well or badly."""

    def __init__(self, folder: Path) -> None:
        self.jwks = make_keypair(folder)
        self.folder = folder
        self.key: Any = load_pem_private_key((folder / "signing.pem").read_bytes(), None)
        self.verifier = Verifier(KeySet(str(self.jwks)))

    def token(self, *, key: Any = None, algorithm="EdDSA", headers=None, **claims):
        now = seconds()
        good = {"sub": "staff/1", "name": "水某", "roles": ["clerk"], "aud": "heartbridge",
                "iss": "heartbridge", "iat": now, "exp": now + 600}  # fmt: skip
        told = {k: v for k, v in (good | claims).items() if v is not None}
        named = {"kid": "h1"} if headers is None else headers
        return jwt.encode(told, key or self.key, algorithm=algorithm, headers=named)

    async def refused(self, token):
        with pytest.raises(Refused) as refused:
            await self.verifier.caller(token)
        assert (refused.value.rule, refused.value.status) == ("not_signed_in", 401)
        return refused.value.detail


@pytest.fixture
def signer(tmp_path):
    return Signer(tmp_path)


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


async def test_a_good_token_says_who_it_is(signer):
    caller = await signer.verifier.caller(signer.token(post="post/1", colour="red"))
    assert (caller.sub, caller.name, caller.roles, caller.post) == (
        "staff/1", "水某", ("clerk",), "post/1",
    )  # fmt: skip
    own = sign(signer.folder, sub="staff/2", name="陈某", roles=["office_head"], unit="ll-police")
    assert (await signer.verifier.caller(own)).unit == "ll-police"


async def test_it_ends_and_begins(signer):
    now = seconds()
    assert "expired" in await signer.refused(signer.token(exp=now - LEEWAY_S - 1))
    assert "not valid yet" in await signer.refused(signer.token(nbf=now + LEEWAY_S + 20))
    assert "not valid yet" in await signer.refused(signer.token(iat=now + LEEWAY_S + 20))
    for claims in ({"exp": now - LEEWAY_S + 5}, {"nbf": now + LEEWAY_S - 5}, {"iat": None}):
        await signer.verifier.caller(signer.token(**claims))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"}, {"aud": None}, {"iss": "another"}, {"iss": None}, {"exp": None},
        {"exp": "soon"}, {"sub": None}, {"sub": ""}, {"name": None}, {"roles": "clerk"},
        {"name": "字" * 101},
    ],
)  # fmt: skip
async def test_what_it_must_say(signer, claims):
    await signer.refused(signer.token(**claims))


async def test_another_issuer_may_be_expected(signer):
    portal = Verifier(KeySet(str(signer.jwks)), "portal")
    await portal.caller(signer.token(iss="portal"))
    with pytest.raises(Refused, match="not_signed_in"):
        await portal.caller(signer.token())


async def test_it_names_its_key(signer):
    for headers in ({}, {"kid": ""}, {"kid": "other"}):
        await signer.refused(signer.token(headers=headers))
    numbered = part({"alg": "EdDSA", "kid": 1}) + b"." + part({"sub": "x"}) + b".AAAA"
    await signer.refused(numbered.decode())


async def test_no_key_is_looked_for_that_is_not_named(signer, monkeypatch):
    asked = []

    async def find(key_id):
        asked.append(key_id)

    monkeypatch.setattr(signer.verifier._keys, "find", find)
    hmac_ = jwt.encode({"sub": "x"}, "k" * 32, algorithm="HS256", headers={"kid": "h1"})
    for token in (signer.token(headers={}), hmac_, "x", "a.b.c", "Ω", ""):
        await signer.refused(token)
    assert asked == []


async def test_another_key_of_the_same_name_signs_nothing(signer):
    await signer.refused(signer.token(key=Ed25519PrivateKey.generate()))
    good = signer.token()
    head, body, signature = good.split(".")
    forged = part({"sub": "staff/1", "name": "陈某", "roles": ["office_head"]}).decode()
    await signer.refused(f"{head}.{forged}.{signature}")
    await signer.refused(f"{head}.{body}.")


@pytest.mark.parametrize("algorithm", ["HS256", "RS256", "ES256", "none"])
async def test_no_other_algorithm_signs(signer, algorithm):
    """The public key taken for a shared secret is the classic: it is no secret."""
    public = signer.key.public_key().public_bytes_raw()
    claims = {"sub": "staff/1", "name": "水某", "roles": ["clerk"], "aud": "heartbridge",
              "iss": "heartbridge", "exp": seconds() + 600}  # fmt: skip
    if algorithm == "HS256":
        text = part({"alg": "HS256", "kid": "h1"}) + b"." + part(claims)
        mac = hmac.new(public, text, hashlib.sha256).digest()
        token = text + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")
        await signer.refused(token.decode())
        return
    keys: dict[str, Any] = {
        "RS256": rsa.generate_private_key(65537, 2048),
        "ES256": ec.generate_private_key(ec.SECP256R1()),
        "none": None,
    }
    token = jwt.encode(claims, keys[algorithm], algorithm=algorithm, headers={"kid": "h1"})
    await signer.refused(token)


async def test_a_token_has_a_length(signer):
    assert "too long" in await signer.refused("x" * (LONGEST_TOKEN + 1))


async def test_a_key_that_was_taken_out_signs_nothing_more(signer):
    token = signer.token()
    await signer.verifier.caller(token)
    other = {**json.loads(signer.jwks.read_text())["keys"][0], "kid": "h2"}
    signer.jwks.write_text(json.dumps({"keys": [other]}))
    assert "unknown key" in await signer.refused(token)
    await signer.verifier.caller(signer.token(headers={"kid": "h2"}))
