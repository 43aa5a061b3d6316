"""A reception, as the walks walk it."""

from datetime import date
from itertools import chain
from random import Random

from tests.walk.books import INTAKE
from tests.walk.choice import Choice
from tests.walk.city import PEOPLE, UNIT_ROLES
from tests.walk.kind import Kind
from tests.walk.reception import desk, groups, heard, reaching, routes, way
from tests.walk.reception.case import Case
from tests.walk.reception.finish import next_ask
from tests.walk.reception.intake import Intake
from tests.walk.reception.parts import CLERK, DANGER

TYPES = {
    "咨询": ("inquiry", "inquiry"), "投诉": ("complaint", "livelihood"), "求助": ("help", "livelihood"),
    "建言": ("suggestion", "livelihood"), "感谢": ("thanks", "none"), "国美活动": ("unknown", "livelihood"),
}  # fmt: skip
"""What a type is taken for until somebody settles it: kind and class."""
KNOWN, STRANGE = "城建", "国美"
SUSPICIOUS = "我要举报。"
WISHES = ("no_call", "secret", "hide_from_unit", "sms_ok")


def a_case(number: int, day: date, rng: Random) -> Case:
    """Something that may come, before anybody has entered it."""
    kind, handling_class = TYPES[rng.choice([*TYPES])]
    phone = rng.choice([f"138{number % 10**8:08}", f"138{number % 10**8:08}", "一二三", None])
    return Case(
        number=number, day=day, kind=kind, handling_class=handling_class,
        known=kind != "unknown" and rng.random() < 0.9, suspected=rng.random() < 0.15,
        dialable=phone is not None and phone.isascii(), phones=[(phone, None)],
        wishes={name: rng.random() < 0.12 for name in WISHES},
        signs={rng.choice([*DANGER.values()])} if rng.random() < 0.15 else set(),
    )  # fmt: skip


async def opened(intake: Intake, case: Case, rng: Random) -> None:
    """It is entered; sometimes beside a like one, and sometimes somebody repeats it."""
    case.others = intake.others
    told = [f"第{case.number}件。", *([SUSPICIOUS] if case.suspected else [])]
    told += [words for words, sign in DANGER.items() if sign in case.signs]
    [type_name] = (
        name for name, meant in TYPES.items() if meant == (case.kind, case.handling_class)
    )
    domain = KNOWN if case.known or case.kind == "unknown" else STRANGE
    case.id = await intake.enter(
        PEOPLE["clerk"], type_name=type_name, domain_name=domain, title=f"第{case.number}件",
        text="".join(told), phone=case.phones[0][0] or "", wishes=case.wishes,
    )  # fmt: skip
    if case.signs:
        case.alarms["emergency"] = False
    if rng.random() < 0.3:
        case.mate = await intake.kept(f"像{case.id}")
    if rng.random() < 0.12:
        await intake.repeat(case.id, f"又一次{case.id}")
        case.referred = True


HEAD, AGENT = frozenset({"office_head"}), frozenset({"agent"})

RECEPTION = Kind(
    INTAKE,
    Choice(chain(way.MOVES, routes.MOVES, desk.MOVES, reaching.MOVES, groups.MOVES), near=0.5),
    a_case, opened, next_ask, heard.anything,
    # three clerks, the office head, an agent, one of a unit
    (CLERK, CLERK, HEAD, AGENT, UNIT_ROLES, CLERK),
    (
        heard.attempted, heard.completed, heard.exhausted, heard.leased, heard.nobody_called,
        heard.nobody_claimed,
    ),
    haste=0.09, stretch=2,
)  # fmt: skip
