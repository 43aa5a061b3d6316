"""Whom a case is kept from, in a service that hears it from others.

What accuses a unit is not there for those who stand in it or below it, but for who holds the case;
and who declared an interest in a case acts on it no more.  A service hears what that takes through
`heeded`, asks `admits` before each command, and puts `there` into each statement that shows cases.
The city's office stands above all units: that it is accused bars its own people and no others.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from shared.context import Ctx
from shared.contracts.envelope import Actor, Event
from shared.contracts.intake import (
    AccusedNamed,
    CaseAccepted,
    CaseClaimed,
    ClaimHandedOver,
    InterestDeclared,
)
from shared.contracts.routing import PostChanged, UnitChanged
from shared.db import Tx
from shared.outcome import Change, Entry, Outcome
from shared.rules import Refused

LEADER = "leader"
"""The role of a city's leader, who sees what is said of any unit."""

PUT_UNIT = """
INSERT INTO shield_unit (unit_id, parent_id, is_office)
SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[])
ON CONFLICT (unit_id) DO UPDATE SET parent_id = excluded.parent_id, is_office = excluded.is_office
"""

PUT_POST = """
INSERT INTO shield_post (post_id, unit_id) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT (post_id) DO UPDATE SET unit_id = excluded.unit_id
"""

ACCUSE = """
INSERT INTO shield (subject, accused, holder)
SELECT subject, ARRAY(SELECT jsonb_array_elements_text(accused)), holder
FROM unnest($1::text[], $2::jsonb[], $3::text[]) AS k(subject, accused, holder)
ON CONFLICT (subject) DO UPDATE
SET accused = excluded.accused, holder = coalesce(excluded.holder, shield.holder)
"""

HOLD = """
UPDATE shield s SET holder = k.holder
FROM unnest($1::text[], $2::text[]) AS k(subject, holder) WHERE s.subject = k.subject
"""

EXCLUDE = """
INSERT INTO shield_interest (subject, sub) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT DO NOTHING
"""

OWN_AND_ABOVE = """
WITH RECURSIVE upward AS (
  SELECT coalesce($1, (SELECT unit_id FROM shield_post WHERE post_id = $2),
                  (SELECT unit_id FROM shield_unit WHERE is_office ORDER BY unit_id LIMIT 1)) AS unit_id
  UNION
  SELECT u.parent_id FROM upward w JOIN shield_unit u USING (unit_id)
  JOIN shield_unit p ON p.unit_id = u.parent_id AND NOT p.is_office)
SELECT unit_id FROM upward WHERE unit_id IS NOT NULL
"""

KEPT_FROM = """
SELECT (SELECT array_agg(unit_id) FROM shield s CROSS JOIN LATERAL unnest(s.accused) AS a(unit_id)
        WHERE s.subject = $1 AND s.holder IS DISTINCT FROM $2) AS accused,
       EXISTS (SELECT FROM shield_interest i WHERE i.subject = $1 AND i.sub = $2) AS interested
"""

IS_INTERESTED = """
SELECT EXISTS (SELECT FROM shield_interest WHERE subject = $1 AND sub = $2)
"""

OUT_OF = """
WITH RECURSIVE upward AS (
  SELECT unit_id AS of, unit_id FROM unnest($2::text[]) AS k(unit_id)
  UNION
  SELECT w.of, u.parent_id FROM upward w JOIN shield_unit u USING (unit_id)
  JOIN shield_unit p ON p.unit_id = u.parent_id AND NOT p.is_office)
SELECT DISTINCT of FROM upward
WHERE unit_id = ANY($3::text[])
   OR unit_id IN (SELECT unnest(s.accused) FROM shield s WHERE s.subject = $1)
"""


class Sight(NamedTuple):
    """What somebody does not see: what accuses one of these units, unless he holds it."""

    barred: list[str]
    sub: str


def there(case_id: str, barred: int, sub: int) -> str:
    """The condition that the case in the column `case_id` be there for somebody.

    `barred` and `sub` are the numbers of the statement's parameters that hold these of a `Sight`.
    """
    return f"""NOT EXISTS (
  SELECT FROM shield s WHERE s.subject = 'case/' || {case_id} AND s.accused && ${barred}::text[]
    AND s.holder IS DISTINCT FROM ${sub})"""


def disinterested(case_id: str, sub: int) -> str:
    """The condition that a person has no interest in the case in the column `case_id`."""
    return f"""NOT EXISTS (
  SELECT FROM shield_interest i WHERE i.subject = 'case/' || {case_id} AND i.sub = ${sub})"""


