-- routing 交办: the tables of a case's handling and of the organisation, as they are now.
-- Business times are given by the handlers, who have them from clock.now().
-- `by` is who acted, as the token named them: sub, name, role, post, unit, on_behalf_of.

-- The author's words, kept from the case's arrival for the letter.  Erasure blanks them.
CREATE TABLE case_text (
  case_id        text        PRIMARY KEY,
  addressee_name text        NOT NULL,
  type_name      text        NOT NULL,           -- as the board has it
  domain_name    text        NOT NULL,
  nickname       text        NOT NULL,
  title          text        NOT NULL,
  body           text        NOT NULL,
  posted_at      timestamptz NOT NULL,
  incident_at    timestamptz,                    -- when and where it happened, if told
  incident_place text
);

-- A case from its acceptance on.
CREATE TABLE handling (
  case_id        text        PRIMARY KEY,
  state          text        NOT NULL
                 CHECK (state IN ('opened', 'proposed', 'submitted', 'instructed', 'dispatched',
                                  'replied', 'reviewed', 'read', 'published', 'closed',
                                  'withdrawn')),
  route          text        NOT NULL
                 CHECK (route IN ('dispatch', 'direct', 'decline', 'transfer', 'duplicate')),
  round          int         NOT NULL CHECK (round >= 1),   -- each redo adds one
  kind           text        NOT NULL,
  handling_class text        NOT NULL,
  channel        text        NOT NULL,
  external_id    text,                           -- 留言编号, the channel's own number
  addressee_fid  int,                            -- the board's number of the leader addressed
  admitted_at    timestamptz NOT NULL,
  secret         boolean     NOT NULL,           -- 保密
  hide_from_unit boolean     NOT NULL,           -- 不让单位知道
  no_call        boolean     NOT NULL DEFAULT false,   -- 不要电话
  duplicate_of   text,
  transfer_to    text,                           -- unit id of the competent organ
  accused_units  jsonb       NOT NULL,           -- unit ids: they and those below never get it
  opened_at      timestamptz NOT NULL,
  changed_at     timestamptz NOT NULL,
  holder         text                            -- who holds it since its acceptance
) WITH (fillfactor = 80);
CREATE INDEX handling_state ON handling (state, case_id);
CREATE INDEX handling_external ON handling (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX handling_stay ON handling (state, changed_at)
  WHERE state NOT IN ('closed', 'withdrawn');    -- what a night looks at
CREATE INDEX handling_unheld ON handling (case_id)
  WHERE holder IS NULL AND state NOT IN ('closed', 'withdrawn');

-- When a clerk first claimed the case: what is measured begins there.
CREATE TABLE case_claim (
  case_id    text        PRIMARY KEY,
  claimed_at timestamptz NOT NULL
);

-- 拟办意见 as it was made; a better one is a new row.
CREATE TABLE proposal (
  proposal_id text        PRIMARY KEY,
  case_id     text        NOT NULL,
  number      int         NOT NULL,              -- 1, 2, 3, … in the case
  unit_id     text,                              -- the county's office; null: the city's
  round       int         NOT NULL,
  state       text        NOT NULL DEFAULT 'proposed'
              CHECK (state IN ('proposed', 'submitted', 'instructed', 'given_back', 'dropped')),
  opinion     text        NOT NULL,
  orders      jsonb       NOT NULL,              -- [{unit_id, part, task}, …]
  due_on      date        NOT NULL,
  urgency     text        NOT NULL CHECK (urgency IN ('normal', 'urgent', 'extra_urgent')),
  proposed_at timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL DEFAULT clock.now(),   -- since when it is in its state
  by          jsonb       NOT NULL
);
CREATE UNIQUE INDEX proposal_case ON proposal (case_id, number);
CREATE INDEX proposal_open ON proposal (state, changed_at, proposal_id)
  WHERE state IN ('proposed', 'submitted');

-- 审签退回, before or after 呈批.
CREATE TABLE proposal_return (
  proposal_id text        PRIMARY KEY,
  reason      text        NOT NULL,
  text        text        NOT NULL,
  returned_at timestamptz NOT NULL,
  by          jsonb       NOT NULL
);

-- 审签 and 呈批: signed, and put before a leader.
CREATE TABLE submission (
  proposal_id  text        PRIMARY KEY,          -- also what the sheet's barcode says
  case_id      text        NOT NULL,
  post_id      text        NOT NULL,
  post_title   text        NOT NULL,             -- as it was then
  remark       text,
  submitted_at timestamptz NOT NULL,
  by           jsonb       NOT NULL
);
CREATE INDEX submission_case ON submission (case_id);

-- The handwriting on a sheet, filed with it.
CREATE TABLE scan (
  file_id  text        PRIMARY KEY,
  case_id  text        NOT NULL,
  sheet    text        NOT NULL,                 -- the proposal the sheet was printed for
  found_by text        NOT NULL CHECK (found_by IN ('barcode', 'hand')),
  filed_at timestamptz NOT NULL,
  by       jsonb       NOT NULL
);
CREATE INDEX scan_sheet ON scan (sheet, filed_at);
CREATE INDEX scan_case ON scan (case_id);

-- 批示.  Several for one case, of both levels; each in all its versions.
CREATE TABLE instruction (
  instruction_id text        NOT NULL,
  case_id        text        NOT NULL,
  number         int         NOT NULL,           -- 1, 2, 3, … in the case
  round          int         NOT NULL,
  level          text        NOT NULL CHECK (level IN ('city', 'county')),
  post_id        text        NOT NULL,
  post_title     text        NOT NULL,           -- as it was then
  unit_id        text,                           -- the post's office
  holder         text        NOT NULL,           -- who held the post then: figures per holder
  mode           text        NOT NULL CHECK (mode IN ('own', 'recorded', 'deputy')),
  text           text        NOT NULL,
  units          jsonb       NOT NULL,           -- unit ids it addresses
  given_at       timestamptz NOT NULL,           -- of this version
  by             jsonb       NOT NULL,
  version        int         NOT NULL DEFAULT 1 CHECK (version >= 1),
  urgency        text        NOT NULL DEFAULT 'normal'
                 CHECK (urgency IN ('normal', 'urgent', 'extra_urgent')),
  proposal_id    text,                           -- the proposal it was given on
  scan           text,                           -- file of the handwriting, for 代录
  PRIMARY KEY (instruction_id, version)
);
CREATE UNIQUE INDEX instruction_case ON instruction (case_id, number, version);
CREATE INDEX instruction_given ON instruction (given_at) WHERE version = 1;

-- A letter's life: 拟稿, 核稿, 签发.
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
  changed_at timestamptz NOT NULL,
  sender_id  text,                               -- the county's office; null: the city's
  parent_id  text                                -- the assignment that it hands down; null: none
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX letter_draft_case ON letter_draft (case_id, number);
CREATE UNIQUE INDEX letter_draft_open ON letter_draft (case_id, coalesce(sender_id, ''))
  WHERE state IN ('drafted', 'returned', 'checked');   -- one at a time of an office
CREATE INDEX letter_draft_sender ON letter_draft (sender_id, state, letter_id)
  WHERE sender_id IS NOT NULL;
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

-- Each office numbers its letters in a series of its own.
CREATE TABLE letter_series (
  unit_id    text        PRIMARY KEY,
  series     text        NOT NULL,               -- 发文代字
  form       text        NOT NULL,               -- {series}〔{year}〕{number}号
  changed_at timestamptz NOT NULL,
  by         jsonb       NOT NULL
);
CREATE UNIQUE INDEX letter_series_series ON letter_series (series);

-- 交办函 as sent.  It quotes the author: erasure blanks its text.
CREATE TABLE letter (
  letter_no text        PRIMARY KEY,             -- 吕社情交〔2022〕17号
  year      int         NOT NULL,                -- business year in Asia/Shanghai
  number    int         NOT NULL,                -- 1, 2, 3, … in series and year, no gap
  case_id   text        NOT NULL,
  round     int         NOT NULL,
  kind      text        NOT NULL
            CHECK (kind IN ('dispatch', 'reassign', 'redo', 'reopen', 'forward')),
  text      text        NOT NULL,
  sent_at   timestamptz NOT NULL,
  by        jsonb       NOT NULL,
  letter_id text,                                -- null: sent before letters were drafted here
  due_on    date,                                -- null: likewise
  wording   jsonb       NOT NULL DEFAULT '{}',   -- all its parts, as data
  series    text        NOT NULL DEFAULT '吕社情交',
  sender_id text,                                -- null: the city's office
  parent_id text                                 -- the assignment that it hands down; null: none
);
CREATE UNIQUE INDEX letter_number ON letter (series, year, number);
CREATE INDEX letter_case ON letter (case_id, sent_at);
CREATE UNIQUE INDEX letter_draft_issued ON letter (letter_id);

-- One unit's share of a case in one round.
CREATE TABLE assignment (
  assignment_id text        PRIMARY KEY,
  case_id       text        NOT NULL,
  number        int         NOT NULL,            -- 1, 2, 3, … in the case
  round         int         NOT NULL,
  parent_id     text,                            -- the assignment it was forwarded from
  letter_no     text,                            -- null: forwarded, so without a letter
  unit_id       text        NOT NULL,
  unit_name     text        NOT NULL,            -- as it was then
  part          text        NOT NULL CHECK (part IN ('lead', 'assisting')),
  level         text        NOT NULL CHECK (level IN ('city', 'county')),
  task          text        NOT NULL,
  state         text        NOT NULL
                CHECK (state IN ('issued', 'signed', 'refused', 'forwarded', 'answered',
                                 'released')),
  version       int         NOT NULL,            -- for If-Match
  issued_at     timestamptz NOT NULL,
  changed_at    timestamptz NOT NULL,
  due_on        date,                            -- by when it is to be answered; null: not said
  demands       jsonb       NOT NULL DEFAULT '[]'   -- which of the case's it answers; none: all
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX assignment_case ON assignment (case_id, number);
CREATE INDEX assignment_open ON assignment
  (unit_id, coalesce(due_on, '9999-12-31'), assignment_id)
  WHERE state NOT IN ('answered', 'released');   -- what a unit has in hand
CREATE INDEX assignment_refused ON assignment (changed_at, assignment_id)
  WHERE state = 'refused';                       -- what nobody ruled on yet

-- Which units see which case: those it was given to and the ones above them at that time.
CREATE TABLE case_unit (
  unit_id text,
  case_id text,
  PRIMARY KEY (unit_id, case_id)
);

CREATE TABLE refusal (
  assignment_id text,
  version       int,                             -- of the assignment, after the refusal
  reason        text        NOT NULL,
  text          text        NOT NULL,
  refused_at    timestamptz NOT NULL,
  by            jsonb       NOT NULL,
  suggested_unit text,                           -- whose matter it is instead
  PRIMARY KEY (assignment_id, version)
);

CREATE TABLE refusal_ruling (
  assignment_id text,
  version       int,                             -- of the assignment, after the ruling
  upheld        boolean     NOT NULL,
  ruled_at      timestamptz NOT NULL,
  by            jsonb       NOT NULL,
  reason        text        NOT NULL DEFAULT '', -- a code
  text          text        NOT NULL DEFAULT '',
  PRIMARY KEY (assignment_id, version)
);

-- Time lost by a wrong dispatch, a wrong refusal or silence, charged to whoever erred.
CREATE TABLE lost_time (
  assignment_id text,
  version       int,                             -- of the assignment, after the act
  case_id       text        NOT NULL,
  fault         text        NOT NULL CHECK (fault IN ('wrong_dispatch', 'wrong_refusal', 'silence')),
  charged_unit  text        NOT NULL,            -- who erred
  lost_from     timestamptz NOT NULL,
  lost_until    timestamptz NOT NULL,
  PRIMARY KEY (assignment_id, version)
);
CREATE INDEX lost_time_case ON lost_time (case_id);
CREATE INDEX lost_time_unit ON lost_time (charged_unit, lost_until, assignment_id, version);
CREATE INDEX lost_time_until ON lost_time (lost_until, assignment_id, version);

-- 答复 in its author's own wording; what the office makes of it stands in reply_review.
CREATE TABLE reply (
  reply_id      text        PRIMARY KEY,
  case_id       text        NOT NULL,
  number        int         NOT NULL,            -- 1, 2, 3, … in the case
  round         int         NOT NULL,
  assignment_id text,                            -- null: the office answered by itself
  unit_id       text        NOT NULL,
  complete      boolean     NOT NULL,            -- true: the case stood for review with it
  text          text        NOT NULL,
  finding       text        CHECK (finding IN ('true', 'partly', 'false')),
  disposition   text,                            -- null: the office's own answer
  promise_on    date,
  result        text,                            -- of old replies; the others' is reply_result
  version       int         NOT NULL,            -- for If-Match
  submitted_at  timestamptz NOT NULL,
  by            jsonb       NOT NULL,
  draft_id      text                             -- null: the office answered by itself
);
CREATE UNIQUE INDEX reply_case ON reply (case_id, number);

-- The result that a unit, or the office, stated together with its reply, as it stated it.
CREATE TABLE reply_result (
  reply_id text  PRIMARY KEY,
  body     jsonb NOT NULL                        -- the model Result of domain/results.py
);

-- 准予再次承诺: the office head lets a unit promise once more, in that round.
CREATE TABLE promise_permission (
  case_id      text,
  round        int,
  reason       text        NOT NULL,
  permitted_at timestamptz NOT NULL,
  by           jsonb       NOT NULL,
  PRIMARY KEY (case_id, round)
);

-- 审核.  A reply sent back by the leader is reviewed again.  `version` is the reply's, after the act.
CREATE TABLE reply_review (
  reply_id    text,
  version     int,
  text        text        NOT NULL,              -- as it goes to the leader and to the public
  edited      boolean     NOT NULL,
  reviewed_at timestamptz NOT NULL,
  by          jsonb       NOT NULL,
  findings    jsonb       NOT NULL DEFAULT '[]', -- that were let stand
  PRIMARY KEY (reply_id, version)
);

-- 审核退回.
CREATE TABLE reply_return (
  reply_id    text,
  version     int,
  reason      text        NOT NULL,
  text        text        NOT NULL,
  returned_at timestamptz NOT NULL,
  by          jsonb       NOT NULL,
  stage       text        NOT NULL DEFAULT 'office' CHECK (stage IN ('office', 'county')),
  PRIMARY KEY (reply_id, version)
);

-- 阅批.
CREATE TABLE reply_reading (
  reply_id text,
  version  int,
  outcome  text        NOT NULL CHECK (outcome IN ('read', 'sent_back', 'waived')),
  opinion  text        NOT NULL,
  post_id  text,                                 -- null: waived by rule, as are the next two
  holder   text,
  mode     text        CHECK (mode IN ('own', 'recorded', 'deputy')),
  read_at  timestamptz NOT NULL,
  by       jsonb       NOT NULL,
  scan     text,                                 -- file of the handwriting, for 代录
  PRIMARY KEY (reply_id, version)
);
CREATE INDEX reply_reading_read ON reply_reading (read_at);

-- 公开回复, with its proof.  One per round.
CREATE TABLE publication (
  case_id      text,
  round        int,
  reply_id     text        NOT NULL,
  external_id  text,
  text         text        NOT NULL,
  signer       text        NOT NULL CHECK (signer IN ('leader', 'office', 'unit')),
  proof        text        NOT NULL,
  published_at timestamptz NOT NULL,             -- in the channel
  recorded_at  timestamptz NOT NULL,
  by           jsonb       NOT NULL,
  screenshot   text,                             -- file id
  PRIMARY KEY (case_id, round)
);
CREATE INDEX publication_published ON publication (published_at);
CREATE INDEX publication_recorded ON publication (recorded_at);

-- What the board itself shows: an answer, when, in whose name.  Proof from the channel, no more.
CREATE TABLE board_proof (
  case_id      text,
  answer_id    text,
  external_id  text        NOT NULL,
  answered_at  timestamptz,
  organisation text,
  heard_at     timestamptz NOT NULL,
  words        text,                             -- sha256 of the answer's letters and digits
  PRIMARY KEY (case_id, answer_id)
);

-- An after-check failed: a redo is proposed.  It stands until the case leaves that round or state.
CREATE TABLE redo_proposal (
  case_id     text,
  round       int,
  check_id    text        NOT NULL,
  handled     boolean,
  reply_true  boolean,
  proposed_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, round, check_id)
);

-- 退回重办 and 重新办理: what began each later round.
CREATE TABLE redo_order (
  case_id    text,
  round      int         CHECK (round >= 2),     -- the round that began
  kind       text        NOT NULL CHECK (kind IN ('redo', 'reopen')),
  reason     text        NOT NULL,
  text       text        NOT NULL,
  ordered_at timestamptz NOT NULL,
  by         jsonb       NOT NULL,
  PRIMARY KEY (case_id, round)
);

-- 办件规程: what the office's documents settle.  The newest that is valid holds.
CREATE TABLE practice (
  version    int         PRIMARY KEY,            -- 1, 2, 3, …
  document   text        NOT NULL,
  valid_from date        NOT NULL,
  rules      jsonb       NOT NULL,
  put_at     timestamptz NOT NULL,
  by         jsonb       NOT NULL
);

-- GB/T 2260.
CREATE TABLE division (
  code text PRIMARY KEY CHECK (code ~ '^[0-9]{6}$'),
  name text NOT NULL
);

-- Files of cases: evidence, scans, screenshots.  Their bytes lie outside the database, by digest.
CREATE TABLE file (
  file_id      text        PRIMARY KEY,
  case_id      text        NOT NULL,
  number       int         NOT NULL,             -- 1, 2, 3, … in the case
  sha256       text        NOT NULL,             -- of its bytes, and where they lie
  size         bigint      NOT NULL,
  media_type   text        NOT NULL,             -- by its first bytes
  extension    text        NOT NULL,
  name         text        NOT NULL,             -- as its sender calls it; erasure blanks it
  purpose      text        NOT NULL
               CHECK (purpose IN ('evidence', 'scan', 'screenshot', 'attachment')),
  confidential boolean     NOT NULL,             -- not for other units
  shows_author boolean     NOT NULL,             -- erasure removes its bytes
  unit_id      text,                             -- whose it is; null: the office's or a leader's
  added_at     timestamptz NOT NULL,
  by           jsonb       NOT NULL
);
CREATE UNIQUE INDEX file_case ON file (case_id, number);
CREATE INDEX file_sha256 ON file (sha256);

-- Files that show an author whose data was erased.
CREATE TABLE file_erased (
  file_id   text        PRIMARY KEY,
  erased_at timestamptz NOT NULL
);

-- Bytes to be removed from the folder, once no other file is made of them.
CREATE TABLE blob_removal (
  sha256   text        PRIMARY KEY,
  asked_at timestamptz NOT NULL
);

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

-- The tree of units.
CREATE TABLE unit (
  unit_id     text PRIMARY KEY,
  name        text NOT NULL,
  level       text NOT NULL CHECK (level IN ('city', 'county')),
  parent_id   text,
  unit_type   text NOT NULL,                     -- office, bureau, subunit, county_office, …
  division    text NOT NULL,                     -- GB/T 2260
  head_name   text NOT NULL,                     -- 一把手
  head_title  text NOT NULL,
  deputy_name text
);
CREATE INDEX unit_type ON unit (unit_type, unit_id);

-- The heads of a unit over time: exactly one now.
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

-- Leaders' posts, each with all its holders over time.
CREATE TABLE post (
  post_id        text PRIMARY KEY,
  title          text  NOT NULL,
  level          text  NOT NULL CHECK (level IN ('city', 'county')),
  unit_id        text,
  division       text,
  board_fid      int,                            -- the board's number of this leader
  holders        jsonb NOT NULL,                 -- [[name, from, to or null], …]
  secretary_name text,
  deputies       jsonb NOT NULL,                 -- [[name, scope, from or null, to or null], …]
  CONSTRAINT post_board_fid UNIQUE (board_fid) DEFERRABLE   -- a file may exchange two numbers
);

-- What the author asks for, as reception listed it; letters quote them.  Erasure blanks the words.
CREATE TABLE demand (
  case_id   text NOT NULL,
  no        int  NOT NULL,
  text      text NOT NULL,
  expected  text NOT NULL,                       -- 预期结果
  unit_hint text,
  PRIMARY KEY (case_id, no)
);

-- What the author told after his message, in order: corrected facts and supplements.  Erasure blanks
-- the words.
CREATE TABLE told_later (
  case_id        text        NOT NULL,
  kind           text        NOT NULL CHECK (kind IN ('correction', 'supplement')),
  told_at        timestamptz NOT NULL,
  text           text        NOT NULL,
  incident_at    timestamptz,
  incident_place text,
  division       text,
  no             int,                            -- of a correction: 1, 2, 3, … in the case
  consent        boolean                         -- whether a unit may have his contact
);
CREATE INDEX told_later_case ON told_later (case_id, told_at);

-- 并入: cases that repeat this one, or ask after it.
CREATE TABLE joined_case (
  case_id   text        NOT NULL,
  from_case text        NOT NULL,
  joined_as text        NOT NULL CHECK (joined_as IN ('duplicate', 'chaser')),
  posted_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, from_case)
);

