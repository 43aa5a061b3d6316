-- intake 接收: the tables of a case's reception, as they are now.
-- Business times are given by the handlers, who have them from clock.now().

-- Numbers 000001 to 999999 after the year: LL2022-000017.  It begins again only after a million
-- cases, which stand in other years by then.
CREATE SEQUENCE case_number MAXVALUE 999999 CYCLE;

CREATE TABLE reception (
  case_id        text        PRIMARY KEY,
  state          text        NOT NULL
                 CHECK (state IN ('received', 'claimed', 'verified', 'accepted', 'withdrawn',
                                  'historic')),
  channel        text        NOT NULL CHECK (channel IN ('board', 'form', 'api', 'clerk', 'above')),
  external_id    text,                           -- the number it has there; null: it has none
  addressee_fid  int,                            -- the board's id of the leader addressed
  addressee_name text        NOT NULL,
  type_name      text        NOT NULL,           -- as it came, known or not
  domain_name    text        NOT NULL,
  kind           text        NOT NULL,
  handling_class text        NOT NULL,
  division       text,                           -- GB/T 2260; null: elsewhere, or not told
  posted_at      timestamptz NOT NULL,
  admitted_at    timestamptz NOT NULL,           -- clocks start here
  received_at    timestamptz NOT NULL,           -- when it reached us
  no_call        boolean     NOT NULL,           -- the author's wishes
  secret         boolean     NOT NULL,
  hide_from_unit boolean     NOT NULL,
  emergencies    jsonb       NOT NULL,           -- names of the signs that spoke
  flags          jsonb       NOT NULL,           -- names of the rules that want a person to look
  sms_ok         boolean     NOT NULL DEFAULT false,      -- 保密, but an SMS may come
  changed_at     timestamptz NOT NULL DEFAULT clock.now() -- since when it is in its state
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX reception_external ON reception (channel, external_id);
CREATE INDEX reception_state ON reception (state, case_id);
CREATE INDEX reception_stay ON reception (state, changed_at, case_id)
  WHERE state IN ('received', 'claimed', 'verified');    -- what waits, and what a night looks at
CREATE INDEX reception_unsettled ON reception (case_id)
  WHERE state IN ('received', 'claimed', 'verified')
    AND flags ?| ARRAY['type_unknown', 'domain_unknown'];

-- The author's words, apart from the rest: erasure blanks them.
CREATE TABLE case_text (
  case_id    text PRIMARY KEY,
  nickname   text NOT NULL,
  title      text NOT NULL,
  body       text NOT NULL,
  body_index text                                -- keyed digest of the folded text; null: too short
);
CREATE INDEX case_text_body ON case_text (body_index) WHERE body_index IS NOT NULL;
CREATE INDEX case_text_nickname ON case_text (nickname, case_id) WHERE nickname <> '';

-- How to reach the author: sealed field by field, bound to case and field.  History has none.
CREATE TABLE contact (
  case_id      text PRIMARY KEY,
  key_id       text,                             -- null: erased
  name_sealed  text,
  phone_sealed text,
  phone_state  text NOT NULL CHECK (phone_state IN ('dialable', 'impossible', 'missing')),
  phone_index  text                              -- keyed digest of a dialable phone
);
CREATE INDEX contact_phone ON contact (phone_index) WHERE phone_index IS NOT NULL;

-- What the board says of a case besides the author's words: all that a later import changes.
CREATE TABLE board_row (
  case_id      text PRIMARY KEY,
  state_info   text NOT NULL,
  process_info text NOT NULL,
  answer_id    text,
  answer_text  text,
  answered_at  timestamptz,
  answered_by  text,
  grade        float8,                           -- the board's total; null: not rated 未评价
  grade_level  int,
  grade_manner int,
  grade_speed  int,
  grade_text   text,
  updated_at   timestamptz NOT NULL
);

-- Who holds a case now; the journal has who held it before.
CREATE TABLE claim (
  case_id text        PRIMARY KEY,
  holder  jsonb       NOT NULL,                  -- an Actor
  since   timestamptz NOT NULL
);

-- Each attempt to reach the author, in the order heard.
CREATE TABLE attempt (
  seq     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id text        NOT NULL,
  task_id text,                                  -- notify's callback task; null: by ourselves
  attempt int         NOT NULL,
  outcome text        NOT NULL,
  by_name text        NOT NULL,                  -- who called
  at      timestamptz NOT NULL,
  channel text        NOT NULL DEFAULT 'phone',
  contact_no int      NOT NULL DEFAULT 0,        -- the number used: 0 as told, 1, 2, … found later
  by_unit text                                   -- null: the office
);
CREATE INDEX attempt_case ON attempt (case_id, seq);

-- What the calls have brought so far; the first row opens the gate.
CREATE TABLE verification (
  case_id     text        PRIMARY KEY,
  outcome     text        NOT NULL,
  attempts    int         NOT NULL,
  verified_at timestamptz NOT NULL               -- when the gate opened
);

CREATE TABLE acceptance (
  case_id       text        PRIMARY KEY,
  route         text        NOT NULL
                CHECK (route IN ('dispatch', 'direct', 'decline', 'transfer', 'duplicate')),
  reason        text,                            -- a code of the office's list
  duplicate_of  text,                            -- the first case, for a duplicate
  transfer_to   text,                            -- the competent organ's unit id, for a transfer
  accused_units jsonb       NOT NULL,            -- units that must never see the case
  accepted_by   jsonb       NOT NULL,            -- an Actor
  accepted_at   timestamptz NOT NULL
);
CREATE INDEX acceptance_duplicate ON acceptance (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE erasure (
  case_id   text        PRIMARY KEY,
  erased_by jsonb       NOT NULL,                -- an Actor
  erased_at timestamptz NOT NULL
);

CREATE TABLE import (
  import_id   text        PRIMARY KEY,
  imported_by jsonb       NOT NULL,              -- an Actor
  imported_at timestamptz NOT NULL,
  counts      jsonb       NOT NULL,              -- rows by outcome, so far
  form        text        NOT NULL DEFAULT 'json' CHECK (form IN ('json', 'csv', 'xlsx', 'list')),
  sha256      text        NOT NULL DEFAULT '',   -- of the file; empty: none
  rows_total  int         NOT NULL DEFAULT 0,
  rows_done   int         NOT NULL DEFAULT 0,    -- fewer than the total: broken off, or under way
  rows_blank  int         NOT NULL DEFAULT 0     -- lines without a value
);

-- A row as it came, whole and sealed: also what no table here has a place for.  Erasure blanks it.
CREATE TABLE imported_copy (
  case_id   text PRIMARY KEY,
  import_id text NOT NULL,
  row_no    int  NOT NULL,
  key_id    text,                                -- null: erased
  sealed    text
);

-- What became of each row: none vanishes.
CREATE TABLE import_row (
  import_id text NOT NULL,
  row_no    int  NOT NULL,                       -- 1, 2, 3, … as in the file
  tid       text,                                -- null: none that can be read
  outcome   text NOT NULL
            CHECK (outcome IN ('received', 'historic', 'updated', 'unchanged', 'invalid')),
  reason    text NOT NULL,                       -- a rule, or the names of the facts that changed
  case_id   text,                                -- null: no case
  PRIMARY KEY (import_id, row_no)
);

-- Rows that became no case, kept whole and sealed until a person has settled what they are.
CREATE TABLE invalid_row (
  import_id  text NOT NULL,
  row_no     int  NOT NULL,
  key_id     text,                               -- null: settled
  sealed     text,
  settled_at timestamptz,                        -- null: nobody did yet
  settled_as text CHECK (settled_as IN ('entered', 'sent_again', 'no_message')),
  settled_by jsonb,                              -- an Actor
  case_id    text,                               -- what it is now; null: no case
  PRIMARY KEY (import_id, row_no)
);
CREATE INDEX invalid_row_open ON invalid_row (import_id, row_no) WHERE settled_at IS NULL;

-- What the author asks for, each apart: erasure blanks the words.
CREATE TABLE demand (
  case_id   text NOT NULL,
  no        int  NOT NULL CHECK (no >= 1),       -- others refer to it: it never changes its meaning
  text      text NOT NULL,
  expected  text NOT NULL,                       -- 预期结果, apart from the facts
  unit_hint text,                                -- unit id that would be responsible
  PRIMARY KEY (case_id, no)
);

-- Texts whose words are still to be read: whoever stores one notes it here.
CREATE TABLE unread (
  case_id text PRIMARY KEY
);

-- What the words of a case let suggest.  It never decides.
CREATE TABLE suggestion (
  case_id        text        PRIMARY KEY,
  rules_version  int         NOT NULL,           -- of the rulebook that made it
  kind           text        NOT NULL,
  domain_name    text        NOT NULL,
  subdomain_name text,                           -- null: no word tells
  handling_class text        NOT NULL,
  division       text,                           -- GB/T 2260; null: nothing tells
  certainty      float8      NOT NULL,           -- how far the domain is ahead of the next one
  reasons        jsonb       NOT NULL,           -- the words that decided, by field
  made_at        timestamptz NOT NULL
);

-- A case's most telling words with their weights, and the same found by the word, the newest first:
-- finding like cases reads a few newest rows of a few words, however many cases are stored.
CREATE TABLE matter (
  case_id text  PRIMARY KEY,
  words   jsonb NOT NULL
);
CREATE TABLE matter_word (
  word    text NOT NULL,
  case_id text NOT NULL,
  PRIMARY KEY (word, case_id)
);

-- What a person settled: the sub-domain, and where that person differed from the suggestion.
CREATE TABLE classification (
  case_id        text        PRIMARY KEY,
  subdomain_name text,                           -- null: left open
  reason         text        NOT NULL,
  differs        jsonb,                          -- names of fields; null: nothing was suggested yet
  classified_by  jsonb       NOT NULL,           -- an Actor
  classified_at  timestamptz NOT NULL
);
CREATE INDEX classification_time ON classification (classified_at);

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
  reminders   int         NOT NULL DEFAULT 0,    -- how often it was told again
  remind_at   timestamptz,                       -- when next; null: never
  PRIMARY KEY (case_id, alarm)
);
CREATE INDEX alarm_open ON alarm (raised_at, case_id) WHERE attended_at IS NULL;
CREATE INDEX alarm_remind ON alarm (remind_at) WHERE attended_at IS NULL AND remind_at IS NOT NULL;

-- Whether the office's officers on duty were told of danger by SMS.
CREATE TABLE alarm_sms (
  delivery_id text        PRIMARY KEY,           -- notify's
  case_id     text        NOT NULL,
  state       text        NOT NULL
              CHECK (state IN ('sent', 'delivered', 'failed', 'expired', 'outcome_unknown')),
  settled_at  timestamptz NOT NULL
);
CREATE INDEX alarm_sms_case ON alarm_sms (case_id);

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
  phone_index  text,                             -- keyed digest; null: erased, or of old
  PRIMARY KEY (case_id, contact_no)
);
CREATE INDEX found_contact_phone ON found_contact (phone_index) WHERE phone_index IS NOT NULL;

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

