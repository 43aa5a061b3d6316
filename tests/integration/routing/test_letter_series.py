"""Every office numbers its own letters; a county's office hands down by letter."""

import asyncio
from typing import Any

from shared.contracts.intake import Demand, DemandsListed
from tests.integration.routing.conftest import CASE, CLERK, Routing, order

SERIES = {"unit_id": "ll-office", "series": "吕民交", "form": "{series}〔{year}〕{number}号"}
XIAOYI = "141181-office"
DOWN = {"assignments": [order("141181-urban"), order("141181-market", "assisting")]}


async def handed_down(routing: Routing, **more: Any) -> dict[str, Any]:
    await routing.open(addressee_fid=1010, external_id="15210077")
    await routing.dispatch(order(XIAOYI))
    await routing.instruct("xiaoyi", text="请城管、市场监管部门协同整治。")
    await routing.on_assignment(XIAOYI, "sign")
    return await routing.on_assignment(XIAOYI, "forward", DOWN | more)


async def test_the_county_s_office_sends_its_own_letter(routing: Routing) -> None:
    answer = await handed_down(routing, urgency="urgent", note="请两部门联合行动。")
    assert answer["letter_no"] == "孝义社情转〔2022〕1号"
    [said] = await routing.said("assignment_forwarded")
    assert said["letter_no"] == answer["letter_no"]
    letters = (await routing.get(f"/cases/{CASE}/letters", who="141181-urban"))["items"]
    assert [letter["kind"] for letter in letters] == ["dispatch", "forward"]
    text = letters[-1]["text"]
    for words in (
        "中共孝义市委员会办公室\n加急\n孝义社情转〔2022〕1号",
        "根据中共吕梁市委社情民意服务办公室来函（吕社情交〔2022〕1号）要求",
        "孝义市委书记戚某432（2022年3月28日）：请城管、市场监管部门协同整治。",
        "请两部门联合行动。",
        "请于2022年3月31日前",  # a day before the county's office itself
    ):
        assert words in text
    view = await routing.get(f"/letters/{CASE}-l2")
    assert (view["state"], view["content"]["due_on"]) == ("issued", "2022-03-31")
    children = [a for a in (await routing.case())["assignments"] if a["parent_id"]]
    assert {a["letter_no"] for a in children} == {answer["letter_no"]}


async def test_inside_a_bureau_no_letter_is_written(routing: Routing) -> None:
    await routing.to_dispatched()
    down = {"assignments": [order("ll-police-traffic")]}
    answer = await routing.on_assignment("ll-police", "forward", down)
    assert answer["letter_no"] is None
    assert len((await routing.get(f"/cases/{CASE}/letters"))["items"]) == 1


async def test_each_series_counts_for_itself(routing: Routing) -> None:
    await handed_down(routing)
    other = "LL2022-000018"
    await routing.open(other)
    await routing.do("leader", f"/cases/{other}/instruct", {"text": "请尽快处理。"})
    second = await routing.dispatch(order("ll-police"), case_id=other)
    assert second["letter_no"] == "吕社情交〔2022〕2号"


async def test_a_series_is_changed_for_the_letters_to_come(routing: Routing) -> None:
    first = await routing.to_dispatched()
    answer = await routing.do("admin", "/letter-series", SERIES)
    assert answer["example"] == "吕民交〔2022〕1号"
    second = await routing.dispatch(order("ll-edu", "assisting"))
    assert (first["letter_no"], second["letter_no"]) == ("吕社情交〔2022〕1号", "吕民交〔2022〕1号")
    [shown] = (await routing.get("/letter-series", who="admin"))["items"]
    assert (shown["unit_id"], shown["series"]) == ("ll-office", "吕民交")


async def test_what_would_make_numbers_ambiguous_is_refused(routing: Routing) -> None:
    path = "/letter-series"
    await routing.do("admin", path, SERIES)
    taken = SERIES | {"unit_id": XIAOYI}
    assert await routing.refused("admin", path, taken) == (409, "series_taken")
    unfit = SERIES | {"form": "{series}{number}"}
    assert await routing.refused("admin", path, unfit) == (422, "form_unfit")
    nobody = SERIES | {"unit_id": "ll-nobody"}
    assert await routing.refused("admin", path, nobody) == (422, "unit_unknown")
    assert await routing.refused("clerk", path, SERIES) == (403, "wrong_role")
    both = [SERIES | {"unit_id": unit, "series": "同号"} for unit in (XIAOYI, "141182-office")]
    answers = await asyncio.gather(*(routing.send("admin", "POST", path, b) for b in both))
    assert sorted(a.status_code for a in answers) == [200, 409]


async def test_demands_are_shared_out_down_to_the_county_s_bureaus(routing: Routing) -> None:
    await routing.open(addressee_fid=1010)
    asked = ("占道堵塞", "价格虚高", "商品质量未经检验")
    demands = tuple(Demand(no=n, text=t, expected="严格治理") for n, t in enumerate(asked, 1))
    await routing.hear(DemandsListed(case_id=CASE, demands=demands, by=CLERK))
    path = f"/cases/{CASE}/letters"
    wrong = {"assignments": [order(XIAOYI) | {"demands": [4]}]}
    assert await routing.refused("clerk", path, wrong) == (422, "demand_unknown")
    left = {"assignments": [order(XIAOYI) | {"demands": [1, 2]}]}
    assert await routing.refused("clerk", path, left) == (422, "demand_without_unit")
    await routing.dispatch(order(XIAOYI))
    await routing.instruct("xiaoyi", text="请城管、市场监管部门协同整治。")
    urban = order("141181-urban") | {"demands": [1]}
    market = order("141181-market", "assisting") | {"demands": [2]}
    assert await routing.refused_on_assignment(
        XIAOYI, "forward", {"assignments": [urban, market]}
    ) == (422, "demand_without_unit")
    market["demands"] = [2, 3]
    await routing.on_assignment(XIAOYI, "forward", {"assignments": [urban, market]})
    [said] = await routing.said("assignment_forwarded")
    assert [a["demands"] for a in said["assignments"]] == [[1], [2, 3]]
    text = (await routing.get(path))["items"][-1]["text"]
    assert "3. 商品质量未经检验（期望：严格治理）" in text
    assert "（负责第2、3项诉求）" in text
    await routing.erased()
    text = (await routing.get(path))["items"][-1]["text"]
    assert "商品质量" not in text