-- 同类件: the facts that a case shares with others; each gets a reply of its own.
CREATE TABLE like_case (
  case_id        text  PRIMARY KEY,
  group_id       text  NOT NULL,
  subject_matter text  NOT NULL,
  fact_base      text  NOT NULL,
  cases          jsonb NOT NULL                  -- case ids, this one among them
);

-- 回避: who of the office has an interest in a case and may not act on it.
CREATE TABLE interest (
  case_id text NOT NULL,
  sub     text NOT NULL,
  PRIMARY KEY (case_id, sub)
);

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
  answer_by date,                                -- the last day; null: before there was a term
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

-- 会签逾期: the term is over, and the lead went on without those who stayed silent.
CREATE TABLE draft_lapse (
  draft_id  text,
  version   int,                                 -- of the draft, after the act
  units     jsonb       NOT NULL,                -- unit ids that stayed silent
  reason    text        NOT NULL,                -- a code
  text      text        NOT NULL,
  lapsed_at timestamptz NOT NULL,
  by        jsonb       NOT NULL,                -- who decided to go on
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

-- 夜检: an invariant that did not hold for a case when a night looked.
CREATE TABLE breach (
  breach_id  text        PRIMARY KEY,            -- case, ground, night
  case_id    text        NOT NULL,
  ground     text        NOT NULL,
  invariant  text        NOT NULL
             CHECK (invariant IN ('reader', 'owner', 'handler', 'answer', 'result')),
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

-- 承诺台账: what was promised in public stands until it is written off 销号, and keeps the case open.
CREATE TABLE promise (
  promise_id   text        PRIMARY KEY,
  case_id      text        NOT NULL,
  round        int         NOT NULL,             -- of the answer that promised
  unit_id      text        NOT NULL,             -- who promised
  unit_name    text        NOT NULL,             -- as it was then
  promise_on   date        NOT NULL,
  published_at timestamptz NOT NULL,
  state        text        NOT NULL
               CHECK (state IN ('open', 'reported', 'settled', 'replaced', 'dropped')),
  version      int         NOT NULL,             -- for If-Match
  changed_at   timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX promise_case ON promise (case_id, round);
CREATE UNIQUE INDEX promise_open ON promise (case_id) WHERE state IN ('open', 'reported');
CREATE INDEX promise_state ON promise (state, promise_id);
CREATE INDEX promise_due ON promise (promise_on, promise_id) WHERE state IN ('open', 'reported');

-- 兑现报告.  `version` is the promise's, after the act.
CREATE TABLE promise_report (
  promise_id  text,
  version     int,
  done_on     date        NOT NULL,
  text        text        NOT NULL,
  evidence    jsonb       NOT NULL,              -- file ids
  told        jsonb,                             -- that the author was told, and how
  reported_at timestamptz NOT NULL,
  by          jsonb       NOT NULL,
  PRIMARY KEY (promise_id, version)
);

-- 退回: the report does not show it.
CREATE TABLE promise_return (
  promise_id  text,
  version     int,
  reason      text        NOT NULL,
  text        text        NOT NULL,
  returned_at timestamptz NOT NULL,
  by          jsonb       NOT NULL,
  PRIMARY KEY (promise_id, version)
);

-- 销号.
CREATE TABLE promise_settlement (
  promise_id text        PRIMARY KEY,
  ground     text        NOT NULL CHECK (ground IN ('fulfilled', 'answered')),
  done_on    date        NOT NULL,
  kept       boolean     NOT NULL,               -- done by the day that was named
  settled_at timestamptz NOT NULL,
  by         jsonb       NOT NULL
);

-- An after-check that passed while a promise was open: the case closes when that is written off.
CREATE TABLE passed_check (
  case_id   text,
  round     int,
  check_id  text        NOT NULL,
  method    text        NOT NULL,
  passed_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, round)
);

-- Each wording of one more public reply, under the version that it made.
CREATE TABLE further_wording (
  further_id text,
  version    int,                                -- of the reply, after the act
  text       text        NOT NULL,
  promise_on date,
  written_at timestamptz NOT NULL,
  by         jsonb       NOT NULL,
  PRIMARY KEY (further_id, version)
);

-- 核实: the gate of reception is open.  Here begins what other services tell of a case, for its archive: codes,
-- dates and who acted, no word of the author's.
CREATE TABLE verification (
  case_id     text        PRIMARY KEY,
  outcome     text        NOT NULL,
  attempts    int         NOT NULL,
  verified_at timestamptz NOT NULL
);

-- 联系记录: each try to reach the author, and why no call is placed any more.  `heard` is the event's
-- number at who told it.
CREATE TABLE contact_attempt (
  case_id  text,
  told_by  text        CHECK (told_by IN ('intake', 'notify')),
  heard    bigint,
  purpose  text        NOT NULL CHECK (purpose IN ('own', 'verification', 'after_check')),
  channel  text        NOT NULL,
  outcome  text        NOT NULL,
  tried_at timestamptz NOT NULL,
  by       jsonb,                                -- null: no call was placed
  PRIMARY KEY (case_id, told_by, heard)
);

-- 回访, step by step, as satisfaction tells it.
CREATE TABLE check_step (
  case_id     text,
  heard       bigint,                            -- the event's number
  check_id    text        NOT NULL,
  round       int         NOT NULL,
  step        text        NOT NULL CHECK (step IN ('opened', 'recorded', 'passed', 'failed')),
  method      text,                              -- null: not said
  handled     boolean,                           -- null: not said
  reply_true  boolean,                           -- null: not said
  happened_at timestamptz NOT NULL,
  by          jsonb,                             -- null: by rule
  PRIMARY KEY (case_id, heard)
);

-- 评价: each that the author gave.
CREATE TABLE rating (
  case_id  text,
  heard    bigint,                               -- the event's number
  scale    text        NOT NULL CHECK (scale IN ('board', 'callback')),
  grade    float8,                               -- the board's
  band     text        NOT NULL,
  void     boolean     NOT NULL,                 -- the author was pressed
  rated_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, heard)
);

-- 短信: that it was sent, of what kind, to what side.  Texts and numbers are notify's alone.
CREATE TABLE sms (
  delivery_id text        PRIMARY KEY,
  case_id     text        NOT NULL,
  template    text        NOT NULL,
  audience    text        NOT NULL CHECK (audience IN ('citizen', 'unit', 'office')),
  state       text        NOT NULL,
  settled_at  timestamptz NOT NULL
);
CREATE INDEX sms_case ON sms (case_id, settled_at);
