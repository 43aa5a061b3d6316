"""县级拟办, 审签, 呈批: a county's office puts a matter before its own leader, then hands it down."""

import re
from typing import Any

from deploy.cli.connect import PROJECT
from shared.contracts.intake import AccusedNamed
from tests.integration.routing.conftest import CASE, CLERK, PLAIN_REPLY, Routing, order
from tests.integration.routing.test_rules import refuses
from tests.integration.routing.test_scans import scanned, sheet, words
from tests.paper import as_file, scan_of
from tests.walk.books import ROUTING
from tests.walk.replay import replay_all

OFFICE, HEAD = "141181-office", "141181-office/head"
BELOW = (order("141181-urban"), order("141181-market", "assisting", "查价格和质量"))
BACK = {"reason": "task_unclear", "text": "请写明各单位的任务。"}


async def received(routing: Routing, **changes: Any) -> None:
    """A message to the county's leader, in its office's hand."""
    await routing.open(**({"addressee_fid": 1010} | changes))
    await routing.dispatch(order(OFFICE))
    await routing.on_assignment(OFFICE, "sign")


async def proposed(routing: Routing, *orders: dict[str, str], **more: Any) -> str:
    body = {
        "opinion": "拟请城管局牵头、市场监管局配合。", "due_on": "2022-03-31",
        "assignments": list(orders or BELOW),
    } | more  # fmt: skip
    return str((await routing.on_case(OFFICE, "proposals", body))["proposal_id"])


async def submitted(routing: Routing, **more: Any) -> str:
    proposal_id = await proposed(routing, **more)
    await routing.do(HEAD, f"/proposals/{proposal_id}/submit", {"remark": "请书记阅示。"})
    return proposal_id


async def test_the_countys_leader_agrees_and_the_countys_letter_quotes_it(routing: Routing) -> None:
    await received(routing)
    proposal_id = await submitted(routing, urgency="urgent")
    given = await routing.instruct("xiaoyi", text="同意。", proposal_id=proposal_id)
    assert given["state"] == "dispatched"
    answer = await routing.on_assignment(OFFICE, "forward", {"assignments": list(BELOW)})
    letter = (await routing.get(f"/cases/{CASE}/letters"))["items"][-1]
    assert letter["letter_no"] == answer["letter_no"]
    assert "拟请城管局牵头、市场监管局配合。" in letter["text"]
    assert "孝义市委书记戚某432（2022年3月28日）：同意。" in letter["text"]
    [made] = await routing.said("proposal_made")
    assert (made["level"], made["unit_id"], made["units"]) == (
        "county", OFFICE, ["141181-urban", "141181-market"],
    )  # fmt: skip
    [before] = await routing.said("case_submitted")
    assert (before["level"], before["post"], before["by"]["unit"]) == (
        "county", "141181-secretary", OFFICE,
    )  # fmt: skip
    [event] = await routing.said("instruction_given")
    assert (event["level"], event["proposal_id"], event["urgency"]) == (
        "county", proposal_id, "urgent",
    )  # fmt: skip
    assert (await routing.steps())[-6:] == [
        "propose dispatched>dispatched",
        "submit dispatched>dispatched",
        "instruct dispatched>dispatched",
        "draft >drafted",
        "sign_letter drafted>issued",
        "forward signed>forwarded",
    ]
    assert "拟请城管局" not in str(await routing.journal())


async def test_without_a_proposal_agreeing_says_nothing(routing: Routing) -> None:
    await received(routing)
    path = f"/cases/{CASE}/instruct"
    await refuses(routing, "xiaoyi", path, {"text": "同意"}, 422, "opinion_unclear")
    proposal_id = await proposed(routing)
    await refuses(routing, "xiaoyi", path, {"text": "同意"}, 422, "opinion_unclear")
    seen = {"text": "同意", "proposal_id": proposal_id}
    await refuses(routing, "xiaoyi", path, seen, 409, "not_the_current_proposal")
    await routing.do(HEAD, f"/proposals/{proposal_id}/submit")
    await refuses(routing, "xiaoyi", path, {"text": "已阅"}, 422, "opinion_unclear")
    await routing.instruct("xiaoyi", text="同意")


