"""SQL of a case's archive: what the office sees of it, with the letters' words and the journal."""

from typing import Any, NamedTuple

from services.routing.domain.archive import Archive, compose
from services.routing.domain.files import Kept
from services.routing.store.files import load_files
from services.routing.store.scope import OFFICE
from services.routing.store.views import show_case
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.history import timeline

LETTER_TEXTS = "SELECT letter_no, text FROM letter WHERE case_id = $1"

FURTHER_TEXTS = """
SELECT p.further_id, p.text, p.proof, p.published_at
FROM further_reply f JOIN further_publication p USING (further_id) WHERE f.case_id = $1
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
    texts = {r["letter_no"]: r["text"] for r in await tx.fetch(LETTER_TEXTS, case_id)}
    for letter in case["letters"]:
        letter["text"] = texts.get(letter["letter_no"])
    later = {r["further_id"]: dict(r) for r in await tx.fetch(FURTHER_TEXTS, case_id)}
    case["further_replies"] = [f | later.get(f["further_id"], {}) for f in case["further_replies"]]
    await _name_units(tx, case)
    steps = [s for s in await timeline(tx, f"case/{case_id}") if s["action"] != ARCHIVED]
    office = await _office(tx)
    kept = await load_files(tx, case_id)
    return Found(compose(case, steps, office), tuple(kept.values()))


async def _office(tx: Tx) -> str:
    rows = await tx.fetch(NAMES, [await tx.fetchval(OFFICE) or ""])
    return rows[0]["name"] if rows else ""


async def _name_units(tx: Tx, case: dict[str, Any]) -> None:
    """Units by their names, where a row has only the id."""
    rows = [row for part in case.values() if isinstance(part, list) for row in part]
    rows += [order for p in case["proposals"] for order in p["orders"]]
    asked = {str(row[k]) for row in rows for k in _UNITS if isinstance(row.get(k), str)}
    asked |= {u for row in rows for u in row.get("units") or () if isinstance(u, str)}
    names = {r["unit_id"]: r["name"] for r in await tx.fetch(NAMES, sorted(asked))}
    for row in rows:
        if "unit_name" in row:
            row.pop("unit_id", None)
        for k in _UNITS:
            if isinstance(row.get(k), str):
                row[k] = names.get(row[k], row[k])
        if row.get("units"):
            row["units"] = [names.get(u, u) if isinstance(u, str) else u for u in row["units"]]


_UNITS = ("unit_id", "suggested_unit", "charged_unit", "unit_hint")
