"""SQL of units and posts."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from services.routing.domain.organisation import OFFICE_TYPE, Unit, upwards
from services.routing.domain.organisation_file import filed_post, filed_unit
from services.routing.domain.posts import Deputy, Holder, Post
from shared.db import Tx
from shared.outcome import Change
from shared.rules import Refused

LOCK_ORGANISATION = "SELECT pg_advisory_xact_lock(hashtext('routing.organisation'), 0)"

ALL_UNITS = "SELECT * FROM unit ORDER BY unit_id"

ALL_POSTS = "SELECT * FROM post ORDER BY post_id"

POST = "SELECT * FROM post WHERE post_id = $1"

POSTS_OF_OFFICE = "SELECT post_id FROM post WHERE unit_id = $1 ORDER BY post_id"

UNITS_AND_ABOVE = """
WITH RECURSIVE upward AS (
  SELECT u.* FROM unit u WHERE u.unit_id = ANY($1::text[])
  UNION
  SELECT u.* FROM unit u JOIN upward d ON u.unit_id = d.parent_id)
SELECT * FROM upward
"""

DIVISIONS = "SELECT code, name FROM division ORDER BY code"

PUT_DIVISION = """
INSERT INTO division (code, name) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT (code) DO UPDATE SET name = excluded.name
"""

# A head that took over at the very instant the last one began leaves no row of no time behind.
END_HEAD = """
UPDATE unit_head h SET to_at = k.at
FROM unnest($1::text[], $2::timestamptz[]) AS k(unit_id, at)
WHERE h.unit_id = k.unit_id AND h.to_at IS NULL
"""

BEGIN_HEAD = """
INSERT INTO unit_head (unit_id, from_at, name, title)
SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[])
ON CONFLICT (unit_id, from_at) DO UPDATE
SET name = excluded.name, title = excluded.title, to_at = NULL
"""

HEADS = """
SELECT name, title, from_at, to_at FROM unit_head WHERE unit_id = $1 ORDER BY from_at
"""

UNITS_BELOW = """
SELECT unit_id AS id, name, unit_type AS type FROM unit WHERE parent_id = $1 ORDER BY unit_id
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


async def load_unit(tx: Tx, unit_id: str | None) -> Unit:
    """A county's office, or the city's where none is named."""
    return (await load_tree(tx, [unit_id]))[unit_id] if unit_id else await load_office(tx)


async def load_post(tx: Tx, post_id: str | None) -> Post | None:
    r = await tx.fetchrow(POST, post_id)
    return _post(r) if r else None


async def posts_of_office(tx: Tx, unit_id: str) -> list[str]:
    """The posts of the leaders whom a county's office serves."""
    return [r["post_id"] for r in await tx.fetch(POSTS_OF_OFFICE, unit_id)]


async def load_divisions(tx: Tx) -> dict[str, str]:
    """The divisions' names by their codes."""
    return {r["code"]: r["name"] for r in await tx.fetch(DIVISIONS)}


def put_division(code: str, name: str) -> Change:
    return Change(PUT_DIVISION, (code, name))


def change_head(unit: Unit, at: datetime) -> list[Change]:
    """The unit's one accountable head is another from now on; who was it before stays on record."""
    return [
        Change(END_HEAD, (unit.unit_id, at)),
        Change(BEGIN_HEAD, (unit.unit_id, at, unit.head_name, unit.head_title)),
    ]


async def show_unit(tx: Tx, unit_id: str) -> dict[str, Any] | None:
    """One unit with its place in the tree and its heads over time."""
    tree = await load_tree(tx, [unit_id])
    if unit_id not in tree:
        return None
    above = [{"id": u.unit_id, "name": u.name} for u in upwards(unit_id, tree)]
    return filed_unit(tree[unit_id]) | {
        "above": above[1:],
        "below": [dict(r) for r in await tx.fetch(UNITS_BELOW, unit_id)],
        "heads": [dict(r) for r in await tx.fetch(HEADS, unit_id)],
    }


async def show_organisation(tx: Tx) -> dict[str, Any]:
    """Everything, as the file that it is taken in from: taken in again it changes nothing."""
    return {
        "divisions": await load_divisions(tx),
        "units": [filed_unit(u) for u in (await load_all_units(tx)).values()],
        "posts": [filed_post(p) for p in (await load_all_posts(tx)).values()],
    }


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
            post.secretary_name,
            json.dumps(post.deputies, ensure_ascii=False, default=date.isoformat),
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
            Holder(name, date.fromisoformat(start), _day(end))
            for name, start, end in json.loads(r["holders"])
        ),
        r["secretary_name"],
        tuple(
            Deputy(name, scope, *map(_day, days))
            for name, scope, *days in json.loads(r["deputies"])
        ),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
