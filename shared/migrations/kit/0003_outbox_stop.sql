-- Rows of the outbox that the broker does not take.  The later rows of the same subject (on the same
-- queue: work and events are apart) wait behind; everything else goes on.
CREATE TABLE outbox_stop (
  subject    text        NOT NULL,
  queue      text        NOT NULL,               -- '' stops events
  seq        bigint      NOT NULL,               -- the row in the outbox
  reason     text        NOT NULL,
  attempts   int         NOT NULL,
  next_at    timestamptz NOT NULL,
  stopped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (subject, queue)
);
