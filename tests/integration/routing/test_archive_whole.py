"""一案一档: nothing that was said of a case on its way is missing in its archive."""

import io
import json
import re
from typing import Any

import pytest
from pypdf import PdfReader

from deploy.fonts import require_fonts
from services.routing.store.archives import find_archive
from services.routing.store.erasing import PROSE
from shared.contracts.envelope import Actor
from tests.harness import TestDatabase
from tests.integration.routing.conftest import CASE, PLAIN_REPLY, Routing, order
from tests.integration.routing.replying import draft_as, submit_as, told
from tests.integration.routing.test_further import INTERIM, on

HEAD = Actor(sub="staff/head", name="陈某409", role="office_head")
MARK = "原话"

NOT_SHOWN = {
    "reply.result": "of replies from before results were forms; nothing writes it",
    "further_reply.text": "the newest of its wordings, which are all shown",
}
"""Columns of prose that no archive shows, and why."""

LATER = {"refusal_ruling": 2, "promise_return": 2, "draft_countersign": 2}
"""The version that an act has which follows another's."""


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    require_fonts()


async def flat(routing: Routing) -> str:
    """All words of the archive, without the spaces and what stands on each page."""
    response = await routing.send("head", "GET", f"/cases/{CASE}/archive")
    assert response.status_code == 200, response.text
    pages = PdfReader(io.BytesIO(response.content)).pages
    words = "".join("".join(page.extract_text().split()) for page in pages)
    return re.sub(f"一案一档{CASE}[^—]*—[0-9]+—", "", words)


async def test_all_that_was_said_on_the_way_is_in_it(routing: Routing) -> None:
    await routing.open()
    first = await routing.propose()
    await routing.do(
        "head", f"/proposals/{first}/give-back", {"reason": "unclear", "text": "拟办意见须写明期限"}
    )
    second = await routing.propose()
    await routing.do("head", f"/proposals/{second}/submit", {"remark": "呈批说明请从速"})
    await routing.instruct()
    await a_returned_letter(routing)
    await a_further_reply(routing)
    await a_returned_draft(routing)
    await routing.publish()
    words = await flat(routing)
    for said in (
        "拟办意见须写明期限", "呈批说明请从速", "函稿任务须写明", "先期核查车管所", "阶段性回复请写明",
        "请先说明原因", "同意先行答复", "单位初稿文字。", "请补充证据后再签", "已核实，问题属实",
        "正在办理，4月30日前答复。", "正在办理，5月1日前答复。",
    ):  # fmt: skip
        assert said in words, said


async def a_returned_letter(routing: Routing) -> None:
    first = {"assignments": [order("ll-police", task="先期核查车管所")]}
    drafted = await routing.on_case("clerk", "letters", first)
    letter = drafted["letter_id"]
    returned = {"reason": "task_unclear", "text": "函稿任务须写明"}
    answer = await routing.on_letter("reviewer", letter, "return", returned)
    revised = {"assignments": [order("ll-police")]}
    await routing.on_letter("clerk", letter, "revise", revised, version=answer["etag"])
    await routing.sign_letter(letter)


async def a_further_reply(routing: Routing) -> None:
    await routing.on_case("clerk", "further-replies", INTERIM)
    await on(routing, "reviewer", "return", {"reason": "vague", "text": "阶段性回复请写明"})
    later = INTERIM | {"text": "正在办理，5月1日前答复。", "promise_on": "2022-05-01"}
    await on(routing, "clerk", "rewrite", later)
    await on(routing, "reviewer", "review")
    await on(routing, "leader", "send-back", {"opinion": "请先说明原因"})
    await on(routing, "reviewer", "review")
    await on(routing, "leader", "read", {"opinion": "同意先行答复"})
    await on(routing, "clerk", "publish", {"proof": "https://board.example/i"})


async def a_returned_draft(routing: Routing) -> None:
    await routing.on_assignment("ll-police", "sign")
    await routing.evidence()
    draft = await draft_as(routing, "ll-police", PLAIN_REPLY | {"text": "单位初稿文字。"})
    draft = await submit_as(routing, "ll-police", draft)
    returned = {"reason": "weak", "text": "请补充证据后再签"}
    path = f"/drafts/{draft['draft_id']}/return"
    await told(routing, "ll-police/head", path, returned, match=draft["etag"])
    await routing.reply_as("ll-police", PLAIN_REPLY)