-- Each search for an author's cases.  Whom it was for is in the journal, as a salted digest.
CREATE TABLE author_search (
  search_id   text        PRIMARY KEY,           -- uuid7: in the order of asking
  by_what     text        NOT NULL CHECK (by_what IN ('phone', 'nickname')),
  purpose     text        NOT NULL,              -- a code
  found       int         NOT NULL,              -- cases that were shown
  searched_by jsonb       NOT NULL,              -- an Actor
  searched_at timestamptz NOT NULL
);

-- Units that a case speaks against: they and those below never see it.
CREATE TABLE accused_unit (
  case_id  text        NOT NULL,
  unit_id  text        NOT NULL,
  named_by jsonb       NOT NULL,                 -- an Actor
  named_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, unit_id)
);

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

-- When and where it happened, apart from when it was told and where its author lives.
CREATE TABLE incident (
  case_id text PRIMARY KEY,
  at      timestamptz,                           -- null: not told, or not readable
  place   text NOT NULL
);

-- 上级转办: what an office above wants, beside its number.
CREATE TABLE outside_order (
  case_id text PRIMARY KEY,
  office  text NOT NULL,
  due_on  date                                   -- null: none was set
);

-- The start of the last round over a polled list that was taken in whole.
CREATE TABLE poll_round (
  fid      int         PRIMARY KEY,
  began_at timestamptz NOT NULL
);

