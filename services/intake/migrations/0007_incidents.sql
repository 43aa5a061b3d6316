-- When and where it happened, apart from when it was told and where its author lives.
CREATE TABLE incident (
  case_id text PRIMARY KEY,
  at      timestamptz,
  place   text NOT NULL
);

CREATE TABLE outside_order (
  case_id text PRIMARY KEY,
  office  text NOT NULL,
  due_on  date
);
