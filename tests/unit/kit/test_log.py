"""A log line cannot tell secrets, whoever wrote it."""

import json

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from shared.failures import describe
from shared.log import ALLOWED, allow_listed, scrub
from shared.rules import Refused

PHONE = "13000000001"


def line(**keys: object) -> str:
    return json.dumps(allow_listed(None, "info", {"event": "said", **keys}), ensure_ascii=False)


def test_a_key_that_is_not_allowed_is_dropped_and_counted() -> None:
    written = line(phone=PHONE, text="我要举报")
    assert PHONE not in written
    assert "举报" not in written
    assert '"dropped_keys": 2' in written


@given(st.sampled_from(sorted(ALLOWED)))
def test_a_phone_under_an_allowed_key_is_masked(key: str) -> None:
    assert PHONE not in line(**{key: f"call {PHONE} now"}) if key != "event" else True


def test_a_case_number_stays_readable() -> None:
    assert "case/LL2022-000017" in line(subject="case/LL2022-000017")


def test_an_exception_is_told_by_type_and_place_without_its_message() -> None:
    try:
        raise ValueError(f"bad phone {PHONE}")  # noqa: TRY301 - it needs a place
    except ValueError as error:
        told = scrub(error)
    assert told.startswith("ValueError at kit/test_log.py:")
    assert PHONE not in told


def test_a_validation_error_names_the_fields_and_not_their_values() -> None:
    class Asked(BaseModel):
        age: int

    try:
        Asked.model_validate({"age": PHONE + "x"})
    except ValueError as error:
        told = describe(error)
    assert told == "invalid: age: int_parsing"


def test_a_validation_error_repeats_no_name_that_is_not_ours() -> None:
    class Part(BaseModel, extra="forbid"):
        no: int

    class Asked(BaseModel):
        parts: list[Part]
        days: dict[str, int]

    wrong = {"parts": [{"no": 1, "zhangsan": 1}], "days": {PHONE: "x", "张三": "x"}}
    with pytest.raises(ValidationError) as raised:
        Asked.model_validate(wrong)
    assert describe(raised.value) == (
        "invalid: parts.0.…: extra_forbidden, days.…: int_parsing, days.…: int_parsing"
    )


def test_a_refusal_names_things_and_no_number_that_somebody_pasted() -> None:
    refused = Refused(
        "unit_unknown", "", units=[PHONE, "ll-police"], of={"case": "LL2022-000017"}, n=7
    )
    assert refused.extra == {"units": ["…", "ll-police"], "of": {"case": "LL2022-000017"}, "n": 7}


def test_a_long_text_is_cut() -> None:
    assert len(scrub("字" * 5000)) <= 300


def test_structlog_is_untouched_by_the_import_of_the_kit() -> None:
    assert structlog.get_logger() is not None
