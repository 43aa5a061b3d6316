"""What a person may ask: limits, and nothing that was not asked for."""

import pytest
from pydantic import ValidationError

from services.routing.domain.commands import (
    Decide,
    Dispatch,
    DraftLetter,
    Instruct,
    Instructions,
    On,
    Pass,
    Publish,
    Read,
    ReturnLetter,
    Review,
    Sign,
)
from services.routing.domain.drafting import Write
from services.routing.domain.refusals import Refuse

ORDER = {"unit_id": "ll-police", "part": "lead", "task": "核实办理"}


NO_TEXT = "\x00\x07\x08\x0b\x0c\x0e\x1b\x1f\x7f\ufffe\uffff"
"""Signs that no document can hold: each stops the DOCX of a letter."""


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (Instruct, {"text": "请市公安局尽快处理。"}),
        (Instruct, {"text": "请处理。\n限三日。", "mode": "deputy", "units": ["ll-police"]}),
        (Dispatch, {"assignments": [ORDER]}),
        (DraftLetter, {"assignments": [ORDER]}),
        (
            DraftLetter,
            {
                "assignments": [ORDER],
                "due_on": "2022-04-10",
                "due_reason": "needs_expertise",
                "urgency": "extra_urgent",
                "note": "请附照片。",
                "attachments": ["网民来信"],
                "copies": ["吕梁市委督查室"],
                "contact": "水某，0358-8220000",
            },
        ),
        (Pass, {}),
        (ReturnLetter, {"reason": "task_unclear", "text": "请写明任务。"}),
        (Sign, {}),
        (Refuse, {"reason": "not_our_matter", "text": "不属本单位职责", "suggested_unit": "ll-hr"}),
        (Write, {"text": "已办理。", "result": {"disposition": "solved", "finding": "true"}}),
        (Review, {}),
        (Review, {"text": "已办理。"}),
        (Read, {"opinion": "同意"}),
        (Publish, {"proof": "https://board.example/1", "published_at": "2022-04-03T08:00:00Z"}),
        (Decide, {"reason": "found_true"}),
    ],
)
def test_a_good_command_is_read(command, body) -> None:
    command.model_validate(body)


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (Instruct, {"text": ""}),
        (Instruct, {"text": "  \n"}),
        *((Instruct, {"text": f"请{sign}处理"}) for sign in NO_TEXT),
        (Instruct, {"text": "阅" * 2001}),
        (Instruct, {"text": "请处理。", "mode": "robot"}),
        (Instruct, {"text": "请处理。", "by": "somebody"}),
        (Instruct, {"text": "请处理。", "units": ["a b"]}),
        (Dispatch, {"assignments": []}),
        (Dispatch, {"assignments": [ORDER] * 21}),
        (Dispatch, {"assignments": [ORDER | {"part": "both"}]}),
        (Dispatch, {"assignments": [ORDER | {"due": "2022-01-01"}]}),
        (Refuse, {"reason": "Not Ours", "text": "不"}),
        (Write, {"text": "已办理。"}),
        (Write, {"text": "已办理。", "result": {"disposition": "done"}}),
        (Write, {"text": "已" * 8001, "result": {"disposition": "solved"}}),
        (Publish, {"proof": " "}),
        (Publish, {"proof": "p", "published_at": "2022-04-03T08:00:00"}),
        (Publish, {}),
    ],
)
def test_a_bad_command_is_not(command, body) -> None:
    with pytest.raises(ValidationError):
        command.model_validate(body)


@pytest.mark.parametrize(
    ("for_all", "texts", "whole"),
    [
        ("同意", (None, None), True),
        ("同意", ("请办。", None), True),
        (None, ("请办。", "请速办。"), True),
        (None, ("请办。", None), False),
        (None, (None, None), False),
    ],
)
def test_there_are_words_for_all_or_for_each(for_all, texts, whole) -> None:
    each = [{"case_id": "LL2022-000017", "text": text} for text in texts]
    body = {"text": for_all, "instructions": each}
    if whole:
        assert Instructions.model_validate(body).text == for_all
    else:
        with pytest.raises(ValidationError, match="words for all, or for each"):
            Instructions.model_validate(body)


def test_each_instruction_has_its_own_words_or_those_for_all() -> None:
    one = {
        "case_id": "LL2022-000017", "text": "请办。", "units": ["ll-police"], "urgency": "urgent",
        "scan": "LL2022-000017-f1", "proposal_id": "LL2022-000017-p1",
    }  # fmt: skip
    bare = {"case_id": "LL2022-000018"}
    many = Instructions.model_validate(
        {"text": "同意", "mode": "recorded", "urgency": "extra_urgent", "instructions": [one, bare]}
    )
    own, common = (many.instruct(given) for given in many.instructions)
    assert own == Instruct(
        text="请办。", mode="recorded", units=("ll-police",), urgency="urgent",
        scan="LL2022-000017-f1", proposal_id="LL2022-000017-p1",
    )  # fmt: skip
    assert common == Instruct(text="同意", mode="recorded", urgency="extra_urgent")


def test_an_id_names_its_case() -> None:
    assert On("LL2022-000017-a2", Sign()).subject == "case/LL2022-000017"
