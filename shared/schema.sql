-- The kit's tables, the same in every service's schema.  Names are unqualified: the search path is
-- the service's own schema.  Times here are real time (clock_timestamp()): leases, back-off and
-- retention; business time stands inside journal entries and events.

-- The order and the history of each subject this service speaks about.
CREATE TABLE subject (
  subject    text   PRIMARY KEY,                 -- such as case/LL2022-000017
  version    bigint NOT NULL,                    -- of the last event announced
  journal_no bigint NOT NULL,                    -- of the last journal row
  head       bytea  NOT NULL,                    -- hash of the last journal row
  salt       bytea  NOT NULL,                    -- for digests of private values; renewed by erasure
  salt_since bigint NOT NULL DEFAULT 1           -- the first journal row digested with this salt
) WITH (fillfactor = 70);

-- Who did what, in what role, from which state to which, when and why.  Insert only.
CREATE TABLE journal (
  subject     text        NOT NULL,
  no          bigint      NOT NULL,              -- 1, 2, 3, … per subject
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  entry       text        NOT NULL,              -- canonical JSON, no personal values
  hash        bytea       NOT NULL,              -- sha256(hash of the row before || entry)
  PRIMARY KEY (subject, no, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE TABLE journal_rest PARTITION OF journal DEFAULT;

-- What is committed and not yet confirmed by the broker.
CREATE TABLE outbox (
  seq          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id     uuid   NOT NULL,                  -- ce-id = AMQP message_id
  subject      text   NOT NULL,
  version      bigint,                           -- null: a work item, not an event
  type         text   NOT NULL,
  queue        text,                             -- not null: a work item for this queue
  payload      bytea  NOT NULL,                  -- the JSON body as it goes on the wire
  occurred_at  timestamptz NOT NULL,             -- business time, ce-time
  causation_id uuid,
  traceparent  text,
  recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 5000,
        autovacuum_vacuum_cost_delay = 0);

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

-- What was announced, for replay.  Lives as long as its cases.
CREATE TABLE event_log (
  seq          bigint NOT NULL,
  event_id     uuid   NOT NULL,
  subject      text   NOT NULL,
  version      bigint NOT NULL,
  type         text   NOT NULL,
  payload      bytea,                            -- without what is personal, once erased
  occurred_at  timestamptz NOT NULL,
  causation_id uuid,
  traceparent  text,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (recorded_at, seq)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX event_log_subject ON event_log (subject, version);
CREATE INDEX event_log_seq ON event_log (seq);
CREATE TABLE event_log_rest PARTITION OF event_log DEFAULT;

-- The guard: the last version of each publisher's subject that took effect here.
CREATE TABLE inbox (
  consumer text, source text, subject text,
  last_ver bigint NOT NULL,
  PRIMARY KEY (consumer, source, subject)
) WITH (fillfactor = 70);

-- Events that came early, that wait for another fact, or that failed and will be tried again.
CREATE TABLE inbox_parked (
  consumer  text, source text, subject text, version bigint,
  kind      text NOT NULL CHECK (kind IN ('early', 'not_yet', 'failed')),
  type      text NOT NULL,
  body      bytea,                               -- without what is personal, once erased
  envelope  text NOT NULL,
  reason    text NOT NULL,
  attempts  int  NOT NULL DEFAULT 0,
  next_at   timestamptz,                         -- null: taken along by the version before it
  parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (consumer, source, subject, version)
);
CREATE INDEX inbox_parked_due ON inbox_parked (consumer, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX inbox_parked_not_yet ON inbox_parked (consumer, subject) WHERE kind = 'not_yet';

-- Events that a person must look at: undecodable, or failed too often.
CREATE TABLE dead_letter (
  id       uuid PRIMARY KEY,
  consumer text NOT NULL,
  source   text, subject text, version bigint, type text,   -- null: no readable envelope
  body     bytea,                                -- without what is personal, once erased
  envelope text,
  reason   text NOT NULL,
  died_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX dead_letter_event ON dead_letter (consumer, source, subject, version);

-- The first answer to each command, so that a repeated command gets it again.
CREATE TABLE idempotency (
  caller       text, key text,
  request_hash bytea NOT NULL,
  status       int,                              -- null only inside the command's own transaction
  answer       text,
  at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

-- Whom a case is kept from, in a service that hears it from others: units that it accuses, and who
-- has an interest in it; with the tree that says who stands below whom.
CREATE TABLE shield (
  subject text   PRIMARY KEY,
  accused text[] NOT NULL,                       -- unit ids: they and those below never see it
  holder  text                                   -- who sees it all the same; null: nobody yet
);
CREATE TABLE shield_interest (
  subject text, sub text,
  PRIMARY KEY (subject, sub)
);
CREATE TABLE shield_unit (
  unit_id   text PRIMARY KEY,
  parent_id text,
  is_office boolean NOT NULL                     -- above all units: that it is accused bars none
);
CREATE TABLE shield_post (
  post_id text PRIMARY KEY,
  unit_id text                                   -- null: of no unit, such as the city's leader
);

-- Subjects whose person was erased here: what was told before, and arrives afterwards, is emptied.
CREATE TABLE erased_subject (
  subject   text        PRIMARY KEY,
  source    text        NOT NULL,                -- who said that it is erased
  version   bigint      NOT NULL,                -- of that event; 0: erased here, by a command
  erased_at timestamptz NOT NULL                 -- business time
);
