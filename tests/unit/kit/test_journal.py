from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.envelope import Actor
from shared.journal import broken_link, canonical, digest, link
from shared.outcome import Entry

BY = Actor(sub="clerk-1", name="水某", role="clerk")
AT = datetime(2022, 3, 28, 1, 12, tzinfo=UTC)


def chain(n: int) -> tuple[list[tuple[int, str, bytes]], bytes]:
    rows, head = [], b""
    for no in range(1, n + 1):
        entry = Entry("case/LL2022-000017", "claim", BY, to_state=f"s{no}")
        text = canonical(entry, no=no, at=AT, salt=b"salt", cause=None, says=[])
        head = link(head, text)
        rows.append((no, text, head))
    return rows, head


def test_a_chain_as_written_is_whole() -> None:
    rows, head = chain(5)
    assert broken_link(rows, 5, head) is None


def test_an_empty_chain_is_whole() -> None:
    assert broken_link([], 0, b"") is None


@given(st.integers(0, 4))
def test_an_altered_row_is_found(at: int) -> None:
    rows, head = chain(5)
    no, text, found = rows[at]
    rows[at] = (no, text.replace("claim", "blame"), found)
    assert "altered" in (broken_link(rows, 5, head) or "")


@given(st.integers(0, 4))
def test_a_deleted_row_is_found(at: int) -> None:
    rows, head = chain(5)
    del rows[at]
    assert "missing" in (broken_link(rows, 5, head) or "")


@given(st.permutations(range(5)))
def test_rows_in_another_order_are_found(order: list[int]) -> None:
    rows, head = chain(5)
    moved = [(i + 1, *rows[j][1:]) for i, j in enumerate(order)]
    assert (broken_link(moved, 5, head) is None) == (list(order) == sorted(order))


def test_a_private_value_is_only_there_as_its_salted_digest() -> None:
    entry = Entry("case/LL2022-000017", "reply", BY, private={"text": "13000000001"})
    text = canonical(entry, no=1, at=AT, salt=b"salt", cause=None, says=[])
    assert "13000000001" not in text
    assert digest(b"salt", b"13000000001") in text
    assert digest(b"other", b"13000000001") not in text


@pytest.mark.parametrize("empty", ["why", "facts", "private", "says", "cause", "from"])
def test_what_is_not_known_is_not_written(empty: str) -> None:
    entry = Entry("case/LL2022-000017", "claim", BY, to_state="claimed")
    text = canonical(entry, no=1, at=AT, salt=b"", cause=None, says=[])
    assert f'"{empty}"' not in text
