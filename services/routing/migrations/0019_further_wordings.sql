-- Each wording of one more public reply stays, under the version that it made.
CREATE TABLE further_wording (
  further_id text,
  version    int,                                -- of the reply, after the act
  text       text        NOT NULL,
  promise_on date,
  written_at timestamptz NOT NULL,
  by         jsonb       NOT NULL,
  PRIMARY KEY (further_id, version)
);

INSERT INTO further_wording (further_id, version, text, promise_on, written_at, by)
SELECT further_id, 1, text, promise_on, written_at, by FROM further_reply;
