"""承诺台账: what was promised in public stands until it is written off, and keeps the case open."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.routing.store import promises as store
from shared.contracts.intake import AccusedNamed
from tests.integration.routing.conftest import (
    ANSWERED,
    CASE,
    CLERK,
    EVIDENCE,
    MONDAY,
    PLAIN_RESULT,
    PROMISED,
    Routing,
)

PROMISE = f"{CASE}-c1"
TEXT = "12月31日前完工。"
DONE: dict[str, Any] = {
    "done_on": "2022-03-28",
    "text": "管道已更换，电话13000000035已告知。",
    "evidence": [EVIDENCE],
    "told": {"told_on": "2022-03-28", "method": "phone", "reached": True},
}
AGAIN = {"reason": "funds_late"}


async def on(routing: Routing, who: str, what: str, body: Any = None, number: int = 1) -> Any:
    promises = (await routing.get("/promises", who="clerk"))["items"]
    [version] = [p["version"] for p in promises if p["promise_id"] == f"{CASE}-c{number}"]
    path = f"/promises/{CASE}-c{number}/{what}"
    return await routing.do(who, path, body, match=version)


async def ledger(routing: Routing, who: str = "clerk", query: str = "") -> list[tuple[str, str]]:
    items = (await routing.get(f"/promises{query}", who=who))["items"]
    return [(p["promise_id"], p["state"]) for p in items]


async def state(routing: Routing) -> str:
    return str((await routing.case())["state"])


@pytest.fixture
async def promised(routing: Routing) -> Routing:
    """A case whose public answer promises the end of the year."""
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text=TEXT, result=PROMISED)
    await routing.publish()
    return routing


async def redo(routing: Routing, text: str, result: dict[str, Any]) -> None:
    """Done again, and published again."""
    order = {"reason": "not_in_place", "text": "仍未完工。"}
    await routing.on_case("head", "redo", order)
    await routing.on_assignment("ll-police", "sign")
    await routing.reply_as("ll-police", {"text": text, "result": result})
    await routing.publish()


async def test_a_public_promise_stands_in_the_ledger_for_everybody(promised: Routing) -> None:
    [published] = await promised.said("reply_published")
    assert published["promise_id"] == PROMISE
    for who in ("clerk", "agent", "ll-edu", "leader", "xiaoyi", "ll-police/head"):
        [item] = (await promised.get("/promises", who=who))["items"]
        assert (item["promise_id"], item["unit_name"], item["promise_on"]) == (
            PROMISE, "吕梁市公安局", "2022-12-31",
        )  # fmt: skip
        assert (item["label"], item["overdue"], item["kept"]) == ("承诺办理中", False, None)
        assert (item["answer"], item["proof"]) == (TEXT, "https://board.example/1")
        assert not {"title", "text", "nickname"} & set(item)
    [shown] = (await promised.case())["promises"]
    assert (shown["round"], shown["state"]) == (1, "open")
    [listed] = (await promised.get("/cases?state=published"))["items"]
    assert listed["promise_on"] == "2022-12-31"


async def test_it_is_reported_with_evidence_given_back_and_written_off(promised: Routing) -> None:
    path = f"/promises/{PROMISE}"
    for who, body, status, rule in (
        ("ll-edu", DONE, 404, "promise_unknown"),
        ("clerk", DONE, 404, "promise_unknown"),
        ("ll-police", DONE | {"evidence": []}, 422, "invalid_request"),
        ("ll-police", DONE | {"evidence": [f"{CASE}-f9"]}, 422, "file_unknown"),
        ("ll-police", DONE | {"done_on": "2022-03-29"}, 422, "date_in_future"),
    ):
        refused = await promised.refused(who, f"{path}/report", body, match=1)
        assert refused == (status, rule), (who, rule)
    assert await promised.refused("head", f"{path}/settle", {}, match=1) == (409, "wrong_state")
    await on(promised, "ll-police", "report", DONE)
    back = {"reason": "not_shown", "text": "照片看不清。"}
    await on(promised, "head", "return", back)
    await on(promised, "ll-police", "report", DONE)
    assert await promised.refused("clerk", f"{path}/settle", {}, match=4) == (403, "wrong_role")
    answer = await on(promised, "head", "settle")
    assert answer["state"] == "settled"
    [settled] = await promised.said("promise_settled")
    assert (settled["ground"], settled["done_on"], settled["kept"]) == (
        "fulfilled", "2022-03-28", True,
    )  # fmt: skip
    assert await ledger(promised) == [(PROMISE, "settled")]
    view = await promised.case()
    assert view["promises"][0]["by"]["name"] == "陈某409"
    first, second = view["promise_reports"]
    assert (first["returned_for"], second["returned_for"]) == ("not_shown", None)
    assert first["told"]["reached"] is True
    assert "管道" not in str(await promised.journal())


async def test_as_long_as_it_is_open_the_case_is_not_closed(promised: Routing) -> None:
    await promised.check(passed=True)
    assert await state(promised) == "published"
    counted = await promised.get("/counters?from=2022-03-28&until=2022-03-28")
    assert (counted["replied"], counted["handled"]) == (1, 0)
    assert await promised.said("case_closed") == []
    assert (await promised.journal())[-1]["why"] == "promise_open"
    await on(promised, "ll-police", "report", DONE)
    await on(promised, "head", "settle")
    assert await state(promised) == "closed"
    counted = await promised.get("/counters?from=2022-03-28&until=2022-03-28")
    assert (counted["replied"], counted["handled"]) == (1, 1)
    [closed] = await promised.said("case_closed")
    assert closed["reason"] == "check_passed"


async def test_written_off_first_the_check_closes_the_case(promised: Routing) -> None:
    await on(promised, "ll-police", "report", DONE)
    await on(promised, "head", "settle")
    assert await state(promised) == "published"
    await promised.check(passed=True)
    assert await state(promised) == "closed"


async def test_a_result_is_not_upheld_over_an_open_promise(promised: Routing) -> None:
    await promised.check(passed=False)
    path = f"/cases/{CASE}/uphold"
    assert await promised.refused("head", path, {"reason": "true_on_site"}) == (409, "promise_open")
    await on(promised, "ll-police", "report", DONE)
    await on(promised, "head", "settle")
    await promised.do("head", path, {"reason": "true_on_site"})


async def test_a_later_answer_ends_it_or_promises_anew(promised: Routing) -> None:
    await promised.move_to(MONDAY + timedelta(days=1))
    await promised.on_case("head", "redo", {"reason": "not_in_place", "text": "仍未完工。"})
    await promised.on_case("head", "permit-promise", AGAIN)
    later = PROMISED | {"promise": PROMISED["promise"] | {"promise_on": "2023-01-31"}}
    await promised.on_assignment("ll-police", "sign")
    await promised.reply_as("ll-police", {"text": "明年1月31日前完工。", "result": later})
    await promised.publish()
    [replaced] = await promised.said("promise_replaced")
    assert (replaced["promise_id"], replaced["replaced_by"]) == (PROMISE, f"{CASE}-c2")
    assert await ledger(promised) == [(PROMISE, "replaced"), (f"{CASE}-c2", "open")]
    await redo(promised, "已完工。", PLAIN_RESULT)
    [settled] = await promised.said("promise_settled")
    assert (settled["promise_id"], settled["ground"], settled["kept"]) == (
        f"{CASE}-c2", "answered", True,
    )  # fmt: skip
    assert await ledger(promised) == [(PROMISE, "replaced"), (f"{CASE}-c2", "settled")]


async def test_what_was_done_too_late_was_not_kept(promised: Routing) -> None:
    await promised.move_to(MONDAY + timedelta(days=300))
    [item] = (await promised.get("/promises/due?until=2023-01-31"))["items"]
    assert item["overdue"] is True
    await on(promised, "ll-police", "report", DONE | {"done_on": "2023-01-01", "told": None})
    await on(promised, "head", "settle")
    assert [e["kept"] for e in await promised.said("promise_settled")] == [False]
    assert (await promised.get("/promises/due"))["items"] == []


async def test_a_case_that_is_withdrawn_drops_its_promise(promised: Routing) -> None:
    await promised.withdrawn()
    assert await ledger(promised) == [(PROMISE, "dropped")]
    assert await ledger(promised, query="?state=open") == []


async def test_the_office_reports_what_it_promised_itself(routing: Routing) -> None:
    await routing.open(route="direct", kind="complaint")
    await routing.evidence()
    await routing.on_case("clerk", "answer", {"text": TEXT, "result": PROMISED})
    await routing.publish()
    await on(routing, "clerk", "report", DONE)
    await on(routing, "head", "settle")
    assert await ledger(routing) == [(PROMISE, "settled")]


async def test_a_secret_case_is_in_no_public_list(routing: Routing) -> None:
    await routing.to_dispatched(wishes={"secret": True})
    await routing.answer_as("ll-police", text=TEXT, result=PROMISED)
    await routing.publish()
    for who, seen in {"clerk": 1, "leader": 1, "ll-police": 1, "ll-edu": 0, "agent": 0}.items():
        assert len(await ledger(routing, who)) == seen, who
        assert len((await routing.get("/promises/due", who=who))["items"]) == seen, who


async def test_an_accused_unit_does_not_find_it(routing: Routing) -> None:
    await routing.to_dispatched(accused_units=("ll-edu",))
    await routing.answer_as("ll-police", text=TEXT, result=PROMISED)
    await routing.publish()
    assert await ledger(routing, "ll-edu") == []
    assert len(await ledger(routing, "ll-police")) == 1


async def test_where_nothing_was_promised_there_is_no_ledger(routing: Routing) -> None:
    await routing.open(route="direct", kind="inquiry")
    await routing.on_case("clerk", "answer", {"text": "九月招生。", "result": ANSWERED})
    await routing.publish()
    [published] = await routing.said("reply_published")
    assert published["promise_id"] is None
    assert await ledger(routing) == []


async def test_erasure_strikes_the_author_out_of_reports(promised: Routing) -> None:
    await on(promised, "ll-police", "report", DONE)
    await promised.erased()
    [report] = (await promised.case())["promise_reports"]
    assert "13000000035" not in report["text"]
    assert report["text"].startswith("管道已更换")


async def test_the_ledger_goes_page_by_page_and_reads_no_whole_table(routing: Routing) -> None:
    await routing.rows(
        """
        WITH cases AS (
          INSERT INTO handling (case_id, state, route, round, kind, handling_class, channel,
                                admitted_at, secret, hide_from_unit, accused_units, opened_at,
                                changed_at)
          SELECT 'LL2022-' || lpad(n::text, 6, '0'), 'published', 'dispatch', 1, 'help',
                 'livelihood', 'board', clock.now(), false, false, '[]', clock.now(), clock.now()
          FROM generate_series(1, 20000) n RETURNING case_id)
        INSERT INTO promise
        SELECT case_id || '-c1', case_id, 1, 'll-police', '市公安局', '2022-01-01', clock.now(),
               CASE WHEN case_id LIKE '%00' THEN 'open' ELSE 'settled' END, 1, clock.now()
        FROM cases RETURNING 1
        """
    )
    async with routing.database.connect() as admin:
        await admin.execute("ANALYZE routing.handling, routing.promise")
    for query in ("/promises?state=open", "/promises/due?until=2022-12-31", "/promises"):
        first = await routing.get(f"{query}{'&' if '?' in query else '?'}limit=2")
        rest = await routing.get(
            f"{query}{'&' if '?' in query else '?'}limit=2&cursor={first['next']}"
        )
        seen = [p["promise_id"] for p in (*first["items"], *rest["items"])]
        assert len(set(seen)) == 4
        assert seen == sorted(seen)
    args: list[Any] = ["", 50, True, "", [], "staff/clerk"]
    asked = (
        (store.LEDGER, args),
        (store.LEDGER_IN_STATE, [*args, "open"]),
        (store.DUE, [*args, store.BEGINNING, date.max]),
    )
    async with routing.database.connect("routing") as connection:
        for sql, given in asked:
            plan = "\n".join(r[0] for r in await connection.fetch(f"EXPLAIN {sql}", *given))
            assert "Seq Scan on promise" not in plan, plan
            assert "Seq Scan on handling" not in plan, plan


EXPLAINED: dict[str, Any] = {
    "finding": "true",
    "people": [{"name": "钱某"}],
    "disposition": "explained",
    "explanation": {
        "method": "phone",
        "explained_on": "2022-03-28",
        "content": "依规不能办理。",
        "reason": "不符合条件。",
        "basis": "条例第三条",
        "understood": False,
    },
}


async def test_a_promise_that_an_answer_takes_back_is_not_kept(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text="2022年12月31日前办结。", result=PROMISED)
    await routing.publish()
    await routing.check(passed=False)
    await routing.on_case("head", "redo", {"reason": "weak", "text": "请重办。"})
    await routing.answer_as("ll-police", text="经核实，依规不能办理。", result=EXPLAINED)
    await routing.publish()
    [settled] = await routing.said("promise_settled")
    [line] = (await routing.get("/promises"))["items"]
    assert (settled["kept"], line["kept"]) == (False, False)


async def test_the_day_that_the_public_reads_is_the_day_that_is_kept_track_of(
    routing: Routing,
) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text="2022年12月31日前办结。", result=PROMISED)
    reply = await routing.reply()
    path = f"/replies/{reply['reply_id']}/review"
    other = {"text": "2022年6月30日前办结。"}
    response = await routing.send("reviewer", "POST", path, other, match=reply["version"])
    assert (response.status_code, response.json()["kinds"]) == (422, ["promise_differs"])
    await routing.on_reply("reviewer", "review", {"text": "6月底前动工，年底前办结。"})


@pytest.fixture
async def near(routing: Routing) -> Routing:
    """A promise of the day after tomorrow that was read, and is not public yet."""
    await routing.to_dispatched()
    soon = PROMISED | {"promise": PROMISED["promise"] | {"promise_on": "2022-03-30"}}
    await routing.answer_as("ll-police", text="2022年3月30日前办结。", result=soon)
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("leader", "read", {"opinion": "同意"})
    return routing


async def test_a_promise_whose_day_has_passed_goes_back_to_the_unit(near: Routing) -> None:
    """From review on it would be read, published and broken in one stroke."""
    await near.move_to(MONDAY + timedelta(days=2))
    reply = await near.reply()
    path, past = f"/replies/{reply['reply_id']}", (422, "promise_date_past")
    proof = {"proof": "https://board.example/1"}
    assert await near.refused("clerk", f"{path}/publish", proof, match=reply["version"]) == past
    await near.on_reply("reviewer", "return", {"reason": "overtaken", "text": "请重定日期。"})
    await near.reply_as("ll-police", {"text": TEXT, "result": PROMISED})
    await near.on_reply("reviewer", "review")


async def test_what_went_out_before_the_day_is_told_of_afterwards(near: Routing) -> None:
    await near.move_to(MONDAY + timedelta(days=3))
    earlier = (MONDAY + timedelta(days=1)).isoformat()
    proof = {"proof": "https://board.example/1", "published_at": earlier}
    await near.on_reply("clerk", "publish", proof)
    assert await ledger(near) == [(PROMISE, "open")]


async def test_what_was_done_before_the_case_is_not_what_was_promised(promised: Routing) -> None:
    early = DONE | {"done_on": "2022-03-01"}
    path = f"/promises/{PROMISE}/report"
    assert await promised.refused("ll-police", path, early, match=1) == (422, "done_before_asked")


@pytest.mark.parametrize("accused", ["ll-police", "ll-edu"])
async def test_for_a_unit_that_is_out_of_the_case_a_clerk_reports(
    promised: Routing, accused: str
) -> None:
    """Nobody else could: the case would never be closed."""
    await promised.hear(
        AccusedNamed(case_id=CASE, accused_units=(accused,), by=CLERK, held_by="staff/clerk")
    )
    if accused == "ll-police":
        await on(promised, "clerk", "report", DONE)
        await on(promised, "head", "settle")
        assert await ledger(promised) == [(PROMISE, "settled")]
    else:
        path = f"/promises/{PROMISE}/report"
        assert await promised.refused("clerk", path, DONE, match=1) == (404, "promise_unknown")
