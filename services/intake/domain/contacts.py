"""Contacts 联系方式: as told with the message (0), and better ones found later (1, 2, …).

A contact in clear is shown to one person for one purpose, and each look is written down.
"""

from typing import Literal, NamedTuple

from pydantic import Field

from services.intake.domain.commands import Code, Command, Name
from services.intake.domain.reading import phone_of
from services.intake.domain.reception import Reception
from services.intake.domain.roles import UNITS
from shared.contracts.envelope import Actor
from shared.rules import Refused, unknown

Provenance = Literal["unit_records", "household_register", "visit", "relative", "author", "other"]


class FindContact(Command):
    """查得联系方式: where it comes from, on what legal basis, and who looked it up."""

    phone: str = Field(min_length=5, max_length=40, repr=False)
    name: str = Field(default="", max_length=60, repr=False)
    provenance: Provenance
    legal_basis: str = Field(min_length=4, max_length=200)
    looked_up_by: Name


class RevealContact(Command):
    """联系方式查阅: one contact, for one purpose."""

    purpose: Code
    contact_no: int | None = Field(
        default=None, ge=0, le=999, description="the one in use, if not given"
    )


class SealedContact(NamedTuple):
    """A contact as it is kept; `unit_id` found it."""

    contact_no: int
    key_id: str | None
    name_sealed: str | None
    phone_sealed: str | None
    unit_id: str | None


def dialable(command: FindContact) -> str:
    """The number, as it is dialled."""
    phone, state = phone_of(command.phone)
    if state != "dialable":
        raise Refused("phone_impossible", "nobody can dial that", status=422)
    return phone


def must_not_be_erased(case: Reception) -> None:
    """Nobody looks up an author whose data was erased, nor notes words of his: nothing would erase them."""
    if case.erased:
        raise Refused("author_erased", "the author's data was erased")


def may_find(case: Reception, actor: Actor) -> None:
    """Nobody looks up who was erased, and no unit one who hides from it."""
    must_not_be_erased(case)
    must_not_hide(case, actor)


def must_not_hide(case: Reception, actor: Actor) -> None:
    """An author who is not to be named to units is not looked up, called or looked at by any."""
    if actor.role in UNITS and (case.wishes.hide_from_unit or case.wishes.secret):
        raise Refused("author_hides_from_units", "the author asked not to be named", status=403)


def must_handle(case: Reception, actor: Actor) -> None:
    """A unit acts on the cases that it was given; others are not there for it."""
    if actor.role in UNITS and actor.unit not in case.units:
        raise unknown("case")


def may_reveal(case: Reception, contact: SealedContact | None, actor: Actor) -> SealedContact:
    """A unit sees what it found itself; else only with the author's consent, never against a wish."""
    if contact is None or (contact.name_sealed is None and contact.phone_sealed is None):
        raise unknown("contact")
    must_not_hide(case, actor)
    if actor.role not in UNITS or (contact.unit_id is not None and contact.unit_id == actor.unit):
        return contact
    if case.consent is not True:
        raise Refused("no_consent", "the author's consent is not on record", status=403)
    return contact


def wants_another_call(case: Reception) -> bool:
    """Whether a better number gives reason to call an author who could not be reached."""
    return case.holder is not None and case.verified_as != "reached" and not case.wishes.no_call
