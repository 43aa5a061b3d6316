"""删除: whatever way an author's words came in, no table holds them any more, and none comes after."""

from typing import Any

from tests.integration.intake.conftest import Intake
from tests.marks import MARK, PHONE, traces

FOUND_LATER = "13712345678"
SAID = f"{MARK}说"


async def told_everything(intake: Intake) -> str:
    """A case with the author's words in every field that takes them."""
    case_id = await intake.enter(
        title=SAID, text=f"{MARK}门口的路灯坏了一周。", nickname=MARK, name=MARK, phone=PHONE,
        incident_place=SAID,
    )  # fmt: skip
    await intake.act(case_id, "claim")
    asks = [{"text": f"{MARK}要补发车牌", "expected": f"{MARK}尽快拿到"}]
    for what, body in (
        ("demands", {"demands": asks}),
        ("attempts", {"channel": "phone", "outcome": "reached"}),
        ("facts", {"account": SAID, "incident_place": SAID}),
        ("questions", {"question": f"请问{MARK}住哪里？"}),
        ("supplements", {"text": SAID, "channel": "sms"}),
        ("contacts", {"name": MARK, "phone": FOUND_LATER, "provenance": "visit",
                      "legal_basis": "信访工作条例", "looked_up_by": "钱某"}),
        ("reveal", {"purpose": "verify"}),
    ):  # fmt: skip
        await intake.act(case_id, what, body)
    search: dict[str, Any] = {"nickname": MARK, "purpose": "verify"}
    found = await intake.post("/author-searches", search)
    assert found.status_code == 200, found.text
    return case_id


async def test_no_table_names_or_quotes_the_author(intake: Intake) -> None:
    case_id = await told_everything(intake)
    tables = {table for table, _ in await traces(intake.database, "intake", MARK)}
    assert tables >= {"case_text", "demand", "correction", "supplement", "event_log", "outbox"}
    await intake.act(case_id, "erase", who="竹某")
    assert await traces(intake.database, "intake", MARK, PHONE, FOUND_LATER) == set()


async def test_nothing_of_the_author_is_noted_after_it(intake: Intake) -> None:
    """It could not be erased again."""
    case_id = await intake.enter()
    await intake.act(case_id, "claim")
    await intake.act(case_id, "attempts", {"channel": "phone", "outcome": "reached"})
    await intake.act(case_id, "erase", who="竹某")
    for what, body in (
        ("demands", {"demands": [{"text": SAID, "expected": ""}]}),
        ("facts", {"account": SAID}),
        ("questions", {"question": SAID}),
        ("supplements", {"text": SAID, "channel": "sms"}),
    ):
        refused = await intake.refused(case_id, what, body)
        assert refused == (409, "author_erased"), what
