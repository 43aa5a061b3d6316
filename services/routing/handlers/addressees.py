"""Whom an act names: units that are there, and that the case does not speak against."""

from collections.abc import Sequence

from services.routing.domain.cases import Case
from services.routing.domain.organisation import Tree, must_exist, must_not_be_accused
from services.routing.store.organisation import load_tree
from shared.context import Ctx


async def addressable(ctx: Ctx, case: Case, unit_ids: Sequence[str]) -> Tree:
    """The units with those above them.

    Raises `Refused` ``unit_unknown`` or ``accused_unit`` (422).
    """
    tree = await load_tree(ctx.tx, unit_ids)
    must_exist(unit_ids, tree)
    for unit_id in unit_ids:
        must_not_be_accused(tree[unit_id], case.accused_units, tree)
    return tree
