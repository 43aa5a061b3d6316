"""How an arrival becomes a case, whatever channel it came by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.intake.domain.arrival import Arrival
from services.intake.domain.likeness import RECENT, Like, Likes, says_enough
from services.intake.domain.reading import fold
from services.intake.domain.reception import State
from services.intake.handlers.alarms import raised
from services.intake.store import arrivals, cases
from services.intake.store.arrivals import Sealed
from shared.context import Ctx
from shared.contracts.envelope import Event
from shared.contracts.intake import CaseReceived, ContactRecorded, EmergencyRaised
from shared.db import Tx
from shared.outcome import Change, Entry, Outcome
from shared.secrets import Keyring


@dataclass(frozen=True, slots=True)
class Digests:
    """What is compared of an arrival without naming anybody: its author and its text."""

    author: str | None
    text: str | None


def digests(arrival: Arrival, ring: Keyring) -> Digests:
    """The keyed digests; None for a phone nobody can dial and for a text too short to tell."""
    text = fold(arrival.text)
    return Digests(
        author=ring.blind_index(arrival.phone) if arrival.phone_state == "dialable" else None,
        text=ring.blind_index(text) if says_enough(text) else None,
    )


async def load_likes(tx: Tx, new: Sequence[tuple[Arrival, Digests]]) -> Likes:
    """The cases that these arrivals may be like."""
    authors = {marks.author for _, marks in new if marks.author}
    texts = {marks.text for _, marks in new if marks.text}
    if not (authors or texts):
        return Likes()
    since = min(arrival.admitted_at for arrival, _ in new) - RECENT
    return Likes(await cases.likes(tx, authors, texts, since))


def receive(
    ctx: Ctx,
    case_id: str,
    arrival: Arrival,
    marks: Digests,
    likes: Likes,
    facts: Mapping[str, Any],
) -> Outcome:
    """A new case: CaseReceived, ContactRecorded, and EmergencyRaised where a sign speaks.

    `facts` are what the channel adds to the journal row.  The case joins `likes` for those after.
    """
    admitted_at = arrival.admitted_at
    like = Like(case_id, marks.author, marks.text, arrival.title, admitted_at, is_open=True)
    flags = (*arrival.all_flags, *likes.flags(like, arrival))
    likes.add(like)
    sealed = _seal(ctx.settings.ring, case_id, arrival, marks.author)
    danger: list[Change] = []
    events: list[Event] = [
        _received(case_id, arrival, flags),
        _contact(case_id, arrival, sealed),
    ]
    if arrival.emergencies:
        danger = [raised(ctx, case_id)]
        events.append(EmergencyRaised(case_id=case_id, signs=arrival.emergencies))
    entry = Entry(
        subject=f"case/{case_id}",
        action="receive",
        actor=ctx.actor,
        to_state=State.RECEIVED,
        facts={
            "channel": arrival.channel,
            "external_id": arrival.external_id,
            "posted_at": arrival.posted_at,
            "flags": flags,
            "emergencies": arrival.emergencies,
            **facts,
        },
        private={"title": arrival.title, "text": arrival.text},
    )
    changes = [
        arrivals.add_reception(case_id, State.RECEIVED, arrival, flags, ctx.now),
        arrivals.add_text(case_id, arrival, marks.text),
        arrivals.add_contact(case_id, sealed),
        *arrivals.add_told(case_id, arrival),
        *danger,
    ]
    return Outcome(changes=changes, journal=[entry], events=events)


def together(changes: Iterable[Change]) -> list[Change]:
    """The same changes, equal statements side by side, so that each is run once."""
    by_statement: dict[str, list[Change]] = {}
    for change in changes:
        by_statement.setdefault(change.sql, []).append(change)
    return [change for same in by_statement.values() for change in same]


def _seal(ring: Keyring, case_id: str, arrival: Arrival, author: str | None) -> Sealed:
    """Name and phone, each bound to its case and field.  A phone nobody can dial is kept too."""
    name = ring.seal(arrival.name, f"{case_id}|name")[1] if arrival.name else None
    phone = ring.seal(arrival.phone, f"{case_id}|phone")[1] if arrival.phone else None
    return Sealed(ring.current, name, phone, arrival.phone_state, author)


def _contact(case_id: str, arrival: Arrival, sealed: Sealed) -> ContactRecorded:
    return ContactRecorded(
        case_id=case_id,
        key_id=sealed.key_id,
        name_sealed=sealed.name,
        phone_sealed=sealed.phone if arrival.phone_state == "dialable" else None,
        phone_state=arrival.phone_state,
        wishes=arrival.wishes,
    )


def _received(case_id: str, arrival: Arrival, flags: tuple[str, ...]) -> CaseReceived:
    return CaseReceived(
        case_id=case_id,
        channel=arrival.channel,
        external_id=arrival.external_id,
        addressee_fid=arrival.addressee_fid,
        addressee_name=arrival.addressee_name,
        type_name=arrival.type_name,
        domain_name=arrival.domain_name,
        nickname=arrival.nickname,
        title=arrival.title,
        text=arrival.text,
        posted_at=arrival.posted_at,
        admitted_at=arrival.admitted_at,
        division=arrival.division,
        kind=arrival.kind,
        handling_class=arrival.handling_class,
        wishes=arrival.wishes,
        flags=flags,
        incident_at=arrival.incident_at,
        incident_place=arrival.incident_place,
        outside_office=arrival.outside_office,
        outside_due_on=arrival.outside_due_on,
    )
