"""Cases are found by their numbers, and by their authors for a purpose that stays on record."""

import json

import pytest
from httpx import QueryParams

from services.intake.store import searches
from tests.integration.intake.facts import completed
from tests.integration.intake.test_desk import a_unit

PHONE = "13000000002"
ASKED = {"phone": PHONE, "purpose": "author_asks"}
FROM_ABOVE = {
    "channel": "above", "external_id": "晋社情转〔2022〕5号", "outside_office": "省委社情民意服务办公室",
    "outside_due_on": "2022-12-01",
}  # fmt: skip


async def found(intake, number, who="梅某", **more):
    asked = QueryParams({"number": number} | more)
    return [item["case_id"] for item in (await intake.get(f"/cases?{asked}", who=who))["items"]]


async def search(intake, body=ASKED, **more):
    response = await intake.post("/author-searches", body, **more)
    assert response.status_code == 200, response.text
    return response.json()


def cases(answer):
    return [item["case_id"] for item in answer["items"]]


async def test_a_case_is_found_by_its_number_ours_or_the_channels(intake):
    by_tid = await intake.take_in_example()
    tid, case_id = next(iter(by_tid.items()))
    from_above = await intake.enter(**FROM_ABOVE)
    by_api = await intake.enter(channel="api", external_id="HL-77")
    assert await found(intake, tid) == [case_id]
    assert await found(intake, case_id.lower()) == [case_id]
    assert await found(intake, "晋社情转[2022]5号") == [from_above]
    assert await found(intake, "hl-77") == [by_api]
    assert await found(intake, "99999999") == []


async def test_one_number_in_several_channels_finds_all_of_them_page_by_page(intake):
    both = [
        await intake.enter(channel=channel, external_id="77")
        for channel in ("api", "form", "above")
    ]
    first = await intake.get("/cases?number=77&limit=2")
    rest = await intake.get(f"/cases?number=77&limit=2&cursor={first['next']}")
    assert cases(first) + cases(rest) == both
    assert rest["next"] is None
    await intake.act(both[1], "claim")
    assert await found(intake, "77", state="claimed") == [both[1]]


async def test_history_is_found_by_its_number_too(intake):
    by_tid = await intake.take_in_example()
    historic = await intake.rows(
        "SELECT case_id, external_id FROM reception WHERE state = 'historic'"
    )
    assert historic
    for row in historic:
        assert await found(intake, row["external_id"]) == [by_tid[row["external_id"]]]


async def test_an_authors_cases_are_found_by_the_phone_the_newest_first(intake):
    mine = [await intake.enter() for _ in range(3)]
    await intake.enter(phone="13000000003")
    first = await search(intake, ASKED | {"limit": 2})
    rest = await search(intake, ASKED | {"limit": 2, "below": first["next"]})
    assert cases(first) + cases(rest) == mine[::-1]
    assert rest["next"] is None
    assert first["items"][0]["title"] == "小区停水"


async def test_a_number_that_a_unit_found_later_finds_the_case_and_erasure_ends_it(intake):
    case_id = await intake.enter(phone="")
    await intake.act(case_id, "claim")
    better = {"phone": "139-1234-0001", "provenance": "visit", "legal_basis": "信访工作条例",
              "looked_up_by": "梅某"}  # fmt: skip
    await intake.act(case_id, "contacts", better)
    asked = {"phone": "13912340001", "purpose": "author_asks"}
    assert cases(await search(intake, asked)) == [case_id]
    await intake.act(case_id, "erase", who="竹某")
    assert cases(await search(intake, asked)) == []


async def test_an_author_is_found_by_the_nickname_and_nobody_by_none(intake):
    case_id = await intake.enter(nickname="吕小玲")
    await intake.enter()
    assert cases(await search(intake, {"nickname": "吕小玲", "purpose": "call_back"})) == [case_id]
    blank = await intake.post("/author-searches", {"nickname": " ", "purpose": "call_back"})
    assert blank.status_code == 422