async def test_the_head_gives_back_and_what_was_read_is_what_is_agreed_to(routing: Routing) -> None:
    await received(routing)
    first = await submitted(routing)
    path = f"/cases/{CASE}/proposals"
    body = {"opinion": "拟办。", "due_on": "2022-03-31", "assignments": [order("141181-urban")]}
    await refuses(routing, OFFICE, path, body, 409, "wrong_state")  # the leader has it
    await routing.do(HEAD, f"/proposals/{first}/give-back", BACK)
    [returned] = await routing.said("proposal_returned")
    assert (returned["unit_id"], returned["by"]["name"]) == (OFFICE, await head_name(routing))
    second = await submitted(routing)
    instruct = f"/cases/{CASE}/instruct"
    old = {"text": "同意", "proposal_id": first}
    await refuses(routing, "xiaoyi", instruct, old, 409, "not_the_current_proposal")
    await routing.instruct("xiaoyi", text="同意", proposal_id=second)
    again = f"/proposals/{second}/give-back"
    await refuses(routing, HEAD, again, BACK, 409, "not_the_current_proposal")


async def head_name(routing: Routing) -> str:
    return str((await routing.get(f"/units/{OFFICE}"))["head"]["name"])


async def test_what_a_county_may_not_propose(routing: Routing) -> None:
    await routing.open(addressee_fid=1010, accused_units=("141181-market",))
    path = f"/cases/{CASE}/proposals"
    good = {"opinion": "拟请城管局办理。", "due_on": "2022-03-31",
            "assignments": [order("141181-urban")]}  # fmt: skip
    await refuses(routing, OFFICE, path, good, 404, "assignment_unknown")
    await routing.dispatch(order(OFFICE))
    await refuses(routing, OFFICE, path, good, 409, "not_at_work")
    await routing.on_assignment(OFFICE, "sign")
    for change, rule in (
        ({"assignments": [order("141181-market")]}, "accused_unit"),
        ({"assignments": [order("141182-traffic")]}, "not_below"),
        ({"assignments": [order("ll-police")]}, "not_below"),
        ({"assignments": [order("141181-urban", "assisting")]}, "one_lead"),
        ({"due_on": "2022-04-30"}, "due_after_parent"),
        ({"due_on": "2022-03-27"}, "due_date_past"),
    ):
        await refuses(routing, OFFICE, path, good | change, 422, rule)
    await refuses(routing, "141181-urban", path, good, 403, "wrong_role")
    await refuses(routing, "141182-office", path, good, 404, "assignment_unknown")


async def test_only_its_own_head_signs_or_the_deputy_on_record(routing: Routing) -> None:
    await received(routing)
    proposal_id = await proposed(routing)
    path = f"/proposals/{proposal_id}/submit"
    for who, status, rule in (
        ("head", 403, "wrong_role"),
        ("141182-office/head", 404, "proposal_unknown"),
        ("141181-urban/head", 404, "proposal_unknown"),
        (OFFICE, 403, "wrong_role"),
    ):
        await refuses(routing, who, path, {}, status, rule)
    await refuses(routing, HEAD, path, {"post": "141182-secretary"}, 422, "not_the_countys_post")
    await refuses(routing, HEAD, path, {"post": "ll-secretary"}, 422, "not_the_countys_post")
    file = await routing.get("/organisation", who="admin")
    unit = next(u for u in file["units"] if u["id"] == OFFICE)
    head, unit["head"]["name"], unit["deputy"] = unit["head"]["name"], "新某", unit["head"]["name"]
    await routing.do("admin", "/organisation", file)
    await routing.do(HEAD, path)
    [before] = await routing.said("case_submitted")
    assert (before["by"]["name"], before["by"]["on_behalf_of"]) == (head, "新某")


