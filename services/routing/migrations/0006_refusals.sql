-- Whose matter it is instead, why it was so ruled, and who is charged with the time that was lost.

ALTER TABLE refusal ADD COLUMN suggested_unit text;

ALTER TABLE refusal_ruling ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE refusal_ruling ADD COLUMN text   text NOT NULL DEFAULT '';

CREATE TABLE lost_time (
  assignment_id text,
  version       int,                             -- of the assignment, after the ruling
  case_id       text        NOT NULL,
  fault         text        NOT NULL CHECK (fault IN ('wrong_dispatch', 'wrong_refusal')),
  charged_unit  text        NOT NULL,            -- who erred
  lost_from     timestamptz NOT NULL,
  lost_until    timestamptz NOT NULL,
  PRIMARY KEY (assignment_id, version)
);
CREATE INDEX lost_time_case ON lost_time (case_id);
CREATE INDEX lost_time_unit ON lost_time (charged_unit, lost_until);
