"""The board's export goes in: every row has an outcome, and the database holds what it says."""

import json
from typing import Any

from tests.integration.intake.conftest import DATA, MONDAY

ODD_ROWS: list[Any] = [
    None, 7, "row", {}, {"tid": "abc"}, {"tid": 1}, {"tid": 1, "stateInfo": "办理中"},
    {"tid": 2, "subject": "停\0水\ud800", "content": ["停水"], "contact": 7, "dateline": 10**40},
    {"tid": 3, "contact": {"phone": {"a": 1}, "realName": True, "place": 5}, "fid": "x"},
]  # fmt: skip

THREE_CASES = ("15410004", "15420002", "14838301")


async def test_each_row_of_the_example_has_its_outcome(intake):
    answer = await intake.take_in(json.loads((DATA / "board-export.json").read_text()))
    assert answer["counts"] == {"received": 30, "unchanged": 1, "historic": 1}
    assert [row["row"] for row in answer["rows"]] == list(range(1, 33))
    kept = await intake.get(f"/imports/{answer['import_id']}")
    assert kept["rows"] == answer["rows"]
    assert kept["imported_by"]["name"] == "梅某"
    states = await intake.rows("SELECT state, count(*) FROM reception GROUP BY state ORDER BY 1")
    assert [tuple(row.values()) for row in states] == [("historic", 1), ("received", 30)]


async def test_a_case_announces_itself_its_contact_and_its_danger_in_this_order(intake):
    case_of = await intake.take_in_example()
    ordinary = ["case_received", "contact_recorded"]
    assert await intake.facts(case_of["14838301"]) == ordinary
    assert await intake.facts(case_of["15410004"]) == [*ordinary, "emergency_raised"]
    *_, emergency = await intake.said(of=case_of["15420002"])
    assert emergency["signs"] == ["self_harm"]


async def test_history_is_recorded_and_starts_nothing(intake):
    case_of = await intake.take_in_example()
    case_id = case_of["6120001"]
    assert case_id.startswith("LL2018-")
    [history] = await intake.said(of=case_id)
    assert history["fact"] == "history_recorded"
    assert (history["grade"], history["reason"]) == (4.3, "answered_on_board")
    assert await intake.rows("SELECT 1 FROM contact WHERE case_id = $1", case_id) == []
    assert await intake.refused(case_id, "claim") == (409, "wrong_state")


async def test_the_contact_is_sealed_for_its_case_and_field_and_nowhere_else(intake):
    case_of = await intake.take_in_example()
    case_id = case_of["15410002"]
    _, contact = await intake.said(of=case_id)
    opened = intake.ring.open(contact["key_id"], contact["phone_sealed"], f"{case_id}|phone")
    assert opened == "13800000008"
    assert intake.ring.open(contact["key_id"], contact["name_sealed"], f"{case_id}|name") == "郑某"
    for table in ("reception", "case_text", "contact", "board_row", "outbox", "journal"):
        plain = await intake.rows(f"SELECT t::text AS row FROM {table} t")
        assert not [row for row in plain if "13800000008" in row["row"] or "郑某" in row["row"]]
    assert (await intake.get(f"/cases/{case_id}"))["contact"] == {
        "phone_state": "dialable", "phone": "138****0008",
    }  # fmt: skip


async def test_a_number_nobody_can_dial_is_kept_and_not_announced(intake):
    case_of = await intake.take_in_example()
    _, contact = await intake.said(of=case_of["15410007"])
    assert (contact["phone_state"], contact["phone_sealed"]) == ("impossible", None)
    shown = await intake.get(f"/cases/{case_of['15410007']}")
    assert shown["contact"] == {"phone_state": "impossible", "phone": "*****"}


async def test_like_cases_are_found_across_imports(intake):
    export = json.loads((DATA / "board-export.json").read_text())["responseData"]
    case_of: dict[str, str] = {}
    for row in export:  # one by one: each is compared with what the database holds
        answer = await intake.take_in([row])
        case_of |= {r["tid"]: r["case_id"] for r in answer["rows"]}
    flags = {
        tid: (await intake.get(f"/cases/{case_of[tid]}"))["flags"]
        for tid in ("15410006", "15420006", "15420007", "15420009")
    }
    first = case_of["15420005"]
    assert flags == {
        "15410006": [f"possible_duplicate_of:{case_of['14790012']}"],
        "15420006": [f"same_text_as:{first}"],
        "15420007": [f"same_text_as:{first}"],
        "15420009": ["chaser_suspected", f"same_author_as:{first}"],
    }


