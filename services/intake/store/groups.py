"""Groups of like cases."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.intake.domain.groups import Group
from services.intake.store.there import there
from services.intake.store.units import and_above
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

ADD_GROUP = """
INSERT INTO like_group (group_id, subject_matter, fact_base, version, made_by, made_at)
SELECT group_id, matter, facts, 1, by, at
FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::timestamptz[])
     AS k(group_id, matter, facts, by, at)
"""

CHANGE_GROUP = """
UPDATE like_group g
SET subject_matter = k.matter, fact_base = k.facts, version = k.version
FROM unnest($1::text[], $2::text[], $3::text[], $4::int[]) AS k(group_id, matter, facts, version)
WHERE g.group_id = k.group_id
"""

ADD_MEMBER = """
INSERT INTO like_member (group_id, case_id) SELECT * FROM unnest($1::text[], $2::text[])
"""

REMOVE_MEMBER = """
DELETE FROM like_member m USING unnest($1::text[]) AS k(case_id) WHERE m.case_id = k.case_id
"""

LOCK_GROUP = "SELECT * FROM like_group WHERE group_id = $1 FOR UPDATE"
MEMBERS = "SELECT case_id FROM like_member WHERE group_id = $1 ORDER BY case_id"

THERE_FOR = f"""
FROM like_member m JOIN reception r USING (case_id) LEFT JOIN claim h USING (case_id)
WHERE m.group_id = g.group_id AND {there(sub=2, barred=3)}
"""

LIST = f"""
SELECT g.group_id AS cursor, g.group_id, g.subject_matter, g.version, g.made_by, g.made_at,
       (SELECT count(*) {THERE_FOR}) AS cases
FROM like_group g WHERE g.group_id > $1 AND EXISTS (SELECT {THERE_FOR})
ORDER BY g.group_id LIMIT $4
"""

SHOW = f"""
SELECT group_id, subject_matter, fact_base, version AS etag, made_by, made_at
FROM like_group g WHERE group_id = $1 AND EXISTS (SELECT {THERE_FOR})
"""

SHOW_MEMBERS = f"""
SELECT r.case_id, r.state, r.external_id, r.domain_name, t.title
FROM like_member m
JOIN reception r USING (case_id)
JOIN case_text t USING (case_id)
LEFT JOIN claim h USING (case_id)
WHERE m.group_id = $1 AND {there(sub=2, barred=3)} ORDER BY r.case_id
"""

OF_CASE = f"""
SELECT g.group_id, g.subject_matter, g.fact_base,
       ARRAY(SELECT r.case_id {THERE_FOR} ORDER BY r.case_id) AS cases
FROM like_member o JOIN like_group g USING (group_id) WHERE o.case_id = $1
"""


def add_group(group_id: str, matter: str, facts: str, by: Actor, at: datetime) -> Change:
    """A new group."""
    return Change(ADD_GROUP, (group_id, matter, facts, by.model_dump_json(), at))


def change_group(group_id: str, matter: str, facts: str, version: int) -> Change:
    """What is known of it now."""
    return Change(CHANGE_GROUP, (group_id, matter, facts, version))


def add_members(group_id: str, cases: Iterable[str]) -> list[Change]:
    """These cases belong to it."""
    return [Change(ADD_MEMBER, (group_id, case_id)) for case_id in cases]


def remove_member(case_id: str) -> Change:
    """The case stands alone again."""
    return Change(REMOVE_MEMBER, (case_id,))


async def lock_group(tx: Tx, group_id: str) -> Group | None:
    """A group with its cases, its row locked."""
    row: Any = await tx.fetchrow(LOCK_GROUP, group_id)
    if row is None:
        return None
    cases = tuple(each["case_id"] for each in await tx.fetch(MEMBERS, group_id))
    return Group(group_id, row["subject_matter"], row["fact_base"], row["version"], cases)


async def list_groups(
    tx: Tx, after: str | None, limit: int, *, actor: Actor, office: str
) -> list[dict[str, Any]]:
    """Groups in the order in which they were made, of which any case is there for the actor."""
    own = await and_above(tx, actor.unit or office)
    return [_plain(row) for row in await tx.fetch(LIST, after or "", actor.sub, own, limit)]


async def show_group(tx: Tx, group_id: str, *, actor: Actor, office: str) -> dict[str, Any] | None:
    """A group and those of its cases that are there for the actor."""
    own = await and_above(tx, actor.unit or office)
    row: Any = await tx.fetchrow(SHOW, group_id, actor.sub, own)
    if row is None:
        return None
    members = await tx.fetch(SHOW_MEMBERS, group_id, actor.sub, own)
    return _plain(row) | {"cases": [dict(each) for each in members]}


async def of_case(tx: Tx, case_id: str, sub: str, barred: list[str]) -> dict[str, Any] | None:
    """The group that a case belongs to, with those of its cases that are there for somebody."""
    row: Any = await tx.fetchrow(OF_CASE, case_id, sub, barred)
    return dict(row) if row else None


def _plain(row: Any) -> dict[str, Any]:
    return dict(row) | {"made_by": json.loads(row["made_by"])}
