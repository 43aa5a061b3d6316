"""The figures, counted from the dated facts in one statement: one snapshot, one cut."""

import json
from datetime import datetime
from typing import Any

from services.satisfaction.domain.figures import sheet
from shared.db import Tx

COUNTS = """
WITH cut AS MATERIALIZED (SELECT coalesce($1::timestamptz, clock.now()) AS at),
replied AS (
  SELECT p.kind, p.route, p.channel FROM published p, cut WHERE p.first AND p.published_at <= cut.at),
ended AS (
  SELECT DISTINCT ON (c.case_id) c.case_id, c.round, c.reason FROM closed c, cut
  WHERE c.closed_at <= cut.at ORDER BY c.case_id, c.round DESC),
closed_now AS (
  SELECT e.reason FROM ended e, cut
  WHERE NOT EXISTS (SELECT FROM reopened r
                    WHERE r.case_id = e.case_id AND r.round > e.round AND r.reopened_at <= cut.at)),
rated AS (
  SELECT DISTINCT ON (r.scale, r.case_id) r.scale, r.band, r.satisfaction, r.void
  FROM rating r, cut WHERE r.rated_at <= cut.at
  ORDER BY r.scale, r.case_id, r.rated_at DESC, r.rating_no DESC),
board AS (SELECT band, satisfaction FROM rated WHERE scale = 'board' AND NOT void),
called AS (SELECT band, satisfaction FROM rated WHERE scale = 'callback' AND NOT void)
SELECT
  cut.at AS as_of,
  (SELECT count(*) FROM case_file WHERE NOT historic AND received_at <= cut.at) AS received,
  (SELECT count(*) FROM case_file WHERE historic AND received_at <= cut.at) AS historic,
  (SELECT count(*) FROM historic_answer WHERE answered_at <= cut.at) AS historic_answered,
  (SELECT count(*) FROM replied) AS replied,
  (SELECT jsonb_object_agg(kind, n)
     FROM (SELECT kind, count(*) AS n FROM replied GROUP BY kind) AS k) AS replied_by_kind,
  (SELECT jsonb_object_agg(route, n)
     FROM (SELECT route, count(*) AS n FROM replied GROUP BY route) AS k) AS replied_by_route,
  (SELECT count(*) FROM closed_now) AS closed,
  (SELECT jsonb_object_agg(reason, n)
     FROM (SELECT reason, count(*) AS n FROM closed_now GROUP BY reason) AS k) AS closed_by_reason,
  (SELECT count(*) FROM board) AS board_rated,
  (SELECT count(*) FROM board WHERE satisfaction <> 'dissatisfied') AS board_satisfied,
  (SELECT jsonb_object_agg(band, n)
     FROM (SELECT band, count(*) AS n FROM board GROUP BY band) AS k) AS board_bands,
  (SELECT count(*) FROM replied WHERE channel = 'board')
    + (SELECT count(*) FROM historic_answer WHERE answered_at <= cut.at) AS board_replied,
  (SELECT count(*) FROM called) AS call_rated,
  (SELECT count(*) FROM called WHERE satisfaction <> 'dissatisfied') AS call_satisfied,
  (SELECT jsonb_object_agg(band, n)
     FROM (SELECT band, count(*) AS n FROM called GROUP BY band) AS k) AS call_bands,
  (SELECT count(*) FROM rated WHERE scale = 'callback' AND void) AS call_void,
  (SELECT count(DISTINCT case_id) FROM after_check
    WHERE NOT waived AND opened_at <= cut.at) AS checked
FROM cut
"""

SHARES = ("replied_by_kind", "replied_by_route", "closed_by_reason", "board_bands", "call_bands")


async def show_figures(tx: Tx, at: datetime | None) -> dict[str, Any]:
    """The figures as of an instant; None is now."""
    counts = dict(await tx.fetchrow(COUNTS, at))
    counts |= {name: json.loads(counts[name] or "{}") for name in SHARES}
    return sheet(counts)
