"""The example export through all five services, on real RabbitMQ and Postgres: the whole story.

The year with two replicas of each service side by side, the four stories of it with one: what must
hold of a story holds of both.
"""

import io
import json
from collections import Counter
from contextlib import asynccontextmanager

from PIL import Image

from deploy.audit import audit
from deploy.cli.connect import SERVICES, services
from deploy.demo.play import Play, example, form_entries
from deploy.demo.stories import PLATES, STALLS, STORIES
from deploy.pictures import FOLDER, LARGEST, drawn, papers, require_drawing
from shared.history import Fault, verify
from tests.story.stories import the_four_stories_are_told_to_their_end
from tests.walk.books import BOOKS
from tests.walk.replay import replay_all

ENDS = {
    "6120001": "historic",
    **{str(r["tid"]): "closed" for r in example("board-export.json") if r["tid"] != 6120001},
    **dict.fromkeys(form_entries(), "closed"),
}


@asynccontextmanager
async def played(system, replicas=1, **of):
    async with system.fleet(replicas=replicas, timer_poll_s="0.05") as fleet:
        play = Play(system.site, fleet, replicas=replicas, **of)
        await play.run()
        await play.finish()
        yield play, fleet
        await play.close()


def opened(database):
    @asynccontextmanager
    async def schema(name):
        async with database.connect(name) as connection, connection.transaction():
            yield connection

    return schema


async def test_every_row_of_the_export_is_seen_through_to_its_end(system):
    database = system.database
    async with played(system, replicas=2) as (play, fleet):
        historic = {
            str(r["tid"]): r["case_id"] for r in play.imported if r["outcome"] == "historic"
        }
        numbers = play.numbers | historic
        assert Counter(row["outcome"] for row in play.imported) == {
            "received": 30, "historic": 1, "unchanged": 1,
        }  # fmt: skip
        found = await audit(opened(database), [s.listener for s in services()])
        for key, end in ENDS.items():
            states = found.states[f"case/{numbers[key]}"]
            assert states["intake" if end == "historic" else "routing"] == end, key
        assert (found.lost, found.doubled, found.out_of_order) == (0, 0, 0)
        assert (found.waiting, found.dead) == (0, 0)
        assert len(found.terminal()) == 32
        await the_four_stories_are_told_to_their_end(play)
        await a_promise_is_kept_and_news_are_told_of_it(play)
        await the_board_says_more_and_nothing_else_changes(play, database, numbers)
        await the_history_is_whole(database)
        await the_tables_explain_every_row_and_event(database)
        await guards_stand_where_the_publishers_stand(database)
        await nothing_private_is_where_it_should_not_be(database, fleet, system)


async def test_the_stories_come_out_alike_with_one_of_each_service(system):
    rows = {
        str(row["tid"]): row for row in example("board-export.json") if str(row["tid"]) in STORIES
    }
    async with played(system, rows=list(rows.values()), entries=form_entries()) as (play, _):
        assert set(play.numbers) == set(STORIES)
        await the_four_stories_are_told_to_their_end(play)
        found = await audit(opened(system.database), [s.listener for s in services()])
        assert (found.lost, found.doubled, found.waiting, found.dead) == (0, 0, 0, 0)
        assert len(found.terminal()) == len(STORIES)
        await the_documentation_s_pictures_can_be_made_again(play)


async def the_documentation_s_pictures_can_be_made_again(play):
    require_drawing()
    made = await papers(play) | {"timeline.png": drawn(["  2022-05-30 09:00  核实", "x" * 999])}
    assert set(made) == {picture.name for picture in FOLDER.iterdir()}
    for name, picture in made.items():
        with Image.open(io.BytesIO(picture)) as opened_again:
            assert len(set(opened_again.convert("L").tobytes())) > 4, name  # not blank
        assert len(picture) <= LARGEST


