"""What people settled of cases, beside what was suggested."""

import json
from datetime import datetime
from typing import Any

from services.intake.domain.settling import Settled
from shared.clock import now
from shared.contracts.envelope import Actor
from shared.db import Tx
from shared.outcome import Change

CLASSIFY = """
UPDATE reception r
SET kind = k.kind, domain_name = k.domain_name, handling_class = k.handling_class,
    division = k.division
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
     AS k(case_id, kind, domain_name, handling_class, division)
WHERE r.case_id = k.case_id
"""

KEEP = """
INSERT INTO classification (case_id, subdomain_name, differs, reason, classified_by, classified_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::jsonb[],
                     $6::timestamptz[])
ON CONFLICT (case_id) DO UPDATE
SET subdomain_name = excluded.subdomain_name, differs = excluded.differs,
    reason = excluded.reason, classified_by = excluded.classified_by,
    classified_at = excluded.classified_at
"""

# Like cases are found by what a case was settled as, not by what it seemed.
READ_AGAIN = """
INSERT INTO unread (case_id) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING
"""

SUGGESTED = """
SELECT kind, domain_name, subdomain_name, handling_class, division
FROM suggestion WHERE case_id = $1
"""

SHOW = """
SELECT subdomain_name, differs, reason, classified_by, classified_at
FROM classification WHERE case_id = $1
"""

AGREEMENT = """
SELECT count(*) AS settled,
       count(*) FILTER (WHERE NOT differs ? 'kind') AS kind,
       count(*) FILTER (WHERE NOT differs ? 'domain_name') AS domain_name,
       count(*) FILTER (WHERE NOT differs ? 'subdomain_name') AS subdomain_name,
       count(*) FILTER (WHERE NOT differs ? 'handling_class') AS handling_class,
       count(*) FILTER (WHERE NOT differs ? 'division') AS division,
       count(*) FILTER (WHERE differs = '[]') AS everything
FROM classification
WHERE differs IS NOT NULL
  AND classified_at >= coalesce($1::timestamptz, '-infinity') AND classified_at < coalesce($2::timestamptz, 'infinity')
"""


def settle(
    case_id: str,
    settled: Settled,
    differs: tuple[str, ...] | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[Change]:
    """The case as a person sees it, and how far that is from what was suggested."""
    told = None if differs is None else json.dumps(differs)
    return [
        Change(
            CLASSIFY,
            (
                case_id, settled.kind, settled.domain_name, settled.handling_class,
                settled.division,
            ),
        ),
        Change(
            KEEP, (case_id, settled.subdomain_name, told, reason, by.model_dump_json(), at)
        ),
        *([] if differs == () else [Change(READ_AGAIN, (case_id,))]),
    ]  # fmt: skip


async def suggested(tx: Tx, case_id: str) -> Settled | None:
    """What was suggested of a case; None before its words were read."""
    row = await tx.fetchrow(SUGGESTED, case_id)
    return Settled(**row) if row else None


async def show(tx: Tx, case_id: str) -> dict[str, Any] | None:
    """Who settled what a case is, and why; None: nobody yet."""
    row = await tx.fetchrow(SHOW, case_id)
    if row is None:
        return None
    shown = dict(row)
    for name in ("differs", "classified_by"):
        shown[name] = json.loads(shown[name]) if shown[name] else None
    return shown


async def agreement(tx: Tx, since: datetime | None, until: datetime | None) -> dict[str, Any]:
    """Cases settled in a time that had a suggestion, and of how many each field was confirmed."""
    row = await tx.fetchrow(AGREEMENT, since, until)
    return dict(row) | {"as_of": await now(tx)}
