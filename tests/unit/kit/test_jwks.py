"""A key is good for as long as its set says so, and little longer; an address is not asked too often."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared import jwks
from shared.jwks import KeySet
from shared.rules import Refused


def jwk(key_id, **more):
    public = Ed25519PrivateKey.generate().public_key()
    found = jwt.algorithms.OKPAlgorithm.to_jwk(public, as_dict=True)
    return {**found, "kid": key_id, **more}


def document(*key_ids):
    return json.dumps({"keys": [jwk(key_id) for key_id in key_ids]}).encode()


class Address:
    """Where keys are published: what it answers, how often it was asked."""

    def __init__(self, text):
        self.text = text
        self.status = 200
        self.asked = 0
        self.open: list[Any] = []
        self.was_asked = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.url = ""

    async def answer(self, reader, writer):
        self.open.append((asyncio.current_task(), writer))
        self.asked += 1
        self.was_asked.set()
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            await self.goes_on.wait()
            length = len(self.text)
            head = f"HTTP/1.1 {self.status} X\r\nConnection: close\r\nContent-Length: {length}"
            writer.write(f"{head}\r\n\r\n".encode() + self.text)
            await writer.drain()
        writer.close()

    async def end(self):
        self.goes_on.set()
        for task, writer in self.open:
            await task
            with suppress(ConnectionError):
                await writer.wait_closed()


@asynccontextmanager
async def published(text):
    address = Address(text)
    server = await asyncio.start_server(address.answer, "127.0.0.1", 0)
    address.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/jwks.json"
    async with server:
        yield address
        await address.end()


@pytest.fixture
def hours(monkeypatch):
    """``hours.pass_(3600)``: the clock by which keys grow old."""

    class Hours:
        now = 1000.0

        def pass_(self, seconds):
            self.now += seconds

    clock = Hours()
    monkeypatch.setattr(jwks.time, "monotonic", lambda: clock.now)
    return clock


async def test_known_keys_are_found_without_asking_again(hours):
    async with published(document("a", "b")) as address:
        keys = KeySet(address.url)
        for key_id in "abab":
            assert await keys.find(key_id)
        assert address.asked == 1


async def test_unknown_keys_are_asked_for_once_in_a_while(hours):
    async with published(document("a")) as address:
        keys = KeySet(address.url)
        for n in range(50):
            assert await keys.find(f"x{n}") is None
        assert address.asked == 1
        address.text = document("a", "x1")
        assert await keys.find("x1") is None
        hours.pass_(jwks.PAUSE_S)
        assert await keys.find("x1")
        assert address.asked == 2


async def test_many_who_ask_at_once_wait_for_one_answer(hours):
    async with published(document("a")) as address:
        keys = KeySet(address.url)
        address.goes_on.clear()
        asking = [asyncio.create_task(keys.find("a")) for _ in range(20)]
        await address.was_asked.wait()
        address.goes_on.set()
        assert all(await asyncio.gather(*asking))
        assert address.asked == 1


async def test_a_key_that_was_taken_out_is_good_no_longer_than_its_time(hours):
    async with published(document("a", "b")) as address:
        keys = KeySet(address.url, ttl_s=300)
        assert await keys.find("a")
        address.text = document("b")
        hours.pass_(299)
        assert await keys.find("a")
        hours.pass_(2)
        assert await keys.find("a") is None
        assert await keys.find("b")


@pytest.mark.parametrize("fault", ["away", "refuses", "nonsense", "endless"])
async def test_the_last_keys_go_on_through_an_outage_but_not_for_ever(hours, fault):
    async with published(document("a")) as address:
        keys = KeySet(address.url, ttl_s=300, keep_s=3600)
        assert await keys.find("a")
        if fault == "refuses":
            address.status = 500
        elif fault == "nonsense":
            address.text = b'{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "a"}]}'
        elif fault == "endless":
            address.text = document("a") + b" " * jwks.LARGEST
        elif fault == "away":
            keys._where = "http://127.0.0.1:1/jwks.json"
        hours.pass_(3590)
        assert await keys.find("a")
        hours.pass_(20)
        with pytest.raises(Refused) as refused:
            await keys.find("a")
        assert (refused.value.rule, refused.value.status) == ("keys_unreachable", 503)
        keys._where, address.status, address.text = address.url, 200, document("a")
        hours.pass_(jwks.PAUSE_S)
        assert await keys.find("a")


async def test_an_outage_is_not_asked_about_at_every_request(hours):
    async with published(b"nonsense") as address:
        keys = KeySet(address.url)
        for _ in range(20):
            with pytest.raises(Refused, match="keys_unreachable"):
                await keys.find("a")
        assert address.asked == 1
        address.text = document("a")
        hours.pass_(jwks.PAUSE_S)
        assert await keys.find("a")


async def test_an_address_that_does_not_answer_is_given_up(monkeypatch):
    monkeypatch.setattr(jwks, "PATIENCE_S", 0.5)  # shorter, it would end while connecting
    async with published(document("a")) as address:
        address.goes_on.clear()
        with pytest.raises(Refused, match="keys_unreachable"):
            async with asyncio.timeout(5):
                await KeySet(address.url).find("a")


async def test_a_changed_file_is_read_at_once(hours, tmp_path):
    file = tmp_path / "jwks.json"
    file.write_bytes(document("a"))
    keys = KeySet(str(file))
    assert await keys.find("a")
    assert await keys.find("b") is None
    fresh = tmp_path / "new.json"
    fresh.write_bytes(document("b"))
    fresh.replace(file)
    assert await keys.find("a") is None
    assert await keys.find("b")
    hours.pass_(10_000)
    assert await keys.find("b")


async def test_a_file_is_read_only_when_it_changed(hours, tmp_path, monkeypatch):
    file = tmp_path / "jwks.json"
    file.write_bytes(document("a"))
    keys = KeySet(str(file))
    await keys.find("a")
    monkeypatch.setattr(keys, "_open", None)  # nobody may read it now
    for n in range(20):
        assert await keys.find("a")
        assert await keys.find(f"x{n}") is None


async def test_a_broken_or_removed_file_keeps_the_last_keys_for_a_while(hours, tmp_path):
    file = tmp_path / "jwks.json"
    file.write_bytes(document("a"))
    keys = KeySet(str(file), keep_s=3600)
    assert await keys.find("a")
    file.write_bytes(b"{")
    assert await keys.find("a")
    hours.pass_(1800)
    file.unlink()
    assert await keys.find("a")
    hours.pass_(1801)
    with pytest.raises(Refused, match="keys_unreachable"):
        await keys.find("a")
    file.write_bytes(document("a"))
    assert await keys.find("a")


async def test_a_file_that_could_not_be_read_is_tried_again(hours, tmp_path, monkeypatch):
    file = tmp_path / "jwks.json"
    file.write_bytes(document("a"))
    keys = KeySet(str(file))
    monkeypatch.setattr(keys, "_where", str(tmp_path), raising=True)  # a folder opens as no file
    for _ in range(2):
        with pytest.raises(Refused, match="keys_unreachable"):
            await keys.find("a")
    monkeypatch.setattr(keys, "_open", file.read_bytes)
    with pytest.raises(Refused, match="keys_unreachable"):
        await keys.find("a")
    hours.pass_(jwks.PAUSE_S)
    assert await keys.find("a")


async def test_only_public_keys_for_signatures_of_ours_are_taken(hours, tmp_path):
    file = tmp_path / "jwks.json"
    rsa = {"kty": "RSA", "kid": "r", "n": "AQAB", "e": "AQAB"}
    secret = {"kty": "oct", "kid": "s", "k": "c2VjcmV0"}
    private = Ed25519PrivateKey.generate()
    found = jwt.algorithms.OKPAlgorithm.to_jwk(private, as_dict=True)
    others = [rsa, secret, jwk("e", use="enc"), jwk(7), {"kty": "OKP", "crv": "X25519", "kid": "x"}]
    file.write_text(json.dumps({"keys": [*others, jwk("a"), {**found, "kid": "p"}]}))
    keys = KeySet(str(file))
    for key_id in ("r", "s", "e", "x", "7"):
        assert await keys.find(key_id) is None
    assert await keys.find("a")
    assert not hasattr(await keys.find("p"), "private_bytes")
