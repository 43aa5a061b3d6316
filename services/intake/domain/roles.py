"""The roles that intake knows."""

from enum import StrEnum


class R(StrEnum):
    """Roles of people, and the service itself."""

    CLERK = "clerk"  # 经办员
    OFFICE_HEAD = "office_head"  # 主任
    REVIEWER = "reviewer"  # 审核员
    UNIT = "unit"  # 承办单位
    COUNTY_OFFICE = "county_office"  # 县委办
    AGENT = "agent"  # 话务员
    PORTAL = "portal"  # 门户: the public's pages
    ADMIN = "admin"  # 管理员
    SYSTEM = "system"


DESK = frozenset({R.CLERK, R.OFFICE_HEAD})
"""Who works on receptions."""
PHONE = DESK | {R.AGENT}
"""Who speaks with authors."""
OFFICE = DESK | {R.REVIEWER}
"""Who looks at the office's lists."""
READERS = OFFICE | {R.AGENT}
"""Who may look at cases."""
UNITS = frozenset({R.UNIT, R.COUNTY_OFFICE})
"""Who handles a case for a unit."""
