"""The file gateway: one line per SMS, whoever writes."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from services.notify.channels import sms
from services.notify.channels.file_gateway import FileGateway
from services.notify.channels.sms import GatewayError
from services.notify.domain.deliveries import Result, Sms

NOON = datetime(2022, 11, 21, 4, tzinfo=UTC)


def an_sms(delivery_id: str) -> Sms:
    return Sms(delivery_id, "13000000002", "您的留言已受理。", 1, NOON)


async def test_an_sms_becomes_one_line_with_the_signature(tmp_path):
    gateway = FileGateway(tmp_path / "made" / "sms.jsonl")
    assert await sms.work(gateway, an_sms("d1")) == Result.ACCEPTED
    [line] = gateway.path.read_text().splitlines()
    assert json.loads(line) == {
        "delivery_id": "d1", "to": "13000000002", "text": "【吕梁社情民意】您的留言已受理。",
        "at": "2022-11-21T04:00:00+00:00", "pieces": 1,
    }  # fmt: skip


async def test_two_replicas_share_one_file(tmp_path):
    replicas = [FileGateway(tmp_path / "sms.jsonl"), FileGateway(tmp_path / "sms.jsonl")]
    await asyncio.gather(*(replicas[n % 2].send(an_sms(f"d{n}")) for n in range(200)))
    lines = (tmp_path / "sms.jsonl").read_text().splitlines()
    assert {json.loads(line)["delivery_id"] for line in lines} == {f"d{n}" for n in range(200)}


async def test_it_knows_what_it_took(tmp_path):
    gateway = FileGateway(tmp_path / "sms.jsonl")
    assert await gateway.found("d1") == Result.UNKNOWN
    await gateway.send(an_sms("d1"))
    with gateway.path.open("a") as file:
        file.write('{"delivery_id": "d2", "to": "130')  # a line torn by a crash
    assert await gateway.found("d1") == Result.ACCEPTED
    assert await gateway.found("d2") == Result.UNKNOWN


async def test_a_folder_that_cannot_be_written_is_a_passing_trouble(tmp_path):
    (tmp_path / "file").touch()
    gateway = FileGateway(tmp_path / "file" / "sms.jsonl")
    assert await sms.work(gateway, an_sms("d1")) == Result.TEMPORARY


async def test_a_permanent_refusal_is_told_apart():
    class Refusing:
        async def send(self, _sms: Sms) -> None:
            raise GatewayError(permanent=True)

        async def found(self, _delivery_id: str) -> Result:
            return Result.UNKNOWN

    assert await sms.work(Refusing(), an_sms("d1")) == Result.PERMANENT


def test_a_number_never_shows_in_what_is_printed():
    assert "13000000002" not in repr(an_sms("d1"))


@pytest.mark.parametrize("delivery_id", ["", "[]", "d"])
async def test_a_part_of_an_id_is_not_found(tmp_path, delivery_id):
    gateway = FileGateway(tmp_path / "sms.jsonl")
    await gateway.send(an_sms("d1"))
    assert await gateway.found(delivery_id) == Result.UNKNOWN
