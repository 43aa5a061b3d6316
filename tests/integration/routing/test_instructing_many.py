"""批量批示: a leader with forty cases on a phone instructs on all at once, and each stands by itself."""

from typing import Any

from tests.integration.routing.conftest import Routing, order

CASES = [f"LL2022-{n:06}" for n in range(101, 106)]


async def put_before(routing: Routing, *cases: str) -> None:
    """Cases that the office put before the city's leader."""
    for n, case_id in enumerate(cases):
        await routing.open(case_id, external_id=str(n))
        body = {"opinion": f"拟请公安局办理第{n}件。", "due_on": "2022-04-04",
                "assignments": [order("ll-police")]}  # fmt: skip
        made = await routing.do("clerk", f"/cases/{case_id}/proposals", body)
        await routing.do("head", f"/proposals/{made['proposal_id']}/submit")


async def desk(routing: Routing, who: str = "leader") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await routing.get("/submissions?limit=100", who=who))["items"]
    return items


async def test_forty_on_a_phone_are_agreed_to_in_one_request(routing: Routing) -> None:
    await put_before(routing, *(f"LL2022-{n:06}" for n in range(201, 241)))
    listed = await desk(routing)
    assert len(listed) == 40
    batch = {
        "text": "同意。",
        "instructions": [
            {"case_id": one["case_id"], "proposal_id": one["proposal_id"]} for one in listed
        ],
    }
    answer = await routing.do("leader", "/instructions", batch)
    assert [one["status"] for one in answer["items"]] == [200] * 40
    assert {one["state"] for one in answer["items"]} == {"instructed"}
    assert await desk(routing) == []
    [given] = (await routing.case("LL2022-000240"))["instructions"]
    assert (given["text"], given["proposal_id"]) == ("同意。", "LL2022-000240-p1")


async def test_each_is_given_or_refused_by_itself(routing: Routing) -> None:
    await put_before(routing, *CASES[:3])
    await routing.open(CASES[3], external_id="3")
    await routing.open(CASES[4], external_id="4", addressee_fid=1010)
    await routing.dispatch(order("141181-office"), case_id=CASES[4])
    seen = {case_id: f"{case_id}-p1" for case_id in CASES}
    back = {"reason": "task_unclear", "text": "请写明任务。"}
    await routing.do("head", f"/proposals/{seen[CASES[1]]}/give-back", back)
    instructions = [
        {"case_id": CASES[0], "proposal_id": seen[CASES[0]]},
        {"case_id": CASES[1], "proposal_id": seen[CASES[1]]},
        {"case_id": CASES[2], "proposal_id": seen[CASES[2]], "text": "请公安局三日内办结。",
         "units": ["ll-police"], "urgency": "extra_urgent"},
        {"case_id": CASES[3]},
        {"case_id": CASES[3], "text": "请公安局核实。"},
        {"case_id": CASES[4], "text": "请城管局办理。", "mode": "own"},
        {"case_id": "LL2022-999999"},
    ]  # fmt: skip
    unfit = {"text": "同意", "instructions": instructions}
    assert (await routing.refused("leader", "/instructions", unfit))[1] == "invalid_request"
    del instructions[5]["mode"]  # how it came in is said once for all
    batch = {"text": "同意", "instructions": instructions}
    response = await routing.send("leader", "POST", "/instructions", batch, key="evening")
    assert [(i["status"], i.get("rule") or i.get("state")) for i in response.json()["items"]] == [
        (200, "instructed"),
        (409, "not_the_current_proposal"),
        (200, "instructed"),
        (422, "opinion_unclear"),
        (200, "instructed"),
        (200, "dispatched"),
        (404, "case_unknown"),
    ]
    [third] = (await routing.case(CASES[2]))["instructions"]
    assert (third["text"], third["urgency"], third["units"]) == (
        "请公安局三日内办结。", "extra_urgent", ["ll-police"],
    )  # fmt: skip
    again = await routing.send("leader", "POST", "/instructions", batch, key="evening")
    assert [i["status"] for i in again.json()["items"]] == [200, 409, 200, 422, 200, 200, 404]
    for case_id in (CASES[0], CASES[2], CASES[3]):
        assert len(await routing.said("instruction_given", of=case_id)) == 1


async def test_a_secretary_records_many_from_their_scans(routing: Routing) -> None:
    await put_before(routing, *CASES[:2])
    paper = b"\x89PNG\r\n\x1a\n" + b"handwriting" * 9
    path = f"/scans?sheet={CASES[0]}-p1"
    assert (await routing.send("secretary", "POST", path, content=paper)).status_code == 201
    batch = {"text": "同意", "mode": "recorded",
             "instructions": [{"case_id": case_id} for case_id in CASES[:2]]}  # fmt: skip
    answer = await routing.do("secretary", "/instructions", batch)
    assert [(i["status"], i.get("rule")) for i in answer["items"]] == [
        (200, None), (422, "scan_missing"),
    ]  # fmt: skip
    [given] = (await routing.case(CASES[0]))["instructions"]
    assert (given["mode"], given["by"]["on_behalf_of"]) == ("recorded", "郑某406")


async def test_a_batch_has_words_and_a_limit_and_is_for_leaders(routing: Routing) -> None:
    one = {"case_id": CASES[0]}
    for body in (
        {"instructions": [one]},
        {"text": "同意", "instructions": []},
        {"text": "同意", "instructions": [one] * 101},
        {"text": "   ", "instructions": [one]},
    ):
        assert (await routing.refused("leader", "/instructions", body))[0] == 422, body
    batch = {"text": "同意", "instructions": [one]}
    assert await routing.refused("clerk", "/instructions", batch) == (403, "wrong_role")
