-- A letter's life 拟稿 → 核稿 → 签发; `letter` stays what it was: 交办函 as sent.
CREATE TABLE letter_draft (
  letter_id  text        PRIMARY KEY,
  case_id    text        NOT NULL,
  number     int         NOT NULL,               -- 1, 2, 3, … in the case
  round      int         NOT NULL,
  state      text        NOT NULL
             CHECK (state IN ('drafted', 'returned', 'checked', 'issued', 'dropped')),
  version    int         NOT NULL,               -- for If-Match
  drafted_by text        NOT NULL,               -- whose words it says now
  drafted_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX letter_draft_case ON letter_draft (case_id, number);
CREATE UNIQUE INDEX letter_draft_open ON letter_draft (case_id)
  WHERE state IN ('drafted', 'returned', 'checked');   -- one at a time
CREATE INDEX letter_draft_state ON letter_draft (state, letter_id);

-- What a letter said at each version: as drafted, and as revised.
CREATE TABLE letter_wording (
  letter_id text,
  version   int,
  content   jsonb       NOT NULL,                -- the command that drafted it
  quoted    jsonb       NOT NULL,                -- ids of the instructions there were
  worded_at timestamptz NOT NULL,
  by        jsonb       NOT NULL,
  PRIMARY KEY (letter_id, version)
);

-- 核稿.
CREATE TABLE letter_check (
  letter_id  text,
  version    int,
  checked_at timestamptz NOT NULL,
  by         jsonb       NOT NULL,
  PRIMARY KEY (letter_id, version)
);

-- 退回修改, by who checks or who issues.
CREATE TABLE letter_return (
  letter_id   text,
  version     int,
  reason      text        NOT NULL,
  text        text        NOT NULL,
  returned_at timestamptz NOT NULL,
  by          jsonb       NOT NULL,
  PRIMARY KEY (letter_id, version)
);

ALTER TABLE letter ADD COLUMN letter_id text;    -- null: sent before letters were drafted here
ALTER TABLE letter ADD COLUMN due_on date;       -- null: likewise
ALTER TABLE letter ADD COLUMN wording jsonb NOT NULL DEFAULT '{}';   -- all its parts, as data
CREATE UNIQUE INDEX letter_draft_issued ON letter (letter_id);

ALTER TABLE assignment ADD COLUMN due_on date;   -- by when it is to be answered; null: not said
