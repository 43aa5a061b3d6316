"""Who sees which cases: units theirs and those of the units below, a county's leader the county's.

A leader's secretary sees what the leader sees.
"""

from services.routing.domain.organisation import upwards
from services.routing.domain.roles import IN_UNITS, LEADERS_SIDE, R
from services.routing.store.organisation import load_post, load_tree
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.rules import Refused

SEES_CASE = "SELECT EXISTS (SELECT FROM case_unit WHERE unit_id = $1 AND case_id = $2)"

# Whom a case speaks against: neither an accused unit nor one below it, but for who holds the case.
SHIELDED = """
SELECT EXISTS (SELECT FROM handling
               WHERE case_id = $1 AND accused_units ?| $2::text[] AND holder IS DISTINCT FROM $3)
"""

# The city's office stands above all units: that it is accused does not bar the others.
AND_ABOVE = """
WITH RECURSIVE upward AS (
  SELECT $1::text AS unit_id
  UNION
  SELECT u.parent_id FROM upward w JOIN unit u USING (unit_id) JOIN unit p ON p.unit_id = u.parent_id
  WHERE p.unit_type <> 'office')
SELECT unit_id FROM upward
"""

OFFICE = "SELECT unit_id FROM unit WHERE unit_type = 'office' ORDER BY unit_id LIMIT 1"

NO_UNIT = ""
"""The scope of somebody whose token names no unit: nothing."""


async def scope_of(tx: Tx, actor: Actor) -> str | None:
    """The unit whose cases the actor sees; None: all cases."""
    if actor.role in IN_UNITS:
        return actor.unit or NO_UNIT
    if actor.role in {R.COUNTY_LEADER, R.SECRETARY}:
        post = await load_post(tx, actor.post)
        if post and post.level == "city" and actor.role == R.SECRETARY:
            return None
        return (post.unit_id if post else None) or NO_UNIT
    return None


def own_post(actor: Actor, asked: str | None) -> str | None:
    """The post whose papers to show: a leader's side sees its own and no other's.

    Raises `Refused` ``not_your_post`` (403) when another is asked for.
    """
    if actor.role not in LEADERS_SIDE:
        return asked
    if actor.post is None or asked not in {None, actor.post}:
        raise Refused("not_your_post", "these papers are another leader's", status=403)
    return actor.post


async def barred_by(tx: Tx, actor: Actor | None, scope: str | None) -> list[str]:
    """The units whose accusation hides a case from the actor: his own and those above it."""
    if scope is None and (actor is None or actor.role in LEADERS_SIDE):
        return []
    own = scope or (actor and actor.unit) or await tx.fetchval(OFFICE)
    return [r["unit_id"] for r in await tx.fetch(AND_ABOVE, own)] if own else []


async def sees(tx: Tx, scope: str | None, case_id: str, actor: Actor | None = None) -> bool:
    """Whether the case is in scope, and does not speak against those who would see it."""
    if scope is not None and not await tx.fetchval(SEES_CASE, scope, case_id):
        return False
    own = await barred_by(tx, actor, scope)
    return not await tx.fetchval(SHIELDED, case_id, own, actor.sub if actor else None)


async def narrowed(tx: Tx, scope: str | None, unit_id: str | None) -> str | None:
    """The unit whose cases to list: the one asked for, as long as it is within the scope.

    Raises `Refused` ``not_your_unit`` (403) when it is not.
    """
    if scope is None or unit_id is None or unit_id == scope:
        return unit_id or scope
    if all(unit.unit_id != scope for unit in upwards(unit_id, await load_tree(tx, [unit_id]))):
        raise Refused("not_your_unit", "that unit is not below yours", status=403)
    return unit_id
