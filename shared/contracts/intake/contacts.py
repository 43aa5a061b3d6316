"""How to reach the author, and what the author wishes."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Actor, CaseEvent
from shared.contracts.intake.words import PhoneState, Wishes


class ContactRecorded(CaseEvent):
    """联系方式登记: the author's name and phone, sealed for notify.  The only event that has them."""

    topic: ClassVar[str] = "intake.contact_recorded.v1"
    hanzi: ClassVar[str] = "联系方式登记"
    personal: ClassVar[bool] = True

    key_id: str
    name_sealed: str | None = Field(
        repr=False, description="base64 AES-GCM, bound to case and field"
    )
    phone_sealed: str | None = Field(
        repr=False, description="base64 AES-GCM, bound to case and field"
    )
    phone_state: PhoneState
    wishes: Wishes


class ContactErased(CaseEvent):
    """联系方式删除: the author's personal data was erased here; holders of copies erase theirs."""

    topic: ClassVar[str] = "intake.contact_erased.v1"
    hanzi: ClassVar[str] = "联系方式删除"
    erases: ClassVar[bool] = True

    by: Actor


class ContactFound(CaseEvent):
    """查得联系方式: a better contact was found later; the contact itself is in contact_recorded."""

    topic: ClassVar[str] = "intake.contact_found.v1"
    hanzi: ClassVar[str] = "查得联系方式"

    contact_no: int = Field(ge=1)
    provenance: str = Field(description="a code: unit_records, household_register, visit, …")
    legal_basis: str
    looked_up_by: str
    unit_id: str | None
    by: Actor


class ContactRevealed(CaseEvent):
    """联系方式查阅: somebody was shown the author's contact, for a purpose."""

    topic: ClassVar[str] = "intake.contact_revealed.v1"
    hanzi: ClassVar[str] = "联系方式查阅"

    contact_no: int = Field(ge=0)
    purpose: str = Field(description="a reason code")
    by: Actor


class WishesChanged(CaseEvent):
    """意愿变更: the author wishes otherwise now; whoever acts on wishes obeys these from here on."""

    topic: ClassVar[str] = "intake.wishes_changed.v1"
    hanzi: ClassVar[str] = "意愿变更"

    wishes: Wishes
    reason: str = Field(description="a reason code")
    by: Actor