async def test_each_tier_sees_the_own_proposals_and_the_city_both(routing: Routing) -> None:
    await routing.to_submitted(order(OFFICE))
    await routing.instruct(text="同意")
    await routing.dispatch(order(OFFICE))
    await routing.on_assignment(OFFICE, "sign")
    proposal_id = await submitted(routing)
    for who, seen in (
        ("clerk", [f"{CASE}-p1", proposal_id]),
        ("leader", [f"{CASE}-p1", proposal_id]),
        (OFFICE, [proposal_id]),
        ("xiaoyi", [proposal_id]),
        ("xiaoyi-secretary", [proposal_id]),
    ):
        shown = (await routing.case(who=who))["proposals"]
        assert [p["proposal_id"] for p in shown] == seen, who
    await routing.instruct("xiaoyi", text="同意")
    await routing.on_assignment(OFFICE, "forward", {"assignments": [order("141181-urban")]})
    assert (await routing.case(who="141181-urban"))["proposals"] == []
    path = f"/proposals/{proposal_id}/sheet"
    for who, status in (
        (OFFICE, 200), (HEAD, 200), ("xiaoyi", 200), ("clerk", 200), ("141182-office", 404),
        ("leader", 403), ("fenyang", 404),
    ):  # fmt: skip
        assert (await routing.send(who, "GET", path)).status_code == status, who
    city = await routing.send(OFFICE, "GET", f"/proposals/{CASE}-p1/sheet")
    assert city.status_code == 404


async def test_the_countys_sheet_files_itself_and_its_secretary_records_from_it(
    routing: Routing,
) -> None:
    await received(routing)
    proposal_id = await submitted(routing)
    pdf = await sheet(routing, proposal_id, who=OFFICE)
    said = words(pdf)
    for word in ("网民留言呈批单", "孝义市委书记戚某432", "中共孝义市委员会办公室", "查价格和质量"):
        assert word in said, word
    paper = as_file(scan_of(pdf), "PNG")
    assert (await scanned(routing, paper, who="clerk")).json()["rule"] == "proposal_unknown"
    filed = await scanned(routing, paper, who=OFFICE)
    assert (filed.status_code, filed.json()["sheet"]) == (201, proposal_id)
    await routing.instruct("xiaoyi-secretary", mode="recorded", text="同意。请抓紧。")
    [given] = (await routing.case())["instructions"]
    assert (given["scan"], given["holder"]) == (filed.json()["file_id"], "戚某432")
    await routing.on_assignment(OFFICE, "forward", {"assignments": [order("141181-urban")]})
    hand = f"/files/{filed.json()['file_id']}"
    for who, status in ((OFFICE, 200), ("xiaoyi", 200), ("141181-urban", 404)):
        assert (await routing.send(who, "GET", hand)).status_code == status, who


async def test_letter_first_then_the_countys_leader(routing: Routing) -> None:
    """先交后批: by the office's practice the county has the letter before anybody instructed."""
    rules: dict[str, Any] = {"instructed_by": {"county_office": []}}
    await routing.do("head", "/practice", {
        "document": "吕社情办〔2022〕3号", "valid_from": "2022-03-28", "rules": rules})  # fmt: skip
    await received(routing, addressee_fid=1001)
    below = {"assignments": list(BELOW)}
    assert await routing.refused_on_assignment(OFFICE, "forward", below) == (409, "no_instruction")
    proposal_id = await submitted(routing)
    assert await routing.refused_on_assignment(OFFICE, "forward", below) == (409, "no_instruction")
    await routing.instruct("xiaoyi", text="同意", proposal_id=proposal_id)
    await routing.on_assignment(OFFICE, "forward", below)


