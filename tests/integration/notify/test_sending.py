"""Sending: never twice on a guess, never forgotten."""

import asyncio
from datetime import UTC, datetime

import pytest

from services.notify.app import NotifySettings
from services.notify.channels.sms import GatewayError
from services.notify.domain.deliveries import Result
from services.notify.handlers import sending
from shared.contracts.envelope import Actor
from shared.contracts.intake import CaseAccepted, Wishes

CASE = "LL2022-000017"
PHONE = "13900000017"
NOON = datetime(2022, 11, 21, 4, tzinfo=UTC)
CLERK = Actor(sub="staff/1", name="水某", role="clerk")

LATER = "UPDATE delivery SET look_at = clock_timestamp() - interval '1 s'"
TOO_LATE = "UPDATE delivery SET look_at = clock_timestamp(), expires_at = clock_timestamp()"


class Gateway:
    """A gateway that takes, refuses or dies as a test wishes, and counts."""

    def __init__(self):
        self.taken: list[str] = []
        self.refuses: list[bool] = []  # permanent?
        self.dies_after_taking = False
        self.away = False
        self.delivered = False

    async def send(self, sms):
        if self.refuses:
            raise GatewayError(permanent=self.refuses.pop(0))
        if self.away:
            raise GatewayError(permanent=False)
        self.taken.append(sms.delivery_id)
        if self.dies_after_taking:
            raise ConnectionResetError("the answer was lost")

    async def found(self, delivery_id):
        if self.away:
            raise GatewayError(permanent=False)
        if delivery_id not in self.taken:
            return Result.UNKNOWN
        return Result.DELIVERED if self.delivered else Result.ACCEPTED


@pytest.fixture
def gateway():
    return Gateway()


@pytest.fixture
async def planned(notify):
    """One SMS to send."""
    event = CaseAccepted(
        case_id=CASE, route="dispatch", reason=None, kind="help", handling_class="livelihood",
        channel="board", external_id="1", addressee_fid=1001, admitted_at=NOON, wishes=Wishes(),
        by=CLERK,
    )  # fmt: skip
    await notify.hear(notify.contact(), event)
    [item] = await notify.work()
    return item


async def state(notify) -> str:
    [row] = await notify.rows("SELECT state FROM delivery")
    return str(row["state"])


async def test_an_sms_is_written_once_and_settled(notify, planned):
    await sending.send(notify.runtime, notify.runtime.settings.gateway, planned)
    [line] = notify.sent()
    assert (line["delivery_id"], line["to"]) == (planned["delivery_id"], PHONE)
    assert line["text"].startswith("【吕梁社情民意】")
    [settled] = await notify.said("delivery_settled")
    assert (settled["state"], settled["to"], settled["template"]) == ("sent", "citizen", "accepted")
    steps = [(e.get("from"), e.get("to")) for e in await notify.journal() if "sms" in e["action"]]
    assert steps == [(None, "queued"), ("queued", "sending"), ("sending", "sent")]


async def test_a_work_item_that_comes_again_is_dropped(notify, gateway, planned):
    await asyncio.gather(*(sending.send(notify.runtime, gateway, planned) for _ in range(5)))
    await sending.send(notify.runtime, gateway, planned)
    assert gateway.taken == [planned["delivery_id"]]
    assert len(await notify.said("delivery_settled")) == 1


async def test_a_crash_between_the_gateway_and_the_commit_sends_nothing_twice(
    notify, gateway, planned
):
    gateway.dies_after_taking = True
    with pytest.raises(ConnectionResetError):
        await sending.send(notify.runtime, gateway, planned)
    assert await state(notify) == "sending"
    gateway.dies_after_taking = False
    await sending.send(notify.runtime, gateway, planned)  # the broker delivers the item again
    await sending.sweep(notify.runtime, gateway)  # its lease is not over yet
    assert await state(notify) == "sending"
    await notify.change(LATER)
    await sending.sweep(notify.runtime, gateway)
    assert await state(notify) == "sent"
    assert gateway.taken == [planned["delivery_id"]]


async def test_a_crash_before_the_gateway_is_an_unknown_outcome_not_a_second_try(
    notify, gateway, planned
):
    command = sending.Take(planned["delivery_id"])
    assert await notify.runtime.act(sending.take, command, [f"case/{CASE}"])
    await notify.change(LATER)
    await sending.sweep(notify.runtime, gateway)
    assert await state(notify) == "outcome_unknown"
    assert [e["state"] for e in await notify.said("delivery_settled")] == ["outcome_unknown"]
    await notify.change(LATER)
    await sending.sweep(notify.runtime, gateway)
    assert await notify.work() == []
    assert gateway.taken == []


