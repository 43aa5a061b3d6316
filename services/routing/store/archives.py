"""SQL of a case's archive: what the office sees of it, with the letters' words and the journal."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from services.routing.domain.archive import Archive, Paper, compose
from services.routing.domain.files import Kept
from services.routing.domain.wording import Wording
from services.routing.store.archive_parts import load_accused, load_parts
from services.routing.store.files import load_files
from services.routing.store.scope import OFFICE
from services.routing.store.views import show_case
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.history import timeline

LETTER_TEXTS = """
SELECT letter_no, text, wording FROM letter WHERE case_id = $1 ORDER BY sent_at, letter_no
"""

NAMES = "SELECT unit_id, name FROM unit WHERE unit_id = ANY($1::text[])"

ARCHIVED = "archive"
"""The journal's word for it.  An archive does not tell of archives: the same case, the same bytes."""


class Found(NamedTuple):
    """An archive as data, and the files that go with it."""

    archive: Archive
    kept: tuple[Kept, ...]


async def find_archive(tx: Tx, case_id: str, *, actor: Actor) -> Found | None:
    """The archive; None where there is no case, or none that the actor may see."""
    case = await show_case(tx, case_id, actor=actor)
    if case is None:
        return None
    letters = await tx.fetch(LETTER_TEXTS, case_id)
    papers = [_paper(r) for r in letters if r["wording"] != "{}"]
    bare = {r["letter_no"]: r["text"] for r in letters if r["wording"] == "{}"}
    for letter in case["letters"]:
        letter["text"] = bare.get(letter["letter_no"], "全文附后。")
    case |= await load_parts(tx, case_id)
    steps = [s for s in await timeline(tx, f"case/{case_id}") if s["action"] != ARCHIVED]
    await _name_units(tx, case, steps)
    case["accused_units"] = await load_accused(tx, case_id)
    office = await _office(tx)
    kept = await load_files(tx, case_id)
    return Found(compose(case, steps, office, papers), tuple(kept.values()))


def _paper(letter: Any) -> Paper:
    return Paper(letter["letter_no"], Wording.model_validate_json(letter["wording"]))


async def _office(tx: Tx) -> str:
    rows = await tx.fetch(NAMES, [await tx.fetchval(OFFICE) or ""])
    return rows[0]["name"] if rows else ""


async def _name_units(tx: Tx, case: dict[str, Any], steps: Sequence[dict[str, Any]]) -> None:
    """Units by their names, where a row, or who acted, has only the id."""
    rows = [row for part in case.values() if isinstance(part, list) for row in part]
    rows += [case]
    rows += [order for p in case["proposals"] for order in p["orders"]]
    rows += [order for w in case["letter_wordings"] for order in w["content"]["assignments"]]
    actors = [step["actor"] for step in steps]
    actors += [v for row in rows for v in row.values() if isinstance(v, dict) and "sub" in v]
    ids = [row.get(k) for row in rows for k in _UNITS]
    ids += [u for row in rows for u in row.get("units") or ()]
    ids += [actor.get("unit") for actor in actors]
    asked = sorted({one for one in ids if isinstance(one, str)})
    names = {r["unit_id"]: r["name"] for r in await tx.fetch(NAMES, asked)}
    for row in rows:
        if "unit_name" in row:
            row.pop("unit_id", None)
        for k in _UNITS:
            if isinstance(row.get(k), str):
                row[k] = names.get(row[k], row[k])
        if row.get("units"):
            row["units"] = [names.get(u, u) if isinstance(u, str) else u for u in row["units"]]
    for actor in actors:
        actor["unit"] = names.get(actor.get("unit") or "", actor.get("unit"))


_UNITS = ("unit_id", "transfer_to", "suggested_unit", "charged_unit", "unit_hint")
