"""联系方式: a better one found later, and each look at any."""

from services.intake.domain.contacts import (
    FindContact,
    RevealContact,
    SealedContact,
    dialable,
    may_find,
    may_reveal,
    wants_another_call,
)
from services.intake.domain.desk import Act
from services.intake.domain.reception import Reception
from services.intake.handlers.held import at_desk, noted
from services.intake.store import contacts as store
from shared.context import Ctx
from shared.contracts.envelope import Event
from shared.contracts.intake import (
    ContactFound,
    ContactRecorded,
    ContactRevealed,
    VerificationRequested,
)
from shared.outcome import Outcome
from shared.secrets import Keyring


async def find_contact(ctx: Ctx, command: FindContact, case: Reception | None) -> Outcome:
    """查得联系方式: kept beside the one told, and used from now on."""
    case = at_desk(ctx, case, Act.FIND_CONTACT)
    may_find(case, ctx.actor)
    contact = await _sealed(ctx, case, command)
    facts = {
        "no": contact.contact_no, "provenance": command.provenance, "unit": contact.unit_id,
        "looked_up_by": command.looked_up_by,
    }  # fmt: skip
    found = ContactFound(
        case_id=case.case_id, contact_no=contact.contact_no, provenance=command.provenance,
        legal_basis=command.legal_basis, looked_up_by=command.looked_up_by,
        unit_id=contact.unit_id, by=ctx.actor,
    )  # fmt: skip
    events: list[Event] = [found, _recorded(ctx.settings.ring, case, contact)]
    if case.holder is not None and wants_another_call(case):
        events.append(VerificationRequested(case_id=case.case_id, holder=case.holder))
    index = ctx.settings.ring.blind_index(dialable(command))
    return Outcome(
        changes=[store.add_found(case.case_id, contact, index, command, ctx.actor, ctx.now)],
        journal=[noted(ctx, case, Act.FIND_CONTACT, facts=facts)],
        events=events,
        answer={"case_id": case.case_id, "contact_no": contact.contact_no},
    )


async def reveal_contact(ctx: Ctx, command: RevealContact, case: Reception | None) -> Outcome:
    """联系方式查阅: answered sealed and opened on its way out; the look is kept for good."""
    case = at_desk(ctx, case, Act.REVEAL_CONTACT)
    asked = case.contacts if command.contact_no is None else command.contact_no
    contact = may_reveal(case, await store.load_contact(ctx.tx, case.case_id, asked), ctx.actor)
    no, purpose = contact.contact_no, command.purpose
    looked = ContactRevealed(case_id=case.case_id, contact_no=no, purpose=purpose, by=ctx.actor)
    return Outcome(
        changes=[store.add_look(case.case_id, no, purpose, ctx.actor, ctx.now)],
        journal=[noted(ctx, case, Act.REVEAL_CONTACT, why=purpose, facts={"no": no})],
        events=[looked],
        answer={
            "case_id": case.case_id,
            "contact_no": no,
            "key_id": contact.key_id,
            "name": contact.name_sealed,
            "phone": contact.phone_sealed,
        },
    )


def opened(sealed: dict[str, str | None], ring: Keyring) -> dict[str, str | None]:
    """The answer with name and number in clear: never stored, not even for a repetition."""
    answer = dict(sealed)
    case_id, key_id = answer["case_id"], answer.pop("key_id")
    for field in ("name", "phone"):
        value = answer[field]
        if value is not None and key_id is not None:
            answer[field] = ring.open(key_id, value, f"{case_id}|{field}")
    return answer


async def _sealed(ctx: Ctx, case: Reception, command: FindContact) -> SealedContact:
    """The new contact; the author keeps the name that he told if none was found."""
    ring: Keyring = ctx.settings.ring
    name = command.name
    if not name:
        told = await store.load_contact(ctx.tx, case.case_id, case.contacts)
        if told and told.key_id and told.name_sealed:
            name = ring.open(told.key_id, told.name_sealed, f"{case.case_id}|name")
    key_id, phone = ring.seal(dialable(command), f"{case.case_id}|phone")
    name_sealed = ring.seal(name, f"{case.case_id}|name")[1] if name else None
    return SealedContact(case.contacts + 1, key_id, name_sealed, phone, ctx.actor.unit)


def _recorded(ring: Keyring, case: Reception, contact: SealedContact) -> ContactRecorded:
    return ContactRecorded(
        case_id=case.case_id, key_id=contact.key_id or ring.current,
        name_sealed=contact.name_sealed, phone_sealed=contact.phone_sealed,
        phone_state="dialable", wishes=case.wishes,
    )  # fmt: skip
