"""共性措施: issued once, suggested where a like case is or arrives, linked to those it helps."""

from datetime import timedelta

from shared.contracts.intake import LikeCasesGrouped
from tests.integration.routing.conftest import CASE, CLERK, MONDAY, Routing
from tests.unit.routing.test_measures import PLATES

TODAY = {"issued_on": "2022-03-28", "valid_from": "2022-03-28"}
NEXT = "LL2022-000018"


async def issue(routing: Routing, who: str = "ll-police", **changes: object) -> str:
    response = await routing.send(who, "POST", "/measures", PLATES | TODAY | changes)
    assert response.status_code == 201, response.text
    return str(response.json()["measure_id"])


async def test_it_is_suggested_to_cases_that_are_open_and_to_those_that_arrive(
    routing: Routing,
) -> None:
    await routing.open()
    await routing.open(NEXT, external_id="2", title="路灯不亮", text="路灯坏了。")
    measure = await issue(routing)
    assert measure == "M2022-0001"
    await routing.open("LL2022-000019", external_id="3", title="临牌", text="车牌一直没有邮寄。")
    for case_id, terms in (
        (CASE, ["临牌", "车牌", "邮寄"]),
        (NEXT, None),
        ("LL2022-000019", ["临牌", "车牌", "邮寄"]),
    ):
        found = (await routing.case(case_id))["measures"]
        assert [sorted(m["terms"]) for m in found] == ([sorted(terms)] if terms else [])
        assert [m["helps"] for m in found] == ([None] if terms else [])
    [said] = await routing.said("measure_issued", of=f"measure/{measure}")
    assert (said["issuer"], said["proof_accepted"]) == (
        "ll-police-traffic",
        ["行驶证", "过期临时号牌"],
    )


async def test_it_is_linked_to_many_cases_and_set_aside_with_a_reason(routing: Routing) -> None:
    measure = await issue(routing)
    await routing.to_dispatched()
    await routing.open(NEXT, external_id="2")
    path = f"/cases/{CASE}/measures"
    helps = {"measure_id": measure, "helps": True}
    assert await routing.refused("ll-edu", path, helps) == (404, "case_unknown")
    assert await routing.refused("clerk", path, helps | {"helps": False}) == (
        422,
        "reason_missing",
    )
    assert await routing.refused("clerk", path, helps | {"measure_id": "M2022-0009"}) == (
        404,
        "measure_unknown",
    )
    linked = await routing.do("ll-police", path, helps)
    assert linked == linked | {"measure_id": measure, "helps": True, "suggested": True}
    aside = {"measure_id": measure, "helps": False, "reason": "other_plates"}
    await routing.do("clerk", f"/cases/{NEXT}/measures", aside)
    shown = await routing.get(f"/measures/{measure}", who="ll-edu")
    assert (shown["cases"], shown["terms"]) == (1, sorted(PLATES["terms"]))
    cases = await routing.get(f"/measures/{measure}/cases")
    assert [c["case_id"] for c in cases["items"]] == [CASE]
    [said] = await routing.said("measure_linked")
    assert (said["helps"], said["suggested"], said["by"]["unit"]) == (True, True, "ll-police")


async def test_what_helps_one_case_of_a_group_is_suggested_to_the_others(routing: Routing) -> None:
    measure = await issue(routing, terms=["号牌", "挂牌"])
    await routing.open()
    await routing.open(NEXT, external_id="2")
    await routing.do("clerk", f"/cases/{CASE}/measures", {"measure_id": measure, "helps": True})
    assert (await routing.case(NEXT))["measures"] == []
    await routing.hear(
        *(
            LikeCasesGrouped(
                case_id=case_id, group_id="g1", subject_matter="号牌", fact_base="邮路中断",
                cases=(CASE, NEXT), by=CLERK,
            )
            for case_id in (CASE, NEXT)
        )
    )  # fmt: skip
    [suggested] = (await routing.case(NEXT))["measures"]
    assert (suggested["measure_id"], suggested["terms"], suggested["helps"]) == (measure, [], None)


async def test_it_helps_only_while_it_holds(routing: Routing) -> None:
    await routing.open()
    later = await issue(routing, valid_from="2022-04-10")
    short = await issue(routing, valid_until="2022-03-29")
    path = f"/cases/{CASE}/measures"
    early = {"measure_id": later, "helps": True}
    assert await routing.refused("clerk", path, early) == (409, "measure_not_in_force")
    await routing.move_to(MONDAY + timedelta(days=3))
    over = {"measure_id": short, "helps": True}
    assert await routing.refused("clerk", path, over) == (409, "measure_not_in_force")
    await routing.open(NEXT, external_id="2")
    assert [m["measure_id"] for m in (await routing.case(NEXT))["measures"]] == [later]


async def test_who_issued_it_revokes_it(routing: Routing) -> None:
    await routing.open()
    measure = await issue(routing)
    path = f"/measures/{measure}/revoke"
    why = {"reason": "post_restored"}
    assert await routing.refused("ll-edu", path, why) == (403, "not_your_unit")
    assert await routing.refused("clerk", path, why) == (403, "wrong_role")
    assert (await routing.do("ll-police", path, why))["state"] == "revoked"
    assert await routing.refused("head", path, why) == (409, "wrong_state")
    link = {"measure_id": measure, "helps": True}
    assert await routing.refused("clerk", f"/cases/{CASE}/measures", link) == (
        409,
        "measure_not_in_force",
    )
    await routing.open(NEXT, external_id="2")
    assert (await routing.case(NEXT))["measures"] == []
    said = await routing.said(of=f"measure/{measure}")
    assert [e["fact"] for e in said] == ["measure_issued", "measure_revoked"]


async def test_a_unit_issues_for_itself_only(routing: Routing) -> None:
    for body, status, rule in (
        (PLATES | TODAY, 403, "not_your_unit"),
        (PLATES | TODAY | {"issuer": "ll-nobody"}, 422, "unit_unknown"),
        (PLATES, 422, "date_in_future"),
    ):
        assert await routing.refused("ll-edu", "/measures", body) == (status, rule)
    assert (await routing.get("/measures"))["items"] == []
