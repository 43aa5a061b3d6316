"""Who sees which cases: units theirs and those of the units below, a county's leader the county's.

A leader's secretary sees what the leader sees.  What accuses a unit is not there for it, nor for those
below it, but for who holds the case; and who has an interest in a case is out.  Every view and every
list asks `sight_of`, every command `admits`.
"""

from typing import NamedTuple

from services.routing.domain.cases import Case, interest_excludes
from services.routing.domain.organisation import upwards
from services.routing.domain.roles import IN_UNITS, LEADERS_SIDE, R
from services.routing.store.organisation import load_post, load_tree
from shared.context import Ctx
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.rules import Refused

SEES_CASE = "SELECT EXISTS (SELECT FROM case_unit WHERE unit_id = $1 AND case_id = $2)"

KEPT_FROM = """
SELECT accused_units ?| $2::text[] AND holder IS DISTINCT FROM $3 AS hidden,
       EXISTS (SELECT FROM interest i WHERE i.case_id = $1 AND i.sub = $3) AS interested
FROM handling WHERE case_id = $1
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


class Sight(NamedTuple):
    """What somebody sees: the cases of a unit or all, but for those that speak against theirs."""

    scope: str | None  # the unit whose cases are seen; None: all
    barred: list[str]  # the own unit and those above: a case that accuses one of these is hidden
    sub: str


def there(case: str, barred: int, sub: int) -> str:
    """The condition that a row of `handling`, named `case`, be there for somebody.

    `barred` and `sub` are the numbers of the statement's parameters that hold these of a `Sight`.
    """
    return f"""(NOT {case}.accused_units ?| ${barred}::text[]
                OR {case}.holder IS NOT DISTINCT FROM ${sub})"""


async def sight_of(tx: Tx, actor: Actor) -> Sight:
    """What the actor sees: every view and every list asks this first."""
    scope = await scope_of(tx, actor)
    return Sight(scope, await _barred_by(tx, actor, scope), actor.sub)


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


async def _barred_by(tx: Tx, actor: Actor, scope: str | None) -> list[str]:
    """The units whose accusation hides a case from the actor: his own and those above it."""
    if scope is None and actor.role in LEADERS_SIDE:
        return []
    own = scope or actor.unit or await tx.fetchval(OFFICE)
    return [r["unit_id"] for r in await tx.fetch(AND_ABOVE, own)] if own else []


async def sees(tx: Tx, sight: Sight, case_id: str) -> bool:
    """Whether the case is in sight.

    Raises `Refused` ``interest_excludes`` (403) for who declared an interest in it.
    """
    if sight.scope is not None and not await tx.fetchval(SEES_CASE, sight.scope, case_id):
        return False
    kept = await tx.fetchrow(KEPT_FROM, case_id, sight.barred, sight.sub)
    if kept and kept["interested"]:
        raise interest_excludes()
    return kept is not None and not kept["hidden"]


async def admits(ctx: Ctx, _subject: str, case: Case) -> bool:
    """Whether the case is there for the person of a command: none acts on what accuses his own.

    Raises `Refused` ``interest_excludes`` (403) for who declared an interest in it.
    """
    if ctx.actor.sub in case.interested:
        raise interest_excludes()
    if not case.accused_units or ctx.actor.sub == case.holder:
        return True
    return not set((await sight_of(ctx.tx, ctx.actor)).barred) & set(case.accused_units)


async def narrowed(tx: Tx, scope: str | None, unit_id: str | None) -> str | None:
    """The unit whose cases to list: the one asked for, as long as it is within the scope.

    Raises `Refused` ``not_your_unit`` (403) when it is not.
    """
    if scope is None or unit_id is None or unit_id == scope:
        return unit_id or scope
    if all(unit.unit_id != scope for unit in upwards(unit_id, await load_tree(tx, [unit_id]))):
        raise Refused("not_your_unit", "that unit is not below yours", status=403)
    return unit_id
