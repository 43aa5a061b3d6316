"""Each night every reception is looked at: somebody reads it, somebody has it in hand (A67)."""

import asyncio
from datetime import timedelta

from services.intake.handlers.nights import look
from services.intake.store import breaches as store
from services.intake.store import waiting
from tests.integration.intake.conftest import MONDAY
from tests.integration.intake.facts import completed
from tests.integration.intake.test_desk import a_unit

DANGER = "楼道里燃气泄漏，味道很大，快来人。"


async def night(intake, days):
    """So many days after the Monday, a night looks."""
    await intake.move_to(MONDAY + timedelta(days=days))
    return await look(intake.runtime)


async def standing(intake, who="竹某"):
    items = (await intake.get("/breaches", who=who))["items"]
    return [(b["case_id"], b["invariant"], b["ground"]) for b in items]


async def test_where_everything_holds_nothing_is_found(intake):
    await intake.enter()
    await intake.take_in_example()
    for danger in (await intake.get("/alarms"))["items"]:
        seen = {"alarm": "emergency", "measures": ["called_author"]}
        await intake.act(danger["case_id"], "attend", seen)
    assert await night(intake, 1)
    assert await standing(intake) == []
    assert "breach_found" not in await intake.facts()


async def test_a_night_looks_once_one_replica_of_many_and_the_next_one_again(intake):
    await intake.enter()
    await intake.move_to(MONDAY + timedelta(days=9))
    looked = await asyncio.gather(*(look(intake.runtime) for _ in range(4)))
    assert looked.count(True) == 1
    assert len(await intake.said("breach_found")) == 1
    assert not await look(intake.runtime)
    assert await night(intake, 10)
    assert len(await intake.said("breach_found")) == 1


async def test_none_stays_unread_without_gate_or_without_route(intake):
    case_id = await intake.enter()
    for days in (3, 4):
        await night(intake, days)
        assert await standing(intake) == [(case_id, "reader", "stays_received")]
    await intake.act(case_id, "claim")
    await night(intake, 5)
    assert await standing(intake) == []
    await night(intake, 8)
    assert await standing(intake) == [(case_id, "owner", "stays_claimed")]
    await intake.hear(completed(case_id))
    await night(intake, 9)
    assert await standing(intake) == []
    await night(intake, 12)
    assert await standing(intake) == [(case_id, "owner", "stays_verified")]
    await intake.act(case_id, "accept", {"route": "dispatch"})
    await night(intake, 13)
    assert await standing(intake) == []
    await night(intake, 100)
    assert await standing(intake) == []
    told = [e for e in await intake.facts(case_id) if "breach" in e]
    assert told == ["breach_found", "breach_cleared"] * 3
    found = (await intake.said("breach_found"))[0]
    assert (found["invariant"], found["ground"]) == ("reader", "stays_received")
    assert found["since"].startswith("2022-11-21T01:00")
    steps = [e["action"] for e in await intake.journal(case_id) if "breach" in e["action"]]
    assert steps == ["find_breach", "clear_breach"] * 3


async def test_a_case_that_is_handed_on_and_on_stays_all_the_same(intake):
    case_id = await intake.enter()
    await intake.act(case_id, "claim")
    to = {"to_sub": "staff/兰某", "to_name": "兰某", "reason": "leave"}
    await intake.move_to(MONDAY + timedelta(days=3))
    await intake.act(case_id, "handover", to)
    await night(intake, 4)
    [breach] = (await intake.get("/breaches", who="竹某"))["items"]
    assert (breach["ground"], breach["holder"]["name"]) == ("stays_claimed", "兰某")


async def test_a_case_in_hand_without_holder_is_found(intake):
    case_id = await intake.enter()
    await intake.act(case_id, "claim")
    await intake.rows("DELETE FROM claim RETURNING 1")
    await night(intake, 1)
    assert await standing(intake) == [(case_id, "owner", "holder_missing")]


