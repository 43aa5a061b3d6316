"""SQL of units and posts."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from services.routing.domain.organisation import OFFICE_TYPE, Deputy, Holder, Post, Unit
from shared.db import Tx
from shared.outcome import Change
from shared.rules import Refused

LOCK_ORGANISATION = "SELECT pg_advisory_xact_lock(hashtext('routing.organisation'), 0)"

ALL_UNITS = "SELECT * FROM unit ORDER BY unit_id"

ALL_POSTS = "SELECT * FROM post ORDER BY post_id"

POST = "SELECT * FROM post WHERE post_id = $1"

UNITS_AND_ABOVE = """
WITH RECURSIVE upward AS (
  SELECT u.* FROM unit u WHERE u.unit_id = ANY($1::text[])
  UNION
  SELECT u.* FROM unit u JOIN upward d ON u.unit_id = d.parent_id)
SELECT * FROM upward
"""

OFFICE = "SELECT * FROM unit WHERE unit_type = $1 ORDER BY unit_id LIMIT 1"

PUT_UNIT = """
INSERT INTO unit (unit_id, name, level, parent_id, unit_type, division, head_name, head_title,
                  deputy_name)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::text[], $9::text[])
ON CONFLICT (unit_id) DO UPDATE
SET name = excluded.name, level = excluded.level, parent_id = excluded.parent_id,
    unit_type = excluded.unit_type, division = excluded.division, head_name = excluded.head_name,
    head_title = excluded.head_title, deputy_name = excluded.deputy_name
"""

PUT_POST = """
INSERT INTO post (post_id, title, level, unit_id, division, board_fid, holders, secretary_name,
                  deputies)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[],
                     $7::jsonb[], $8::text[], $9::jsonb[])
ON CONFLICT (post_id) DO UPDATE
SET title = excluded.title, level = excluded.level, unit_id = excluded.unit_id,
    division = excluded.division, board_fid = excluded.board_fid, holders = excluded.holders,
    secretary_name = excluded.secretary_name, deputies = excluded.deputies
"""


async def lock_organisation(tx: Tx) -> None:
    """One file at a time."""
    await tx.execute(LOCK_ORGANISATION)


async def load_all_units(tx: Tx) -> dict[str, Unit]:
    return {r["unit_id"]: _unit(r) for r in await tx.fetch(ALL_UNITS)}


async def load_all_posts(tx: Tx) -> dict[str, Post]:
    return {r["post_id"]: _post(r) for r in await tx.fetch(ALL_POSTS)}


async def load_tree(tx: Tx, unit_ids: Iterable[str]) -> dict[str, Unit]:
    """The units and all above them."""
    rows = await tx.fetch(UNITS_AND_ABOVE, sorted(set(unit_ids)))
    return {r["unit_id"]: _unit(r) for r in rows}


async def load_office(tx: Tx) -> Unit:
    """The city's own office.  Raises `Refused` ``office_unknown`` until units are imported."""
    r = await tx.fetchrow(OFFICE, OFFICE_TYPE)
    if r is None:
        raise Refused(
            "office_unknown", "import the units first: the city's office is not among them"
        )
    return _unit(r)


async def load_post(tx: Tx, post_id: str | None) -> Post | None:
    r = await tx.fetchrow(POST, post_id)
    return _post(r) if r else None


def put_unit(unit: Unit) -> Change:
    return Change(
        PUT_UNIT,
        (
            unit.unit_id, unit.name, unit.level, unit.parent_id, unit.unit_type, unit.division,
            unit.head_name, unit.head_title, unit.deputy_name,
        ),
    )  # fmt: skip


def put_post(post: Post) -> Change:
    return Change(
        PUT_POST,
        (
            post.post_id, post.title, post.level, post.unit_id, post.division, post.board_fid,
            json.dumps(post.holders, ensure_ascii=False, default=date.isoformat),
            post.secretary_name, json.dumps(post.deputies, ensure_ascii=False),
        ),
    )  # fmt: skip


def _unit(r: Any) -> Unit:
    return Unit(
        r["unit_id"], r["name"], r["level"], r["parent_id"], r["unit_type"], r["division"],
        r["head_name"], r["head_title"], r["deputy_name"],
    )  # fmt: skip


def _post(r: Any) -> Post:
    return Post(
        r["post_id"], r["title"], r["level"], r["unit_id"], r["division"], r["board_fid"],
        tuple(
            Holder(name, date.fromisoformat(start), date.fromisoformat(end) if end else None)
            for name, start, end in json.loads(r["holders"])
        ),
        r["secretary_name"],
        tuple(Deputy(*deputy) for deputy in json.loads(r["deputies"])),
    )  # fmt: skip