-- When all rows of a polled list that still wait for an answer were last read to the end.
CREATE TABLE poll_whole (
  fid     int         PRIMARY KEY,
  read_at timestamptz NOT NULL
);

-- Keyed digests of polled rows that cannot be read: each is reported once, not with every round.
CREATE TABLE poll_broken (
  digest  text        PRIMARY KEY,
  seen_at timestamptz NOT NULL
);

-- 夜检: an invariant that did not hold for a case when a night looked.
CREATE TABLE breach (
  breach_id  text        PRIMARY KEY,            -- case, ground, night
  case_id    text        NOT NULL,
  ground     text        NOT NULL,
  invariant  text        NOT NULL CHECK (invariant IN ('reader', 'owner')),
  since      timestamptz NOT NULL,
  found_at   timestamptz NOT NULL,
  cleared_at timestamptz                         -- null: it stands
);
CREATE UNIQUE INDEX breach_standing ON breach (case_id, ground) WHERE cleared_at IS NULL;

-- Each night that looked, to its end.
CREATE TABLE night (
  night     date        PRIMARY KEY,
  looked_at timestamptz NOT NULL,
  found     int         NOT NULL,
  cleared   int         NOT NULL
);

-- Which agents have a call of a case, as notify tells: they work on the case, and no other agent.
CREATE TABLE caller (
  task_id text        PRIMARY KEY,
  case_id text        NOT NULL,
  sub     text        NOT NULL,
  since   timestamptz NOT NULL
);
CREATE INDEX caller_case ON caller (case_id);
CREATE INDEX caller_sub ON caller (sub, since);
