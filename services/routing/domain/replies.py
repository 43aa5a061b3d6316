"""What a reply 答复 must say, and what makes it ready for the public."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from shared.contracts.intake import Kind, Route
from shared.rules import Refused

Finding = Literal["true", "partly", "false"]
"""属实, 部分属实, 不属实."""

Disposition = Literal[
    "solved",  # 已解决
    "promised",  # 承诺办理, with a date
    "explained",  # 解释说明
    "answered",  # 已解答
    "adopted",  # 采纳
    "partly_adopted",  # 部分采纳
    "kept",  # 留作参考
    "not_adopted",  # 不采纳
    "thanked",  # 致谢
]

Signer = Literal["leader", "office", "unit"]
ReadingOutcome = Literal["read", "sent_back", "waived"]
"""阅批, 阅批退回, 免阅批."""

_DEMAND: frozenset[Disposition] = frozenset({"solved", "promised", "explained"})
_IDEA: frozenset[Disposition] = frozenset({"adopted", "partly_adopted", "kept", "not_adopted"})

DISPOSITIONS: Mapping[Kind, frozenset[Disposition]] = {
    "complaint": _DEMAND,
    "help": _DEMAND,
    "unknown": _DEMAND,
    "inquiry": frozenset({"answered"}),
    "suggestion": _IDEA,
    "campaign": _IDEA,
    "thanks": frozenset({"thanked"}),
}


def must_fit_kind(kind: Kind, disposition: Disposition) -> None:
    """Each kind of 留言 has its own ways to be disposed of."""
    fitting = DISPOSITIONS[kind]
    if disposition not in fitting:
        raise Refused(
            "disposition_unfit",
            "this disposition does not fit the kind of the case",
            status=422,
            fitting=sorted(fitting),
        )


def must_have_found(kind: Kind, finding: Finding | None) -> None:
    """What is complained of is found true, partly true or not true."""
    if DISPOSITIONS[kind] is _DEMAND and finding is None:
        raise Refused("finding_missing", "say whether the matter was found true", status=422)


def must_promise_ahead(disposition: Disposition, promise_on: date | None, today: date) -> None:
    """承诺 names its day, and the day is still to come."""
    if disposition != "promised":
        if promise_on is not None:
            raise Refused("promise_unasked", "only a promise has a date", status=422)
    elif promise_on is None:
        raise Refused("promise_date_missing", "say by when it will be done", status=422)
    elif promise_on <= today:
        raise Refused("promise_date_past", "a promise names a day to come", status=422)


def must_be_published_between(read_at: datetime, published_at: datetime, now: datetime) -> None:
    """Publication is the last act, and one that happened."""
    if published_at > now:
        raise Refused("published_in_future", "that time has not come yet", status=422)
    if published_at < read_at:
        raise Refused("published_before_read", "it was published before it was read", status=422)


def signer_of(route: Route, asked: Signer | None, *, waived: bool) -> Signer:
    """Who signs: the unit that handled it or the office, if nobody else is named."""
    signer: Signer = asked or ("unit" if route == "dispatch" else "office")
    if (signer == "unit" and route != "dispatch") or (signer == "leader" and waived):
        raise Refused("signer_did_not_act", "who signs had no part in the answer", status=422)
    return signer
