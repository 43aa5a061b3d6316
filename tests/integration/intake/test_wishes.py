"""The author's wishes as intake obeys them: told in the message, later, or in another one that chases."""

import pytest

from services.intake.domain.wishes import both
from shared.contracts.intake import Wishes
from tests.integration.intake.facts import completed

CHASES = {"route": "duplicate", "reason": "chaser"}


async def first_and_chaser(intake, chasing, *, reason="chaser"):
    """A case in hand, and one that chases it and was joined to it."""
    first = await intake.enter()
    await intake.act(first, "claim", who="兰某")
    chaser = await intake.enter(title="三天了没人管", text=chasing)
    await intake.act(chaser, "claim")
    if await intake.state(chaser) == "claimed":
        await intake.hear(completed(chaser))
    joined = {"route": "duplicate", "duplicate_of": first, "reason": reason}
    await intake.act(chaser, "accept", joined)
    return first


async def test_who_asks_after_his_case_may_wish_otherwise_by_now(intake):
    first = await first_and_chaser(intake, "停水三天了没人管。请不要打电话给我，别让单位知道。")
    changed = [e for e in await intake.said("wishes_changed") if e["case_id"] == first]
    assert [
        (e["reason"], e["wishes"]["no_call"], e["wishes"]["hide_from_unit"]) for e in changed
    ] == [("told_by_chaser", True, True)]
    assert await intake.state(first) == "verified"  # nobody waits for a call any longer
    assert (await intake.facts(first))[-3:] == ["case_joined", "wishes_changed", "case_verified"]
    assert (await intake.get(f"/cases/{first}", who="兰某"))["wishes"]["no_call"] is True
    rows = (await intake.journal(first))[-3:]
    assert [row["action"] for row in rows] == ["case_joined", "change_wishes", "verify"]
    assert rows[0]["why"] == "chaser"


async def test_whoever_asks_for_secrecy_and_an_sms_is_taken_at_his_word(intake):
    wishes = {"secret": True, "sms_ok": True}
    case_id = await intake.enter(wishes=wishes)
    assert (await intake.get(f"/cases/{case_id}"))["wishes"] == wishes | {
        "no_call": False, "hide_from_unit": False,
    }  # fmt: skip
    await intake.act(case_id, "claim")
    await intake.act(case_id, "wishes", {"hide_from_unit": True, "reason": "author_asked"})
    [told] = await intake.said("wishes_changed")
    assert told["wishes"]["sms_ok"] is True


async def test_another_author_s_wishes_are_his_own(intake):
    first = await first_and_chaser(intake, "小区停水，请不要打电话给我。", reason="same_matter")
    assert await intake.state(first) == "claimed"
    assert "wishes_changed" not in await intake.facts(first)


async def test_a_chaser_without_wishes_takes_none_back(intake):
    first = await intake.enter(text="停水三天了，请不要打电话给我。")
    await intake.act(first, "claim")
    chaser = await intake.enter(title="三天了没人管", text="停水三天了没人管，请看一下。")
    await intake.act(chaser, "claim")
    await intake.hear(completed(chaser))
    await intake.act(chaser, "accept", CHASES | {"duplicate_of": first})
    assert (await intake.get(f"/cases/{first}"))["wishes"]["no_call"] is True
    assert "wishes_changed" not in await intake.facts(first)


@pytest.mark.parametrize(
    ("first", "later", "sms_ok"),
    [
        (Wishes(), Wishes(secret=True), False),
        (Wishes(), Wishes(secret=True, sms_ok=True), True),
        (Wishes(secret=True, sms_ok=True), Wishes(), True),
        (Wishes(secret=True), Wishes(secret=True, sms_ok=True), False),
    ],
)
def test_whoever_asks_for_secrecy_says_whether_an_sms_may_come(first, later, sms_ok):
    assert both(first, later) == Wishes(secret=True, sms_ok=sms_ok)
