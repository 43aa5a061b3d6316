"""What was found 核查结论, where, and by whom."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.routing.domain.commands import Command, Name, Text
from services.routing.domain.dispositions import DEMANDED, DISPOSITIONS
from shared.contracts.intake import Kind
from shared.contracts.routing import Finding
from shared.rules import Refused

Method = Literal["phone", "visit", "on_site", "meeting", "letter", "online", "public_reply"]
"""电话, 走访, 现场, 约见, 书面, 网上, 公开回复."""

Words = Annotated[Text, Field(max_length=2000)]


class Person(Command):
    """Somebody sent to see for himself."""

    name: Name
    post: Name | None = None


class Place(Command):
    """Where it was looked into."""

    name: Name
    seen_on: date | None = None
    finding: Finding | None = Field(default=None, description="what was found there")


def must_have_found(kind: Kind, finding: Finding | None, people: tuple[Person, ...]) -> None:
    """What is complained of is found true, partly true or not true, by somebody who looked."""
    if DISPOSITIONS[kind] is not DEMANDED:
        return
    if finding is None:
        raise Refused("finding_missing", "say whether the matter was found true", status=422)
    if not people:
        raise Refused("finding_by_nobody", "say who looked into the matter", status=422)
