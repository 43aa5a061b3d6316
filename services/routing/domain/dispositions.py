"""How a matter may be disposed of 处理结果, by the kind of its case, and what people read."""

from collections.abc import Mapping

from shared.contracts.intake import Kind
from shared.contracts.routing import Disposition
from shared.rules import Refused

DEMANDED: frozenset[Disposition] = frozenset({"solved", "promised", "explained"})
IDEAS: frozenset[Disposition] = frozenset({"adopted", "partly_adopted", "kept", "not_adopted"})

DISPOSITIONS: Mapping[Kind, frozenset[Disposition]] = {
    "complaint": DEMANDED,
    "help": DEMANDED,
    "unknown": DEMANDED,
    "inquiry": frozenset({"answered"}),
    "suggestion": IDEAS,
    "campaign": IDEAS,
    "thanks": frozenset({"thanked"}),
}

LABELS: Mapping[Disposition, str] = {
    "solved": "已解决",
    "promised": "承诺办理",
    "explained": "解释说明",  # never 不合理
    "answered": "已解答",
    "adopted": "采纳",
    "partly_adopted": "部分采纳",
    "kept": "留作参考",
    "not_adopted": "不采纳",
    "thanked": "致谢",
}
"""What people read."""


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
