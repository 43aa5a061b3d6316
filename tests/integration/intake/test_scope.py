"""Whom a case is there for: agents while they have its call, nobody whom it accuses, and no list tells."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.intake.app import SERVICE
from services.intake.handlers.nights import look
from shared.contracts.envelope import Actor
from shared.contracts.notify import CallbackReleased
from tests.integration.intake.conftest import MONDAY
from tests.integration.intake.facts import attempted, completed, exhausted, leased
from tests.integration.intake.test_desk import a_unit
from tests.integration.intake.test_settling import AS_HELP
from tests.unit.intake.builders import a_row

OTHER_AGENT = Actor(sub="staff/邢某", name="邢某", role="agent")
FAN = {"who": "范某", "role": "agent"}
WISH = {"hide_from_unit": True, "reason": "told_in_call"}
TOLD = {"account": "水表坏了", "consent": True}
MATTER = {"subject_matter": "停水", "fact_base": "管网老化。"}
GONE = (404, "case_unknown")


@pytest.fixture
async def held(intake):
    case_id = await intake.enter()
    await intake.act(case_id, "claim")
    return case_id


@pytest.fixture
async def against_us(intake, held):
    """A case that speaks against the office itself, held by Mei."""
    await intake.hear(a_unit("ll-office", None, "office"), a_unit("ll-police", "ll-office"))
    await intake.act(held, "accused", {"accused_units": ["ll-office"]})
    return held


def released(case_id, reason="given_back"):
    return CallbackReleased(case_id=case_id, task_id="t1", purpose="verification", reason=reason)


async def listed(intake, path, **more):
    return [item["case_id"] for item in (await intake.get(path, **more))["items"]]


async def known_to(intake, case_id, **who):
    """Whether a case is there for an agent, by every way to it: all say the same."""
    response = await intake.http.get(
        f"/v1/cases/{case_id}", headers=intake.as_person(who["who"], who["role"])
    )
    ways = {
        response.status_code == 200,
        case_id in await listed(intake, "/cases", **who),
        case_id in await listed(intake, f"/cases?number={case_id}", **who),
    }
    if ways != {True}:
        for action, body in (
            ("wishes", WISH), ("facts", TOLD), ("alarms", {"signs": ["self_harm"]}),
            ("supplements", {"text": "补充", "channel": "phone"}),
        ):  # fmt: skip
            assert await intake.refused(case_id, action, body, **who) == GONE
    [known] = ways
    return known


# ---- 话务员 ----------------------------------------------------------------------------------------


async def test_a_case_is_there_for_the_agent_who_has_its_call_and_for_no_other(intake, held):
    other = await intake.enter()
    assert not await known_to(intake, held, **FAN)
    await intake.hear(leased(held))
    assert await known_to(intake, held, **FAN)
    assert not await known_to(intake, other, **FAN)
    assert not await known_to(intake, held, who="邢某", role="agent")
    await intake.act(held, "wishes", WISH, **FAN)


@pytest.mark.parametrize("over", [released, attempted, exhausted])
async def test_it_is_there_no_more_when_the_call_was_not_placed_or_reached_nobody(
    intake, held, over
):
    await intake.hear(leased(held), over(held))
    assert not await known_to(intake, held, **FAN)
    await intake.hear(leased(held, by=OTHER_AGENT))
    assert not await known_to(intake, held, **FAN)
    assert await known_to(intake, held, who="邢某", role="agent")


async def test_who_reached_the_author_has_a_day_to_note_what_was_told(intake, held):
    await intake.hear(leased(held), completed(held))
    await intake.move_to(MONDAY + timedelta(hours=23))
    await intake.act(held, "facts", TOLD, **FAN)
    await intake.move_to(MONDAY + timedelta(hours=25))
    assert not await known_to(intake, held, **FAN)


async def test_a_call_about_a_case_that_nobody_here_knows_is_ignored(intake):
    await intake.hear(leased("LL2022-999999"), released("LL2022-999999"))
    assert await intake.rows("SELECT 1 FROM caller") == []


async def test_an_agent_is_shown_nothing_of_other_cases(intake, held):
    twin = await intake.enter(phone="")
    chaser = await intake.enter(phone="")
    for case_id in (twin, chaser):
        await intake.act(case_id, "claim")
    await intake.post("/groups", MATTER | {"cases": [held, twin]})
    repeats = {"route": "duplicate", "duplicate_of": held, "reason": "chaser"}
    await intake.act(chaser, "accept", repeats)
    await intake.hear(leased(held))
    shown = await intake.get(f"/cases/{held}", **FAN)
    assert (shown["joined"], shown["group"], shown["like_cases"]) == ([], None, [])
    own = await intake.get(f"/cases/{held}")
    assert [each["case_id"] for each in own["joined"]] == [chaser]
    assert own["group"]["cases"] == [held, twin]


@pytest.mark.parametrize(
    "path", ["/unclaimed", "/unsettled", "/alarms", "/groups", f"/groups/{uuid4()}", "/imports",
             "/cases/LL2022-000001/trail", "/cases/LL2022-000001/like", "/invalid-rows"],
)  # fmt: skip
async def test_the_office_s_lists_are_not_for_agents(intake, path):
    response = await intake.http.get(f"/v1{path}", headers=intake.as_person("范某", "agent"))
    assert (response.status_code, response.json()["rule"]) == (403, "wrong_role")


# ---- 检举控告 --------------------------------------------------------------------------------------


async def test_what_accuses_the_office_is_erased_by_its_holder_and_all_else_by_the_head(
    intake, against_us
):
    other = await intake.enter()
    await intake.act(other, "claim")
    assert await intake.refused(other, "erase") == (403, "head_erases")
    assert await intake.refused(other, "erase", who="兰某") == (403, "not_the_holder")
    assert await intake.refused(against_us, "erase", who="竹某") == GONE
    assert await intake.refused(against_us, "erase", who="兰某") == GONE
    await intake.act(against_us, "erase")
    await intake.act(other, "erase", who="竹某")


async def test_no_group_tells_of_what_is_hidden(intake, held):
    await intake.hear(a_unit("ll-office", None, "office"))
    twin, third = [await intake.enter(phone="") for _ in range(2)]
    for case_id in (twin, third):
        await intake.act(case_id, "claim")
    group = (await intake.post("/groups", MATTER | {"cases": [held, twin]})).json()["group_id"]
    await intake.act(held, "interests", {
        "sub": "staff/兰某", "name": "兰某", "ground": "kinship"}, who="竹某")  # fmt: skip
    shown = await intake.get(f"/groups/{group}", who="兰某")
    assert [case["case_id"] for case in shown["cases"]] == [twin]
    [row] = (await intake.get("/groups", who="兰某"))["items"]
    assert row["cases"] == 1
    assert (await intake.get(f"/cases/{twin}", who="兰某"))["group"]["cases"] == [twin]
    headers = intake.as_person("兰某", None) | {"If-Match": '"1"'}
    response = await intake.http.post(
        "/v1/groups/change", json={"group_id": group, "add": [third]}, headers=headers
    )
    assert (response.status_code, response.json()["rule"]) == (403, "interest_excludes")


async def test_what_is_hidden_is_no_first_case_nor_what_a_row_became(intake, against_us):
    lan_s = await intake.enter(phone="")
    await intake.act(lan_s, "claim", who="兰某")
    body = {"route": "duplicate", "duplicate_of": against_us}
    nowhere = body | {"duplicate_of": "LL2022-999999"}
    assert await intake.refused(lan_s, "accept", body, who="兰某") == await intake.refused(
        lan_s, "accept", nowhere, who="兰某"
    )
    grouped = await intake.post("/groups", MATTER | {"cases": [lan_s, against_us]}, who="兰某")
    assert grouped.json()["rule"] == "case_unknown"
    told = (await intake.take_in([{"tid": None}]))["import_id"]
    path = f"/imports/{told}/rows/1/settle"
    became = {"settled_as": "entered", "case_id": against_us}
    response = await intake.post(path, became, who="兰某")
    assert (response.status_code, response.json()["rule"]) == (422, "case_unknown")
    assert (await intake.post(path, became)).status_code == 200


async def test_an_import_and_the_looks_name_no_case_that_is_hidden(intake):
    first = next(iter((await intake.take_in_example()).values()))
    await intake.act(first, "claim")
    await intake.act(first, "reveal", {"purpose": "verification"}, who="竹某")
    assert len((await intake.get(f"/cases/{first}/looks", who="竹某"))["items"]) == 1
    await intake.hear(a_unit("ll-office", None, "office"))
    [run] = (await intake.get("/imports"))["items"]
    await intake.act(first, "accused", {"accused_units": ["ll-office"]})

    async def named(who):
        rows = (await intake.get(f"/imports/{run['import_id']}", who=who))["rows"]
        return [row["case_id"] for row in rows]

    own = await named("梅某")
    assert first in own
    assert await named("兰某") == [None if case_id == first else case_id for case_id in own]
    assert (await intake.get(f"/cases/{first}/looks", who="竹某"))["items"] == []


async def test_what_accuses_the_office_stands_in_the_lists_of_its_holder_alone(intake, against_us):
    await intake.act(against_us, "alarms", {"signs": ["self_harm"]})
    for path in ("/cases", "/alarms", f"/cases?number={against_us}"):
        assert against_us in await listed(intake, path), path
        assert await listed(intake, path, who="兰某") == [], path
        assert await listed(intake, path, who="竹某") == [], path
    response = await intake.http.get(
        f"/v1/cases/{against_us}/trail", headers=intake.as_person("竹某", None)
    )
    assert (response.status_code, response.json()["rule"]) == GONE


# ---- every address ---------------------------------------------------------------------------------

TELLS_OF_NO_CASE = {
    "/v1/author-searches", "/v1/channels", "/v1/decline-reasons", "/v1/groups", "/v1/imports",
    "/v1/invalid-rows", "/v1/suggestions/agreement",
}  # fmt: skip
OTHERS = {"兰某": "clerk", "竹某": "office_head", "松某": "reviewer", "范某": "agent"}
ACCUSE = """
INSERT INTO accused_unit (case_id, unit_id, named_by, named_at)
VALUES ($1, 'll-office', '{}', clock.now()) RETURNING 1
"""


class Walk:
    """Looks at every address as the people of an office that one case turns out to accuse."""

    def __init__(self, intake, case_id):
        self.intake = intake
        self.case_id = case_id
        self.told_of = set()

    async def tells(self, who, address):
        headers = self.intake.as_person(who, OTHERS[who])
        answer = await self.intake.http.get(address, headers=headers)
        assert answer.status_code < 500, address
        if answer.status_code != 200:
            return False
        about = self.case_id in address and answer.json().get("items") != []
        return about or self.case_id in answer.text

    async def round(self, *others, **names):
        """Every address once as things stand and once as if it had been an accusation all along."""
        found = {}
        for method, row in SERVICE.access:
            if method == "GET":
                for case_id in (self.case_id, *others) if "{case_id}" in row else ("",):
                    found[row.format(case_id=case_id, **names)] = row
        told = {(a, who) for a in found for who in OTHERS if await self.tells(who, a)}
        self.told_of |= {found[address] for address, _ in told}
        await self.intake.rows(ACCUSE, self.case_id)
        for address in found:
            for who in OTHERS:
                assert not await self.tells(who, address), (who, address)
        await self.intake.rows("DELETE FROM accused_unit RETURNING 1")


async def test_no_address_tells_the_office_of_what_accuses_it(intake):
    await intake.hear(a_unit("ll-office", None, "office"))
    run = await intake.take_in([a_row(typeName="国美活动")])
    [case_id] = [row["case_id"] for row in run["rows"]]
    twin = await intake.enter(phone="")
    walk = Walk(intake, case_id)
    names = {"import_id": run["import_id"], "group_id": str(uuid4())}
    await intake.move_to(MONDAY + timedelta(days=3))
    await look(intake.runtime)
    await walk.round(twin, **names)

    for each in (case_id, twin):
        await intake.act(each, "claim")
    await intake.hear(leased(case_id))
    await intake.act(case_id, "reveal", {"purpose": "verification"})
    await intake.act(case_id, "alarms", {"signs": ["self_harm"]})
    made = await intake.post("/groups", MATTER | {"cases": [case_id, twin]})
    await walk.round(twin, **names | {"group_id": made.json()["group_id"]})

    await intake.hear(completed(case_id))
    await intake.act(case_id, "classify", AS_HELP)
    await intake.act(case_id, "accept", {
        "route": "duplicate", "duplicate_of": twin, "reason": "chaser"})  # fmt: skip
    await walk.round(twin, **names)
    rows = {row for method, row in SERVICE.access if method == "GET"}
    assert rows - walk.told_of == TELLS_OF_NO_CASE
