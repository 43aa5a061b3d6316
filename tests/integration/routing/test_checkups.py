"""答复体检 at the review and at publication; and copies found at a cost that does not grow."""

from typing import Any

from services.routing.domain.copies import fingerprints
from services.routing.store.checkups import CANDIDATES, SLOTS
from shared.contracts.intake import Demand, DemandsListed, LikeCasesGrouped
from tests.integration.routing.conftest import CASE, CLERK, PLAIN_RESULT, Routing

OTHER = "LL2022-000018"
LAMP = (
    "网友您好！您的留言收悉。经核实，吕梁大道北段十二盏路灯因电缆被挖断不亮，我局于3月28日组织抢修队更换电缆"
    "六十米，并责令施工单位赔偿，当晚全部恢复照明。感谢您的监督！"
)
CLEAR = {"kind": "undated", "key": "1", "reason": "law_leaves_it_open"}


async def problem(routing: Routing, who: str, what: str, body: Any = None) -> dict[str, Any]:
    reply = await routing.reply()
    path = f"/replies/{reply['reply_id']}/{what}"
    response = await routing.send(who, "POST", path, body or {}, match=reply["version"])
    assert response.status_code == 422, response.text
    return dict(response.json())


async def test_an_answer_with_findings_does_not_pass_the_review(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text="已核实，将尽快办理。")
    found = await problem(routing, "reviewer", "review")
    assert (found["rule"], found["kinds"]) == ("checkup_failed", ["undated"])
    told = (await routing.get(f"/replies/{CASE}-r1/checkup", who="reviewer"))["findings"]
    assert [(f["kind"], f["start"], f["end"]) for f in told] == [("undated", 5, 7)]
    await routing.on_reply("reviewer", "review", {"text": "已核实，4月15日前办理完毕。"})
    shown = await routing.get(f"/replies/{CASE}-r1", who="reviewer")
    [review] = shown["reviews"]
    assert review["by"]["name"] == "葛某"
    assert [p["text"] for p in review["difference"] if p["op"] == "cut"] != []
    assert (shown["text"], shown["label"]) == ("已核实，将尽快办理。", "已解决")


async def test_each_demand_is_answered_before_it_passes(routing: Routing) -> None:
    await routing.to_dispatched()
    demands = tuple(Demand(no=n, text=f"诉求{n}", expected="") for n in (1, 2))
    await routing.hear(DemandsListed(case_id=CASE, demands=demands, by=CLERK))
    answers = [{"no": 1, "text": "路灯已修复"}, {"no": 2, "text": "树枝已修剪"}]
    result = {**PLAIN_RESULT, "answers": answers}
    await routing.answer_as("ll-police", text="路灯已经修复。", result=result)
    found = await problem(routing, "reviewer", "review")
    assert [(f["kind"], f["key"]) for f in found["findings"]] == [("demand_unanswered", "2")]
    await routing.on_reply("reviewer", "review", {"text": "路灯已经修复，遮挡的树枝已修剪。"})


async def test_what_comes_up_after_the_review_keeps_the_answer_back_at_publication(
    routing: Routing,
) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text="路灯已修复。")
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("leader", "read", {"opinion": "同意"})
    demands = tuple(Demand(no=n, text=f"诉求{n}", expected="") for n in (1, 2))
    await routing.hear(DemandsListed(case_id=CASE, demands=demands, by=CLERK))
    found = await problem(routing, "clerk", "publish", {"proof": "https://board.example/1"})
    assert (found["rule"], found["kinds"]) == ("checkup_failed", ["demand_unanswered"])
    assert (await routing.case())["state"] == "read"
    assert await routing.said("reply_published") == []


async def test_the_office_head_lets_a_finding_stand_in_one_wording_only(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text="已核实，将适时调整，联系13000000035。")
    path = f"/replies/{CASE}-r1/clear"
    assert await routing.refused("reviewer", path, CLEAR) == (403, "wrong_role")
    private = CLEAR | {"kind": "phone"}
    assert await routing.refused("head", path, private) == (422, "never_cleared")
    edited = "已核实，将适时调整。"
    await routing.do("head", path, CLEAR | {"text": edited})
    assert (await problem(routing, "reviewer", "review"))["rule"] == "private_data_in_text"
    again = await problem(routing, "reviewer", "review", {"text": edited + "谢谢。"})
    assert again["kinds"] == ["undated"]
    answer = await routing.on_reply("reviewer", "review", {"text": edited})
    assert [(f["kind"], f["cleared"]) for f in answer["findings"]] == [("undated", True)]
    [cleared] = await routing.said("finding_cleared")
    assert (cleared["kind"], cleared["reason"]) == ("undated", "law_leaves_it_open")
    await routing.on_reply("leader", "read", {"opinion": "同意"})
    await routing.on_reply("clerk", "publish", {"proof": "https://board.example/1"})
    assert await routing.refused("head", path, CLEAR) == (409, "wrong_state")


