"""What nobody knows is put before a person, and stays there until he settled it."""

import json

import pytest

from services.intake.store import imports, waiting
from tests.integration.intake.facts import completed
from tests.integration.intake.test_desk import a_unit
from tests.unit.intake.builders import a_row

STRANGE = {"type_name": "国美活动", "domain_name": "两会"}
AS_HELP = {
    "kind": "help", "domain_name": "城建", "handling_class": "livelihood", "reason": "read",
}  # fmt: skip


async def waiting_cases(intake, who="梅某"):
    return [item["case_id"] for item in (await intake.get("/unsettled", who=who))["items"]]


# ---- types and domains -----------------------------------------------------------------------------


async def test_an_unknown_type_or_domain_is_kept_as_it_came_and_put_before_a_person(intake):
    await intake.enter()
    strange = await intake.enter(**STRANGE)
    by_domain = await intake.enter(domain_name="国美")
    [first, second] = (await intake.get("/unsettled"))["items"]
    assert (first["case_id"], first["type_name"], first["domain_name"]) == (
        strange, "国美活动", "两会",
    )  # fmt: skip
    assert second["case_id"] == by_domain
    await intake.act(strange, "claim")
    await intake.act(strange, "classify", AS_HELP)
    assert await waiting_cases(intake) == [by_domain]
    shown = await intake.get(f"/cases/{strange}")
    assert (shown["type_name"], shown["kind"], shown["domain_name"]) == ("国美活动", "help", "城建")


@pytest.mark.parametrize("came", [STRANGE, {"domain_name": "国美"}])
@pytest.mark.parametrize("route", [{"route": "dispatch"}, {"route": "decline", "reason": "court"}])
async def test_nothing_is_accepted_that_nobody_settled(intake, came, route):
    case_id = await intake.enter(**came)
    await intake.act(case_id, "claim")
    await intake.hear(completed(case_id))
    assert await intake.refused(case_id, "accept", route) == (409, "classify_first")
    await intake.act(case_id, "classify", AS_HELP | {"domain_name": "国美"})  # he may let it stand
    await intake.act(case_id, "accept", route)
    assert await waiting_cases(intake) == []


async def test_a_campaign_keeps_its_name_and_waits_for_nobody(intake):
    for type_name, kind in (("建言", "suggestion"), ("两会", "campaign")):
        case_id = await intake.enter(type_name=type_name, domain_name="征集")
        shown = await intake.get(f"/cases/{case_id}")
        assert (shown["kind"], shown["type_name"], shown["domain_name"]) == (
            kind,
            type_name,
            "征集",
        )
    assert await waiting_cases(intake) == []


async def test_the_list_goes_on_page_by_page_and_shows_nobody_what_accuses_him(intake):
    cases = [await intake.enter(**STRANGE) for _ in range(4)]
    first = await intake.get("/unsettled?limit=3")
    rest = await intake.get(f"/unsettled?limit=3&cursor={first['next']}")
    assert [i["case_id"] for i in first["items"] + rest["items"]] == cases
    await intake.hear(a_unit("ll-office", None, "office"))
    await intake.act(cases[0], "claim")
    await intake.act(cases[0], "accused", {"accused_units": ["ll-office"]})
    assert await waiting_cases(intake, "兰某") == cases[1:]
    assert await waiting_cases(intake) == cases


# ---- rows that became no case ----------------------------------------------------------------------

BROKEN = {"subject": "路边摊", "content": "无编号", "contact": {"phone": "13000000009"}}
LOOK = {"purpose": "enter_by_hand"}


@pytest.fixture
async def broken(intake):
    """An import whose second row cannot be read."""
    answer = await intake.take_in([a_row(), BROKEN])
    assert answer["counts"] == {"received": 1, "invalid": 1}
    return answer["import_id"]


async def rows(intake):
    return (await intake.get("/invalid-rows"))["items"]


