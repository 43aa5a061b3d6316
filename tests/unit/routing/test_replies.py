"""What makes a reply fit for the public."""

from datetime import timedelta

import pytest

from services.routing.domain.cases import must_have_failed_check
from services.routing.domain.privacy import masked, must_be_public, private_kinds
from services.routing.domain.replies import (
    must_be_published_between,
    signer_of,
)
from shared.rules import Refused
from tests.unit.routing.builders import MONDAY


def refused(rule: str, act, *args, **more) -> Refused:
    with pytest.raises(Refused) as error:
        act(*args, **more)
    assert error.value.rule == rule
    return error.value


# ---- publication -----------------------------------------------------------------------------


def test_publication_is_the_last_act_and_one_that_happened() -> None:
    read, now = MONDAY, MONDAY + timedelta(hours=2)
    must_be_published_between(read, read, now)
    must_be_published_between(read, now, now)
    early, late = read - timedelta(seconds=1), now + timedelta(seconds=1)
    refused("published_before_read", must_be_published_between, read, early, now)
    refused("published_in_future", must_be_published_between, read, late, now)


def test_who_signs_had_a_part_in_it() -> None:
    assert signer_of("dispatch", None, waived=False) == "unit"
    assert signer_of("direct", None, waived=False) == "office"
    assert signer_of("dispatch", "leader", waived=False) == "leader"
    assert signer_of("dispatch", "office", waived=False) == "office"
    refused("signer_did_not_act", signer_of, "direct", "unit", waived=False)
    refused("signer_did_not_act", signer_of, "decline", "leader", waived=True)


def test_only_a_failed_check_is_overruled() -> None:
    refused("no_failed_check", must_have_failed_check, found=False)
    must_have_failed_check(found=True)


# ---- private data ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请拨打13000000035联系", "phone"),
        ("电话：130-0000-0035", "phone"),
        ("电话 138 0000 0000。", "phone"),
        ("+8613000000035", "phone"),
        ("电话１３００００００００５", "phone"),
        ("身份证号141102201501010000，", "identity_number"),
        ("14110219850203123X", "identity_number"),
        ("14110219850203123x。", "identity_number"),
        ("车牌晋J12345已邮寄", "plate"),
        ("晋J·D12345", "plate"),
        ("晋 J 12345", "plate"),
        ("新能源车晋JD12345", "plate"),
        ("发至 zhang.san@example.com 。", "email"),
    ],
)
def test_private_data_keeps_a_text_from_the_public(text, kind) -> None:
    error = refused("private_data_in_text", must_be_public, text)
    assert error.extra == {"kinds": [kind]}
    assert private_kinds(masked(text)) == []
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "请拨打0358-8220000咨询，或12345热线。",
        "办公电话：0358-8220000、0358－3361234",
        "留言编号14838301，函号吕社情交〔2022〕17号",
        "2022年3月28日，投资1300万元",
        "依据国办函〔2025〕66号，公里桩K1234+567",
        "项目编号202203281234567890",
        "新G20会议、川A级景区、京津冀",
        "统一社会信用代码91141100MA0K00000X",
    ],
)
def test_office_numbers_stay(text) -> None:
    must_be_public(text)
    assert masked(text) == text


def test_the_refusal_names_every_kind_once_and_no_value() -> None:
    text = "13000000035、13000000036，晋J12345"
    error = refused("private_data_in_text", must_be_public, text)
    assert error.extra == {"kinds": ["phone", "plate"]}
    assert "1300" not in error.detail


def test_a_nickname_to_be_kept_secret_is_private() -> None:
    must_be_public("“吕小玲”网友：您好！")
    error = refused("private_data_in_text", must_be_public, "“吕小玲”网友：您好！", "吕小玲")
    assert error.extra == {"kinds": ["nickname"]}


@pytest.mark.parametrize("nickname", ["网友", "匿名网友", "李", ""])
def test_a_nickname_that_names_nobody_is_not(nickname) -> None:
    must_be_public("匿名网友您好，李白故里欢迎您", nickname)
