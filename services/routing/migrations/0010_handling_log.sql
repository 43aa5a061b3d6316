-- What is done between the letter and the reply, whom the office asked, and measures for many.

-- 办理进展.
CREATE TABLE progress (
  progress_id   text        PRIMARY KEY,
  case_id       text        NOT NULL,
  number        int         NOT NULL,            -- 1, 2, 3, … in the case
  round         int         NOT NULL,
  assignment_id text        NOT NULL,
  unit_id       text        NOT NULL,
  act           text        NOT NULL,
  state         text        NOT NULL CHECK (state IN ('under_way', 'waiting', 'nearly_done')),
  text          text        NOT NULL,
  happened_on   date        NOT NULL,
  method        text,
  people        jsonb       NOT NULL,            -- [{name, post}, …] whom the unit sent
  files         jsonb       NOT NULL,            -- file ids
  next_on       date,
  noted_at      timestamptz NOT NULL,
  by            jsonb       NOT NULL
);
CREATE UNIQUE INDEX progress_case ON progress (case_id, number);

-- 协调会.
CREATE TABLE meeting (
  meeting_id text        PRIMARY KEY,
  case_id    text        NOT NULL,
  number     int         NOT NULL,
  round      int         NOT NULL,
  held_on    date        NOT NULL,
  place      text        NOT NULL,
  units      jsonb       NOT NULL,               -- unit ids
  others     jsonb       NOT NULL,               -- names of those who are no unit
  agreed     text        NOT NULL,
  files      jsonb       NOT NULL,
  noted_at   timestamptz NOT NULL,
  by         jsonb       NOT NULL
);
CREATE UNIQUE INDEX meeting_case ON meeting (case_id, number);

-- 督促第三方: an enterprise that has no login is pressed, and looked at again.
CREATE TABLE third_party (
  press_id      text        PRIMARY KEY,
  case_id       text        NOT NULL,
  number        int         NOT NULL,
  round         int         NOT NULL,
  unit_id       text,                            -- who presses; null: the office
  name          text        NOT NULL,
  kind          text        NOT NULL,
  matter        text        NOT NULL,
  method        text        NOT NULL,
  pressed_on    date        NOT NULL,
  files         jsonb       NOT NULL,
  state         text        NOT NULL CHECK (state IN ('pressed', 'moving', 'nothing', 'settled')),
  look_again_on date,                            -- null: settled
  noted_at      timestamptz NOT NULL,
  by            jsonb       NOT NULL
);
CREATE UNIQUE INDEX third_party_case ON third_party (case_id, number);
CREATE INDEX third_party_due ON third_party (look_again_on, press_id) WHERE state <> 'settled';

CREATE TABLE third_party_look (
  press_id      text,
  number        int,
  state         text        NOT NULL CHECK (state IN ('moving', 'nothing', 'settled')),
  text          text        NOT NULL,
  look_again_on date,
  files         jsonb       NOT NULL,
  looked_at     timestamptz NOT NULL,
  by            jsonb       NOT NULL,
  PRIMARY KEY (press_id, number)
);

-- 问询 of the direct route.
CREATE TABLE question (
  question_id text        PRIMARY KEY,
  case_id     text        NOT NULL,
  number      int         NOT NULL,
  round       int         NOT NULL,
  unit_id     text        NOT NULL,
  unit_name   text        NOT NULL,              -- as it was then
  question    text        NOT NULL,
  method      text        NOT NULL,
  answer_by   date,
  asked_at    timestamptz NOT NULL,
  by          jsonb       NOT NULL
);
CREATE UNIQUE INDEX question_case ON question (case_id, number);
CREATE INDEX question_unit ON question (unit_id, question_id);

CREATE TABLE question_answer (
  question_id text        PRIMARY KEY,
  answer      text        NOT NULL,
  method      text        NOT NULL,
  said_by     text        NOT NULL,
  answered_at timestamptz NOT NULL,
  by          jsonb       NOT NULL
);

-- 共性措施: one fix for everybody in the same situation.
CREATE TABLE measure (
  measure_id     text        PRIMARY KEY,        -- M2022-0001
  year           int         NOT NULL,
  number         int         NOT NULL,           -- 1, 2, 3, … in the year
  state          text        NOT NULL CHECK (state IN ('in_force', 'revoked')),
  title          text        NOT NULL,
  condition      text        NOT NULL,           -- whom it is for
  rule           text        NOT NULL,           -- what holds for them
  proof_accepted jsonb       NOT NULL,
  terms_needed   int         NOT NULL,
  issuer         text        NOT NULL,           -- unit id
  issuer_name    text        NOT NULL,           -- as it was then
  document_no    text,
  link           text,
  issued_on      date        NOT NULL,
  valid_from     date        NOT NULL,
  valid_until    date,
  recorded_at    timestamptz NOT NULL,
  by             jsonb       NOT NULL
);
CREATE UNIQUE INDEX measure_number ON measure (year, number);

CREATE TABLE measure_revocation (
  measure_id text        PRIMARY KEY,
  reason     text        NOT NULL,
  revoked_at timestamptz NOT NULL,
  by         jsonb       NOT NULL
);

-- Words by which a like case is known.
CREATE TABLE measure_term (
  measure_id text,
  term       text,
  PRIMARY KEY (measure_id, term)
);

-- A case held words of a measure when it arrived, or when the measure was issued.
CREATE TABLE measure_suggestion (
  case_id      text,
  measure_id   text,
  terms        jsonb       NOT NULL,             -- those that were found
  suggested_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, measure_id)
);

-- What a person made of it: it helps here, or it does not.
CREATE TABLE measure_link (
  case_id    text,
  measure_id text,
  helps      boolean     NOT NULL,
  reason     text,
  settled_at timestamptz NOT NULL,
  by         jsonb       NOT NULL,
  PRIMARY KEY (case_id, measure_id)
);
CREATE INDEX measure_link_measure ON measure_link (measure_id, case_id);
