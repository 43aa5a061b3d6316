"""What is noted of a case beside its way."""

from services.intake.domain.accusations import NameAccused
from services.intake.domain.interests import DeclareInterest
from services.intake.domain.roles import DESK, PHONE
from services.intake.domain.verification import AskAuthor, CorrectFacts, Supplement
from services.intake.domain.wishes import ChangeWishes
from services.intake.handlers import desk, verification
from shared.contracts.envelope import CaseId
from shared.gate import Access, Endpoints
from shared.http import Answer, Call

router = Endpoints()

ACCESS = {
    ("POST", "/v1/cases/{case_id}/interests"): Access(DESK, "clerk: their own"),
    ("POST", "/v1/cases/{case_id}/wishes"): Access(PHONE, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/accused"): Access(DESK, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/facts"): Access(PHONE, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/questions"): Access(DESK, "clerk: the holder"),
    ("POST", "/v1/cases/{case_id}/supplements"): Access(PHONE, "clerk: the holder"),
}


@router.post("/cases/{case_id}/interests", summary="回避登记")
async def declare_interest(case_id: CaseId, command: DeclareInterest, call: Call) -> Answer:
    return await call.run(desk.declare_interest, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/wishes", summary="意愿变更")
async def change_wishes(case_id: CaseId, command: ChangeWishes, call: Call) -> Answer:
    return await call.run(desk.change_wishes, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/accused", summary="被反映单位登记")
async def name_accused(case_id: CaseId, command: NameAccused, call: Call) -> Answer:
    return await call.run(desk.name_accused, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/facts", summary="信息更正: what the author told")
async def correct_facts(case_id: CaseId, command: CorrectFacts, call: Call) -> Answer:
    return await call.run(verification.correct_facts, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/questions", summary="补充请求")
async def ask_author(case_id: CaseId, command: AskAuthor, call: Call) -> Answer:
    return await call.run(verification.ask_author, command, subject=f"case/{case_id}")


@router.post("/cases/{case_id}/supplements", summary="补充材料")
async def supplement(case_id: CaseId, command: Supplement, call: Call) -> Answer:
    return await call.run(verification.supplement, command, subject=f"case/{case_id}")
