"""The envelope every event travels in, and the base class of every event.

An event is a frozen pydantic model: what became true, in the past tense.  Around it the bus puts the
CloudEvents 1.0 attributes (`Envelope`); on AMQP they are headers named ``ce-*``, and ``ce-id`` is
also the AMQP ``message_id``.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

CaseId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6}$")]
"""A case's visible number, such as ``LL2022-000017``: its identity in every service."""


class Frozen(BaseModel):
    """A value that is read, never changed; a field added later is ignored by older readers."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Actor(Frozen):
    """Who acted, in what role, and on whose behalf (代).  Staff only, never a citizen."""

    sub: str
    name: str
    role: str
    post: str | None = None
    unit: str | None = None
    on_behalf_of: str | None = None


class Event(Frozen):
    """Base of all events.  A subclass states its `topic`, its `hanzi` and the `subject` it is about.

    `personal` marks the few events that carry citizens' text or (encrypted) contact details: they
    never leave the inside, and what is personal in their stored copies, the fields kept out of the
    repr, is emptied when a person's data is erased: by an event that `erases`.
    """

    topic: ClassVar[str]
    hanzi: ClassVar[str]
    personal: ClassVar[bool] = False
    erases: ClassVar[bool] = False

    @property
    def subject(self) -> str:
        """What order is kept for, such as ``case/LL2022-000017``."""
        raise TypeError(f"{type(self).__name__} names no subject")

    @classmethod
    def publisher(cls) -> str:
        """The service that announces this event: the first word of the topic."""
        return cls.topic.partition(".")[0]


class CaseEvent(Event):
    """An event about one case."""

    case_id: CaseId

    @property
    def subject(self) -> str:
        return f"case/{self.case_id}"


Word = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20\x7f]{1,300}$")]
"""A name on the wire: one word, short enough for an index."""


class Envelope(Frozen):
    """The CloudEvents attributes of one event on its way.  What does not fit here fits no table."""

    id: UUID
    source: Word = Field(description="the publishing service")
    type: Word = Field(description="the topic, such as routing.reply_published.v1")
    subject: Word
    version: int = Field(
        ge=1, lt=2**63, description="ce-sequence: 1, 2, 3, … for this source and subject"
    )
    time: AwareDatetime = Field(description="business time at which the fact became true")
    causation_id: UUID | None = Field(default=None, description="the event that led to this one")
    traceparent: Word | None = None
