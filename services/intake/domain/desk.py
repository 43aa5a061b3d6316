"""What is done to a case at the desk without moving it on, and by whom: rows of a table like the rest.

A case in hand is noted on, asked about and looked into long after it was accepted, whatever its
handling has come to: that belongs to routing.
"""

from enum import StrEnum

from services.intake.domain.reception import State
from services.intake.domain.roles import DESK as DESK_ROLES
from services.intake.domain.roles import PHONE, UNITS, R
from shared.contracts.envelope import Event
from shared.contracts.intake import (
    AccusedNamed,
    AlarmAttended,
    AttemptRecorded,
    ClaimHandedOver,
    ContactFound,
    ContactRevealed,
    DemandsListed,
    EmergencyRaised,
    FactsCorrected,
    InterestDeclared,
    LikeCaseParted,
    LikeCasesGrouped,
    SupplementReceived,
    SupplementRequested,
    WishesChanged,
)
from shared.workflow import Step, Workflow


class Act(StrEnum):
    """What is done at the desk."""

    LIST_DEMANDS = "list_demands"  # 诉求登记
    DECLARE_INTEREST = "declare_interest"  # 回避
    HAND_ON = "hand_on"  # 回避移交: with a holder's interest, and not by itself
    CHANGE_WISHES = "change_wishes"  # 意愿变更
    NAME_ACCUSED = "name_accused"  # 被反映单位登记
    RECORD_ATTEMPT = "record_attempt"  # 联系记录
    CORRECT_FACTS = "correct_facts"  # 信息更正
    FIND_CONTACT = "find_contact"  # 查得联系方式
    REVEAL_CONTACT = "reveal_contact"  # 联系方式查阅
    RAISE_ALARM = "raise_alarm"  # 紧急警示
    ATTEND_ALARM = "attend_alarm"  # 警示处置
    GROUP = "group"  # 同类件归并
    PART = "part"  # 移出同类件
    ASK_AUTHOR = "ask_author"  # 补充请求
    SUPPLEMENT = "supplement"  # 补充材料


S = State
IN_HAND = (S.CLAIMED, S.VERIFIED, S.ACCEPTED)
ALIVE = (S.RECEIVED, *IN_HAND)
WITH_UNITS = DESK_ROLES | UNITS

# fmt: off
ROWS: tuple[tuple[Act, tuple[State, ...], frozenset[R], type[Event]], ...] = (
    # do                   at       by            says
    (Act.LIST_DEMANDS,     IN_HAND, DESK_ROLES,   DemandsListed),
    (Act.DECLARE_INTEREST, ALIVE,   DESK_ROLES,   InterestDeclared),
    (Act.HAND_ON,          IN_HAND, DESK_ROLES,   ClaimHandedOver),
    (Act.CHANGE_WISHES,    ALIVE,   PHONE      , WishesChanged),
    (Act.NAME_ACCUSED,     ALIVE,   DESK_ROLES,   AccusedNamed),
    (Act.RECORD_ATTEMPT,   IN_HAND, WITH_UNITS,   AttemptRecorded),
    (Act.CORRECT_FACTS,    IN_HAND, PHONE      , FactsCorrected),
    (Act.FIND_CONTACT,     IN_HAND, WITH_UNITS,   ContactFound),
    (Act.REVEAL_CONTACT,   IN_HAND, WITH_UNITS,   ContactRevealed),
    (Act.RAISE_ALARM,      ALIVE,   PHONE      , EmergencyRaised),
    (Act.ATTEND_ALARM,     tuple(S), DESK_ROLES,  AlarmAttended),
    (Act.GROUP,            IN_HAND, DESK_ROLES,   LikeCasesGrouped),
    (Act.PART,             tuple(S), DESK_ROLES,  LikeCaseParted),
    (Act.ASK_AUTHOR,       IN_HAND, DESK_ROLES,   SupplementRequested),
    (Act.SUPPLEMENT,       IN_HAND, PHONE      , SupplementReceived),
)
# fmt: on

DESK = Workflow(
    "case",
    (
        Step(at, do, by, at, says)
        for do, states, roles, says in ROWS
        for at in states
        for by in sorted(roles)
    ),
)
