"""办理结果: kept whole with its reply, told in codes, and a second promise only with leave."""

from tests.integration.routing.conftest import (
    CASE,
    EVIDENCE,
    PLAIN_RESULT,
    PROMISED,
    Routing,
)

LONG = PLAIN_RESULT | {
    "finding": "partly",
    "places": [{"name": "北外环", "seen_on": "2022-03-28", "finding": "true"}, {"name": "府前街"}],
    "answers": [],
    "basis": [{"title": "助企纾困若干措施", "number": "晋政发〔2022〕8号", "clause": "第三条"}],
    "rules_made": [
        {
            "title": "流动摊点管理办法",
            "issuer": "孝义市城市管理局",
            "scope": "孝义市城区",
            "issued_on": "2022-03-25",
        }
    ],
    "external_cause": {"cause": "epidemic", "text": "疫情期间邮路中断。"},
    "interim": {"text": "凭行驶证和临牌通行。", "from_on": "2022-03-20"},
    "explanation": {
        "method": "phone",
        "explained_on": "2022-03-28",
        "content": "逐条解释。",
        "reason": "尚未到件",
        "basis": "《机动车登记规定》",
        "understood": True,
    },
    "confirmation": {
        "source": "author",
        "method": "phone",
        "confirmed_on": "2022-03-28",
        "text": "已取到车牌，电话13000000035。",
    },
    "real_world": {"achieved": True, "text": "车辆已正常上路。"},
    "follow_on": [{"text": "加强市场卫生管理。", "until_on": "2022-12-31"}],
}


async def test_a_result_is_kept_as_it_was_stated_and_told_in_codes(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", result=LONG)
    [reply] = (await routing.case())["replies"]
    for part in ("places", "basis", "rules_made", "interim", "explanation", "follow_on"):
        assert [reply["result"][part]] == [LONG[part]], part
    [said] = await routing.said("reply_submitted")
    assert said["result"] == {
        "finding": "partly", "disposition": "solved", "promise_on": None, "told": None,
        "understood": True, "achieved": True, "confirmed_by": "author",
        "external_cause": "epidemic", "interim": True, "rules_made": 1, "follow_on": 1,
        "evidence": 1, "demands": [],
    }  # fmt: skip
    assert "车辆" not in str(await routing.journal())


async def test_erasure_strikes_the_author_s_contact_out_of_results(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", result=LONG)
    await routing.erased()
    [reply] = (await routing.case())["replies"]
    assert reply["result"]["confirmation"]["text"] == "已取到车牌，电话＊＊＊＊＊＊＊＊＊＊＊。"
    assert reply["result"]["evidence"] == [EVIDENCE]


async def test_a_second_promise_needs_the_office_head(routing: Routing) -> None:
    await routing.to_dispatched()
    await routing.answer_as("ll-police", text="十二月底前完成。", result=PROMISED)
    await routing.publish()
    await routing.check(passed=False)
    await routing.on_case("head", "redo", {"reason": "not_in_place", "text": "承诺未落实。"})
    await routing.on_assignment("ll-police", "sign")
    again = {"text": "明年一月完成。", "result": PROMISED}
    assert await routing.refused_reply("ll-police", again) == (
        409,
        "second_promise",
    )
    path = f"/cases/{CASE}/permit-promise"
    assert await routing.refused("clerk", path, {"reason": "heating_season"}) == (403, "wrong_role")
    await routing.do("head", path, {"reason": "heating_season"})
    await routing.reply_as("ll-police", again)
    [permitted] = await routing.said("promise_permitted")
    assert (permitted["round"], permitted["reason"]) == (2, "heating_season")


async def test_on_the_direct_route_the_office_states_a_result(routing: Routing) -> None:
    await routing.open(route="direct", kind="suggestion")
    path = f"/cases/{CASE}/answer"
    assert await routing.refused("clerk", path, {"text": "已采纳。"}) == (422, "result_missing")
    adopted = {"disposition": "adopted"}
    body = {"text": "已采纳。", "result": adopted}
    assert await routing.refused("clerk", path, body) == (422, "opinion_missing")
    await routing.on_case(
        "clerk", "answer", body | {"result": adopted | {"opinion": {"reason": "切实可行。"}}}
    )
    [reply] = (await routing.case())["replies"]
    assert (reply["disposition"], reply["result"]["opinion"]["reason"]) == ("adopted", "切实可行。")
