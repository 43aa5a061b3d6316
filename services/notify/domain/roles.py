"""The roles that notify knows."""

from enum import StrEnum


class R(StrEnum):
    """Roles of people, and the service itself."""

    AGENT = "agent"  # 话务员
    CLERK = "clerk"  # 经办员
    REVIEWER = "reviewer"  # 审核员
    OFFICE_HEAD = "office_head"  # 主任
    ADMIN = "admin"  # 管理员
    SYSTEM = "system"
