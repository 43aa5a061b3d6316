"""The file of units and posts: taken as a whole or not at all."""

from services.routing.domain.organisation import Unit
from services.routing.domain.organisation_file import Organisation, faults, must_be_sound
from services.routing.domain.posts import Post
from services.routing.store.organisation import (
    change_head,
    load_all_posts,
    load_all_units,
    load_divisions,
    lock_organisation,
    put_division,
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
    known_divisions = await load_divisions(ctx.tx)
    divisions = known_divisions | command.divisions
    must_be_sound(faults(units, posts, known_units, known_posts, divisions))
    new_divisions = {c: n for c, n in command.divisions.items() if known_divisions.get(c) != n}
    new_units = [unit for unit in units if known_units.get(unit.unit_id) != unit]
    new_posts = [post for post in posts if known_posts.get(post.post_id) != post]
    events = [*(_unit_changed(unit) for unit in new_units), *map(_post_changed, new_posts)]
    return Outcome(
        changes=[
            *(put_division(code, name) for code, name in new_divisions.items()),
            *map(put_unit, new_units),
            *(
                change
                for unit in new_units
                if _head(known_units.get(unit.unit_id)) != _head(unit)
                for change in change_head(unit, ctx.now)
            ),
            *map(put_post, new_posts),
        ],
        journal=[
            Entry(subject=subject, action="change", actor=ctx.actor)
            for subject in (
                *(f"division/{code}" for code in new_divisions),
                *(event.subject for event in events),
            )
        ],
        events=events,
        answer={
            "divisions_changed": len(new_divisions),
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
        head=unit.head_name,
        head_title=unit.head_title,
    )


def _head(unit: Unit | None) -> tuple[str, str] | None:
    return (unit.head_name, unit.head_title) if unit else None


def _post_changed(post: Post) -> PostChanged:
    return PostChanged(
        post_id=post.post_id,
        title=post.title,
        level=post.level,
        unit_id=post.unit_id,
        board_fid=post.board_fid,
    )
