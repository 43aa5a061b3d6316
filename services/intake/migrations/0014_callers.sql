-- Which agents have a call of a case, as notify tells: they work on the case, and no other agent.
CREATE TABLE caller (
  task_id text        PRIMARY KEY,
  case_id text        NOT NULL,
  sub     text        NOT NULL,
  since   timestamptz NOT NULL
);
CREATE INDEX caller_case ON caller (case_id);
CREATE INDEX caller_sub ON caller (sub, since);
