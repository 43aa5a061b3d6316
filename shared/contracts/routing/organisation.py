"""The tree of units, the leaders' posts, and what the office's own documents settle."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Actor, Event
from shared.contracts.routing.words import Level


class UnitChanged(Event):
    """单位变更: a unit is new or was changed."""

    topic: ClassVar[str] = "routing.unit_changed.v1"
    hanzi: ClassVar[str] = "单位变更"

    unit_id: str
    name: str
    level: Level
    parent_id: str | None
    unit_type: str
    division: str
    head: str | None = Field(default=None, description="一把手, the one accountable head")
    head_title: str | None = None

    @property
    def subject(self) -> str:
        return f"unit/{self.unit_id}"


class PostChanged(Event):
    """职务变更: a leader's post or its holders changed."""

    topic: ClassVar[str] = "routing.post_changed.v1"
    hanzi: ClassVar[str] = "职务变更"

    post_id: str
    title: str
    level: Level
    unit_id: str | None
    board_fid: int | None

    @property
    def subject(self) -> str:
        return f"post/{self.post_id}"


class PracticeChanged(Event):
    """办件规程变更: the office's own rules of routing were set anew, by a document."""

    topic: ClassVar[str] = "routing.practice_changed.v1"
    hanzi: ClassVar[str] = "办件规程变更"

    version: int
    document: str
    valid_from: date
    by: Actor

    @property
    def subject(self) -> str:
        return "practice/routing"
