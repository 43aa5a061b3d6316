"""退件 as it is lived: too late, too often, ruled on by whoever sent it, and charged."""

from datetime import timedelta

from tests.integration.routing.conftest import CASE, MONDAY, PLAIN_REPLY, Routing, order

REFUSAL = {"reason": "not_our_matter", "text": "属住建职责。", "suggested_unit": "ll-housing"}
UPHELD = {"uphold": True, "reason": "matter_of_housing"}


async def test_a_refusal_comes_in_time_with_a_ground_and_a_unit(routing: Routing) -> None:
    await routing.to_dispatched(accused_units=("ll-market",))
    for change, status, rule in (
        ({"suggested_unit": None}, 422, "suggested_unit_missing"),
        ({"suggested_unit": "ll-police"}, 422, "suggests_itself"),
        ({"suggested_unit": "ll-nobody"}, 422, "unit_unknown"),
        ({"suggested_unit": "ll-market"}, 422, "accused_unit"),
        ({"reason": "too_busy"}, 422, "invalid_request"),
    ):
        found = await routing.refused_on_assignment("ll-police", "refuse", REFUSAL | change)
        assert found == (status, rule)
    await routing.move_to(MONDAY + timedelta(days=3))
    assert await routing.refused_on_assignment("ll-police", "refuse", REFUSAL) == (
        409,
        "refusal_too_late",
    )
    assert await routing.said("assignment_refused") == []


async def test_after_two_bounces_the_office_decides(routing: Routing) -> None:
    await routing.to_dispatched()
    for unit in ("ll-police", "ll-edu"):
        await routing.on_assignment(unit, "refuse", REFUSAL)
        await routing.on_assignment(unit, "rule", UPHELD, who="head")
        await routing.dispatch(order({"ll-police": "ll-edu", "ll-edu": "ll-urban"}[unit]))
    assert await routing.refused_on_assignment("ll-urban", "refuse", REFUSAL) == (
        409,
        "bounces_exhausted",
    )
    said = await routing.said("assignment_refused")
    assert [(e["bounce"], e["ground"], e["suggested_unit"]) for e in said] == [
        (1, "not_our_matter", "ll-housing"),
        (2, "not_our_matter", "ll-housing"),
    ]


async def test_the_time_lost_is_charged_to_who_erred(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.move_to(MONDAY + timedelta(hours=3))
    await routing.on_assignment("ll-police", "refuse", REFUSAL)
    await routing.on_assignment("ll-edu", "refuse", REFUSAL)
    await routing.move_to(MONDAY + timedelta(hours=24))
    await routing.on_assignment("ll-police", "rule", UPHELD, who="head")
    overruled = {"uphold": False, "reason": "in_its_duties", "text": "学区划分是教育局职责。"}
    answer = await routing.on_assignment("ll-edu", "rule", overruled, who="head")
    assert answer["charged_unit"] == "ll-edu"
    lost = await routing.rows(
        "SELECT charged_unit, fault, round(extract(epoch FROM lost_until - lost_from) / 3600)::int"
        " AS hours FROM lost_time ORDER BY 1"
    )
    assert [tuple(r.values()) for r in lost] == [
        ("ll-edu", "wrong_refusal", 21),
        ("ll-office", "wrong_dispatch", 24),
    ]
    [first, second] = await routing.said("refusal_ruled")
    assert (first["charged_unit"], first["fault"]) == ("ll-office", "wrong_dispatch")
    assert (second["charged_unit"], second["reason"]) == ("ll-edu", "in_its_duties")
    refusals = {r["assignment_id"]: r for r in (await routing.case())["refusals"]}
    assert refusals[f"{CASE}-a2"]["charged_unit"] == "ll-edu"
    assert refusals[f"{CASE}-a2"]["ruled_by"]["name"] == "陈某409"
    assert await routing.refused_on_assignment("ll-edu", "refuse", REFUSAL) == (
        409,
        "refusal_overruled",
    )


async def test_a_county_rules_on_what_it_handed_down(routing: Routing) -> None:
    await routing.to_dispatched(order("141181-office"))
    await routing.instruct("xiaoyi")
    below = {"assignments": [order("141181-urban"), order("141181-market", "assisting")]}
    await routing.on_assignment("141181-office", "forward", below)
    to_police = REFUSAL | {"suggested_unit": "141181-police"}
    await routing.on_assignment("141181-urban", "refuse", to_police)
    for who, rule in {"141181-urban": "wrong_role", "141181-market": "assignment_unknown",
                      "ll-edu": "assignment_unknown"}.items():  # fmt: skip
        found = await routing.refused_on_assignment("141181-urban", "rule", UPHELD, who=who)
        assert found[1] == rule
    await routing.on_assignment("141181-urban", "rule", UPHELD, who="141181-office")
    [ruled] = await routing.said("refusal_ruled")
    assert (ruled["charged_unit"], ruled["by"]["role"]) == ("141181-office", "county_office")
    await routing.on_assignment(
        "141181-office", "forward", {"assignments": [order("141181-police")]}
    )
    assert (await routing.assignment("141181-police"))["state"] == "issued"


async def test_the_office_sets_its_own_time_box_and_bounces(routing: Routing) -> None:
    rules = {"refusal_days": 5, "bounces": 0}
    document = {"document": "退件办法", "valid_from": "2022-03-30", "rules": rules}
    await routing.do("head", "/practice", document)
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.on_assignment("ll-police", "refuse", REFUSAL)
    await routing.move_to(MONDAY + timedelta(days=3))
    assert await routing.refused_on_assignment("ll-edu", "refuse", REFUSAL) == (
        409,
        "bounces_exhausted",
    )


async def test_who_is_out_by_a_refusal_leaves_nobody_below(routing: Routing) -> None:
    """Returned at the city and below, refused, upheld: the unit below has it no longer either."""
    await routing.to_dispatched(order("ll-police"))
    await routing.on_assignment("ll-police", "sign")
    await routing.on_assignment(
        "ll-police", "forward", {"assignments": [order("ll-police-traffic")]}
    )
    await routing.answer_as("ll-police-traffic")
    await routing.reply_as("ll-police", PLAIN_REPLY)
    weak = {"reason": "weak", "text": "请补充。"}
    await routing.on_reply("reviewer", "return", weak)
    [below] = [r for r in (await routing.case())["replies"] if r["unit_id"] == "ll-police-traffic"]
    path = f"/replies/{below['reply_id']}/return"
    await routing.do("ll-police", path, weak, match=below["version"])
    await routing.on_assignment("ll-police", "refuse", REFUSAL)
    await routing.on_assignment("ll-police", "rule", UPHELD, who="head")
    states = {a["unit_id"]: a["state"] for a in (await routing.case())["assignments"]}
    assert states == {"ll-police": "released", "ll-police-traffic": "released"}
    gone = [e["unit_id"] for e in await routing.said("assignment_released")]
    assert gone == ["ll-police-traffic"]  # of the other one the ruling tells
