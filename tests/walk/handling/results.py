"""What a unit writes: a text, and the result that it rests on."""

from datetime import date
from random import Random
from typing import Any

from tests.walk.handling.case import Case
from tests.walk.handling.parts import (
    day,
)
from tests.walk.handling.things import Result
from tests.walk.move import UNKNOWN_ID, Body
from tests.walk.words import words

DEMAND_KINDS = {"complaint", "help", "unknown"}


DISPOSITIONS = {
    **dict.fromkeys(DEMAND_KINDS, ("solved", "promised", "explained")),
    "inquiry": ("answered",),
    "suggestion": ("adopted", "kept", "not_adopted"),
    "thanks": ("thanked",),
}


def written(case: Case, rng: Random, *, wild: bool, may_merge: bool = False) -> Body:
    """A text and the result it rests on; when wild perhaps with one thing wrong."""
    disposition = rng.choice(DISPOSITIONS[case.kind])
    evidence = [f.id for f in case.files.values() if f.purpose == "evidence" and not f.erased]
    if disposition == "solved" and not evidence:
        disposition = "explained"
    answers = [(no, case.pen.some(10)) for no in case.demands]
    tells = [text for _, text in answers]
    json = _stated(case, rng, disposition, evidence) | {
        "answers": [{"no": no, "text": text} for no, text in answers]
    }
    by = date.fromisoformat(json["promise"]["promise_on"]) if "promise" in json else None
    told = words(case.pen, rng, wild=wild, tells=tells, by=by)
    fault = _spoil(case, rng, json, answers) if wild and not told.vague else None
    sent: dict[str, Any] = {"text": told.text, "result": json}
    if may_merge and rng.random() < 0.3:
        sent["text"] = None
    result = Result(
        json["disposition"], tuple(json.get("evidence", ())), tuple(answers), by,
    )  # fmt: skip
    faults = frozenset({fault} if fault else ())
    return Body(sent, faults, {"words": told, "result": result})


def _stated(case: Case, rng: Random, disposition: str, evidence: list[str]) -> dict[str, Any]:
    """The parts that a disposition asks for."""
    today = day(case.day, 0)
    json: dict[str, Any] = {"disposition": disposition}
    if case.kind in DEMAND_KINDS:
        json |= {"finding": rng.choice(["true", "partly"]), "people": [{"name": "钱某"}]}
    if disposition == "solved":
        json |= {"solution": {"solved_on": today, "measure": "已办。"}, "evidence": evidence[-1:]}
    if disposition == "promised":
        told = {"told_on": today, "method": "phone", "reached": True}
        by = day(case.day, rng.choice([60, 60, 60, 60, 2]))
        json["promise"] = {"promise_on": by, "ground": "待资金。", "told": told}
    if disposition == "explained":
        json["explanation"] = {
            "method": "visit", "explained_on": today, "content": "说明", "reason": "依规",
            "basis": "办法", "understood": True,
        }  # fmt: skip
    if disposition in {"adopted", "kept", "not_adopted"}:
        json["opinion"] = {"reason": "可行"}
    return json


def _spoil(of: Case, rng: Random, json: dict[str, Any], answers: list[tuple[int, str]]) -> str:
    """Break one rule of results, and name it."""
    faults = ["file_unknown", "disposition_unfit", "demand_unknown"]
    faults += ["finding_missing"] * ("finding" in json)
    faults += ["date_in_future"] * ("explanation" in json)
    faults += ["promise_date_missing"] * ("promise" in json)
    match fault := rng.choice(faults):
        case "file_unknown":
            json["evidence"] = [f"{of.id}-f{UNKNOWN_ID}"]
        case "disposition_unfit":
            json["disposition"] = "thanked" if of.kind != "thanks" else "solved"
        case "finding_missing":
            del json["finding"]
        case "date_in_future":
            json["explanation"]["explained_on"] = day(of.day, 2)
        case "promise_date_missing":
            del json["promise"]
        case _:
            json["answers"].append({"no": 77, "text": "没有这一项。"})
            answers.append((77, "没有这一项。"))
    return fault