async def test_a_late_word_of_the_gateway_settles_an_unknown_outcome(notify, gateway, planned):
    subjects = [f"case/{CASE}"]
    command = sending.Take(planned["delivery_id"])
    await notify.runtime.act(sending.take, command, subjects)
    for result in (
        Result.UNKNOWN,
        Result.TEMPORARY,
        Result.ACCEPTED,
        Result.DELIVERED,
        Result.UNKNOWN,
    ):
        settle = sending.Settle(planned["delivery_id"], result)
        await notify.runtime.act(sending.settle, settle, subjects)
    assert [e["state"] for e in await notify.said("delivery_settled")] == [
        "outcome_unknown", "sent", "delivered",
    ]  # fmt: skip


async def test_a_gateway_that_knows_more_says_delivered(notify, gateway, planned):
    gateway.dies_after_taking = gateway.delivered = True
    with pytest.raises(ConnectionResetError):
        await sending.send(notify.runtime, gateway, planned)
    await notify.change(LATER)
    await sending.sweep(notify.runtime, gateway)
    assert await state(notify) == "delivered"


async def test_a_gateway_that_is_away_is_asked_again(notify, gateway, planned):
    gateway.dies_after_taking = True
    with pytest.raises(ConnectionResetError):
        await sending.send(notify.runtime, gateway, planned)
    gateway.away = True
    await notify.change(LATER)
    await sending.sweep(notify.runtime, gateway)
    assert await state(notify) == "sending"
    gateway.away = False
    await notify.change(LATER)
    await sending.sweep(notify.runtime, gateway)
    assert await state(notify) == "sent"


async def test_a_passing_refusal_is_tried_again_after_a_while(notify, gateway, planned):
    gateway.refuses = [False]
    await sending.send(notify.runtime, gateway, planned)
    assert await state(notify) == "queued"
    await sending.sweep(notify.runtime, gateway)
    assert await notify.work() == []  # not yet
    await notify.change(LATER)
    await sending.sweep(notify.runtime, gateway)
    [item] = await notify.work()
    await sending.send(notify.runtime, gateway, item)
    assert await state(notify) == "sent"
    assert await notify.rows("SELECT attempts FROM delivery") == [{"attempts": 2}]


async def test_a_permanent_refusal_is_final(notify, gateway, planned):
    gateway.refuses = [True]
    await sending.send(notify.runtime, gateway, planned)
    assert await state(notify) == "failed"
    assert [e["state"] for e in await notify.said("delivery_settled")] == ["failed"]


async def test_a_lost_work_item_is_made_again(notify, gateway, planned):
    await notify.change(LATER)
    assert await sending.sweep(notify.runtime, gateway) == 1
    assert await notify.work() == [planned]
    assert await sending.sweep(notify.runtime, gateway) == 0


async def test_an_sms_that_lost_its_purpose_expires(notify, gateway, planned):
    await notify.change(TOO_LATE)
    await sending.sweep(notify.runtime, gateway)
    assert await state(notify) == "expired"
    await sending.send(notify.runtime, gateway, planned)
    assert gateway.taken == []


async def test_an_expired_sms_is_not_sent_by_a_late_worker_either(notify, gateway, planned):
    await notify.change(TOO_LATE)
    await sending.send(notify.runtime, gateway, planned)
    assert await state(notify) == "expired"
    assert gateway.taken == []


async def test_a_number_that_cannot_be_opened_fails_the_sms(notify, gateway, planned):
    await notify.change("UPDATE contact SET key_id = 'lost'")
    await sending.send(notify.runtime, gateway, planned)
    assert await state(notify) == "failed"


async def test_staff_see_masked_numbers_only(notify, gateway, planned):
    await sending.send(notify.runtime, gateway, planned)
    page = await notify.call("GET", f"/v1/deliveries?case_id={CASE}", role="clerk")
    [item] = page.json()["items"]
    assert (item["recipient"], item["state"]) == ("139****0017", "sent")
    assert PHONE not in page.text
    assert PHONE not in str(await notify.rows("SELECT * FROM delivery"))
    assert PHONE not in str(await notify.journal())


async def test_the_list_of_deliveries_goes_page_by_page(notify, gateway, planned):
    first = (await notify.call("GET", "/v1/deliveries?limit=1", role="clerk")).json()
    assert (len(first["items"]), first["next"]) == (1, None)
    unknown = await notify.call("GET", "/v1/deliveries?state=outcome_unknown", role="clerk")
    assert unknown.json()["items"] == []
    assert (await notify.call("GET", "/v1/deliveries", role="agent")).status_code == 403


def test_the_settings_name_one_gateway(tmp_path):
    settings = NotifySettings(
        pg_dsn="x", amqp_url="x", jwks="x", keys=tmp_path / "k", sms_file=tmp_path / "s"
    )
    assert settings.gateway is settings.gateway
