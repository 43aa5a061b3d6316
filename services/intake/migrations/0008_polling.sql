-- The start of the last round over a polled list that was taken in whole.
CREATE TABLE poll_round (
  fid      int         PRIMARY KEY,
  began_at timestamptz NOT NULL
);

-- Keyed digests of polled rows that cannot be read: each is reported once, not with every round.
CREATE TABLE poll_broken (
  digest  text        PRIMARY KEY,
  seen_at timestamptz NOT NULL
);
