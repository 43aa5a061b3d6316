"""A mark put where something personal stands, and every place that still shows it."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from shared.contracts import catalogue
from shared.contracts.envelope import Event
from shared.erasure import PERSONAL, personal_parts
from tests.harness import TestDatabase

MARK = "麒麟臂张阿婆"
"""A word of the author's that stands nowhere by chance."""

PHONE = "13912345678"
"""A number of the author's, which people may have written anywhere."""

EXAMPLES = Path(__file__).parent / "arch" / "contracts"


def marked(topic: str, case_id: str) -> Event:
    """The published example of a personal event, about this case, with the mark in each such field."""
    said = json.loads((EXAMPLES / f"{topic}.json").read_text()) | {"case_id": case_id}
    event = PERSONAL[topic].model_validate(_marked(PERSONAL[topic], said))
    assert MARK in event.model_dump_json(), topic
    return event


def _marked(cls: type[BaseModel], said: dict[str, Any]) -> dict[str, Any]:
    told = dict(said)
    for name, part in personal_parts(cls):
        if part is None:
            told[name] = f"{MARK} {PHONE}"
        elif isinstance(told.get(name), list):
            told[name] = [_marked(part, one) for one in told[name]]
        else:
            told[name] = _marked(part, told.get(name) or {})
    return told


def personal_of(publisher: str) -> list[str]:
    """The personal topics of a publisher, what began first first."""
    topics = [topic for topic in PERSONAL if topic.startswith(f"{publisher}.")]
    return sorted(topics, key=lambda topic: (topic != "intake.case_received.v1", topic))


async def traces(database: TestDatabase, schema: str, *marks: str) -> set[tuple[str, str]]:
    """(table, mark) wherever a schema still holds one, as text or as bytes."""
    found = set()
    async with database.connect() as admin:
        tables = await admin.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", schema)
        for row in tables:
            table = row["tablename"]
            for mark in marks:
                query = f"""SELECT EXISTS (SELECT FROM "{schema}"."{table}" t
                            WHERE position($1 IN t::text) > 0 OR position($2 IN t::text) > 0
                               OR position($3 IN t::text) > 0)"""
                escaped = json.dumps(mark)[1:-1]
                if await admin.fetchval(query, mark, mark.encode().hex(), escaped):
                    found.add((table, mark))
    return found


def traces_on_disk(folder: Path, *marks: str) -> set[tuple[str, str]]:
    """(file, mark) wherever a file below holds one."""
    return {
        (str(path), mark)
        for path in folder.rglob("*")
        if path.is_file()
        for mark in marks
        if mark.encode() in path.read_bytes()
    }


def publishers() -> set[str]:
    """Who says anything personal."""
    return {topic.partition(".")[0] for topic, cls in catalogue().items() if cls.personal}
