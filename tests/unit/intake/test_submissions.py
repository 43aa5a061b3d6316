"""The office's own form: a complaint tells its demand apart; who stays anonymous is named to no unit."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.intake.domain.commands import Enter
from services.intake.domain.submissions import Submit
from shared.contracts.intake import Wishes

ASKED: dict[str, Any] = {
    "addressee_fid": 1010, "addressee_name": "孝义市委书记", "type_name": "咨询",
    "domain_name": "教育", "nickname": "家长", "title": "何时开学", "text": "请问何时开学？",
    "name": "赵某", "phone": "13000000002", "place": "孝义市", "incident_place": "汾阳市",
}  # fmt: skip
COMPLAINT = ASKED | {"type_name": "投诉", "text": "长" * 800, "demand": "退还学费"}


def test_what_was_submitted_is_entered_as_it_is() -> None:
    wishes = Wishes(no_call=True)
    assert Submit(**ASKED, wishes=wishes).entered() == Enter(
        channel="form", wishes=wishes, **ASKED
    )  # fmt: skip


def test_who_stays_anonymous_loses_the_nickname_and_hides_from_units() -> None:
    entered = Submit(**ASKED, wishes=Wishes(no_call=True), anonymous=True).entered()
    assert entered.nickname == ""
    assert entered.wishes == Wishes(no_call=True, hide_from_unit=True)
    assert (entered.name, entered.phone) == ("赵某", "13000000002")


def test_a_complaint_begins_with_its_demand() -> None:
    entered = Submit(**COMPLAINT).entered()
    assert entered.text == "诉求：退还学费\n补充信息：" + "长" * 800
    assert (entered.nickname, entered.wishes) == ("家长", Wishes())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"demand": ""}, "a complaint tells its demand apart"),
        ({"text": "长" * 801}, "in 800 characters"),
        ({"type_name": "求助"}, "only a complaint"),
    ],
)
def test_only_a_complaint_has_the_form_of_one(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Submit(**COMPLAINT | changes)


def test_another_message_may_be_longer() -> None:
    assert len(Submit(**ASKED | {"text": "长" * 1000}).text) == 1000
