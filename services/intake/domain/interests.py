"""回避: who has an interest in a case does not act on it, in reception or in review."""

from pydantic import Field

from services.intake.domain.commands import Code, Command, Ident, Name
from services.intake.domain.reception import Reception
from services.intake.domain.roles import R
from shared.contracts.envelope import Actor
from shared.rules import Refused


class DeclareInterest(Command):
    """回避登记: oneself, or somebody of whom the office head knows it.

    A holder who may not go on needs somebody to hold the case after him.
    """

    sub: Ident
    name: Name
    ground: Code = Field(description="author_self, kinship, property, former_post, accused, …")
    to_sub: Ident | None = None
    to_name: Name | None = None

    @property
    def successor(self) -> Actor | None:
        if self.to_sub is None or self.to_name is None:
            return None
        return Actor(sub=self.to_sub, name=self.to_name, role=R.CLERK)


def must_be_disinterested(case: Reception, sub: str) -> None:
    """Whoever declared an interest, or of whom it was declared, is out."""
    if sub in case.interested:
        raise Refused("interest_excludes", "an interest in the case was declared", status=403)


def may_declare(case: Reception, command: DeclareInterest, actor: Actor) -> None:
    """Of oneself anybody may; of another the office head.  The case is held by somebody all along."""
    if command.sub != actor.sub and actor.role != R.OFFICE_HEAD:
        raise Refused("not_your_interest", "of others the office head declares it", status=403)
    if command.sub in case.interested:
        raise Refused("already_declared", "that interest was declared before")
    held = case.holder is not None and case.holder.sub == command.sub
    if held and command.successor is None:
        raise Refused("successor_missing", "say who holds the case from now on", status=422)
    if not held and (command.to_sub or command.to_name):
        raise Refused("successor_not_needed", "that person does not hold the case", status=422)
    if command.successor is not None:
        must_be_disinterested(case, command.successor.sub)
        if command.successor.sub == command.sub:
            raise Refused("successor_missing", "the successor is another person", status=422)