async def test_a_row_that_became_no_case_waits_for_a_person_who_sees_it_as_it_came(intake, broken):
    [row] = await rows(intake)
    assert (row["import_id"], row["row"], row["reason"]) == (broken, 2, "tid_missing")
    response = await intake.post(f"/imports/{broken}/rows/2/reveal", LOOK, key="k")
    assert json.loads(response.json()["came"]) == BROKEN
    assert response.headers["cache-control"] == "no-store"
    entry = (await intake.journal(f"import/{broken}"))[-1]
    assert (entry["action"], entry["why"], entry["facts"]["row"]) == (
        "reveal_row", "enter_by_hand", 2,
    )  # fmt: skip
    again = await intake.post(f"/imports/{broken}/rows/2/reveal", LOOK, key="k")
    assert (again.json()["came"], again.headers["idempotent-replay"]) == (None, "true")
    assert "13000000009" not in str(await intake.rows("SELECT answer FROM idempotency"))


async def test_who_settled_it_says_what_it_became_and_the_row_is_forgotten(intake, broken):
    path = f"/imports/{broken}/rows/2/settle"
    by_hand = await intake.enter()
    for wrong, status in (
        ({"settled_as": "entered"}, 422), ({"settled_as": "no_message", "case_id": by_hand}, 422),
        ({"settled_as": "entered", "case_id": "LL2022-999999"}, 422),
    ):  # fmt: skip
        assert (await intake.post(path, wrong)).status_code == status
    entered = {"settled_as": "entered", "case_id": by_hand}
    assert (await intake.post(path, entered)).status_code == 200
    assert await rows(intake) == []
    again = await intake.post(path, entered)
    assert (again.status_code, again.json()["rule"]) == (409, "already_settled")
    gone = await intake.post(f"/imports/{broken}/rows/2/reveal", LOOK)
    assert (gone.status_code, gone.json()["rule"]) == (409, "already_settled")
    kept = await intake.one("SELECT * FROM invalid_row")
    assert (kept["sealed"], kept["settled_as"], kept["case_id"]) == (None, "entered", by_hand)


async def test_a_row_of_another_import_or_one_that_became_a_case_is_none(intake, broken):
    for row in (1, 3):
        response = await intake.post(
            f"/imports/{broken}/rows/{row}/settle", {"settled_as": "no_message"}
        )
        assert (response.status_code, response.json()["rule"]) == (404, "row_unknown")


async def test_both_lists_cost_what_waits_and_not_what_is_stored(intake):
    await intake.rows(
        """
        WITH cases AS (
          INSERT INTO reception (case_id, state, channel, addressee_name, type_name, domain_name,
                                 kind, handling_class, posted_at, admitted_at, received_at,
                                 no_call, secret, hide_from_unit, emergencies, flags)
          SELECT 'LL2021-' || lpad(n::text, 6, '0'),
                 CASE WHEN n % 100 = 0 THEN 'received' ELSE 'accepted' END, 'form', '', '求助',
                 '国美', 'help', 'livelihood', clock.now(), clock.now(), clock.now(), false, false,
                 false, '[]', '["domain_unknown"]'
          FROM generate_series(1, 20000) n RETURNING case_id),
        texts AS (
          INSERT INTO case_text (case_id, nickname, title, body)
          SELECT case_id, '', '停水', '停水' FROM cases RETURNING 1),
        rows AS (
          INSERT INTO import_row (import_id, row_no, outcome, reason)
          SELECT 'i', n, 'invalid', 'tid_missing' FROM generate_series(1, 20000) n RETURNING row_no)
        INSERT INTO invalid_row (import_id, row_no, settled_at)
        SELECT 'i', row_no, CASE WHEN row_no % 200 > 0 THEN clock.now() END FROM rows RETURNING 1
        """
    )
    async with intake.database.connect() as admin:
        await admin.execute(
            "ANALYZE intake.reception, intake.case_text, intake.invalid_row, intake.import_row"
        )
    questions = [
        (waiting.UNSETTLED, ["", 51, "s", ["ll-office"]], "reception_unsettled"),
        (imports.OPEN_ROWS, ["", 0, 51], "invalid_row_open"),
    ]
    async with intake.database.connect("intake") as connection:
        for sql, args, index in questions:
            plan = "\n".join(r[0] for r in await connection.fetch(f"EXPLAIN {sql}", *args))
            assert index in plan, plan
            for table in ("reception", "case_text", "invalid_row", "import_row"):
                assert f"Seq Scan on {table} " not in plan, plan
