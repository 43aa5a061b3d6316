-- satisfaction 回访考核: after-checks, ratings, and one table per kind of fact for the figures.
-- All times are business time.

-- One row per case, historic ones included: the row that is locked for the case.
CREATE TABLE case_file (
  case_id     text    PRIMARY KEY,
  historic    boolean NOT NULL,                  -- 历史件: counted, never checked
  channel     text    NOT NULL CHECK (channel IN ('board', 'form', 'api', 'clerk', 'above')),
  kind        text    NOT NULL,
  received_at timestamptz NOT NULL,              -- admitted by its channel; historic: posted
  withdrawn   boolean NOT NULL DEFAULT false,
  board_grade double precision                   -- as known now; null: 未评价
) WITH (fillfactor = 80);
CREATE INDEX case_file_received ON case_file (historic, received_at);

-- 历史件 that were answered before they reached us.
CREATE TABLE historic_answer (
  case_id     text PRIMARY KEY,
  answered_at timestamptz NOT NULL
);
CREATE INDEX historic_answer_at ON historic_answer (answered_at);

-- 受理, with the author's wishes.
CREATE TABLE accepted (
  case_id     text    PRIMARY KEY,
  kind        text    NOT NULL,
  no_call     boolean NOT NULL,
  secret      boolean NOT NULL,
  accepted_at timestamptz NOT NULL
);

-- 公开回复.
CREATE TABLE published (
  case_id      text    NOT NULL,
  round        int     NOT NULL,
  first        boolean NOT NULL,                 -- the case's first public answer
  route        text    NOT NULL CHECK (route IN ('dispatch', 'direct', 'decline', 'transfer',
                                                 'duplicate')),
  kind         text    NOT NULL,
  channel      text    NOT NULL,
  published_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, round)
);
CREATE INDEX published_first ON published (published_at) INCLUDE (route, kind, channel) WHERE first;

-- 办结.
CREATE TABLE closed (
  case_id   text NOT NULL,
  round     int  NOT NULL,
  reason    text NOT NULL CHECK (reason IN ('check_passed', 'upheld', 'withdrawn')),
  closed_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, round)
);
CREATE INDEX closed_at ON closed (closed_at);

-- 重新办理: a closed case that is open again.
CREATE TABLE reopened (
  case_id     text NOT NULL,
  round       int  NOT NULL,                     -- the round that began
  reopened_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, round)
);

-- The check of one round's answer 回访.
CREATE TABLE after_check (
  check_id   text    PRIMARY KEY,                -- "<case_id>-C<round>"
  case_id    text    NOT NULL,
  round      int     NOT NULL,
  state      text    NOT NULL CHECK (state IN ('due', 'recorded', 'passed', 'failed', 'cancelled')),
  waived     boolean NOT NULL,                   -- 免回访 by rule: nothing was done to be checked
  by_phone   boolean NOT NULL,
  ask_rating boolean NOT NULL,
  handled    boolean,                            -- 到位; null: not known yet
  reply_true boolean,                            -- 属实; null: not known yet
  opened_at  timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX after_check_of_case ON after_check (case_id, round);
CREATE INDEX after_check_in_state ON after_check (state, check_id);
CREATE INDEX after_check_open ON after_check (check_id) WHERE state IN ('due', 'recorded');
CREATE INDEX after_check_opened ON after_check (opened_at) INCLUDE (case_id) WHERE NOT waived;

-- What each look at a case found.  Insert only, but for the erasure of the author's words.
CREATE TABLE finding (
  finding_no bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  check_id   text    NOT NULL,
  case_id    text    NOT NULL,
  method     text    NOT NULL CHECK (method IN ('phone', 'on_site', 'meeting', 'other')),
  handled    boolean,                            -- null: it did not tell
  reply_true boolean,                            -- null: it did not tell
  pressed    boolean NOT NULL,                   -- somebody pressed for withdrawal or praise
  comment    text,                               -- the author's words; null: none, or erased
  by_sub     text    NOT NULL,
  by_name    text    NOT NULL,
  at         timestamptz NOT NULL
);
CREATE INDEX finding_of_check ON finding (check_id);
CREATE INDEX finding_of_case ON finding (case_id);

-- Checks that the telephone could not settle: a person has to look.
CREATE TABLE visit (
  check_id text PRIMARY KEY,
  reason   text NOT NULL,                        -- how the call ended
  at       timestamptz NOT NULL
);

-- 评价.  Every rating is kept; a case counts with its newest one of each scale.
CREATE TABLE rating (
  rating_no    bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id      text    NOT NULL,
  round        int     NOT NULL,                 -- of the answer that was rated; 0: historic
  scale        text    NOT NULL CHECK (scale IN ('board', 'callback')),
  grade        double precision,                 -- board: 0–5
  band         text    NOT NULL,
  satisfaction text    NOT NULL CHECK (satisfaction IN ('satisfied', 'fairly', 'dissatisfied')),
  void         boolean NOT NULL,                 -- the author was pressed: does not count
  comment      text,                             -- the author's words; null: none, or erased
  rated_at     timestamptz NOT NULL
);
CREATE INDEX rating_newest ON rating (scale, case_id, rated_at DESC, rating_no DESC);
CREATE INDEX rating_of_case ON rating (case_id);

-- Who had a hand in the answer of a round: none of them checks it.
CREATE TABLE maker (
  case_id text, round int, sub text,             -- who handed it in, or published it
  PRIMARY KEY (case_id, round, sub)
);
CREATE TABLE handler_unit (
  case_id text, round int, unit_id text,
  PRIMARY KEY (case_id, round, unit_id)
);
