"""A 留言 as it came through a channel, read but not yet a case, and what is to be seen in it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from services.intake.domain import signs, taxonomy
from services.intake.domain.reading import SHANGHAI, fold
from shared.contracts.intake import Channel, HandlingClass, Kind, PhoneState, Wishes

WISHES = tuple(Wishes.model_fields)


@dataclass(frozen=True)
class Arrival:
    """All that the author told, and how the channel let it through.

    `flags` are what the channel's own reading found; `all_flags` adds what the text lets suspect.
    """

    channel: Channel
    external_id: str | None
    addressee_fid: int | None
    addressee_name: str
    type_name: str
    domain_name: str
    nickname: str
    title: str
    text: str
    posted_at: datetime
    admitted_at: datetime
    name: str
    phone: str
    phone_state: PhoneState
    place: str
    incident_place: str
    flags: tuple[str, ...] = ()
    incident_at: datetime | None = None
    told_wishes: Wishes = field(default_factory=Wishes)
    outside_office: str = ""
    outside_due_on: date | None = None

    @cached_property
    def folded(self) -> str:
        """Title and text made comparable; the bar keeps a phrase from reaching across."""
        return f"{fold(self.title)}|{fold(self.text)}"

    @property
    def year(self) -> int:
        """The year that stands in the case's number."""
        return self.posted_at.astimezone(SHANGHAI).year

    @cached_property
    def kind(self) -> Kind:
        return taxonomy.kind_of(self.type_name, self.domain_name)

    @property
    def handling_class(self) -> HandlingClass:
        return taxonomy.class_of(self.kind)

    @property
    def division(self) -> str | None:
        """Where it happened; where the author lives only if nothing else is told."""
        return taxonomy.division_of(self.incident_place or self.place)

    @cached_property
    def wishes(self) -> Wishes:
        """What the author asks for, in so many words or by the form's own fields."""
        read, told = signs.wishes_in(self.folded), self.told_wishes
        return Wishes(**{name: getattr(read, name) or getattr(told, name) for name in WISHES})

    @cached_property
    def emergencies(self) -> tuple[str, ...]:
        return signs.spoken(signs.EMERGENCIES, self.folded)

    @cached_property
    def all_flags(self) -> tuple[str, ...]:
        """The names of all rules that want a person to look."""
        doubts = {
            "text_missing": not (self.title or self.text),
            "type_unknown": self.kind == "unknown",
            "domain_unknown": not taxonomy.is_domain(self.domain_name),
            "out_of_area_suspected": taxonomy.is_elsewhere(self.incident_place or self.place),
        }
        return (
            *self.flags,
            *(flag for flag, doubtful in doubts.items() if doubtful),
            *signs.spoken(signs.SUSPICIONS, self.folded),
            *signs.private_numbers_in(self.folded),
        )
