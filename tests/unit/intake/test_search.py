"""An author is looked for by one thing, and for a purpose."""

import pytest
from pydantic import ValidationError

from services.intake.domain.search import SearchAuthor
from tests.refusals import refusal_of


def test_an_author_is_looked_for_by_one_thing_and_for_a_purpose():
    told = {"phone": "139 1111 1111", "purpose": "author_asks"}
    assert SearchAuthor(**told).sought() == "13911111111"
    assert SearchAuthor(nickname=" 吕 小玲 ", purpose="author_asks").sought() == "吕 小玲"
    for wrong in ({"purpose": "x1"}, told | {"nickname": "吕小玲"}, {"phone": "13911111111"}):
        with pytest.raises(ValidationError):
            SearchAuthor(**wrong)
    undialled = SearchAuthor(phone="没有电话号码", purpose="author_asks")
    assert refusal_of(undialled.sought) == ("phone_impossible", 422)
    assert (undialled.by, SearchAuthor(nickname="吕小玲", purpose="author_asks").by) == (
        "phone", "nickname",
    )  # fmt: skip


def test_who_is_looked_for_is_not_printed():
    for told in ({"phone": "13911111111"}, {"nickname": "吕小玲"}):
        shown = repr(SearchAuthor(**told, purpose="author_asks"))
        assert not [value for value in told.values() if value in shown]
