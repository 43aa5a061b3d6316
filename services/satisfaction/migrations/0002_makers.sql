-- Who had a hand in the answer of a round: none of them checks it.
CREATE TABLE maker (
  case_id text, round int, sub text,             -- who handed it in, or published it
  PRIMARY KEY (case_id, round, sub)
);
CREATE TABLE handler_unit (
  case_id text, round int, unit_id text,
  PRIMARY KEY (case_id, round, unit_id)
);
