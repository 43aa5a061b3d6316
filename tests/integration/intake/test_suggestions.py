"""What arrived is read by itself: a suggestion with its words, and the cases that are like it."""

import asyncio
import time

from services.intake.app import read_texts
from services.intake.handlers import suggesting
from services.intake.store import suggestions

COLD = {
    "title": "移民小区家里太冷", "domain_name": "", "type_name": "投诉/求助", "place": "",
    "text": "我住离石区移民搬迁小区，交了取暖费，屋里只有十三四度，供热公司说管网末端没办法。",
}  # fmt: skip
COLD_TOO = COLD | {
    "title": "暖气不热谁来管", "phone": "13000000003",
    "text": "离石移民搬迁安置点三号楼，暖气片摸着都是凉的，测温员来了两回都说不达标。",
}  # fmt: skip
ROAD = COLD | {
    "title": "国道坑洼像搓板", "phone": "13000000004",
    "text": "307国道汾阳段被拉煤大车压得坑坑洼洼，一周爆了两条胎，养护公司几年没修过。",
}  # fmt: skip


async def read_all(intake) -> int:
    """Read until nothing is unread; how many were read."""
    total = 0
    while read := (await intake.runtime.act(suggesting.read_some, None))["read"]:
        total += read
    return total


async def test_a_case_is_read_after_it_arrived_and_shows_the_words_that_decided(intake):
    case_id = await intake.enter(**COLD)
    assert (await intake.get(f"/cases/{case_id}"))["suggestion"] is None
    assert await read_all(intake) == 1
    shown = (await intake.get(f"/cases/{case_id}"))["suggestion"]
    assert (shown["domain_name"], shown["subdomain_name"]) == ("城建", "供暖")
    assert (shown["division"], shown["handling_class"]) == ("141102", "livelihood")
    assert {reason["word"] for reason in shown["reasons"]["domain"]} >= {"取暖费", "供热公司"}
    assert {reason["word"] for reason in shown["reasons"]["division"]} == {"离石区"}
    assert shown["rules_version"] >= 1


async def test_a_suggestion_changes_nothing_by_itself_and_announces_nothing(intake):
    case_id = await intake.enter(**COLD)
    before = await intake.one("SELECT * FROM reception WHERE case_id = $1", case_id)
    told = await intake.facts(case_id)
    await read_all(intake)
    assert await intake.one("SELECT * FROM reception WHERE case_id = $1", case_id) == before
    assert await intake.facts(case_id) == told


async def test_like_cases_are_shown_with_score_and_shared_words_and_others_are_not(intake):
    first, second, road = [await intake.enter(**body) for body in (COLD, COLD_TOO, ROAD)]
    await read_all(intake)
    [like] = (await intake.get(f"/cases/{second}"))["like_cases"]
    assert (like["case_id"], like["title"]) == (first, "移民小区家里太冷")
    assert 0.25 <= like["score"] <= 1
    assert {"移民", "搬迁"} <= set(like["words"])
    assert like["same_subdomain"]
    assert like["same_division"]
    assert (await intake.get(f"/cases/{road}"))["like_cases"] == []
    every = await intake.get(f"/cases/{road}/like?least=0.01", who="竹某")
    assert every["read"] is True
    assert {item["case_id"] for item in every["items"]} <= {first, second}


async def test_every_way_in_is_read_and_history_too(intake):
    await intake.take_in_example()
    stored = await intake.one("SELECT count(*) FROM case_text")
    assert await read_all(intake) == stored["count"]
    assert await intake.rows("SELECT 1 FROM unread") == []
    historic = await intake.one("SELECT case_id FROM reception WHERE state = 'historic'")
    assert await intake.rows("SELECT 1 FROM matter WHERE case_id = $1", historic["case_id"])


