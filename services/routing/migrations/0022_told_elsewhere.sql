-- What other services tell of a case, for its archive: codes, dates and who acted, no word of the author's.

-- 核实: the gate of reception is open.
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
