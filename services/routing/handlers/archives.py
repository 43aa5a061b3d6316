"""一案一档: that the archive of a case was made is in its journal, with the sha256 of its bytes."""

from typing import NamedTuple

from services.routing.domain.cases import Case, known
from services.routing.store.archives import ARCHIVED
from shared.context import Ctx
from shared.outcome import Entry, Outcome


class Made(NamedTuple):
    """An archive that was handed out."""

    sha256: str
    size: int
    pages: int


async def note_archive(ctx: Ctx, command: Made, case: Case | None) -> Outcome:
    """Say who took it, and what it was."""
    case = known(case)
    facts = command._asdict()
    entry = Entry(subject=case.subject, action=ARCHIVED, actor=ctx.actor, facts=facts)
    return Outcome(journal=[entry])