async def test_a_second_import_of_the_same_file_changes_nothing(intake):
    await intake.take_in_example()
    before = await intake.rows("SELECT * FROM board_row ORDER BY case_id")
    events = await intake.one("SELECT count(*) FROM event_log")
    answer = await intake.take_in(json.loads((DATA / "board-export.json").read_text()))
    assert answer["counts"] == {"unchanged": 32}
    assert await intake.rows("SELECT * FROM board_row ORDER BY case_id") == before
    assert await intake.one("SELECT count(*) FROM event_log") == events


async def test_the_later_export_changes_exactly_what_the_board_says(intake):
    case_of = await intake.take_in_example()
    plates, stalls = case_of["14838301"], case_of["15210077"]
    tables = ("reception", "case_text", "contact", "claim")
    before = {t: await intake.rows(f"SELECT * FROM {t} ORDER BY case_id") for t in tables}
    others = "SELECT * FROM board_row WHERE case_id <> ALL($1::text[]) ORDER BY case_id"
    untouched = await intake.rows(others, [plates, stalls])

    answer = await intake.take_in(json.loads((DATA / "board-export-later.json").read_text()))

    assert answer["counts"] == {"updated": 2}
    assert {t: await intake.rows(f"SELECT * FROM {t} ORDER BY case_id") for t in tables} == before
    assert await intake.rows(others, [plates, stalls]) == untouched
    board = (await intake.get(f"/cases/{plates}"))["board"]
    assert (board["state_info"], board["grade"], board["answer_id"]) == ("已办理", 5.0, "7002")
    assert board["grade_text"] == "非常感谢领导的回复，能解决人民民生问题。"
    *_, updated = await intake.said(of=plates)
    assert (updated["fact"], updated["state_info"], updated["grade"]) == (
        "board_updated", "已办理", 5.0,
    )  # fmt: skip
    *_, handled = await intake.said(of=stalls)
    assert (handled["state_info"], handled["grade"], handled["answer_text"]) == (
        "办理中", None, None,
    )  # fmt: skip


async def test_no_row_stops_the_others_and_the_unreadable_are_kept_sealed(intake):
    answer = await intake.take_in(ODD_ROWS)
    assert [(row["outcome"], row["reason"]) for row in answer["rows"]] == [
        ("invalid", "row_not_an_object"),
        ("invalid", "row_not_an_object"),
        ("invalid", "row_not_an_object"),
        ("invalid", "tid_missing"),
        ("invalid", "tid_unusable"),
        ("received", "new"),
        ("updated", "state_info"),
        ("received", "new"),
        ("received", "new"),
    ]
    kept = await intake.rows("SELECT * FROM invalid_row ORDER BY row_no")
    opened = [
        intake.ring.open(row["key_id"], row["sealed"], f"{row['import_id']}|{row['row_no']}")
        for row in kept
    ]
    assert [json.loads(text) for text in opened] == ODD_ROWS[:5]
    first = answer["rows"][5]["case_id"]
    assert await intake.facts(first) == ["case_received", "contact_recorded", "board_updated"]
    assert (await intake.get(f"/cases/{first}"))["board"]["state_info"] == "办理中"


async def test_a_body_that_is_no_export_is_refused_and_leaves_nothing(intake):
    for body, rule, status in (
        (b"{", "malformed_json", 400),
        (b'{"responseData": 7}', "export_unreadable", 422),
        (b'"rows"', "export_unreadable", 422),
    ):
        response = await intake.post("/imports", body)
        assert (response.json()["rule"], response.status_code) == (rule, status)
    assert await intake.rows("SELECT 1 FROM import") == []


async def test_the_same_key_gets_the_first_answer_again(intake):
    row = {"tid": 9, "subject": "停水", "content": "停水三天"}
    first = await intake.post("/imports", [row], key="monday")
    again = await intake.post("/imports", [row], key="monday")
    assert again.json() == first.json()
    other = await intake.post("/imports", [], key="monday")
    assert (other.status_code, other.json()["rule"]) == (422, "key_reused")
    assert (await intake.one("SELECT count(*) FROM reception"))["count"] == 1


async def test_each_step_is_in_the_journal_without_a_private_word(intake):
    case_of = await intake.take_in_example()
    for tid in THREE_CASES:
        [received] = await intake.journal(f"case/{case_of[tid]}")
        assert (received["action"], received["to"]) == ("receive", "received")
        assert set(received["private"]) == {"title", "text"}
    whole = json.dumps(await intake.rows("SELECT entry FROM journal"), ensure_ascii=False)
    for word in ("跳楼", "燃气", "车牌", "吕玲", "13000000033", "141102201501010000"):
        assert word not in whole


async def test_business_time_is_the_database_s(intake):
    await intake.take_in_example()
    received = await intake.rows("SELECT DISTINCT received_at FROM reception")
    assert len(received) == 1
    assert 0 <= (received[0]["received_at"] - MONDAY).total_seconds() < 600