async def test_danger_that_nobody_saw_to_is_found_whatever_became_of_the_case(intake):
    case_id = await intake.enter(text=DANGER)
    await intake.act(case_id, "claim")
    await intake.act(case_id, "withdraw", {"reason": "author_asked"})
    await night(intake, 1)
    assert await standing(intake) == [(case_id, "reader", "alarm_unattended")]
    await intake.act(case_id, "attend", {"alarm": "emergency", "measures": ["called_119"]})
    await night(intake, 2)
    assert await standing(intake) == []


async def test_only_the_office_head_reads_them_page_by_page_and_none_against_the_office(intake):
    accusing, first, second = [await intake.enter() for _ in range(3)]
    await intake.act(accusing, "claim")
    await intake.hear(a_unit("ll-office", None, "office"))
    await intake.act(accusing, "accused", {"accused_units": ["ll-office"]})
    await night(intake, 9)
    refused = await intake.http.get("/v1/breaches", headers=intake.as_person("梅某", None))
    assert refused.status_code == 403
    page = await intake.get("/breaches?limit=1", who="竹某")
    rest = await intake.get(f"/breaches?limit=1&cursor={page['next']}", who="竹某")
    assert [b["case_id"] for b in page["items"] + rest["items"]] == [first, second]
    assert rest["next"] is None
    assert len(await intake.said("breach_found")) == 3  # it is found, and shown to nobody accused


async def test_a_night_that_was_broken_off_is_looked_at_again(intake):
    await intake.enter()
    await night(intake, 9)
    await intake.rows("DELETE FROM night RETURNING 1")
    assert await look(intake.runtime)
    assert len(await intake.said("breach_found")) == 1


async def test_a_night_costs_what_it_finds_and_not_what_is_stored(intake):
    """With 20,000 accepted cases no question reads a whole table, nor does the list of what waits."""
    await intake.rows(
        """
        WITH cases AS (
          INSERT INTO reception (case_id, state, channel, external_id, addressee_name, type_name,
                                 domain_name, kind, handling_class, posted_at, admitted_at,
                                 received_at, no_call, secret, hide_from_unit, emergencies, flags,
                                 changed_at)
          SELECT 'LL2021-' || lpad(n::text, 6, '0'),
                 CASE WHEN n % 400 = 0 THEN 'claimed' WHEN n % 401 = 0 THEN 'received'
                      ELSE 'accepted' END,
                 'board', n::text, '', '求助', '城建', 'help', 'livelihood', clock.now(),
                 clock.now(), clock.now(), false, false, false, '[]', '[]', clock.now()
          FROM generate_series(1, 20000) n RETURNING case_id),
        texts AS (
          INSERT INTO case_text (case_id, nickname, title, body)
          SELECT case_id, '', '停水', '停水' FROM cases RETURNING 1),
        alarms AS (
          INSERT INTO alarm (case_id, alarm, raised_at, attended_at)
          SELECT case_id, 'emergency', clock.now(), clock.now() FROM cases RETURNING 1)
        INSERT INTO claim (case_id, holder, since)
        SELECT case_id, '{"sub": "x"}', clock.now() FROM cases RETURNING 1
        """
    )
    async with intake.database.connect() as admin:
        await admin.execute(
            "ANALYZE intake.reception, intake.case_text, intake.alarm, intake.claim"
        )
    own = ["ll-office"]
    questions = [
        (store.STAY, [["claimed", "received"], [MONDAY - timedelta(days=15)] * 2]),
        (store.UNHELD, []),
        (store.UNATTENDED, []),
        (store.PAGE, ["", 51, "s", own, ""]),
        (waiting.UNCLAIMED, [MONDAY - timedelta(days=15), 51, "s", own, ""]),
    ]
    async with intake.database.connect("intake") as connection:
        for sql, args in questions:
            plan = "\n".join(r[0] for r in await connection.fetch(f"EXPLAIN {sql}", *args))
            for table in ("reception", "case_text", "alarm", "claim"):
                assert f"Seq Scan on {table} " not in plan, plan
        assert "Sort" not in plan, plan  # the list of what waits stands in its order
