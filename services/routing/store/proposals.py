"""SQL of what comes before the leader: proposals, submissions, scans."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.routing.domain.assignments import Order
from services.routing.domain.cases import Case
from services.routing.domain.letters import official_day
from services.routing.domain.posts import Post
from services.routing.domain.privacy import masked, unnamed
from services.routing.domain.proposals import Proposal, ProposalState, Propose, may_look
from services.routing.domain.sheets import Approval, FoundBy, Task, class_line, must_be_signed
from services.routing.domain.told import accounts, when_and_where, wishes_line
from services.routing.store.cases import load_text
from services.routing.store.demands import load_demands
from services.routing.store.organisation import load_post, load_tree, load_unit
from services.routing.store.practice import load_practice
from services.routing.store.scope import own_post, sees, sight_of
from services.routing.store.told import load_told
from shared.contracts.envelope import Actor
from shared.contracts.intake import Wishes
from shared.db import Tx
from shared.outcome import Change

PROPOSALS_OF_CASE = """
SELECT p.proposal_id, p.unit_id, p.round, p.state, p.opinion, p.orders, p.due_on, p.urgency,
       p.proposed_at, p.by,
       r.reason AS returned_for, r.text AS returned_with, r.returned_at, r.by AS returned_by,
       s.post_id AS submitted_to, s.post_title, s.remark, s.submitted_at, s.by AS signed_by
FROM proposal p LEFT JOIN proposal_return r USING (proposal_id)
                LEFT JOIN submission s USING (proposal_id)
WHERE p.case_id = $1 ORDER BY p.number
"""

ADD_PROPOSAL = """
INSERT INTO proposal (proposal_id, case_id, number, unit_id, round, state, opinion, orders, due_on,
                      urgency, proposed_at, changed_at, by)
SELECT proposal_id, case_id, number, unit_id, round, 'proposed', opinion, orders, due_on, urgency,
       at, at, by
FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::int[], $6::text[], $7::jsonb[],
            $8::date[], $9::text[], $10::timestamptz[], $11::jsonb[])
     AS k(proposal_id, case_id, number, unit_id, round, opinion, orders, due_on, urgency, at, by)
"""

MOVE_PROPOSAL = """
UPDATE proposal p SET state = k.state, changed_at = k.at
FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS k(proposal_id, state, at)
WHERE p.proposal_id = k.proposal_id
"""

ADD_PROPOSAL_RETURN = """
INSERT INTO proposal_return (proposal_id, reason, text, returned_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::jsonb[])
"""

ADD_SUBMISSION = """
INSERT INTO submission (proposal_id, case_id, post_id, post_title, remark, submitted_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
                     $6::timestamptz[], $7::jsonb[])
"""

SCANS_OF_CASE = """
SELECT c.file_id, c.sheet, c.found_by, c.filed_at, c.by, p.unit_id
FROM scan c JOIN proposal p ON p.proposal_id = c.sheet WHERE c.case_id = $1 ORDER BY c.filed_at
"""

NEWEST_SCAN = "SELECT file_id FROM scan WHERE sheet = $1 ORDER BY filed_at DESC LIMIT 1"

OF_CASE = """
SELECT h.external_id, h.handling_class, h.secret, h.hide_from_unit, h.no_call, t.posted_at
FROM handling h LEFT JOIN case_text t USING (case_id) WHERE h.case_id = $1
"""

ADD_SCAN = """
INSERT INTO scan (file_id, case_id, sheet, found_by, filed_at, by)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[],
                     $6::jsonb[])
"""


async def load_proposals(tx: Tx, case_id: str) -> list[Proposal]:
    """The case's proposals in their order."""
    return [_proposal(r) for r in await tx.fetch(PROPOSALS_OF_CASE, case_id)]


def _proposal(r: Any) -> Proposal:
    return Proposal(
        proposal_id=r["proposal_id"],
        unit_id=r["unit_id"],
        round=r["round"],
        state=ProposalState(r["state"]),
        opinion=r["opinion"],
        orders=tuple(Order(**order) for order in json.loads(r["orders"])),
        due_on=r["due_on"],
        urgency=r["urgency"],
        proposed_at=r["proposed_at"],
        proposed_by=json.loads(r["by"])["name"],
        submitted_to=r["submitted_to"],
        submitted_at=r["submitted_at"],
        signed_by=json.loads(r["signed_by"])["name"] if r["signed_by"] else None,
        remark=r["remark"],
    )


