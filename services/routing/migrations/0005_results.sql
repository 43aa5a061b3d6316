-- The result that a unit, or the office, stated together with its reply, as it stated it.

CREATE TABLE reply_result (
  reply_id text  PRIMARY KEY,
  body     jsonb NOT NULL                        -- the model Result of domain/results.py
);
