"""The file of units and posts: taken as a whole or not at all."""

from services.routing.domain.commands import Organisation
from services.routing.domain.organisation import Post, Unit, faults, must_be_sound
from services.routing.store.organisation import (
    load_all_posts,
    load_all_units,
    lock_organisation,
    put_post,
    put_unit,
)
from shared.context import Ctx
from shared.contracts.routing import PostChanged, UnitChanged
from shared.outcome import Entry, Outcome


async def put_organisation(ctx: Ctx, command: Organisation, _: None) -> Outcome:
    """Take in what is new or changed; announce that and nothing else.  What is missing stays."""
    await lock_organisation(ctx.tx)
    known_units = await load_all_units(ctx.tx)
    known_posts = await load_all_posts(ctx.tx)
    units = [filed.unit() for filed in command.units]
    posts = [filed.post() for filed in command.posts]
    must_be_sound(faults(units, posts, known_units, known_posts))
    new_units = [unit for unit in units if known_units.get(unit.unit_id) != unit]
    new_posts = [post for post in posts if known_posts.get(post.post_id) != post]
    events = [*(_unit_changed(unit) for unit in new_units), *map(_post_changed, new_posts)]
    return Outcome(
        changes=[*map(put_unit, new_units), *map(put_post, new_posts)],
        journal=[
            Entry(subject=event.subject, action="change", actor=ctx.actor) for event in events
        ],
        events=events,
        answer={
            "units": len(units),
            "posts": len(posts),
            "units_changed": len(new_units),
            "posts_changed": len(new_posts),
        },
    )


def _unit_changed(unit: Unit) -> UnitChanged:
    return UnitChanged(
        unit_id=unit.unit_id,
        name=unit.name,
        level=unit.level,
        parent_id=unit.parent_id,
        unit_type=unit.unit_type,
        division=unit.division,
    )


def _post_changed(post: Post) -> PostChanged:
    return PostChanged(
        post_id=post.post_id,
        title=post.title,
        level=post.level,
        unit_id=post.unit_id,
        board_fid=post.board_fid,
    )
