-- The reply's own way: draft, countersigning, signature, check-up, later replies, reading back.

ALTER TABLE reply ADD COLUMN draft_id text;                 -- null: the office answered by itself
ALTER TABLE reply_review ADD COLUMN findings jsonb NOT NULL DEFAULT '[]';  -- that were let stand
ALTER TABLE reply_return ADD COLUMN stage text NOT NULL DEFAULT 'office'
  CHECK (stage IN ('office', 'county'));
ALTER TABLE publication ADD COLUMN screenshot text;         -- file id
ALTER TABLE board_proof ADD COLUMN words text;              -- sha256 of the answer's letters and digits

-- A unit's draft of its reply 答复稿, until its head has signed it.
CREATE TABLE reply_draft (
  draft_id      text        PRIMARY KEY,
  case_id       text        NOT NULL,
  number        int         NOT NULL,            -- 1, 2, 3, … in the case
  assignment_id text        NOT NULL,
  unit_id       text        NOT NULL,
  state         text        NOT NULL
                CHECK (state IN ('drafted', 'circulated', 'presented', 'signed', 'sent',
                                 'dropped')),
  version       int         NOT NULL,            -- for If-Match
  started_at    timestamptz NOT NULL,
  changed_at    timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX reply_draft_case ON reply_draft (case_id, number);
CREATE UNIQUE INDEX reply_draft_open ON reply_draft (assignment_id)
  WHERE state NOT IN ('sent', 'dropped');        -- a unit works on one draft at a time
CREATE INDEX reply_draft_unit ON reply_draft (unit_id, state, draft_id);

-- Each wording of a draft, under the version that it made.
CREATE TABLE draft_wording (
  draft_id    text,
  version     int,
  text        text        NOT NULL,
  result      jsonb       NOT NULL,              -- the model Result of domain/results.py
  written_at  timestamptz NOT NULL,
  by          jsonb       NOT NULL,
  PRIMARY KEY (draft_id, version)
);

-- 送会签: which units a wording went to.
CREATE TABLE draft_circulation (
  draft_id text,
  version  int,                                  -- of the draft, when it was sent round
  unit_id  text,
  asked_at timestamptz NOT NULL,
  PRIMARY KEY (draft_id, version, unit_id)
);
CREATE INDEX draft_circulation_unit ON draft_circulation (unit_id, draft_id);

-- 会签: what they said.
CREATE TABLE draft_countersign (
  draft_id  text,
  version   int,                                 -- of the draft, after the act
  unit_id   text        NOT NULL,
  agrees    boolean     NOT NULL,
  text      text        NOT NULL,
  signed_at timestamptz NOT NULL,
  by        jsonb       NOT NULL,
  PRIMARY KEY (draft_id, version)
);

-- 签发 by the unit's head.
CREATE TABLE draft_signature (
  draft_id  text,
  version   int,
  head      text        NOT NULL,                -- 一把手 then
  deputy    boolean     NOT NULL,                -- signed for the head
  signed_at timestamptz NOT NULL,
  by        jsonb       NOT NULL,
  PRIMARY KEY (draft_id, version)
);

-- 签发退回.
CREATE TABLE draft_return (
  draft_id    text,
  version     int,
  reason      text        NOT NULL,
  text        text        NOT NULL,
  returned_at timestamptz NOT NULL,
  by          jsonb       NOT NULL,
  PRIMARY KEY (draft_id, version)
);

-- 县级阅批.
CREATE TABLE draft_reading (
  draft_id text,
  version  int,
  outcome  text        NOT NULL CHECK (outcome IN ('read', 'sent_back')),
  opinion  text        NOT NULL,
  post_id  text        NOT NULL,
  holder   text        NOT NULL,
  mode     text        NOT NULL CHECK (mode IN ('own', 'recorded', 'deputy')),
  read_at  timestamptz NOT NULL,
  by       jsonb       NOT NULL,
  scan     text,                                -- file id of the handwriting, if recorded 代录
  PRIMARY KEY (draft_id, version)
);

-- 县级审核: who handed the matter down found a reply in order.
CREATE TABLE reply_acceptance (
  reply_id    text        PRIMARY KEY,
  accepted_at timestamptz NOT NULL,
  by          jsonb       NOT NULL
);

-- 体检豁免: what the office head let stand, in one wording.
CREATE TABLE finding_clearance (
  case_id    text,
  wording    text,                               -- sha256 of the text
  kind       text,
  key        text,
  reason     text        NOT NULL,
  cleared_at timestamptz NOT NULL,
  by         jsonb       NOT NULL,
  PRIMARY KEY (case_id, wording, kind, key)
);

-- Fingerprints of approved answers, to find copies.  Each keeps its newest few places only: what a
-- search reads does not grow with what is stored.
CREATE TABLE reply_print (
  print    bigint,
  slot     smallint CHECK (slot BETWEEN 0 AND 7),
  reply_id text     NOT NULL,
  case_id  text     NOT NULL,
  PRIMARY KEY (print, slot)
);

-- 公开核验: what reading the board back showed.
CREATE TABLE publication_seen (
  case_id   text,
  round     int,
  answer_id text,
  agrees    boolean     NOT NULL,
  seen_at   timestamptz NOT NULL,
  PRIMARY KEY (case_id, round, answer_id)
);
CREATE INDEX publication_seen_differs ON publication_seen (case_id) WHERE NOT agrees;

-- One more public reply: 阶段性回复 before the answer, 进展告知 after it.
CREATE TABLE further_reply (
  further_id text        PRIMARY KEY,
  case_id    text        NOT NULL,
  number     int         NOT NULL,               -- 1, 2, 3, … in the case
  round      int         NOT NULL,
  kind       text        NOT NULL CHECK (kind IN ('interim', 'progress')),
  text       text        NOT NULL,               -- as the clerk wrote it
  promise_on date,
  state      text        NOT NULL
             CHECK (state IN ('written', 'reviewed', 'read', 'published', 'dropped')),
  version    int         NOT NULL,               -- for If-Match
  written_at timestamptz NOT NULL,
  by         jsonb       NOT NULL
);
CREATE UNIQUE INDEX further_reply_case ON further_reply (case_id, number);
CREATE INDEX further_reply_state ON further_reply (state, further_id)
  WHERE state NOT IN ('published', 'dropped');

CREATE TABLE further_review (
  further_id  text,
  version     int,
  text        text        NOT NULL,              -- as it goes to the leader and to the public
  reviewed_at timestamptz NOT NULL,
  by          jsonb       NOT NULL,
  PRIMARY KEY (further_id, version)
);

CREATE TABLE further_return (
  further_id  text,
  version     int,
  reason      text        NOT NULL,
  text        text        NOT NULL,
  returned_at timestamptz NOT NULL,
  by          jsonb       NOT NULL,
  PRIMARY KEY (further_id, version)
);

CREATE TABLE further_reading (
  further_id text,
  version    int,
  outcome    text        NOT NULL CHECK (outcome IN ('read', 'sent_back')),
  opinion    text        NOT NULL,
  post_id    text        NOT NULL,
  holder     text        NOT NULL,
  mode       text        NOT NULL CHECK (mode IN ('own', 'recorded', 'deputy')),
  read_at    timestamptz NOT NULL,
  by         jsonb       NOT NULL,
  scan       text,                              -- file id of the handwriting, if recorded 代录
  PRIMARY KEY (further_id, version)
);

CREATE TABLE further_publication (
  further_id   text        PRIMARY KEY,
  text         text        NOT NULL,
  proof        text        NOT NULL,
  screenshot   text,                             -- file id
  published_at timestamptz NOT NULL,             -- in the channel
  recorded_at  timestamptz NOT NULL,
  by           jsonb       NOT NULL
);