async def a_promise_is_kept_and_news_are_told_of_it(play):
    _, house = await play.look(play.numbers["14900933"])
    [promise] = house["promises"]
    assert (promise["state"], promise["kept"]) == ("settled", True)
    assert promise["promise_on"] == "2022-10-31"
    assert [returned["reason"] for returned in house["returns"]] == ["date_missing"]  # 审核退回
    assert [f["kind"] for f in house["further_replies"]] == ["progress"]
    _, wages = await play.look(play.numbers["14801550"])
    assert [(f["kind"], f["state"]) for f in wages["further_replies"]] == [("interim", "published")]


async def the_board_says_more_and_nothing_else_changes(play, database, numbers):
    assert [row["outcome"] for row in play.later] == ["updated", "updated"]
    plates, stalls = numbers[PLATES], numbers[STALLS]
    updates = await database.rows(
        "intake", "SELECT subject FROM event_log WHERE type = 'intake.board_updated.v1'"
    )
    assert {row["subject"] for row in updates} == {f"case/{plates}", f"case/{stalls}"}
    rated = await database.rows(
        "satisfaction",
        "SELECT payload FROM event_log WHERE type = 'satisfaction.case_rated.v1' AND subject = $1",
        f"case/{plates}",
    )
    assert [json.loads(r["payload"])["band"] for r in rated] == ["很满意"]


async def the_history_is_whole(database):
    for name in SERVICES:
        async with database.connect(name) as connection, connection.transaction():
            assert [f async for f in verify(connection) if isinstance(f, Fault)] == []


async def the_tables_explain_every_row_and_event(database):
    """过程符合性: each service's journal and event log replay on its workflow tables."""
    for book in BOOKS:
        async with database.connect(book.service) as connection, connection.transaction():
            found = await replay_all(connection, book)
        assert found.faults == []
        assert found.fitness == 1.0
        assert found.taken


async def guards_stand_where_the_publishers_stand(database):
    for consumer in services():
        for source in consumer.listener.publishers:
            said = await database.rows(
                source, "SELECT subject, max(version) AS v FROM event_log GROUP BY subject"
            )
            heard = await database.rows(
                consumer.name, "SELECT subject, last_ver AS v FROM inbox WHERE source = $1", source
            )
            assert {r["subject"]: r["v"] for r in said} == {r["subject"]: r["v"] for r in heard}


async def nothing_private_is_where_it_should_not_be(database, fleet, system):
    rows, forms = example("board-export.json"), [e["form"] for e in form_entries().values()]
    phones = {r["contact"]["phone"].replace(" ", "") for r in rows if r["contact"]["phone"]}
    phones |= {form["phone"] for form in forms}
    words = {r["content"].strip() for r in rows if len(r["content"]) > 10}
    words |= {form["text"] for form in forms}
    names = {"吕玲", "家长1", "己某1", "辛某", *(form["name"] for form in forms)}
    identity = "141102201501010000"

    logs = "".join(file.read_text() for file in fleet.logs)
    for secret in (*phones - {"12345"}, *words, *names, identity):
        assert secret not in logs

    in_text = {"13000000035"}  # written by its author into the message itself
    for name in SERVICES:
        said = await database.rows(name, "SELECT type, payload FROM event_log")
        for row in said:
            body = row["payload"].decode()
            assert not any(phone in body for phone in phones - in_text - {"12345"}), row["type"]
            if not row["type"].startswith("intake."):
                assert not any(secret in body for secret in (*words, *names, identity, *in_text))
        journal = "".join(
            r["entry"] for r in await database.rows(name, "SELECT entry FROM journal")
        )
        for secret in (*phones - {"12345"}, *words, *names, identity):
            assert secret not in journal

    sms = [json.loads(line) for line in system.site.sms_file.read_text().splitlines()]
    assert sms
    assert not any(secret in s["text"] for s in sms for secret in (*words, *names, identity))
    assert len({s["delivery_id"] for s in sms}) == len(sms)
