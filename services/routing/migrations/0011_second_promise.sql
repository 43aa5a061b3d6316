-- 准予再次承诺: the office head lets a unit promise once more, in that round.
CREATE TABLE promise_permission (
  case_id      text,
  round        int,
  reason       text        NOT NULL,
  permitted_at timestamptz NOT NULL,
  by           jsonb       NOT NULL,
  PRIMARY KEY (case_id, round)
);