async def test_erasure_leaves_no_word_of_the_text(intake):
    case_id, other = await intake.enter(**COLD), await intake.enter(**COLD_TOO)
    await read_all(intake)
    await intake.act(case_id, "erase", who="竹某")
    assert await intake.rows("SELECT 1 FROM matter_word WHERE case_id = $1", case_id) == []
    assert await intake.rows("SELECT 1 FROM matter WHERE case_id = $1", case_id) == []
    kept = await intake.one("SELECT reasons FROM suggestion WHERE case_id = $1", case_id)
    assert kept["reasons"] == "{}"
    assert (await intake.get(f"/cases/{other}"))["like_cases"] == []


async def test_a_text_that_is_erased_while_it_is_read_leaves_no_word_either(intake):
    case_id = await intake.enter(**COLD)
    async with intake.runtime.transaction() as tx:
        [taken] = await suggestions.take_unread(tx, 10)  # a reader has the text now
        assert taken.text
        erasing = asyncio.create_task(intake.act(case_id, "erase", who="竹某"))
        # the erasure waits for the reader; a second reader finds nothing to do
        assert await read_all(intake) == 0
        assert not erasing.done()
    await erasing
    await read_all(intake)
    assert await intake.rows("SELECT 1 FROM matter_word WHERE case_id = $1", case_id) == []


async def test_new_rules_read_anew_what_is_still_to_be_settled(intake):
    case_id = await intake.enter(**COLD)
    await intake.take_in_example()
    await read_all(intake)
    async with intake.runtime.transaction() as tx:
        await tx.execute("UPDATE suggestion SET rules_version = 0, domain_name = '其他'")
    await intake.runtime.act(suggesting.read_anew, None)
    settling = await intake.one(
        "SELECT count(*) FROM reception JOIN suggestion USING (case_id) WHERE state = 'received'"
    )
    assert await read_all(intake) == settling["count"]
    assert (await intake.get(f"/cases/{case_id}"))["suggestion"]["domain_name"] == "城建"
    await intake.runtime.act(suggesting.read_anew, None)
    assert await read_all(intake) == 0


async def test_the_worker_reads_what_arrives_while_it_runs(intake):
    worker = asyncio.create_task(read_texts(intake.runtime))
    case_id = await intake.enter(**COLD)
    limit = time.monotonic() + 20
    while (await intake.get(f"/cases/{case_id}"))["suggestion"] is None:
        assert time.monotonic() < limit
        assert not worker.done()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


async def test_finding_like_cases_looks_at_no_more_rows_when_more_is_stored(intake):
    case_id = await intake.enter(**COLD)
    await read_all(intake)
    copy = """
        INSERT INTO matter (case_id, words)
        SELECT 'LL2021-' || lpad(n::text, 6, '0'), m.words
        FROM generate_series($2::int, $3::int) n, matter m WHERE m.case_id = $1
    """
    words = """
        INSERT INTO matter_word (word, case_id)
        SELECT jsonb_object_keys(m.words), m.case_id FROM matter m
        WHERE m.case_id LIKE 'LL2021-%' AND right(m.case_id, 6)::int BETWEEN $1 AND $2
    """

    async def rows_read(stored_from: int, stored_to: int) -> int:
        async with intake.runtime.transaction() as tx:
            await tx.execute(copy, case_id, stored_from, stored_to)
            await tx.execute(words, stored_from, stored_to)
            # a table this young has no statistics, by which the index would be chosen by itself
            await tx.execute("SET LOCAL enable_bitmapscan = off")
            await tx.execute("SET LOCAL enable_seqscan = off")
            found = await suggestions.likely(tx, case_id)
            assert found is not None
            kept, _ = found
            plan = await tx.fetch(
                "EXPLAIN (ANALYZE, TIMING OFF) " + suggestions.LIKELY,
                list(kept.words), list(kept.words.values()), case_id,
                suggestions.NEWEST_OF_A_WORD, suggestions.COMPARED,
            )  # fmt: skip
            scans = [line[0] for line in plan if "matter_word" in line[0]]
            assert scans
            return max(int(s.split("actual rows=")[1].split()[0].split(".")[0]) for s in scans)

    few = await rows_read(1, 500)
    many = await rows_read(501, 5000)
    assert many == few == suggestions.NEWEST_OF_A_WORD
