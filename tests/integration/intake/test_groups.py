"""同类件: near topics of different authors share the facts, and each is answered by itself."""

import pytest

from tests.integration.intake.facts import completed

SCHOOLS = [
    "孩子难道无法入读片区内的学校吗",
    "划到袁家庄小学上学太远",
    "第一小学何时开始招生",
    "水西小学何时扩建",
]
MATTER = {"subject_matter": "入学", "fact_base": "片区划分以九月公告为准。"}


@pytest.fixture
async def four(intake):
    """Four messages on near topics."""
    cases = []
    for n, title in enumerate(SCHOOLS):
        case_id = await intake.enter(title=title, domain_name="教育", phone=f"1300000010{n}")
        await intake.act(case_id, "claim")
        await intake.hear(completed(case_id))
        cases.append(case_id)
    return cases


async def grouped(intake, cases, **more):
    response = await intake.post("/groups", MATTER | {"cases": cases} | more)
    assert response.status_code == 201, response.text
    return response.json()


async def change(intake, group, match, **more):
    headers = intake.as_person("梅某", None) | {"If-Match": f'"{match}"'}
    body = {"group_id": group} | more
    return await intake.http.post("/v1/groups/change", json=body, headers=headers)


async def last_group(intake, case_id):
    return [e for e in await intake.said(of=case_id) if e["fact"] == "like_cases_grouped"][-1]


async def test_each_case_of_a_group_is_told_of_the_others_and_of_the_facts(intake, four):
    answer = await grouped(intake, four[:3])
    for case_id in four[:3]:
        told = await last_group(intake, case_id)
        assert told["group_id"] == answer["group_id"]
        assert told["cases"] == four[:3]
        assert told["fact_base"] == MATTER["fact_base"]
        assert (await intake.get(f"/cases/{case_id}"))["group"]["cases"] == four[:3]
        assert "片区" not in str(await intake.journal(f"case/{case_id}"))
    shown = await intake.get(f"/groups/{answer['group_id']}")
    assert [case["title"] for case in shown["cases"]] == SCHOOLS[:3]
    [listed] = (await intake.get("/groups"))["items"]
    assert (listed["cases"], listed["made_by"]["name"]) == (3, "梅某")


async def test_better_facts_and_more_cases_reach_all_and_nobody_overwrites_unseen(intake, four):
    group = (await grouped(intake, four[:2]))["group_id"]
    changed = await change(intake, group, 1, add=four[2:], fact_base="十月开工。")
    assert (changed.status_code, changed.json()["etag"]) == (200, 2)
    for case_id in four:
        assert (await last_group(intake, case_id))["fact_base"] == "十月开工。"
    stale = await change(intake, group, 1, fact_base="旧话")
    assert (stale.status_code, stale.json()["rule"]) == (412, "stale_version")


async def test_better_facts_reach_nobody_who_took_the_case_back(intake, four):
    group = (await grouped(intake, four[:2]))["group_id"]
    await intake.act(four[0], "withdraw", {"reason": "solved"})
    assert (await change(intake, group, 1, fact_base="十月开工。")).status_code == 200
    assert (await intake.facts(four[0]))[-1] == "case_withdrawn"
    assert (await last_group(intake, four[1]))["fact_base"] == "十月开工。"


async def test_a_case_that_is_not_like_the_others_leaves(intake, four):
    group = (await grouped(intake, four))["group_id"]
    await intake.act(four[3], "part", {"reason": "other_matter"})
    assert (await intake.said(of=four[3]))[-1]["fact"] == "like_case_parted"
    assert len((await intake.get(f"/groups/{group}"))["cases"]) == 3
    assert await intake.refused(four[3], "part", {"reason": "other_matter"}) == (409, "not_grouped")
    await grouped(intake, [four[3], await another(intake)])


async def another(intake):
    case_id = await intake.enter(title="小学报名", phone="")
    await intake.act(case_id, "claim")
    return case_id


async def test_what_does_not_belong_together_is_refused_by_name(intake, four):
    async def rule(cases):
        return (await intake.post("/groups", MATTER | {"cases": cases})).json()["rule"]

    assert await rule([four[0], four[0]]) == "case_twice"
    assert await rule([four[0], "LL2022-999999"]) == "case_unknown"
    assert await rule([four[0], await intake.enter()]) == "wrong_state"
    await intake.act(four[1], "accused", {"accused_units": ["ll-edu"]})
    assert await rule(four[:2]) == "accusation_in_group"
    await grouped(intake, four[2:])
    assert await rule([four[0], four[2]]) == "already_grouped"
    assert len((await intake.get("/groups"))["items"]) == 1


async def test_a_case_that_turns_out_to_accuse_leaves_its_group(intake, four):
    await grouped(intake, four)
    await intake.act(four[0], "accused", {"accused_units": ["ll-edu"]})
    assert (await intake.facts(four[0]))[-2:] == ["accused_named", "like_case_parted"]


async def test_cases_of_a_group_are_accepted_one_by_one(intake, four):
    await grouped(intake, four)
    await intake.act(four[0], "accept", {"route": "dispatch"})
    assert [await intake.state(case_id) for case_id in four] == [
        "accepted", "verified", "verified", "verified",
    ]  # fmt: skip


async def test_what_accuses_leaves_its_group_also_when_that_is_said_at_the_end(intake, four):
    group = await grouped(intake, four[:2])
    accuses = {"route": "transfer", "transfer_to": "ll-discipline", "accusation": True,
               "accused_units": ["ll-edu"]}  # fmt: skip
    await intake.act(four[0], "accept", accuses)
    assert (await intake.facts(four[0]))[-2:] == ["like_case_parted", "case_accepted"]
    shown = await intake.get(f"/groups/{group['group_id']}")
    assert [c["case_id"] for c in shown["cases"]] == [four[1]]


async def test_duplicates_and_chasers_are_joined_to_the_first_case(intake, four):
    first, repeat, chaser, _ = four
    await intake.act(repeat, "accept", {"route": "duplicate", "duplicate_of": first})
    await intake.act(
        chaser, "accept", {"route": "duplicate", "duplicate_of": first, "reason": "chaser"}
    )
    joined = [e for e in await intake.said(of=first) if e["fact"] == "case_joined"]
    assert [(e["from_case"], e["joined_as"]) for e in joined] == [
        (repeat, "duplicate"), (chaser, "chaser"),
    ]  # fmt: skip
    shown = (await intake.get(f"/cases/{first}"))["joined"]
    assert [(j["case_id"], j["reason"]) for j in shown] == [(repeat, None), (chaser, "chaser")]


async def test_the_reasons_for_declining_are_a_list(intake):
    items = (await intake.get("/decline-reasons"))["items"]
    codes = [item["code"] for item in items]
    assert {"out_of_area", "court", "petition_review", "military"} <= set(codes)