async def test_each_search_for_an_author_stays_on_record_and_names_nobody(intake):
    case_id = await intake.enter()
    answer = await search(intake)
    listed = await intake.get("/author-searches", who="竹某")
    [kept] = listed["items"]
    assert (kept["search_id"], kept["by_what"], kept["purpose"], kept["found"]) == (
        answer["search_id"], "phone", "author_asks", 1,
    )  # fmt: skip
    assert kept["searched_by"]["name"] == "梅某"
    [entry] = await intake.journal(f"search/{answer['search_id']}")
    assert (entry["why"], entry["facts"]["cases"]) == ("author_asks", [case_id])
    for table in ("journal", "author_search", "idempotency", "event_log"):
        for row in await intake.rows(f"SELECT * FROM {table}"):
            assert PHONE not in json.dumps(row, default=str)
    stored = await intake.one("SELECT answer FROM idempotency WHERE answer LIKE '%search_id%'")
    assert "小区停水" not in stored["answer"]


async def test_who_asks_again_under_the_same_key_is_not_shown_again(intake):
    await intake.enter()
    first = await search(intake, key="k1")
    again = await search(intake, key="k1")
    assert len(first["items"]) == 1
    assert again["items"] is None
    assert len((await intake.get("/author-searches", who="竹某"))["items"]) == 1


@pytest.mark.parametrize(("who", "role"), [("松某", "reviewer"), ("范某", "agent"), ("某", "unit")])
async def test_only_the_desk_looks_for_authors(intake, who, role):
    response = await intake.post("/author-searches", ASKED, who=who, role=role)
    assert (response.status_code, response.json()["rule"]) == (403, "wrong_role")


async def test_what_is_not_there_for_somebody_is_not_found_either(intake):
    accusing, partial = await intake.enter(external_id="A1", channel="api"), await intake.enter()
    await intake.act(accusing, "claim")
    await intake.hear(completed(accusing))
    await intake.hear(a_unit("ll-office", None, "office"))
    await intake.act(accusing, "accused", {"accused_units": ["ll-office"]})
    own = {"sub": "staff/兰某", "name": "兰某", "ground": "kinship"}
    await intake.act(partial, "interests", own, who="兰某")
    for number in ("A1", accusing, partial):
        assert await found(intake, number, who="兰某") == []
    assert cases(await search(intake, who="兰某")) == []
    assert cases(await search(intake, who="竹某")) == [partial]
    assert cases(await search(intake)) == [partial, accusing]  # the holder sees both
    listed = [item["case_id"] for item in (await intake.get("/cases", who="兰某"))["items"]]
    assert listed == []
    assert (await intake.get("/unclaimed", who="兰某"))["items"] == []


async def test_a_search_costs_what_it_finds_and_not_what_is_stored(intake):
    """With 20,000 cases stored no question reads a whole table."""
    await intake.rows(
        """
        WITH cases AS (
          INSERT INTO reception (case_id, state, channel, external_id, addressee_name, type_name,
                                 domain_name, kind, handling_class, posted_at, admitted_at,
                                 received_at, no_call, secret, hide_from_unit, emergencies, flags)
          SELECT 'LL2021-' || lpad(n::text, 6, '0'), 'accepted', 'board', n::text, '', '求助', '城建',
                 'help', 'livelihood', clock.now(), clock.now(), clock.now(), false, false, false,
                 '[]', '[]'
          FROM generate_series(1, 20000) n RETURNING case_id),
        texts AS (
          INSERT INTO case_text (case_id, nickname, title, body)
          SELECT case_id, '网友' || case_id, '停水', '停水' FROM cases RETURNING 1)
        INSERT INTO contact (case_id, key_id, phone_state, phone_index)
        SELECT case_id, 'k1', 'dialable', 'i' || case_id FROM cases RETURNING 1
        """
    )
    async with intake.database.connect() as admin:
        await admin.execute(
            "ANALYZE intake.reception, intake.case_text, intake.contact, intake.found_contact"
        )
    own = ["ll-office"]
    questions = [
        (searches.BY_NUMBER,
         ["", 51, "s", own, "LL2021-000077", searches.CHANNELS, ["77"], None, None]),
        (searches.BY_PHONE, ["~", 51, "s", own, "iLL2021-000077"]),
        (searches.BY_NICKNAME, ["~", 51, "s", own, "网友LL2021-000077"]),
    ]  # fmt: skip
    async with intake.database.connect("intake") as connection:
        for sql, args in questions:
            assert [r["case_id"] for r in await connection.fetch(sql, *args)] == ["LL2021-000077"]
            plan = "\n".join(r[0] for r in await connection.fetch(f"EXPLAIN {sql}", *args))
            for table in ("reception", "case_text", "contact"):
                assert f"Seq Scan on {table} " not in plan, plan
