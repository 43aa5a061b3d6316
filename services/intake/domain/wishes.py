"""意愿: what the author wishes now.  Said later, it holds all the same."""

from pydantic import Field

from services.intake.domain.commands import Code, Command
from services.intake.domain.reception import Reception, State
from shared.contracts.intake import Wishes
from shared.rules import Refused


class ChangeWishes(Command):
    """意愿变更: a field that is not given stays as it was."""

    no_call: bool | None = Field(default=None, description="不要电话")
    secret: bool | None = Field(default=None, description="保密")
    hide_from_unit: bool | None = Field(default=None, description="不让单位知道")
    sms_ok: bool | None = Field(default=None, description="保密, but an SMS may come")
    reason: Code

    def applied_to(self, wishes: Wishes) -> Wishes:
        given = self.model_dump(exclude={"reason"}, exclude_none=True)
        return wishes.model_copy(update=given)


def both(first: Wishes, later: Wishes) -> Wishes:
    """What an author asked for in either message; whoever asks for secrecy says if an SMS may come."""
    asked = {
        name: getattr(first, name) or getattr(later, name)
        for name in ("no_call", "secret", "hide_from_unit")
    }
    secret = [wishes for wishes in (first, later) if wishes.secret]
    return Wishes(**asked, sms_ok=all(wishes.sms_ok for wishes in secret or [first]))


def must_differ(before: Wishes, after: Wishes) -> None:
    if before == after:
        raise Refused("wishes_unchanged", "that is what the author wished before", status=422)


def forbids_the_call(case: Reception, wishes: Wishes) -> bool:
    """Whether nobody need wait any longer for a call that is not to be placed."""
    return case.state == State.CLAIMED and wishes.no_call


def permits_a_call(case: Reception, wishes: Wishes) -> bool:
    """Whether the author, who was left alone by his own wish, may now be called to verify."""
    waiting = case.state in {State.CLAIMED, State.VERIFIED}
    lifted = case.wishes.no_call and not wishes.no_call
    return waiting and lifted and case.verified_as != "reached" and case.phone_state == "dialable"
