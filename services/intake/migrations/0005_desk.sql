-- 保密, but an SMS may come.
ALTER TABLE reception ADD COLUMN sms_ok boolean NOT NULL DEFAULT false;

-- Attempts of the office's and the units' own stand beside those of the callback tasks.
ALTER TABLE attempt ALTER COLUMN task_id DROP NOT NULL;
ALTER TABLE attempt ADD COLUMN channel text NOT NULL DEFAULT 'phone';
ALTER TABLE attempt ADD COLUMN contact_no int NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN by_unit text;

-- 回避: who has an interest in a case and may not act on it.
CREATE TABLE interest (
  case_id     text        NOT NULL,
  sub         text        NOT NULL,
  name        text        NOT NULL,
  ground      text        NOT NULL,              -- a code
  declared_by jsonb       NOT NULL,              -- an Actor
  declared_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, sub)
);

-- What a person must see to at once.  It stands until somebody did.
CREATE TABLE alarm (
  case_id     text        NOT NULL,
  alarm       text        NOT NULL CHECK (alarm IN ('emergency', 'unclaimed')),
  raised_at   timestamptz NOT NULL,
  attended_at timestamptz,                       -- null: nobody did yet
  attended_by jsonb,                             -- an Actor
  measures    jsonb,                             -- codes
  PRIMARY KEY (case_id, alarm)
);
CREATE INDEX alarm_open ON alarm (raised_at, case_id) WHERE attended_at IS NULL;

-- What the author told when he was asked.  Erasure blanks the words.
CREATE TABLE correction (
  case_id        text        NOT NULL,
  no             int         NOT NULL,
  account        text,
  incident_at    timestamptz,
  incident_place text,
  division       text,
  consent        boolean,                        -- whether the unit may be given the contact
  noted_by       jsonb       NOT NULL,           -- an Actor
  noted_at       timestamptz NOT NULL,
  PRIMARY KEY (case_id, no)
);

-- A better contact, found later: the newest is the one in use.  Never public.
CREATE TABLE found_contact (
  case_id      text        NOT NULL,
  contact_no   int         NOT NULL CHECK (contact_no >= 1),
  key_id       text,                             -- null: erased
  name_sealed  text,
  phone_sealed text,
  provenance   text        NOT NULL,             -- a code
  legal_basis  text        NOT NULL,
  looked_up_by text        NOT NULL,             -- the person who did
  unit_id      text,                             -- null: the office itself
  found_by     jsonb       NOT NULL,             -- an Actor: who entered it
  found_at     timestamptz NOT NULL,
  PRIMARY KEY (case_id, contact_no)
);

-- Each look at a contact in clear.
CREATE TABLE contact_look (
  seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id    text        NOT NULL,
  contact_no int         NOT NULL,
  purpose    text        NOT NULL,               -- a code
  looked_by  jsonb       NOT NULL,               -- an Actor
  looked_at  timestamptz NOT NULL
);
CREATE INDEX contact_look_case ON contact_look (case_id, seq);

-- Units that a case speaks against: they and those below never see it.
CREATE TABLE accused_unit (
  case_id  text        NOT NULL,
  unit_id  text        NOT NULL,
  named_by jsonb       NOT NULL,                 -- an Actor
  named_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, unit_id)
);
INSERT INTO accused_unit
SELECT case_id, jsonb_array_elements_text(accused_units), accepted_by, accepted_at FROM acceptance
ON CONFLICT DO NOTHING;

-- The tree of units, and who has a case, as routing tells them.
CREATE TABLE unit (
  unit_id   text PRIMARY KEY,
  name      text NOT NULL,
  unit_type text NOT NULL,
  parent_id text
);
CREATE INDEX unit_parent ON unit (parent_id) WHERE parent_id IS NOT NULL;
CREATE TABLE case_unit (
  case_id       text NOT NULL,
  assignment_id text NOT NULL,
  unit_id       text NOT NULL,
  PRIMARY KEY (case_id, assignment_id)
);

-- Like cases of different authors: the facts are shared, the replies are not.
CREATE TABLE like_group (
  group_id       text        PRIMARY KEY,
  subject_matter text        NOT NULL,
  fact_base      text        NOT NULL,
  version        int         NOT NULL,           -- for If-Match
  made_by        jsonb       NOT NULL,           -- an Actor
  made_at        timestamptz NOT NULL
);
CREATE TABLE like_member (
  case_id  text PRIMARY KEY,                     -- in one group at most
  group_id text NOT NULL
);
CREATE INDEX like_member_group ON like_member (group_id, case_id);

-- What the author was asked for and what he told.  Erasure blanks the words.
CREATE TABLE supplement (
  case_id     text        NOT NULL,
  no          int         NOT NULL,
  question    text,                              -- null: told unasked
  asked_at    timestamptz,
  answer      text,                              -- null: not yet
  channel     text,
  answered_at timestamptz,
  entered_by  jsonb       NOT NULL,              -- an Actor
  PRIMARY KEY (case_id, no)
);
