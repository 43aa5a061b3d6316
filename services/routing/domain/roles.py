"""The roles that routing knows."""

from enum import StrEnum


class R(StrEnum):
    """Roles of people, and the service itself."""

    CLERK = "clerk"  # 经办员
    REVIEWER = "reviewer"  # 审核员
    OFFICE_HEAD = "office_head"  # 主任
    LEADER = "leader"  # 市领导
    COUNTY_LEADER = "county_leader"  # 县领导
    SECRETARY = "secretary"  # 领导秘书, of a city or a county leader: records, never decides
    COUNTY_OFFICE = "county_office"  # 县委办
    UNIT = "unit"  # 承办单位
    UNIT_HEAD = "unit_head"  # 一把手
    ADMIN = "admin"  # 管理员
    SYSTEM = "system"


OFFICE = frozenset({R.CLERK, R.REVIEWER, R.OFFICE_HEAD})
LEADERS = frozenset({R.LEADER, R.COUNTY_LEADER})
LEADERS_SIDE = LEADERS | {R.SECRETARY}
"""Who brings in what a leader decided: the leader, a deputy, the secretary with the scan."""
UNITS = frozenset({R.UNIT, R.COUNTY_OFFICE})
IN_UNITS = UNITS | {R.UNIT_HEAD}
"""All who see their unit's cases."""
EVERYBODY = frozenset(R) - {R.SYSTEM, R.ADMIN}
"""All who work on cases."""
