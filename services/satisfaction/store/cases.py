"""Cases and the dated facts about them."""

from collections.abc import Sequence
from datetime import datetime

from services.satisfaction.domain.cases import Acceptance, CaseFile
from services.satisfaction.store.checks import checks_of
from shared.contracts.intake import CaseAccepted, Channel, Kind, WishesChanged
from shared.contracts.routing import CaseClosed, ReplyPublished
from shared.db import Tx
from shared.outcome import Change

CASE = "case/"

LOCK_CASES = """
SELECT case_id, historic, channel, withdrawn, board_grade
FROM case_file WHERE case_id = ANY($1::text[]) ORDER BY case_id FOR UPDATE
"""

# After the lock, in a statement of its own: one statement would see them as they were before the wait.
ACCEPTANCES = """
SELECT case_id, kind, no_call, secret FROM accepted WHERE case_id = ANY($1::text[])
"""

ADD_CASE = """
INSERT INTO case_file (case_id, historic, channel, kind, received_at)
SELECT * FROM unnest($1::text[], $2::boolean[], $3::text[], $4::text[], $5::timestamptz[])
"""

ADD_HISTORIC_ANSWER = """
INSERT INTO historic_answer (case_id, answered_at)
SELECT * FROM unnest($1::text[], $2::timestamptz[]) ON CONFLICT DO NOTHING
"""

ADD_ACCEPTED = """
INSERT INTO accepted (case_id, kind, no_call, secret, accepted_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[], $4::boolean[], $5::timestamptz[])
"""

OBEY = """
UPDATE accepted a SET no_call = k.no_call, secret = k.secret
FROM unnest($1::text[], $2::boolean[], $3::boolean[]) AS k(case_id, no_call, secret)
WHERE a.case_id = k.case_id
"""

ADD_PUBLISHED = """
INSERT INTO published (case_id, round, first, route, kind, channel, published_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::boolean[], $4::text[], $5::text[], $6::text[],
                     $7::timestamptz[])
"""

ADD_CLOSED = """
INSERT INTO closed (case_id, round, reason, closed_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[])
"""

ADD_REOPENED = """
INSERT INTO reopened (case_id, round, reopened_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[])
"""

WITHDRAW = """
UPDATE case_file c SET withdrawn = true
FROM unnest($1::text[]) AS k(case_id) WHERE c.case_id = k.case_id
"""


async def load_cases(tx: Tx, subjects: Sequence[str]) -> dict[str, CaseFile]:
    """Lock and return the cases among `subjects`."""
    ids = [subject.removeprefix(CASE) for subject in subjects if subject.startswith(CASE)]
    locked = await tx.fetch(LOCK_CASES, ids) if ids else []
    if not locked:
        return {}
    known = [row["case_id"] for row in locked]
    accepted = {
        row["case_id"]: Acceptance(row["kind"], row["no_call"], row["secret"])
        for row in await tx.fetch(ACCEPTANCES, known)
    }
    checks = await checks_of(tx, known)
    return {
        f"{CASE}{row['case_id']}": CaseFile(
            **row,
            acceptance=accepted.get(row["case_id"]),
            checks=tuple(checks.get(row["case_id"], ())),
        )
        for row in locked
    }


def add_case(
    case_id: str, *, historic: bool, channel: Channel, kind: Kind, received_at: datetime
) -> Change:
    """A case to count, and to check one day if it is no historic one."""
    return Change(ADD_CASE, (case_id, historic, channel, kind, received_at))


def add_historic_answer(case_id: str, answered_at: datetime) -> Change:
    """An answer from before we knew the case."""
    return Change(ADD_HISTORIC_ANSWER, (case_id, answered_at))


def add_accepted(event: CaseAccepted, at: datetime) -> Change:
    """The case's kind and its author's wishes, as settled at acceptance."""
    wishes = event.wishes
    return Change(ADD_ACCEPTED, (event.case_id, event.kind, wishes.no_call, wishes.secret, at))


def obey(event: WishesChanged) -> Change:
    """What the author wishes now; before its acceptance a case brings its wishes with it."""
    return Change(OBEY, (event.case_id, event.wishes.no_call, event.wishes.secret))


def add_published(event: ReplyPublished, case: CaseFile, kind: Kind) -> Change:
    """A public answer."""
    row = (
        event.case_id,
        event.round,
        case.round == 0,
        event.route,
        kind,
        case.channel,
        event.published_at,
    )
    return Change(ADD_PUBLISHED, row)


def add_closed(event: CaseClosed, at: datetime) -> Change:
    """The end of a case, or of one of its rounds."""
    return Change(ADD_CLOSED, (event.case_id, event.round, event.reason, at))


def add_reopened(case_id: str, of_round: int, at: datetime) -> Change:
    """A closed case that is open again."""
    return Change(ADD_REOPENED, (case_id, of_round, at))


def withdraw(case_id: str) -> Change:
    """The author took the case back."""
    return Change(WITHDRAW, (case_id,))
