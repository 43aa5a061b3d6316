"""A leader's post: its holders over time, the secretary who records, the deputies who may act.

A post is held by one person at a time; what was done in it stays with the person who held it then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from services.routing.domain.roles import R
from shared.contracts.envelope import Actor
from shared.contracts.routing import Level, Mode
from shared.rules import Refused

Act = Literal["instruct", "read"]

SCOPES: Mapping[Act, str] = {"instruct": "批示", "read": "阅批"}
"""What a deputy may be authorised for, as the file says it."""


class Holder(NamedTuple):
    """Who holds a post, from a day up to and including another."""

    name: str
    from_on: date
    to_on: date | None


class Deputy(NamedTuple):
    """Who may act for the holder, in what, and when: without days, as long as the file says so."""

    name: str
    scope: str
    from_on: date | None = None
    to_on: date | None = None

    def may(self, act: Act, day: date) -> bool:
        """Whether the authority covers the act on that day."""
        begun = self.from_on is None or self.from_on <= day
        ended = self.to_on is not None and self.to_on < day
        return begun and not ended and SCOPES[act] in self.scope


@dataclass(frozen=True, slots=True)
class Post:
    """A leader's post."""

    post_id: str
    title: str
    level: Level
    unit_id: str | None
    division: str | None
    board_fid: int | None
    holders: tuple[Holder, ...]
    secretary_name: str | None
    deputies: tuple[Deputy, ...]

    def holder_on(self, day: date) -> str | None:
        """Who held the post on that day."""
        for holder in self.holders:
            if holder.from_on <= day and (holder.to_on is None or day <= holder.to_on):
                return holder.name
        return None


def acting_for(post: Post, actor: Actor, mode: Mode, day: date, act: Act) -> tuple[str, Actor]:
    """Return the holder whose act this is, and the actor with `on_behalf_of` set if it is another.

    The secretary records what the leader decided, and does nothing else; nobody else records.
    Raises `Refused` when the person is not who may act in that mode.
    """
    holder = post.holder_on(day)
    if holder is None:
        raise Refused("post_vacant", "nobody holds this post today", status=403)
    if (actor.role == R.SECRETARY) != (mode == "recorded"):
        rule = "secretary_only_records" if actor.role == R.SECRETARY else "not_the_secretary"
        raise Refused(rule, "the secretary records what the leader decided", status=403)
    authorities = [deputy for deputy in post.deputies if deputy.name == actor.name]
    rules: dict[Mode, tuple[str, set[str | None]]] = {
        "own": ("not_the_holder", {holder}),
        "recorded": ("not_the_secretary", {post.secretary_name}),
        "deputy": ("not_a_deputy", {deputy.name for deputy in post.deputies}),
    }
    rule, may = rules[mode]
    if actor.name not in may:
        raise Refused(rule, "this post's holder, secretary and deputies are others", status=403)
    if mode == "deputy" and not any(one.may(act, day) for one in authorities):
        raise Refused("outside_deputys_scope", "the authority does not cover this", status=403)
    behalf = None if mode == "own" else holder
    return holder, actor.model_copy(update={"on_behalf_of": behalf})
