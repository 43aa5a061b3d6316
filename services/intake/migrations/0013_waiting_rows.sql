-- When all rows of a polled list that still wait for an answer were last read to the end.
CREATE TABLE poll_whole (
  fid     int         PRIMARY KEY,
  read_at timestamptz NOT NULL
);