def add_proposal(
    case: Case, command: Propose, *, number: int, office: str | None, at: datetime, by: str
) -> Change:
    return Change(
        ADD_PROPOSAL,
        (
            f"{case.case_id}-p{number}", case.case_id, number, office, case.round, command.opinion,
            _kept(command.orders()), command.due_on, command.urgency, at, by,
        ),
    )  # fmt: skip


def _kept(orders: Sequence[Order]) -> str:
    return json.dumps([asdict(order) for order in orders], ensure_ascii=False)


def move_proposal(proposal: Proposal, state: str, at: datetime) -> Change:
    return Change(MOVE_PROPOSAL, (proposal.proposal_id, state, at))


def add_proposal_return(
    proposal: Proposal, *, reason: str, text: str, at: datetime, by: str
) -> Change:
    return Change(ADD_PROPOSAL_RETURN, (proposal.proposal_id, reason, text, at, by))


def add_submission(
    case: Case, proposal: Proposal, post: Post, *, remark: str | None, at: datetime, by: str
) -> Change:
    row = (proposal.proposal_id, case.case_id, post.post_id, post.title, remark, at, by)
    return Change(ADD_SUBMISSION, row)


def add_scan(
    case: Case, file_id: str, sheet: str, *, found_by: FoundBy, at: datetime, by: str
) -> Change:
    return Change(ADD_SCAN, (file_id, case.case_id, sheet, found_by, at, by))


async def find_approval(tx: Tx, proposal_id: str, *, actor: Actor) -> Approval | None:
    """What the sheet of a proposal says; None where there is none, or none for the actor's eyes."""
    case_id = proposal_id.rpartition("-")[0]
    proposals = {p.proposal_id: p for p in await load_proposals(tx, case_id)}
    proposal = proposals.get(proposal_id)
    if proposal is None or not may_look(proposal, actor):
        return None
    if not await sees(tx, await sight_of(tx, actor), case_id):
        return None
    must_be_signed(proposal)
    if own_post(actor, proposal.submitted_to) is None or proposal.submitted_at is None:
        return None
    text = await load_text(tx, case_id)
    tree = await load_tree(tx, [order.unit_id for order in proposal.orders])
    office = await load_unit(tx, proposal.unit_id)
    post = await load_post(tx, proposal.submitted_to)
    day = official_day(proposal.submitted_at)
    of_case = await tx.fetchrow(OF_CASE, case_id)
    number = of_case["external_id"]
    told = await load_told(tx, case_id)
    wishes = Wishes(**{name: of_case[name] for name in ("secret", "hide_from_unit", "no_call")})
    hides = proposal.unit_id is not None and (wishes.secret or wishes.hide_from_unit)
    hidden = text.nickname if hides else ""

    def read(words: str) -> str:
        """The author's words, without contact; a county does not read who hides from units."""
        return unnamed(masked(words), hidden)

    return Approval(
        sheet=proposal_id,
        office=office.name,
        post_title=post.title if post else "",
        holder=(post.holder_on(day) if post else None) or "",
        case_number=f"{number}（{case_id}）" if number else case_id,
        urgency=proposal.urgency,
        class_line=class_line(of_case["handling_class"], (await load_practice(tx, day)).terms),
        posted_on=official_day(of_case["posted_at"]) if of_case["posted_at"] else None,
        title=read(text.title),
        body=read(text.body),
        told=tuple(map(read, (*when_and_where(told), *accounts(told)))),
        wishes=wishes_line(wishes, told.consent),
        demands=tuple(f"{d.no}. {read(d.text)}" for d in await load_demands(tx, case_id) if d.text),
        opinion=proposal.opinion,
        tasks=tuple(Task(tree[o.unit_id].name, o.part, o.task) for o in proposal.orders),
        due_on=proposal.due_on,
        proposed_by=proposal.proposed_by,
        signed_by=proposal.signed_by or "",
        signed_on=day,
        remark=proposal.remark,
    )


async def newest_scan(tx: Tx, sheet: str) -> str | None:
    """The file of the newest scan of a sheet."""
    found: str | None = await tx.fetchval(NEWEST_SCAN, sheet)
    return found