async def sight_of(tx: Tx, actor: Actor) -> Sight:
    """What the actor sees; every list and every view of cases asks this first."""
    if actor.role == LEADER:
        return Sight([], actor.sub)
    rows = await tx.fetch(OWN_AND_ABOVE, actor.unit, actor.post)
    return Sight([r["unit_id"] for r in rows], actor.sub)


async def admits(ctx: Ctx, subject: str, _state: Any = None) -> bool:
    """Whether the subject is there for the person of a command.

    Raises `Refused` ``interest_excludes`` (403) for who declared an interest in it.
    """
    kept = await ctx.tx.fetchrow(KEPT_FROM, subject, ctx.actor.sub)
    if kept["interested"]:
        raise Refused("interest_excludes", "an interest in the case was declared", status=403)
    if kept["accused"] is None:
        return True
    return not set(kept["accused"]) & set((await sight_of(ctx.tx, ctx.actor)).barred)


async def has_interest(tx: Tx, subject: str, sub: str) -> bool:
    """Whether that person declared an interest in it, or somebody did for him."""
    found: bool = await tx.fetchval(IS_INTERESTED, subject, sub)
    return found


async def accused_among(
    tx: Tx, subject: str, unit_ids: Iterable[str], named: Iterable[str] = ()
) -> set[str]:
    """Which of these units the case must not come to: accused, or below one that is.

    `named` are accused in the event that is being heard.
    """
    return {r["of"] for r in await tx.fetch(OUT_OF, subject, list(unit_ids), list(named))}


# ---- what is heard of it -----------------------------------------------------------------------------

Hears = Callable[[Ctx, Any, Any], Awaitable[Outcome]]


def heeded(own: Mapping[type[Event], Hears]) -> dict[type[Event], Hears]:
    """What a service hears, with what the shield hears beside it.

    An event that both hear is kept for the shield even where the service finds that it does not
    apply any more.
    """
    both: dict[type[Event], Hears] = dict(own)
    for event, changes in _HEARD.items():
        both[event] = _beside(own.get(event), changes)
    return both


def _beside(own: Hears | None, changes: Callable[[Any], list[Change]]) -> Hears:
    async def hear(ctx: Ctx, event: Any, state: Any) -> Outcome:
        kept = changes(event)
        if own is None:
            return Outcome(kept, _noted(ctx, event))
        try:
            outcome = await own(ctx, event, state)
        except Refused as refused:
            outcome = ctx.ignored(event.subject, refused.rule)
        return replace(outcome, changes=[*kept, *outcome.changes])

    return hear


def _noted(ctx: Ctx, event: Event) -> list[Entry]:
    if isinstance(event, AccusedNamed):
        facts = {"accused": list(event.accused_units)}
        return [Entry(event.subject, "shield", ctx.actor, facts=facts)]
    if isinstance(event, InterestDeclared):
        return [Entry(event.subject, "exclude", ctx.actor, why=event.ground)]
    return []


def _put_unit(event: UnitChanged) -> list[Change]:
    is_office = event.unit_type == "office"
    return [Change(PUT_UNIT, (event.unit_id, event.parent_id, is_office))]


def _put_post(event: PostChanged) -> list[Change]:
    return [Change(PUT_POST, (event.post_id, event.unit_id))]


def _accuse(event: AccusedNamed) -> list[Change]:
    return [Change(ACCUSE, (event.subject, _listed(event.accused_units), event.held_by))]


def _accept(event: CaseAccepted) -> list[Change]:
    if not event.accused_units:
        return []
    return [Change(ACCUSE, (event.subject, _listed(event.accused_units), event.by.sub))]


def _claim(event: CaseClaimed) -> list[Change]:
    return [Change(HOLD, (event.subject, event.by.sub))]


def _hand_over(event: ClaimHandedOver) -> list[Change]:
    return [Change(HOLD, (event.subject, event.to.sub))]


def _exclude(event: InterestDeclared) -> list[Change]:
    return [Change(EXCLUDE, (event.subject, event.sub))]


def _listed(units: Iterable[str]) -> str:
    return json.dumps(list(units))


_HEARD: Mapping[type[Event], Callable[[Any], list[Change]]] = {
    UnitChanged: _put_unit,
    PostChanged: _put_post,
    AccusedNamed: _accuse,
    CaseAccepted: _accept,
    CaseClaimed: _claim,
    ClaimHandedOver: _hand_over,
    InterestDeclared: _exclude,
}
