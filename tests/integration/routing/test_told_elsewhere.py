"""What other services did for a case: heard, kept without a private word, and shown in its archive."""

from datetime import timedelta
from typing import Any

import pytest

from deploy.fonts import require_fonts
from shared.contracts.envelope import Actor
from shared.contracts.intake import AttemptRecorded, CaseVerified
from shared.contracts.notify import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackExhausted,
    CheckAnswers,
    DeliverySettled,
)
from shared.contracts.satisfaction import CaseRated, CheckOpened, CheckRecorded
from tests.integration.routing.conftest import CASE, CLERK, MONDAY, Routing
from tests.integration.routing.test_archive_whole import flat
from tests.marks import traces

AGENT = Actor(sub="staff/agent", name="范某", role="agent")
CHECK = f"{CASE}-k1"
WORDS = "邻居家的孩子说已经修好"


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    require_fonts()


def call(outcome: str, attempt: int, purpose: str = "verification") -> CallbackAttempted:
    return CallbackAttempted(
        case_id=CASE, task_id=f"{CASE}-v1", purpose=purpose, attempt=attempt, outcome=outcome,
        by=AGENT,
    )  # fmt: skip


async def verified(routing: Routing) -> None:
    """Before the case is accepted: nobody answers, the number is virtual, a clerk meets the author."""
    await routing.hear(
        call("no_answer", 1),
        call("virtual_unreachable", 2),
        CallbackExhausted(
            case_id=CASE, task_id=f"{CASE}-v1", purpose="verification", attempts=2,
            reason="unreachable",
        ),
        AttemptRecorded(
            case_id=CASE, channel="visit", contact_no=0, outcome="reached",
            attempted_at=MONDAY - timedelta(hours=1), by=CLERK,
        ),
        CaseVerified(case_id=CASE, outcome="reached", attempts=3),
    )  # fmt: skip


async def checked(routing: Routing) -> None:
    answers = CheckAnswers(handled=True, reply_true=False, rating="fairly", comment=WORDS)
    about: dict[str, Any] = {"case_id": CASE, "check_id": CHECK, "round": 1}
    await routing.hear(
        CheckOpened(**about, by_phone=True, ask_rating=True),
        CallbackCompleted(
            case_id=CASE, task_id=CHECK, purpose="after_check", attempt=1, outcome="reached",
            answers=answers, by=AGENT,
        ),
        CheckRecorded(**about, method="phone", handled=True, reply_true=False, by=AGENT),
    )  # fmt: skip
    await routing.check(passed=False)
    await routing.hear(
        CaseRated(
            case_id=CASE, scale="callback", grade=None, band="fairly", satisfaction="fairly",
            void=False,
        ),
        CaseRated(
            case_id=CASE, scale="board", grade=4.5, band="满意", satisfaction="satisfied", void=True
        ),
    )  # fmt: skip


def sms(number: int, template: str, to: str, state: str) -> DeliverySettled:
    delivery = f"{CASE}-s{number}"
    return DeliverySettled(
        case_id=CASE, delivery_id=delivery, template=template, to=to, state=state
    )


async def test_it_tells_how_the_author_was_reached_asked_and_texted(routing: Routing) -> None:
    await verified(routing)
    await routing.to_published()
    await checked(routing)
    await routing.hear(
        sms(1, "accepted", "citizen", "delivered"),
        sms(2, "dispatched", "unit", "outcome_unknown"),
        sms(2, "dispatched", "unit", "delivered"),
        sms(3, "replied", "citizen", "failed"),
    )
    words = await flat(routing)
    for told in (
        "核实电话无人接听范某（话务员）", "核实电话虚拟号码无法接通范某（话务员）", "核实电话多次联系未果",
        "2022-03-2808:00自行联系走访已联系上水某（经办员）", "启动回访电话", "回访记录电话是否范某（话务员）",
        "回访不合格", "回访基本满意否", "领导留言板4.5满意是", "留言人受理已送达", "承办单位交办已送达",
        "留言人已回复未送达", "回访、评价回访不合格；基本满意",
    ):  # fmt: skip
        assert told in words, told
    assert words.count("交办已送达") == 1
    assert "结果不明" not in words


async def test_what_the_author_said_in_a_call_is_kept_nowhere_here(routing: Routing) -> None:
    await routing.to_published()
    await checked(routing)
    assert WORDS not in await flat(routing)
    heard = await traces(routing.database, "routing", WORDS)
    assert heard == set()


async def test_it_is_for_the_archive_alone_and_outlives_an_erasure(routing: Routing) -> None:
    await verified(routing)
    await routing.to_dispatched(wishes={"secret": True})
    for who in ("clerk", "ll-police"):
        view = await routing.case(who=who)
        assert not {"contact_attempts", "verifications", "checks", "ratings", "sms"} & view.keys()
    steps = await routing.steps()
    assert not any("call" in step for step in steps)
    await routing.erased()
    assert "虚拟号码无法接通" in await flat(routing)


async def test_a_check_of_a_round_that_is_over_is_on_record_all_the_same(routing: Routing) -> None:
    await routing.to_published()
    await routing.check(passed=True, of_round=2)
    assert (await routing.case())["state"] == "published"
    assert "回访合格" in await flat(routing)
