-- The nightly look at what must hold for every reception: since when it stands where it stands.
ALTER TABLE reception ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock.now();
UPDATE reception r
SET changed_at = coalesce(
  CASE r.state WHEN 'claimed' THEN (SELECT c.since FROM claim c WHERE c.case_id = r.case_id)
               WHEN 'verified' THEN (SELECT v.verified_at FROM verification v
                                     WHERE v.case_id = r.case_id) END,
  r.received_at);
CREATE INDEX reception_stay ON reception (state, changed_at, case_id)
  WHERE state IN ('received', 'claimed', 'verified');

-- 夜检: an invariant that did not hold for a case when a night looked.
CREATE TABLE breach (
  breach_id  text        PRIMARY KEY,            -- case, ground, night
  case_id    text        NOT NULL,
  ground     text        NOT NULL,
  invariant  text        NOT NULL CHECK (invariant IN ('reader', 'owner')),
  since      timestamptz NOT NULL,
  found_at   timestamptz NOT NULL,
  cleared_at timestamptz                         -- null: it stands
);
CREATE UNIQUE INDEX breach_standing ON breach (case_id, ground) WHERE cleared_at IS NULL;

-- Each night that looked, to its end.
CREATE TABLE night (
  night     date        PRIMARY KEY,
  looked_at timestamptz NOT NULL,
  found     int         NOT NULL,
  cleared   int         NOT NULL
);
