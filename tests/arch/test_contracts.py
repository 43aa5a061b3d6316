"""What was once said stays readable, and every event is documented."""

import json
from pathlib import Path

import pytest

from deploy import docs
from shared.contracts import PUBLISHERS, catalogue

EXAMPLES = Path(__file__).parent / "contracts"
CATALOGUE = catalogue()
FILES = {file.stem: file for file in EXAMPLES.glob("*.json")}
"""``topic.json`` as it was first written, ``topic+field.json`` with what was added since."""


def topic_of(stem: str) -> str:
    return stem.partition("+")[0]


def test_each_event_has_an_example_and_each_example_an_event() -> None:
    assert set(CATALOGUE) <= set(FILES)
    assert {topic_of(stem) for stem in FILES} == set(CATALOGUE)


@pytest.mark.parametrize("stem", sorted(FILES))
def test_an_event_written_before_is_still_read_whole(stem: str) -> None:
    written = json.loads(FILES[stem].read_text())
    read = CATALOGUE[topic_of(stem)].model_validate(written)
    assert json.loads(read.model_dump_json(exclude_unset=True)) == written


@pytest.mark.parametrize("topic", sorted(CATALOGUE))
def test_a_field_added_later_is_ignored_by_todays_reader(topic: str) -> None:
    written = json.loads((EXAMPLES / f"{topic}.json").read_text())
    CATALOGUE[topic].model_validate({**written, "added_later": {"any": "thing"}})


@pytest.mark.parametrize("topic", sorted(CATALOGUE))
def test_an_event_is_named_by_its_publisher_in_the_past_and_explained(topic: str) -> None:
    publisher, fact, version = topic.split(".")
    cls = CATALOGUE[topic]
    assert publisher in PUBLISHERS
    assert f"{cls.__module__}.".startswith(f"shared.contracts.{publisher}.")
    assert fact.replace("_", "") == cls.__name__.lower()
    assert version == "v1"
    assert cls.__doc__
    assert cls.__doc__.startswith(cls.hanzi)


def test_only_contact_recorded_carries_contact_details() -> None:
    carriers = {
        topic
        for topic, cls in CATALOGUE.items()
        if any("phone_sealed" in name or "name_sealed" in name for name in cls.model_fields)
    }
    assert carriers == {"intake.contact_recorded.v1"}


def test_free_text_of_citizens_is_only_in_events_marked_personal() -> None:
    texts = {"nickname", "text", "answer_text", "grade_text", "comment"}
    for topic, cls in CATALOGUE.items():
        if topic in {"routing.reply_published.v1", "routing.further_reply_published.v1"}:
            continue  # the public answers: examined before they are published
        assert cls.personal or not texts & set(cls.model_fields), topic


def test_the_generated_pages_are_as_the_code_says() -> None:
    for path, text in docs.pages().items():
        assert path.read_text() == text, f"{path.name}: run python -m deploy.docs"
