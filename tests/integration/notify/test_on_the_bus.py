"""Two replicas of notify on a real broker: every author is told once, whoever dies."""

import asyncio
import json
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from services.notify.app import SERVICE, NotifySettings
from shared.bus import CONFIRMED
from shared.contracts.envelope import Actor, Event
from shared.contracts.intake import CaseAccepted, ContactRecorded, Wishes
from shared.ids import uuid7
from shared.publisher import Publisher
from shared.secrets import Keyring
from shared.service import Runtime
from tests.harness import eventually

NOON = datetime(2022, 11, 21, 4, tzinfo=UTC)
CLERK = Actor(sub="staff/1", name="水某", role="clerk")
CASES = [f"LL2022-{n:06d}" for n in range(1, 121)]


def told(ring: Keyring, case_id: str) -> list[Event]:
    key_id, phone = ring.seal(f"139{case_id[-6:]}00", f"{case_id}|phone")
    return [
        ContactRecorded(
            case_id=case_id, key_id=key_id, name_sealed=None, phone_sealed=phone,
            phone_state="dialable", wishes=Wishes(),
        ),
        CaseAccepted(
            case_id=case_id, route="dispatch", reason=None, kind="help",
            handling_class="livelihood", channel="board", external_id="1", addressee_fid=1001,
            admitted_at=NOON, wishes=Wishes(), by=CLERK,
        ),
    ]  # fmt: skip


def as_rows(events: list[Event]) -> list[dict[str, Any]]:
    return [
        {
            "event_id": uuid7(), "subject": event.subject, "version": version, "queue": None,
            "type": event.topic, "payload": event.model_dump_json().encode(),
            "occurred_at": NOON, "causation_id": None, "traceparent": None,
        }
        for version, event in enumerate(events, start=1)
    ]  # fmt: skip


@asynccontextmanager
async def replica(settings):
    runtime = Runtime(SERVICE, settings)
    running = asyncio.create_task(runtime.run())
    try:
        yield runtime
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_two_replicas_tell_every_author_once_though_one_dies(database, vhost, tmp_path):
    Keyring.create(tmp_path / "ring.json")
    ring = Keyring.load(tmp_path / "ring.json")
    sms_file = tmp_path / "sms.jsonl"
    settings = NotifySettings(
        pg_dsn=database.dsn("notify"), amqp_url=vhost.url, jwks="none",
        keys=tmp_path / "ring.json", sms_file=sms_file,
    )  # fmt: skip
    await vhost.declare(["notify"])
    intake = Publisher(vhost.url, "intake")

    def lines() -> list[dict[str, Any]]:
        return (
            [json.loads(x) for x in sms_file.read_text().splitlines()] if sms_file.exists() else []
        )

    async def settled() -> Counter[str] | None:
        """The deliveries' states, once all have ended."""
        async with stays.transaction() as tx:
            # what a dead replica was sending is looked up when its lease is over: that is now
            await tx.execute(
                "UPDATE delivery SET look_at = clock_timestamp() WHERE state = 'sending'"
                " AND look_at < clock_timestamp() + interval '58 s'"
            )
            found = await tx.fetch("SELECT state, count(*) AS n FROM delivery GROUP BY state")
        states = Counter({row["state"]: row["n"] for row in found})
        ended = states["sent"] + states["outcome_unknown"]
        return states if ended == states.total() == len(CASES) else None

    async with replica(settings) as stays:
        async with replica(settings):
            for case_id in CASES:
                assert await intake.publish(as_rows(told(ring, case_id))) == [CONFIRMED] * 2
            await eventually(lambda: len(lines()) >= 20)
        # One replica is gone now, in the middle of its work.
        states = await eventually(settled, 60)
    await intake.close()
    numbers = Counter(line["to"] for line in lines())
    assert set(numbers.values()) == {1}
    # An SMS whose sender died before the gateway had it is unknown, never sent again on a guess.
    assert len(numbers) == states["sent"]