async def direct(routing: Routing, case_id: str, text: str) -> Any:
    """The office's own answer to a question, brought to the review."""
    await routing.open(case_id, route="direct", kind="inquiry", external_id=case_id)
    body = {"text": text, "result": {"disposition": "answered"}}
    await routing.do("clerk", f"/cases/{case_id}/answer", body)
    path = f"/replies/{case_id}-r1/review"
    return await routing.send("reviewer", "POST", path, {}, match=1)


async def test_a_text_copied_from_another_case_is_found(routing: Routing) -> None:
    assert (await direct(routing, CASE, LAMP)).status_code == 200
    copy = LAMP.replace("3月28日", "4月15日").replace("六十米", "八十米")
    response = await direct(routing, OTHER, copy)
    found = response.json()
    assert (found["rule"], found["kinds"]) == ("checkup_failed", ["copied"])
    assert found["findings"][0]["key"] == f"{CASE}-r1"
    own = "小区换热站水泵已更换并清洗管网，入户测温达到十八度以上，低温期间的热费已按规定退还给全体住户，敬请放心。"
    body = {"text": own}
    await routing.do("reviewer", f"/replies/{OTHER}-r1/review", body, match=1)


async def test_a_case_is_no_copy_of_itself(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text=LAMP)
    await routing.on_reply("reviewer", "review")
    await routing.on_reply("leader", "send-back", {"opinion": "请再核对。"})
    await routing.on_reply("reviewer", "review")


async def test_the_search_for_copies_reads_no_more_when_more_is_stored(routing: Routing) -> None:
    """Of a phrase that ten thousand answers share, its newest few places are kept and read."""
    prints = fingerprints(LAMP)
    assert len(prints) > 15
    await routing.rows(
        """
        INSERT INTO reply_print
        SELECT hashtextextended(n::text, 0), n % 8, 'r' || n, 'c' || n
        FROM generate_series(1, 50000) n RETURNING 1
        """
    )
    for number in range(1, 40):
        await routing.rows(
            """
            INSERT INTO reply_print SELECT p, $2, $3, $3 FROM unnest($1::bigint[]) p
            ON CONFLICT (print, slot) DO UPDATE SET case_id = excluded.case_id RETURNING 1
            """,
            prints, number % SLOTS, f"LL2021-{number:06}",
        )  # fmt: skip
    async with routing.database.connect() as admin:
        await admin.execute("ANALYZE routing.reply_print")
    async with routing.database.connect("routing") as connection:
        explained = await connection.fetch(
            f"EXPLAIN (ANALYZE, FORMAT TEXT) {CANDIDATES}", prints, CASE, 1
        )
    plan = "\n".join(row[0] for row in explained)
    assert "reply_print_pkey" in plan, plan
    assert "Seq Scan" not in plan, plan
    [places] = await routing.rows(
        "SELECT count(*) AS n FROM reply_print WHERE print = ANY($1::bigint[])", prints
    )
    assert places["n"] == len(prints) * SLOTS


async def test_like_cases_share_their_facts_and_may_share_words(routing: Routing) -> None:
    """A29, A61: one base of facts, and still one reply to each."""
    assert (await direct(routing, CASE, LAMP)).status_code == 200
    copy = LAMP.replace("3月28日", "4月15日")
    assert (await direct(routing, OTHER, copy)).status_code == 422
    grouped = {"group_id": "g1", "subject_matter": "路灯", "fact_base": "电缆被挖断。"}
    await routing.hear(LikeCasesGrouped(case_id=OTHER, cases=(CASE, OTHER), by=CLERK, **grouped))
    await routing.do("reviewer", f"/replies/{OTHER}-r1/review", {}, match=1)


async def test_a_unit_is_told_of_a_copy_but_not_whose_it_is(routing: Routing) -> None:
    assert (await direct(routing, OTHER, LAMP)).status_code == 200
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text=LAMP)
    path = f"/replies/{CASE}-r1/checkup"
    [told] = (await routing.get(path, who="ll-police"))["findings"]
    assert (told["kind"], told["key"]) == ("copied", "")
    [told] = (await routing.get(path, who="reviewer"))["findings"]
    assert told["key"] == f"{OTHER}-r1"
