-- Before the leader: proposals 拟办意见, submissions 呈批, scans; instructions in versions; the office's
-- practice; divisions; the heads of units over time.

ALTER TABLE handling DROP CONSTRAINT handling_state_check;
ALTER TABLE handling ADD CONSTRAINT handling_state_check
  CHECK (state IN ('opened', 'proposed', 'submitted', 'instructed', 'dispatched', 'replied',
                   'reviewed', 'read', 'published', 'closed', 'withdrawn'));

CREATE TABLE case_claim (
  case_id    text        PRIMARY KEY,
  claimed_at timestamptz NOT NULL
);

CREATE TABLE proposal (
  proposal_id text        PRIMARY KEY,
  case_id     text        NOT NULL,
  number      int         NOT NULL,
  round       int         NOT NULL,
  opinion     text        NOT NULL,
  orders      jsonb       NOT NULL,
  due_on      date        NOT NULL,
  urgency     text        NOT NULL CHECK (urgency IN ('normal', 'urgent', 'extra_urgent')),
  proposed_at timestamptz NOT NULL,
  by          jsonb       NOT NULL
);
CREATE UNIQUE INDEX proposal_case ON proposal (case_id, number);

CREATE TABLE proposal_return (
  proposal_id text        PRIMARY KEY,
  reason      text        NOT NULL,
  text        text        NOT NULL,
  returned_at timestamptz NOT NULL,
  by          jsonb       NOT NULL
);

CREATE TABLE submission (
  proposal_id  text        PRIMARY KEY,
  case_id      text        NOT NULL,
  post_id      text        NOT NULL,
  post_title   text        NOT NULL,
  remark       text,
  submitted_at timestamptz NOT NULL,
  by           jsonb       NOT NULL
);
CREATE INDEX submission_case ON submission (case_id);

CREATE TABLE scan (
  file_id  text        PRIMARY KEY,
  case_id  text        NOT NULL,
  sheet    text        NOT NULL,
  found_by text        NOT NULL CHECK (found_by IN ('barcode', 'hand')),
  filed_at timestamptz NOT NULL,
  by       jsonb       NOT NULL
);
CREATE INDEX scan_sheet ON scan (sheet, filed_at);
CREATE INDEX scan_case ON scan (case_id);

ALTER TABLE instruction
  ADD COLUMN version int NOT NULL DEFAULT 1 CHECK (version >= 1),
  ADD COLUMN urgency text NOT NULL DEFAULT 'normal'
    CHECK (urgency IN ('normal', 'urgent', 'extra_urgent')),
  ADD COLUMN proposal_id text,
  ADD COLUMN scan text;
ALTER TABLE instruction DROP CONSTRAINT instruction_pkey;
ALTER TABLE instruction ADD PRIMARY KEY (instruction_id, version);
DROP INDEX instruction_case;
CREATE UNIQUE INDEX instruction_case ON instruction (case_id, number, version);
CREATE INDEX instruction_given ON instruction (given_at) WHERE version = 1;

ALTER TABLE reply_reading ADD COLUMN scan text;
CREATE INDEX reply_reading_read ON reply_reading (read_at);
CREATE INDEX publication_published ON publication (published_at);

CREATE TABLE practice (
  version    int         PRIMARY KEY,
  document   text        NOT NULL,
  valid_from date        NOT NULL,
  rules      jsonb       NOT NULL,
  put_at     timestamptz NOT NULL,
  by         jsonb       NOT NULL
);

CREATE TABLE division (
  code text PRIMARY KEY CHECK (code ~ '^[0-9]{6}$'),
  name text NOT NULL
);

CREATE TABLE unit_head (
  unit_id text,
  from_at timestamptz,
  name    text NOT NULL,
  title   text NOT NULL,
  to_at   timestamptz,
  PRIMARY KEY (unit_id, from_at),
  CHECK (to_at >= from_at)
);
CREATE UNIQUE INDEX unit_head_now ON unit_head (unit_id) WHERE to_at IS NULL;
INSERT INTO unit_head (unit_id, from_at, name, title)
SELECT unit_id, clock.now(), head_name, head_title FROM unit;
