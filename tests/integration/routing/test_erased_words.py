"""删除: an author is struck out of every column that people write prose into, and out of files."""

from typing import Any

from services.routing.handlers.files import sweep
from services.routing.store.erasing import PROSE
from tests.harness import TestDatabase
from tests.integration.routing.conftest import CASE, Routing, order
from tests.marks import MARK, PHONE, traces, traces_on_disk

SAID = f"{MARK}的电话是{PHONE}。"
AS_TYPED = {
    "text": SAID, "jsonb": f'[{{"words": "{SAID}"}}]', "integer": 99, "bigint": 99, "smallint": 9,
    "boolean": True, "date": None, "timestamp with time zone": None,
}  # fmt: skip
PUBLIC = {"publication", "further_publication"}


async def fill(database: TestDatabase) -> None:
    """A row of each table, with the author in every column that holds prose."""
    async with database.connect() as admin:
        await admin.execute("SET search_path = routing")
        checks = await admin.fetch(
            "SELECT conrelid::regclass AS of, conname FROM pg_constraint "
            "WHERE contype = 'c' AND connamespace = 'routing'::regnamespace"
        )
        for check in checks:  # the words that a column allows are not the matter here
            await admin.execute(f"ALTER TABLE {check['of']} DROP CONSTRAINT {check['conname']}")
        for table in dict.fromkeys([*parents(), *PROSE]):
            await insert(admin, table)


def parents() -> list[str]:
    return [prose.of.partition(".")[0] for prose in PROSE.values() if prose.of]


async def insert(admin: Any, table: str) -> None:
    columns = await admin.fetch(
        "SELECT column_name AS name, data_type AS kind FROM information_schema.columns "
        "WHERE table_schema = 'routing' AND table_name = $1",
        table,
    )
    prose = PROSE.get(table)
    struck = prose.words + prose.parts if prose else ()
    names, values = [], []
    for column in columns:
        name, kind = column["name"], column["kind"]
        names.append(name)
        if name == "case_id":
            values.append(f"'{CASE}'")
        elif name == "state":
            values.append("'issued'")
        elif kind in {"date", "timestamp with time zone"}:
            values.append("clock.now()")
        elif name in struck or kind not in {"text", "jsonb"}:
            values.append(f"'{AS_TYPED[kind]}'")
        else:
            values.append(f"'{CASE}-z1'" if kind == "text" else "'[]'")
    row = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(values)})"
    await admin.execute(row)


async def test_no_column_and_no_file_names_or_quotes_the_author(routing: Routing) -> None:
    await routing.open(nickname=MARK, title=f"{MARK}求助", text=f"我叫{MARK}，电话{PHONE}。")
    await routing.instruct(text=f"请联系{PHONE}办理。")
    await routing.dispatch(order("ll-police", task=f"联系{MARK}（{PHONE}）办理"))
    picture = b"\x89PNG\r\n\x1a\n" + f"{MARK} {PHONE}".encode()
    shown = await routing.upload("clerk", picture, name=f"{MARK}.png", shows_author=True)
    assert shown.status_code == 201, shown.text
    await fill(routing.database)
    before = {table for table, _ in await traces(routing.database, "routing", MARK, PHONE)}
    assert before >= {*PROSE, "case_text", "letter", "file"}
    assert traces_on_disk(routing.runtime.settings.files, MARK)

    await routing.erased()
    await sweep(routing.runtime)

    left = await traces(routing.database, "routing", MARK, PHONE)
    assert {table for table, _ in left} <= PUBLIC
    assert traces_on_disk(routing.runtime.settings.files, MARK, PHONE) == set()
