"""Figures 统计指标: each with its numerator, its denominator, its scope and its as-of date."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from shared.rules import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

SCOPES = {
    "received": "各渠道接收的留言，不含历史件，按留言审核通过时间计",
    "historic": "历史件：接入前已在留言板办结或发布的留言，按发帖时间计",
    "replied": "首次公开回复的留言，不含历史件，按公开回复时间计",
    "closed": "截止时处于办结状态的留言，不含历史件，按办结时间计",
    "board_satisfaction": "网评满意度：留言板评价（含历史件），基本满意及以上÷参评",
    "callback_satisfaction": "回访满意率：回访中的评价（剔除受压评价），满意及基本满意÷参评",
}


def cut(as_of: datetime | date) -> datetime:
    """The instant of an as-of date: a date means its end in Shanghai.

    Raises `Refused` ``as_of_out_of_range``.
    """
    if not isinstance(as_of, datetime):
        as_of = datetime.combine(as_of, time.max, SHANGHAI)
    if not EARLIEST <= as_of <= LATEST:
        raise Refused("as_of_out_of_range", "figures reach from 2000 to 2200", status=422)
    return as_of


def rate(numerator: int, denominator: int) -> float | None:
    """Per cent with two decimals, halves up; None where there is nothing to divide by."""
    if denominator == 0:
        return None
    exact = Decimal(100 * numerator) / Decimal(denominator)
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def ratio(numerator: int, denominator: int) -> dict[str, Any]:
    """A rate that can be checked: never a percentage alone."""
    return {
        "numerator": numerator,
        "denominator": denominator,
        "rate": rate(numerator, denominator),
    }


def sheet(counts: Mapping[str, Any]) -> dict[str, Any]:
    """The figures as people read them, from the counts of one cut."""
    figures: dict[str, Any] = {
        "received": {"count": counts["received"]},
        "historic": {"count": counts["historic"], "answered": counts["historic_answered"]},
        "replied": {
            "count": counts["replied"],
            "by_kind": counts["replied_by_kind"],
            "by_route": counts["replied_by_route"],
        },
        "closed": {"count": counts["closed"], "by_reason": counts["closed_by_reason"]},
        "board_satisfaction": {
            **ratio(counts["board_satisfied"], counts["board_rated"]),
            "name": "网评满意度",
            "participation": ratio(counts["board_rated"], counts["board_replied"]),
            "bands": counts["board_bands"],
        },
        "callback_satisfaction": {
            **ratio(counts["call_satisfied"], counts["call_rated"]),
            "name": "回访满意率",
            "participation": ratio(counts["call_rated"], counts["checked"]),
            "bands": counts["call_bands"],
            "void": counts["call_void"],
        },
    }
    return {
        "as_of": counts["as_of"],
        **{name: {**figure, "scope": SCOPES[name]} for name, figure in figures.items()},
    }
