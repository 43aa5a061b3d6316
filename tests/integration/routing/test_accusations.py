"""检举控告: what accuses a unit is not there for it: not to look at, not to act on, not any more.

`test_no_address_tells_the_accused` walks every address that routing answers, at every stage of a
case's life: one that is added and has no place in the walk fails it.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from services.routing.app import SERVICE
from services.routing.domain.drafts import DraftState
from services.routing.domain.letters import LetterState
from services.routing.domain.roles import R
from services.routing.handlers import look
from shared.contracts.intake import AccusedNamed, CaseJoined, InterestDeclared
from tests.integration.routing.conftest import (
    ANSWERED,
    CASE,
    CLERK,
    MONDAY,
    PLAIN_REPLY,
    PROMISED,
    Routing,
    order,
    told,
)
from tests.integration.routing.replying import draft_as, sign_as, submit_as
from tests.integration.routing.test_measures import issue

DIRECT = "LL2022-000019"
CASES = (CASE, DIRECT)

UNITS = {
    "ll-police": ("ll-police", "ll-police-traffic"),
    "141181-office": ("141181-office/head", "141181-office/leader"),
}
ACCUSED = UNITS | {"ll-office": ("reviewer", "head")}
"""Who is accused, and whom that bars."""

TELLS_OF_NO_CASE = {
    "/v1/units", "/v1/units/{unit_id}", "/v1/posts", "/v1/organisation", "/v1/practice",
    "/v1/letter-series", "/v1/measures", "/v1/measures/{measure_id}", "/v1/personal-acts",
    "/v1/counters", "/v1/lost-time/totals",
}  # fmt: skip

IDS = {
    "case_id": CASES, "letter_id": [f"{CASE}-l1"], "reply_id": [f"{CASE}-r2"],
    "draft_id": [f"{CASE}-d1", f"{CASE}-d2"], "further_id": [f"{CASE}-x1"],
    "proposal_id": [f"{CASE}-p1"], "file_id": [f"{CASE}-f1"], "measure_id": ["M2022-0001"],
    "unit_id": ["ll-police"],
}  # fmt: skip
DAYS = "from=2022-03-01&until=2022-04-30"
QUERIES = {
    "/v1/drafts": [f"state={state}" for state in (DraftState.DRAFTED, DraftState.CIRCULATED)],
    "/v1/letters": [f"state={state}" for state in (LetterState.DRAFTED, LetterState.ISSUED)],
    "/v1/personal-acts": [DAYS],
    "/v1/counters": [DAYS],
    "/v1/further-replies": ["state=written"],
    "/v1/lost-time/totals": [DAYS],
}


def accused(*units: str) -> AccusedNamed:
    return AccusedNamed(case_id=CASE, accused_units=units, by=CLERK)


def addresses() -> Iterator[tuple[str, str]]:
    """Every address that may be looked at: as its row has it, and as it is asked for."""
    for method, path in SERVICE.access:
        if method != "GET":
            continue
        concrete = [path]
        for name, ids in IDS.items():
            if f"{{{name}}}" in path:
                concrete = [path.format(**{name: one}) for one in ids]
        assert all("{" not in one for one in concrete), f"the walk does not know {path}"
        for one in concrete:
            for query in QUERIES.get(path, [""]):
                yield path, f"{one.removeprefix('/v1')}?{query}"


class Walk:
    """Looks at everything, as those who may see a case and as those whom it accuses."""

    def __init__(self, routing: Routing) -> None:
        self.routing = routing
        self.seen: set[tuple[str, str]] = set()

    async def tells(self, who: str, address: str) -> bool:
        """Whether the answer tells this person of a case."""
        answer = await self.routing.send(who, "GET", address)
        assert answer.status_code < 500, (who, address)
        return answer.status_code == 200 and any(c in address or c in answer.text for c in CASES)

    async def round(self) -> None:
        """Look at everything once as things stand, and once as the accused."""
        for of, people in ACCUSED.items():
            for row, address in addresses():
                for who in people:
                    if (row, who) not in self.seen and await self.tells(who, address):
                        self.seen.add((row, who))
            await self._accuse(of)
            for row, address in addresses():
                for who in people:
                    assert not await self.tells(who, address), (of, who, address, row)
            await self._accuse()

    async def _accuse(self, *units: str) -> None:
        """As if it had been so from the start."""
        named = "[" + ", ".join(f'"{unit}"' for unit in units) + "]"
        await self.routing.rows("UPDATE handling SET accused_units = $1 RETURNING 1", named)


async def test_no_address_tells_the_accused(routing: Routing) -> None:
    walk = Walk(routing)
    await issue(routing)
    await routing.open()
    both = (order("ll-police"), order("141181-office", "assisting"))
    assert await routing.propose(*both) == f"{CASE}-p1"
    await routing.open(
        DIRECT, external_id="14838303", route="direct", kind="inquiry", addressee_fid=1010
    )
    for unit in ("ll-police", "141181-office"):
        asked = {"unit_id": unit, "question": "何时补发？"}
        await routing.send("clerk", "POST", f"/cases/{DIRECT}/questions", asked)
    await walk.round()

    await routing.do("head", f"/proposals/{CASE}-p1/submit")
    await walk.round()

    await routing.instruct()
    drafted = await routing.on_case("clerk", "letters", {
        "assignments": [*both, order("ll-edu", "assisting")]})  # fmt: skip
    await walk.round()

    await routing.sign_letter(drafted["letter_id"])
    await routing.evidence()
    await routing.do(
        "clerk", f"/cases/{CASE}/measures", {"measure_id": "M2022-0001", "helps": True}
    )
    await routing.send("ll-police", "POST", f"/cases/{CASE}/third-parties", PRESSED)
    for unit in UNITS:
        await routing.on_assignment(unit, "sign")
    await draft_as(routing, "141181-office", PLAIN_REPLY)
    await routing.on_assignment("ll-edu", "refuse", REFUSAL)
    await walk.round()

    await routing.on_assignment("ll-edu", "rule", {"uphold": True, "reason": "matter_of_police"},
                                who="head")  # fmt: skip

    await routing.reply_as("141181-office", PLAIN_REPLY)
    promise = {"text": "12月31日前补发。", "result": PROMISED}
    draft = await draft_as(routing, "ll-police", promise)
    circulated = f"/drafts/{draft['draft_id']}"
    await routing.do("ll-police", f"{circulated}/submit", match=draft["etag"])
    await walk.round()

    await routing.do("141181-office", f"{circulated}/countersign", {"agrees": True}, match=2)
    await sign_as(routing, "ll-police", {"draft_id": draft["draft_id"], "etag": 3})
    await walk.round()

    await routing.on_reply("reviewer", "review")
    answer = {"text": "已答复。", "result": ANSWERED}
    await routing.do("clerk", f"/cases/{DIRECT}/answer", answer)
    await routing.do("reviewer", f"/replies/{DIRECT}-r1/review", match=1)
    await walk.round()

    await routing.on_reply("leader", "read", {"opinion": "同意"})
    await routing.on_reply("clerk", "publish", {"proof": "https://board.example/1"})
    await routing.board("7002")
    await routing.check(passed=False)
    further = {"kind": "progress", "text": "车牌已寄出。"}
    await routing.on_case("clerk", "further-replies", further)
    await routing.rows("DELETE FROM reply_result RETURNING 1")
    await routing.move_to(MONDAY + timedelta(days=3))
    await look(routing.runtime)
    await walk.round()

    told_of = {row for row, _ in walk.seen}
    assert {path for do, path in SERVICE.access if do == "GET"} - told_of == TELLS_OF_NO_CASE


# ---- what the accused may do: nothing ------------------------------------------------------------

PICTURE = b"\x89PNG\r\n\x1a\n" + b"evidence" * 9
PRESSED = {
    "name": "邮政公司", "kind": "enterprise", "matter": "补寄车牌", "method": "visit",
    "pressed_on": "2022-03-28", "look_again_on": "2022-03-30",
}  # fmt: skip
REFUSAL = {"reason": "not_our_matter", "text": "属公安职责。", "suggested_unit": "ll-police"}
VAGUE = {"reason": "vague", "text": "不清楚"}
OPINION = {"opinion": "同意报送。"}
INSTRUCTION = {"text": "请尽快妥善处理。"}
HEAD, LEADER = "141181-office/head", "141181-office/leader"

COMMANDS: dict[str, tuple[str, dict[str, str], Any]] = {
    "/assignments/{assignment_id}/sign": ("141181-office", {"assignment_id": "a1"}, {}),
    "/assignments/{assignment_id}/refuse": ("141181-office", {"assignment_id": "a1"}, {
        "reason": "not_our_matter", "text": "不是我县职责"}),
    "/assignments/{assignment_id}/rule": ("141181-office", {"assignment_id": "a2"}, {
        "uphold": True, "reason": "not_theirs"}),
    "/assignments/{assignment_id}/release": ("141181-office", {"assignment_id": "a2"}, {
        "reason": "named_by_mistake"}),
    "/assignments/{assignment_id}/forward": ("141181-office", {"assignment_id": "a1"}, {
        "assignments": [order("141181-urban")]}),
    "/assignments/{assignment_id}/progress": ("141181-urban", {"assignment_id": "a2"}, {
        "act": "visited", "text": "已上门"}),
    "/assignments/{assignment_id}/draft": ("141181-urban", {"assignment_id": "a2"}, PLAIN_REPLY),
    "/cases/{case_id}/meetings": ("141181-office", {"case_id": ""}, {
        "held_on": "2022-03-28", "place": "局里", "units": ["ll-police"], "agreed": "尽快"}),
    "/cases/{case_id}/third-parties": ("141181-office", {"case_id": ""}, PRESSED),
    "/third-parties/{press_id}/look": ("141181-office", {"press_id": "t1"}, {
        "state": "settled", "text": "已寄出"}),
    "/cases/{case_id}/measures": ("141181-office", {"case_id": ""}, {
        "measure_id": "M2022-0001", "helps": True}),
    "/cases/{case_id}/proposals": ("141181-office", {"case_id": ""}, {
        "opinion": "拟请城管局办理。", "due_on": "2022-03-30", "assignments": [order("141181-urban")]}),
    "/proposals/{proposal_id}/give-back": (HEAD, {"proposal_id": "p1"}, VAGUE),
    "/proposals/{proposal_id}/submit": (HEAD, {"proposal_id": "p1"}, {}),
    "/cases/{case_id}/instruct": (LEADER, {"case_id": ""}, INSTRUCTION),
    "/instructions/{instruction_id}/amend": (LEADER, {"instruction_id": "i1"}, INSTRUCTION),
    "/questions/{question_id}/answer": ("141181-office", {"question_id": "q1"}, {
        "answer": "已补发"}),
    "/letters/{letter_id}/return": (HEAD, {"letter_id": "l2"}, VAGUE),
    "/letters/{letter_id}/drop": ("141181-office", {"letter_id": "l2"}, {}),
    "/letters/{letter_id}/reword": ("141181-office", {"letter_id": "l2"}, {
        "assignments": [order("141181-urban")]}),
    "/letters/{letter_id}/sign": (HEAD, {"letter_id": "l2"}, {}),
    "/drafts/{draft_id}/revise": ("141181-office", {"draft_id": "d1"}, PLAIN_REPLY),
    "/drafts/{draft_id}/submit": ("141181-office", {"draft_id": "d1"}, {}),
    "/drafts/{draft_id}/recall": ("141181-office", {"draft_id": "d1"}, {}),
    "/drafts/{draft_id}/pass-silence": ("141181-office", {"draft_id": "d1"}, {"reason": "term_over"}),
    "/drafts/{draft_id}/countersign": ("141181-office", {"draft_id": "d1"}, {"agrees": True}),
    "/drafts/{draft_id}/sign": (HEAD, {"draft_id": "d1"}, {}),
    "/drafts/{draft_id}/return": (HEAD, {"draft_id": "d1"}, VAGUE),
    "/drafts/{draft_id}/read": (LEADER, {"draft_id": "d1"}, OPINION),
    "/drafts/{draft_id}/send-back": (LEADER, {"draft_id": "d1"}, OPINION),
    "/promises/{promise_id}/report": ("141181-office", {"promise_id": "c1"}, {
        "done_on": "2022-03-28", "text": "已兑现", "evidence": [f"{CASE}-f1"]}),
    "/replies/{reply_id}/accept": ("141181-office", {"reply_id": "r1"}, {}),
    "/replies/{reply_id}/return": ("141181-office", {"reply_id": "r1"}, VAGUE),
    "/replies/{reply_id}/read": (LEADER, {"reply_id": "r1"}, OPINION),
    "/replies/{reply_id}/send-back": (LEADER, {"reply_id": "r1"}, OPINION),
    "/further-replies/{further_id}/read": (LEADER, {"further_id": "x1"}, OPINION),
    "/further-replies/{further_id}/send-back": (LEADER, {"further_id": "x1"}, OPINION),
}  # fmt: skip
"""What the people of a county may do to a case: who of them, to what, and how."""

OTHERWISE = {
    "/questions/{question_id}/answer": "question_unknown",
    "/promises/{promise_id}/report": "promise_unknown",
}
"""What is answered where there is no such case, either."""

IN_A_COUNTY = {R.UNIT, R.COUNTY_OFFICE, R.UNIT_HEAD, R.COUNTY_LEADER}
ELSEWHERE = {
    "/measures", "/measures/{measure_id}/revoke", "/files", "/scans", "/readings", "/instructions",
}  # fmt: skip
"""About no case; or tried on their own."""


async def test_the_accused_act_on_nothing(routing: Routing) -> None:
    rows = {
        path.removeprefix("/v1")
        for (do, path), row in SERVICE.access.items()
        if do == "POST" and set(row.roles) & IN_A_COUNTY
    }
    assert rows - ELSEWHERE == set(COMMANDS)
    await routing.to_dispatched(order("ll-police"), order("141181-office", "assisting"))
    await routing.hear(accused("141181-office"))
    for path, (who, names, body) in COMMANDS.items():
        concrete = path.format(**{n: f"{CASE}-{i}" if i else CASE for n, i in names.items()})
        rule = OTHERWISE.get(path, "case_unknown")
        assert await routing.refused(who, concrete, body, match=1) == (404, rule), path
    upload = await routing.upload("141181-office", PICTURE)
    assert (upload.status_code, upload.json()["rule"]) == (404, "case_unknown")
    batch = {"decisions": [
        {"reply_id": f"{CASE}-r1", "version": 1, "decision": "read"} | OPINION]}  # fmt: skip
    [read] = (await routing.do(LEADER, "/readings", batch))["items"]
    assert (read["status"], read["rule"]) == (404, "case_unknown")
    one = {"instructions": [{"case_id": CASE} | INSTRUCTION]}
    [given] = (await routing.do(LEADER, "/instructions", one))["items"]
    assert (given["status"], given["rule"]) == (404, "case_unknown")
    assert (await routing.journal())[-1]["action"] == "release"


async def test_an_office_that_is_accused_acts_only_through_the_holder(routing: Routing) -> None:
    await routing.open(accused_units=("ll-office",))
    await routing.instruct()
    body = {"assignments": [order("ll-police")]}
    letters = f"/cases/{CASE}/letters"
    with_unit: dict[str, Any] = {"name": "窦某", "roles": ["clerk"], "unit": "ll-office"}
    headers = routing.headers(sub="staff/other", **with_unit)
    other = await routing.http.post(f"/v1{letters}", json=body, headers=headers)
    assert (other.status_code, other.json()["rule"]) == (404, "case_unknown")
    drafted = await routing.do("clerk", letters, body)
    path = f"/letters/{drafted['letter_id']}"
    assert await routing.refused("reviewer", f"{path}/check", {}, match=1) == (404, "case_unknown")
    outside: dict[str, Any] = {"name": "纪某", "roles": ["reviewer"], "unit": "ll-discipline"}
    headers = routing.headers(sub="staff/outside", match=1, **outside)
    checked = await routing.http.post(f"/v1{path}/check", json={}, headers=headers)
    assert checked.status_code == 200, checked.text


async def test_who_has_an_interest_does_nothing_and_looks_at_nothing(routing: Routing) -> None:
    await routing.open()
    await routing.instruct()
    drafted = await routing.on_case("clerk", "letters", {"assignments": [order("ll-police")]})
    await routing.hear(
        InterestDeclared(
            case_id=CASE, sub="staff/reviewer", name="葛某", ground="kinship", by=CLERK
        )
    )
    excluded = (403, "interest_excludes")
    path = f"/letters/{drafted['letter_id']}"
    assert await routing.refused("reviewer", f"{path}/check", {}, match=1) == excluded
    meeting = {"held_on": "2022-03-28", "place": "室", "units": ["ll-police"], "agreed": "尽快"}
    assert await routing.refused("reviewer", f"/cases/{CASE}/meetings", meeting) == excluded
    for address in (path, f"/cases/{CASE}", f"/cases/{CASE}/letters", f"/cases/{CASE}/archive"):
        looked = await routing.send("reviewer", "GET", address)
        assert (looked.status_code, looked.json()["rule"]) == excluded, address


# ---- what the accused have, once they are named ----------------------------------------------------


async def test_what_they_answered_no_longer_stands(routing: Routing) -> None:
    await routing.to_replied()
    await routing.on_reply("reviewer", "review")
    await routing.hear(accused("ll-police"))
    view = await routing.case()
    assert (view["state"], view["assignments"][0]["state"]) == ("dispatched", "released")
    [barred] = await routing.said("reply_barred")
    assert (barred["unit_id"], barred["reply_id"]) == ("ll-police", view["replies"][0]["reply_id"])
    [released] = await routing.said("assignment_released")
    assert released["reason"] == "accused"
    await routing.dispatch(order("ll-market"))
    await routing.answer_as("ll-market", text="市场局已核实并办结。")
    await routing.publish()
    [published] = await routing.said("reply_published")
    assert published["units"] == ["ll-market"]


async def test_what_is_public_stands_and_a_redo_goes_past_them(routing: Routing) -> None:
    await routing.to_published()
    await routing.hear(accused("ll-police"))
    view = await routing.case()
    assert (view["state"], view["assignments"][0]["state"]) == ("published", "answered")
    redone = await routing.on_case("head", "redo", {"reason": "not_in_place", "text": "仍未解决"})
    assert (redone["state"], redone["letter_no"]) == ("dispatched", None)
    assert len((await routing.case())["assignments"]) == 1
    await routing.dispatch(order("ll-market"))
    assert (await routing.assignment("ll-market"))["round"] == 2


async def test_a_redo_leaves_out_who_assisted_and_is_accused(routing: Routing) -> None:
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.answer_as("ll-edu")
    await routing.answer_as("ll-police")
    await routing.publish()
    await routing.hear(accused("ll-edu"))
    redone = await routing.on_case("head", "redo", {"reason": "not_in_place", "text": "仍未解决"})
    assert redone["letter_no"]
    again = [a["unit_id"] for a in (await routing.case())["assignments"] if a["round"] == 2]
    assert again == ["ll-police"]


async def test_a_letter_and_a_proposal_that_name_them_are_taken_back(routing: Routing) -> None:
    await routing.open()
    await routing.instruct()
    drafted = await routing.on_case("clerk", "letters", {"assignments": [order("ll-police")]})
    await routing.hear(accused("ll-police"))
    path = f"/letters/{drafted['letter_id']}"
    assert (await routing.get(path))["state"] == "dropped"
    assert await routing.refused("reviewer", f"{path}/check", {}, match=2) == (409, "wrong_state")
    other = await routing.on_case("clerk", "letters", {"assignments": [order("ll-market")]})
    await routing.hear(accused("ll-police", "ll-edu"))
    assert (await routing.get(f"/letters/{other['letter_id']}"))["state"] == "drafted"


@pytest.mark.parametrize("before", ["office_head", "leader"])
async def test_a_proposal_that_names_them_comes_back(routing: Routing, before: str) -> None:
    await routing.open()
    proposal = await routing.propose(order("ll-police"))
    if before == "leader":
        await routing.do("head", f"/proposals/{proposal}/submit")
    await routing.hear(accused("ll-police"))
    view = await routing.case()
    assert view["state"] == "opened"
    assert view["proposals"][0]["returned_for"] == "accused"
    assert (await routing.get("/submissions", who="leader"))["items"] == []
    named = {"text": "请市公安局办理。", "units": ["ll-police"]}
    path = f"/cases/{CASE}/instruct"
    assert await routing.refused("leader", path, named) == (422, "accused_unit")
    await routing.propose(order("ll-market"))


async def test_a_draft_does_not_wait_for_their_countersignature(routing: Routing) -> None:
    await routing.to_dispatched(
        order("ll-police"), order("ll-edu", "assisting"), order("ll-market", "assisting")
    )
    for unit in ("ll-edu", "ll-market"):
        await routing.answer_as(unit)
    await routing.on_assignment("ll-police", "sign")
    draft = await draft_as(routing, "ll-police", PLAIN_REPLY)
    path = f"/drafts/{draft['draft_id']}"
    await routing.do("ll-police", f"{path}/submit", match=draft["etag"])
    await routing.hear(accused("ll-edu"))
    state = [d for d in (await routing.case())["drafts"] if d["unit_id"] == "ll-police"]
    assert [d["state"] for d in state] == ["drafted"]
    again = {"draft_id": draft["draft_id"], "etag": state[0]["version"]}
    await sign_as(routing, "ll-police", await submit_as(routing, "ll-police", again))
    shown = await routing.get(path, who="ll-police")
    asked = [c["unit_id"] for c in shown["circulations"]]
    assert asked == ["ll-edu", "ll-market", "ll-market"]
    assert (await routing.case())["state"] == "replied"


async def test_a_question_put_to_them_is_not_answered_for_them(routing: Routing) -> None:
    await routing.open(route="direct", kind="inquiry")
    asked = {"unit_id": "ll-police", "question": "何时补发？"}
    response = await routing.send("clerk", "POST", f"/cases/{CASE}/questions", asked)
    path = f"/questions/{response.json()['question_id']}/answer"
    await routing.hear(accused("ll-police"))
    assert (await routing.get("/questions", who="ll-police"))["items"] == []
    said = {"answer": "已补发", "said_by": "钱某"}
    assert await routing.refused("clerk", path, said) == (422, "accused_unit")


async def test_that_the_city_s_office_is_accused_takes_the_case_from_no_unit(
    routing: Routing,
) -> None:
    """It stands above them all."""
    await routing.to_dispatched(order("ll-police"), order("ll-edu", "assisting"))
    await routing.hear(accused("ll-office"))
    assert await routing.said("assignment_released") == []
    await routing.on_assignment("ll-police", "sign")
    forward = {"assignments": [order("ll-police-traffic")]}
    await routing.on_assignment("ll-police", "forward", forward)


async def test_a_case_that_accuses_the_handler_is_not_shown_beside_the_one_it_was_joined_to(
    routing: Routing,
) -> None:
    await routing.to_dispatched()
    await routing.hear(
        *told(DIRECT, title="民警推诿", external_id="14838303", route="transfer",
              transfer_to="ll-discipline"),
        CaseJoined(case_id=CASE, from_case=DIRECT, joined_as="chaser", posted_at=MONDAY, by=CLERK),
    )  # fmt: skip
    assert len((await routing.case(who="ll-police"))["joined"]) == 1
    await routing.hear(AccusedNamed(case_id=DIRECT, accused_units=("ll-police",), by=CLERK))
    assert (await routing.case(who="ll-police"))["joined"] == []
    assert len((await routing.case())["joined"]) == 1


async def test_what_accuses_the_addressee_s_own_office_is_read_by_the_city_s_leader(
    routing: Routing,
) -> None:
    """Else nobody could: the case would never come to its end."""
    await routing.open(addressee_fid=1010, accused_units=("141181-office",))
    await routing.instruct()
    await routing.dispatch(order("ll-police"))
    await routing.answer_as("ll-police")
    await routing.on_reply("reviewer", "review")
    assert (await routing.get("/readings", who="xiaoyi"))["items"] == []
    assert await routing.refused_on_reply("xiaoyi", "read", {"opinion": "同意"}) == (
        404, "case_unknown",
    )  # fmt: skip
    [waiting] = (await routing.get("/readings", who="leader"))["items"]
    assert waiting["case_id"] == CASE
    await routing.on_reply("leader", "read", {"opinion": "同意"})
    assert (await routing.case())["state"] == "read"
