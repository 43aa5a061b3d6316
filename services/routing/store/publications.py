"""SQL of public answers: the publication with its proof, and what the board shows."""

from datetime import datetime
from typing import NamedTuple

from services.routing.domain.cases import Case
from services.routing.domain.copies import words_digest
from services.routing.domain.replies import ReplyHead, Signer
from services.routing.store.replies import raised
from shared.db import Tx
from shared.outcome import Change

ADD_PUBLICATION = """
INSERT INTO publication (case_id, round, reply_id, external_id, text, signer, proof, published_at,
                         recorded_at, by, screenshot)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::timestamptz[], $9::timestamptz[], $10::jsonb[], $11::text[])
"""

ADD_SEEN = """
INSERT INTO publication_seen (case_id, round, answer_id, agrees, seen_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::bool[], $5::timestamptz[])
ON CONFLICT (case_id, round, answer_id) DO UPDATE
SET agrees = excluded.agrees, seen_at = excluded.seen_at
"""

PUBLICATIONS = "SELECT round, text FROM publication WHERE case_id = $1 ORDER BY round DESC"

SHOWN = """
SELECT answer_id, words FROM board_proof
WHERE case_id = $1 AND words IS NOT NULL AND answered_at >= $2
ORDER BY heard_at DESC LIMIT 1
"""

SEEN = "SELECT agrees FROM publication_seen WHERE case_id = $1 AND round = $2 AND answer_id = $3"


class Published(NamedTuple):
    """What a round ended in."""

    round: int
    text: str


class Shown(NamedTuple):
    """What the board shows: an answer, and the digest of its words."""

    answer_id: str
    words: str

    def agrees_with(self, text: str) -> bool:
        """Whether these are the words that were published."""
        return self.words == words_digest(text)


def add_publication(
    case: Case,
    reply: ReplyHead,
    *,
    text: str,
    signer: Signer,
    proof: str,
    screenshot: str | None,
    published_at: datetime,
    at: datetime,
    by: str,
) -> list[Change]:
    row = (
        case.case_id, case.round, reply.reply_id, case.external_id, text, signer, proof,
        published_at, at, by, screenshot,
    )  # fmt: skip
    return [Change(ADD_PUBLICATION, row), raised(reply)]


async def load_publications(tx: Tx, case: Case) -> list[Published]:
    """What each round ended in, the last one first."""
    return [Published(*r) for r in await tx.fetch(PUBLICATIONS, case.case_id)]


async def load_shown(tx: Tx, case: Case, since: datetime) -> Shown | None:
    """What the board already shows that was answered since then."""
    r = await tx.fetchrow(SHOWN, case.case_id, since)
    return Shown(*r) if r else None


async def was_seen(tx: Tx, case: Case, of_round: int, answer_id: str) -> bool | None:
    """What the last look at this answer said; None: nobody looked."""
    agrees: bool | None = await tx.fetchval(SEEN, case.case_id, of_round, answer_id)
    return agrees


def add_seen(case: Case, of_round: int, answer_id: str, at: datetime, *, agrees: bool) -> Change:
    return Change(ADD_SEEN, (case.case_id, of_round, answer_id, agrees, at))
