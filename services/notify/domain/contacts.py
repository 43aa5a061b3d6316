"""The author's contact 联系方式, sealed as it came, and what the author wished for."""

from dataclasses import dataclass, field
from typing import Literal

from shared.contracts.intake import PhoneState
from shared.contracts.notify import Purpose

NoCall = Literal["no_number", "not_wanted"]
NoSms = Literal["no_number", "secret"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One case's author, as far as notify may know: nothing here can be read without the key."""

    case_id: str
    key_id: str | None
    name_sealed: str | None = field(repr=False)
    phone_sealed: str | None = field(repr=False)
    phone_state: PhoneState
    no_call: bool
    secret: bool
    withdrawn: bool
    sms_ok: bool = False

    @property
    def has_number(self) -> bool:
        """Whether there is a number to try.  A prefix such as 170 is only a hint, never a reason."""
        return self.phone_sealed is not None and self.phone_state == "dialable"


def why_no_call(contact: Contact | None, purpose: Purpose) -> NoCall | None:
    """Why the author cannot or must not be called, or None.

    Who wants secrecy is called to verify, but the answer is checked by other means.
    """
    if contact is None or not contact.has_number:
        return "no_number"
    unwanted = contact.no_call or (contact.secret and purpose == "after_check")
    return "not_wanted" if unwanted else None


def why_no_sms(contact: Contact | None) -> NoSms | None:
    """Why the author cannot or must not get an SMS, or None.  A 保密 case gets none without consent."""
    if contact is None or not contact.has_number:
        return "no_number"
    return "secret" if contact.secret and not contact.sms_ok else None


def phone_place(case_id: str) -> str:
    """What an author's sealed phone is bound to."""
    return f"{case_id}|phone"


def name_place(case_id: str) -> str:
    """What an author's sealed name is bound to."""
    return f"{case_id}|name"


def masked(phone: str) -> str:
    """A number as staff see it in lists: 138****8000."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 9 else "****"
