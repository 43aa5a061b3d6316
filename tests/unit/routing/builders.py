"""Cases, assignments, units and posts with everything in order, but for what a test says."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from services.routing.domain.assignments import Assignment, AssignmentState, Order
from services.routing.domain.cases import Addressee, Case, CaseState
from services.routing.domain.files import Kept
from services.routing.domain.instructions import Instruction
from services.routing.domain.organisation import Unit
from services.routing.domain.organisation_file import Organisation
from services.routing.domain.posts import Deputy, Holder, Post
from services.routing.domain.proposals import Proposal, ProposalState
from services.routing.domain.replies import ReplyHead
from shared.contracts.envelope import Actor

DATA = Path(__file__).parents[3] / "deploy/demo/data"
CASE = "LL2022-000017"
MONDAY = datetime(2022, 3, 28, 1, 0, tzinfo=UTC)  # 09:00 in Lüliang

CITY = Addressee("ll-secretary", "吕梁市委书记", "city", None)
XIAOYI = Addressee("141181-secretary", "孝义市委书记", "county", "141181-office")


def the_file() -> Organisation:
    """The example organisation."""
    return Organisation.model_validate_json((DATA / "organisation.json").read_text())


def the_tree() -> dict[str, Unit]:
    return {filed.id: filed.unit() for filed in the_file().units}


def an_order(unit_id: str = "ll-police", part: Any = "lead") -> Order:
    return Order(unit_id, part, "核实办理")


def an_assignment(
    number: int = 1, unit_id: str | None = "ll-police", state: str = "issued", **changes: Any
) -> Assignment:
    fields: dict[str, Any] = {
        "assignment_id": f"{CASE}-a{number}",
        "round": 1,
        "parent_id": None,
        "unit_id": unit_id,
        "part": "lead",
        "level": "city",
        "state": AssignmentState(state),
        "version": 1,
    }
    return Assignment(**fields | changes)


def a_reply(number: int = 1, **changes: Any) -> ReplyHead:
    fields: dict[str, Any] = {
        "reply_id": f"{CASE}-r{number}",
        "round": 1,
        "assignment_id": f"{CASE}-a1",
        "unit_id": "ll-police",
        "complete": True,
        "submitted_at": MONDAY,
        "version": 1,
    }
    return ReplyHead(**fields | changes)


def a_case(*assignments: Assignment, state: str = "dispatched", **changes: Any) -> Case:
    fields: dict[str, Any] = {
        "case_id": CASE,
        "state": CaseState(state),
        "route": "dispatch",
        "round": 1,
        "kind": "help",
        "handling_class": "livelihood",
        "external_id": "14838301",
        "admitted_at": MONDAY,
        "addressee": CITY,
        "secret": False,
        "hide_from_unit": False,
        "accused_units": (),
        "assignments": assignments,
    }
    return Case(**fields | changes)


def an_instruction(number: int = 1, level: Any = "city", **changes: Any) -> Instruction:
    fields: dict[str, Any] = {
        "instruction_id": f"{CASE}-i{number}",
        "version": 1,
        "level": level,
        "post_id": "ll-secretary",
        "unit_id": None,
        "holder": "郑某",
        "units": ("ll-police",),
        "urgency": "normal",
        "proposal_id": None,
    }
    return Instruction(**fields | changes)


def a_proposal(number: int = 1, **changes: Any) -> Proposal:
    fields: dict[str, Any] = {
        "proposal_id": f"{CASE}-p{number}",
        "unit_id": None,
        "round": 1,
        "state": ProposalState.PROPOSED,
        "opinion": "拟请市公安局核实办理。",
        "orders": (an_order(),),
        "due_on": date(2022, 4, 4),
        "urgency": "normal",
        "proposed_at": MONDAY,
        "proposed_by": "水某",
        "submitted_to": None,
        "submitted_at": None,
        "signed_by": None,
        "remark": None,
    }
    return Proposal(**fields | changes)


def a_post(**changes: Any) -> Post:
    fields: dict[str, Any] = {
        "post_id": "ll-secretary",
        "title": "吕梁市委书记",
        "level": "city",
        "unit_id": None,
        "division": None,
        "board_fid": 1001,
        "holders": (Holder("郑某", date(2021, 1, 1), None),),
        "secretary_name": "王某",
        "deputies": (Deputy("冯某", "阅批"),),
    }
    return Post(**fields | changes)


def xiaoyi_post(**changes: Any) -> Post:
    fields: dict[str, Any] = {
        "post_id": "141181-secretary",
        "title": "孝义市委书记",
        "level": "county",
        "unit_id": "141181-office",
        "division": "141181",
        "board_fid": 1010,
        "holders": (
            Holder("戚某", date(2021, 6, 1), date(2022, 6, 30)),
            Holder("谢某", date(2022, 7, 1), None),
        ),
        "deputies": (),
    }
    return a_post(**fields | changes)


def a_file(number: int = 1, **changes: Any) -> Kept:
    fields: dict[str, Any] = {
        "file_id": f"{CASE}-f{number}",
        "case_id": CASE,
        "sha256": "00",
        "size": 3,
        "media_type": "image/png",
        "extension": "png",
        "name": "现场.png",
        "purpose": "evidence",
        "confidential": False,
        "shows_author": False,
        "unit_id": None,
        "added_at": MONDAY,
        "erased": False,
    }
    return Kept(**fields | changes)


def an_actor(role: str = "leader", name: str = "郑某", **changes: Any) -> Actor:
    return Actor(sub=f"staff/{name}", name=name, role=role, **changes)
