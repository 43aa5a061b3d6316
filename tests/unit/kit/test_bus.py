from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.bus import Undecodable, headers, read_envelope
from shared.ids import uuid7

ROW = {
    "event_id": UUID(int=7), "source": "intake", "type": "intake.case_claimed.v1",
    "subject": "case/LL2022-000017", "version": 3, "occurred_at": datetime(2022, 3, 28, tzinfo=UTC),
    "causation_id": UUID(int=8), "traceparent": None,
}  # fmt: skip


def test_an_envelope_survives_the_wire() -> None:
    read = read_envelope(headers(ROW))
    assert (read.id, read.source, read.version) == (UUID(int=7), "intake", 3)
    assert read.time == ROW["occurred_at"]
    assert read.causation_id == UUID(int=8)


@pytest.mark.parametrize("name", [h for h in headers(ROW) if h.startswith("ce-")])
def test_a_header_that_is_missing_is_named(name: str) -> None:
    found = headers(ROW)
    del found[name]
    if name in {"ce-specversion", "ce-causationid"}:
        read_envelope(found)
    else:
        with pytest.raises(Undecodable) as error:
            read_envelope(found)
        assert error.value.reason == f"no header {name}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("ce-id", "x"), ("ce-sequence", "x"), ("ce-sequence", "0"), ("ce-time", "yesterday"),
     ("ce-subject", b"\xff")],
)  # fmt: skip
def test_a_malformed_header_is_refused_without_its_value(name: str, value: object) -> None:
    found = {**headers(ROW), name: value}
    with pytest.raises(Undecodable):
        read_envelope(found)


def test_ids_sort_by_their_time_and_are_version_7() -> None:
    first = [uuid7() for _ in range(3)]
    assert all(i.version == 7 and i.variant == "specified in RFC 4122" for i in first)
    assert first[0].int >> 80 <= first[-1].int >> 80
