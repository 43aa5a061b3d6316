"""Who sees which clocks."""

from enum import StrEnum

from shared.contracts.envelope import Actor
from shared.rules import Refused


class R(StrEnum):
    """The roles of people."""

    CLERK = "clerk"  # 经办员
    REVIEWER = "reviewer"  # 审核员
    OFFICE_HEAD = "office_head"  # 主任
    LEADER = "leader"  # 市领导
    ADMIN = "admin"  # 管理员
    COUNTY_LEADER = "county_leader"  # 县领导
    COUNTY_OFFICE = "county_office"  # 县委办
    UNIT = "unit"  # 承办单位


OFFICE = frozenset({R.CLERK, R.REVIEWER, R.OFFICE_HEAD, R.LEADER, R.ADMIN})
"""They see every clock."""

UNITS = frozenset({R.UNIT, R.COUNTY_OFFICE, R.COUNTY_LEADER})
"""They see the clocks of their own unit."""


def unit_in_sight(actor: Actor, asked: str | None) -> str | None:
    """The unit whose clocks the caller is shown; None: all.

    Raises `Refused`: ``not_your_unit`` (403) for another unit than one's own, ``no_unit`` (403) for a
    unit's person whose token names none.
    """
    if actor.role in OFFICE:
        return asked
    if actor.unit is None:
        raise Refused("no_unit", "your sign-in names no unit", status=403)
    if asked not in (None, actor.unit):
        raise Refused("not_your_unit", "a unit sees its own clocks", status=403)
    return actor.unit