async def test_what_ends_a_countys_part_clears_its_leaders_desk(routing: Routing) -> None:
    async def desk() -> list[str]:
        items = (await routing.get("/submissions", who="xiaoyi"))["items"]
        return [item["proposal_id"] for item in items]

    await received(routing)
    first = await submitted(routing)
    assert await desk() == [first]
    released = {"reason": "named_by_mistake"}
    await routing.on_assignment(OFFICE, "release", released, who="head")
    assert await desk() == []
    await routing.dispatch(order(OFFICE))
    await routing.on_assignment(OFFICE, "sign")
    second = await submitted(routing)
    await routing.instruct("xiaoyi", text="请城管局限三日整改。")  # at once: that settles it
    assert await desk() == []
    third = await submitted(routing)
    assert await desk() == [third]
    await routing.withdrawn()
    assert await desk() == []
    states = {p["proposal_id"]: p["state"] for p in (await routing.case())["proposals"]}
    assert states == {first: "dropped", second: "instructed", third: "dropped"}
    async with routing.runtime.transaction() as tx:
        assert (await replay_all(tx, ROUTING, [f"case/{CASE}"])).faults == []


async def test_an_answer_without_the_leader_clears_the_desk_too(routing: Routing) -> None:
    await received(routing)
    await submitted(routing)
    await routing.reply_as(OFFICE, PLAIN_REPLY)
    assert (await routing.get("/submissions", who="xiaoyi"))["items"] == []


async def test_what_was_proposed_before_states_were_kept_gets_its_own(routing: Routing) -> None:
    """The migration tells a proposal's state from what was done to it."""
    cases = [f"LL2022-{n:06}" for n in range(101, 106)]
    body = {"opinion": "拟办。", "due_on": "2022-04-04", "assignments": [order("ll-police")]}
    for n, case_id in enumerate(cases):
        await routing.open(case_id, external_id=case_id)
        for _ in range(2 if n == 0 else 1):
            made = await routing.do("clerk", f"/cases/{case_id}/proposals", body)
        path = f"/proposals/{made['proposal_id']}"
        if n > 0:
            await routing.do("head", f"{path}/submit")
        if n == 2:
            await routing.do("head", f"{path}/give-back", BACK)
        if n > 2:
            words = "同意" if n == 3 else "请公安局办理。"
            await routing.do("leader", f"/cases/{case_id}/instruct", {"text": words})
    read = "SELECT proposal_id, state, changed_at FROM proposal ORDER BY 1"
    kept = [tuple(r.values()) for r in await routing.rows(read)]
    assert [state for _, state, _ in kept] == [
        "dropped", "proposed", "submitted", "given_back", "instructed", "instructed",
    ]  # fmt: skip
    file = PROJECT / "services/routing/migrations/0014_county_proposals.sql"
    update = re.search(r"UPDATE proposal.*?;", file.read_text(), re.DOTALL)
    assert update
    await routing.rows(
        "UPDATE proposal SET state = 'proposed', changed_at = clock.now() RETURNING 1"
    )
    await routing.rows(update[0].rstrip(";") + " RETURNING 1")
    found = [tuple(r.values()) for r in await routing.rows(read)]
    assert [row[:2] for row in found] == [row[:2] for row in kept]
    assert found[1:4] == kept[1:4]  # since when it waits


async def test_a_proposal_that_names_the_accused_comes_back_to_the_county(routing: Routing) -> None:
    await received(routing)
    await submitted(routing)
    await routing.hear(AccusedNamed(case_id=CASE, accused_units=("141181-market",), by=CLERK))
    [proposal] = (await routing.case(who=OFFICE))["proposals"]
    assert (proposal["state"], proposal["returned_for"]) == ("given_back", "accused")
    [returned] = await routing.said("proposal_returned")
    assert (returned["level"], returned["unit_id"]) == ("county", OFFICE)
    await submitted(routing, assignments=[order("141181-urban")])
    await routing.hear(AccusedNamed(case_id=CASE, accused_units=(OFFICE,), by=CLERK))
    assert [p["state"] for p in (await routing.case())["proposals"]] == ["given_back", "dropped"]
    assert (await routing.get("/submissions", who="clerk"))["items"] == []