# ---- every column ------------------------------------------------------------------------------


def marked(table: str, column: str) -> str:
    return f"{MARK}{table}.{column}。"


async def fill(database: TestDatabase, case: str) -> None:
    """A row of each table, and in each column of prose words that name it."""
    parents = [prose.of.partition(".")[0] for prose in PROSE.values() if prose.of]
    async with database.connect() as admin:
        await admin.execute("SET search_path = routing")
        checks = await admin.fetch(
            "SELECT conrelid::regclass AS of, conname FROM pg_constraint "
            "WHERE contype = 'c' AND connamespace = 'routing'::regnamespace"
        )
        for check in checks:  # the words that a column allows are not the matter here
            await admin.execute(f"ALTER TABLE {check['of']} DROP CONSTRAINT {check['conname']}")
        for table in dict.fromkeys([*parents, "draft_circulation", *PROSE]):
            await insert(admin, table, case)


async def insert(admin: Any, table: str, case: str) -> None:
    columns = await admin.fetch(
        "SELECT column_name AS name, data_type AS kind FROM information_schema.columns "
        "WHERE table_schema = 'routing' AND table_name = $1",
        table,
    )
    values = [value_of(table, c["name"], c["kind"], case) for c in columns]
    names = ", ".join(c["name"] for c in columns)
    await admin.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join(values)})")


def value_of(table: str, name: str, kind: str, case: str) -> str:
    prose = PROSE.get(table)
    if prose and name in prose.words:
        return f"'{marked(table, name)}'"
    if kind == "jsonb":
        known = {"by": HEAD.model_dump(exclude_none=True), **JSON_OF.get(table, {})}
        return f"'{json.dumps(known.get(name, []), ensure_ascii=False)}'"
    if name == "case_id":
        return f"'{case}'"
    if name == "version":
        return str(LATER.get(table, 1))
    if kind in {"date", "timestamp with time zone"}:
        return "clock.now()"
    return f"'{case}-z1'" if kind == "text" else "true" if kind == "boolean" else "1"


def said(table: str, column: str) -> list[dict[str, str]]:
    return [{"name": marked(table, column)}]


STATED = {"disposition": "solved"}
JSON_OF: dict[str, dict[str, Any]] = {
    "proposal": {"orders": said("proposal", "orders")},
    "letter_wording": {
        "content": {"assignments": [], "note": marked("letter_wording", "content")},
    },
    "progress": {"people": said("progress", "people")},
    "meeting": {"others": [marked("meeting", "others")]},
    "draft_wording": {
        "result": STATED | {"people": said("draft_wording", "result")},
    },
    "reply_result": {"body": STATED | {"people": said("reply_result", "body")}},
    "promise_report": {"told": {"text": marked("promise_report", "told")}},
}  # fmt: skip


async def test_every_column_that_people_write_into_has_its_place_in_it(routing: Routing) -> None:
    await routing.open()
    await fill(routing.database, CASE)
    async with routing.runtime.transaction() as tx:
        found = await find_archive(tx, CASE, actor=HEAD)
    assert found is not None
    words = repr(found.archive)
    columns = {f"{table}.{c}" for table, prose in PROSE.items() for c in prose.words + prose.parts}
    assert NOT_SHOWN.keys() <= columns
    missing = {c for c in columns if marked(*c.split(".")) not in words}
    assert missing == NOT_SHOWN.keys()


async def test_of_an_erased_author_nothing_is_left_in_what_was_sent_back(routing: Routing) -> None:
    await routing.open(nickname="吕小玲")
    await routing.instruct()
    drafted = await routing.on_case("clerk", "letters", {"assignments": [order("ll-police")]})
    returned = {"reason": "task_unclear", "text": "请先与吕小玲联系"}
    await routing.on_letter("reviewer", drafted["letter_id"], "return", returned)
    assert "请先与吕小玲联系" in await flat(routing)
    await routing.erased()
    words = await flat(routing)
    assert "吕小玲" not in words
    assert "请先与" in words
