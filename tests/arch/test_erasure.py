"""Whoever may hold a copy of an author's words hears that they are erased."""

import pytest

from deploy.cli.connect import SERVICES, service
from shared.contracts import catalogue
from shared.erasure import ERASING, PERSONAL, emptied, personal_parts
from tests.marks import MARK, PHONE, marked, publishers

CASE = "LL2022-000017"
CATALOGUE = catalogue()
PUBLIC = {"routing.reply_published.v1", "routing.further_reply_published.v1"}
"""What the board shows: long enough to be kept out of a repr, and examined before it was published."""


@pytest.mark.parametrize("name", SERVICES)
def test_whoever_is_sent_personal_events_or_says_them_hears_of_every_erasure(name: str) -> None:
    """A queue is bound to all that a publisher says: what is not heard may be parked all the same."""
    found = service(name)
    concerned = publishers() & {name, *found.listener.publishers}
    heard = {event.topic for event in found.hears}
    own = {topic for topic in ERASING if topic.startswith(f"{name}.")}
    assert not concerned or heard | own >= ERASING


@pytest.mark.parametrize("topic", sorted(CATALOGUE))
def test_what_is_personal_in_an_event_is_told_by_its_contract(topic: str) -> None:
    assert bool(personal_parts(CATALOGUE[topic])) == CATALOGUE[topic].personal or topic in PUBLIC


@pytest.mark.parametrize("topic", sorted(PERSONAL))
def test_an_emptied_event_is_the_same_event_without_the_words(topic: str) -> None:
    event = marked(topic, CASE)
    body = emptied(topic, event.model_dump_json().encode())
    left = PERSONAL[topic].model_validate_json(body)
    assert MARK not in body.decode()
    assert PHONE not in body.decode()
    personal = {name for name, _ in personal_parts(PERSONAL[topic])}
    assert left.model_dump(exclude=personal) == event.model_dump(exclude=personal)


def test_what_cannot_be_read_is_left_empty() -> None:
    for body in (b"", b"not json", b"[1]", b'{"case_id": 7}'):
        assert emptied("intake.case_received.v1", body) == b""
