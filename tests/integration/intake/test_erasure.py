"""An author's data is erased: nothing here says it any more, and the history still holds."""

import json

from shared.journal import broken_link
from tests.integration.intake.conftest import DATA

WORDS = ("吕小玲", "吕玲", "车牌", "17012345678", "汾阳市邮政")


async def everything(intake) -> str:
    """All that the schema holds, as text."""
    tables = await intake.rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'intake' ORDER BY tablename"
    )
    dumps = []
    for table in tables:
        name = table["tablename"]
        dumps += await intake.rows(f"SELECT t::text AS row FROM {name} t")
        if name in {"event_log", "outbox", "inbox_parked", "dead_letter"}:
            column = "payload" if name in {"event_log", "outbox"} else "body"
            text = f"convert_from({column}, 'UTF8')"
            dumps += await intake.rows(
                f"SELECT {text} AS row FROM {name} WHERE {column} IS NOT NULL"
            )
    return "\n".join(row["row"] for row in dumps)


async def test_nothing_names_or_quotes_the_author_any_more(intake):
    case_of = await intake.take_in_example()
    case_id = case_of["14838301"]
    await intake.take_in(json.loads((DATA / "board-export-later.json").read_text()))
    before = await everything(intake)
    assert "吕小玲" in before
    assert "车牌" in before

    answer = await intake.act(case_id, "erase", who="竹某")

    assert answer["erased"] is True
    thanks = case_of["15102345"]  # the same author's other case is erased on its own
    await intake.act(thanks, "erase", who="竹某")
    after = await everything(intake)
    assert [word for word in WORDS if word in after] == []
    shown = await intake.get(f"/cases/{case_id}")
    assert (shown["title"], shown["text"], shown["nickname"]) == ("", "", "")
    assert shown["contact"] == {"phone_state": "missing", "phone": None}
    assert shown["board"]["grade"] == 5.0
    assert (await intake.facts(case_id))[-1] == "contact_erased"


async def test_the_history_stays_whole(intake):
    case_id = await intake.enter()
    await intake.act(case_id, "erase", who="竹某")
    rows = await intake.rows(
        "SELECT no, entry, hash FROM journal WHERE subject = $1 ORDER BY no", f"case/{case_id}"
    )
    last = await intake.one("SELECT * FROM subject WHERE subject = $1", f"case/{case_id}")
    chain = [(row["no"], row["entry"], row["hash"]) for row in rows]
    assert broken_link(chain, last["journal_no"], last["head"]) is None


async def test_data_is_erased_once_and_the_case_goes_on(intake):
    case_id = await intake.enter()
    await intake.act(case_id, "erase", who="竹某")
    assert await intake.refused(case_id, "erase", who="竹某") == (409, "already_erased")
    assert (await intake.act(case_id, "claim"))["state"] == "verified"  # nobody to call any more
    assert (await intake.act(case_id, "accept", {"route": "dispatch"}))["state"] == "accepted"


async def test_an_import_brings_no_erased_word_back(intake):
    case_of = await intake.take_in_example()
    case_id = case_of["14838301"]
    await intake.act(case_id, "erase", who="竹某")
    answer = await intake.take_in(json.loads((DATA / "board-export-later.json").read_text()))
    assert answer["rows"][0]["outcome"] == "updated"
    board = (await intake.get(f"/cases/{case_id}"))["board"]
    assert (board["state_info"], board["grade"]) == ("已办理", 5.0)
    assert board["answer_text"] is board["grade_text"] is None
    *_, updated = await intake.said(of=case_id)
    assert updated["answer_text"] is updated["grade_text"] is None
