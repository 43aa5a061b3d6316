-- notify 通知: SMS deliveries and callback tasks.  `look_at` and leases are real time, the rest is
-- business time.

-- The author's contact as intake sealed it, one row per case: the row that is locked for the case.
CREATE TABLE contact (
  case_id      text    PRIMARY KEY,
  key_id       text,                             -- null: nothing is sealed
  name_sealed  text,                             -- bound to "<case_id>|name"; null: none, or erased
  phone_sealed text,                             -- bound to "<case_id>|phone"; null: none, or erased
  phone_state  text    NOT NULL CHECK (phone_state IN ('dialable', 'impossible', 'missing')),
  no_call      boolean NOT NULL,                 -- 不要电话
  secret       boolean NOT NULL,                 -- 保密: no SMS, unless sms_ok
  withdrawn    boolean NOT NULL DEFAULT false,   -- 撤回: nothing more is sent or called for it
  sms_ok       boolean NOT NULL DEFAULT false    -- 保密, but the author said that an SMS may come
) WITH (fillfactor = 80);

-- Who is on duty 值班 in a unit, first to be texted first.
CREATE TABLE roster (
  unit_id      text NOT NULL,
  place        int  NOT NULL,
  name         text NOT NULL,
  key_id       text NOT NULL,
  phone_sealed text NOT NULL,                    -- bound to "<unit_id>|duty"
  PRIMARY KEY (unit_id, place)
);

-- One SMS to one person.
CREATE TABLE delivery (
  delivery_id text PRIMARY KEY,                  -- uuid7: in the order in which they were planned
  case_id     text NOT NULL,
  template    text NOT NULL,
  audience    text NOT NULL CHECK (audience IN ('citizen', 'unit', 'office')),
  unit_id     text,                              -- null: the author
  place       int  NOT NULL,                     -- which duty officer of the unit
  text        text NOT NULL,                     -- without the signature; nothing private is in it
  pieces      int  NOT NULL,                     -- SMS it takes, signature included
  state       text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'failed',
                                             'expired', 'outcome_unknown')),
  attempts    int  NOT NULL DEFAULT 0,
  recipient   text,                              -- masked number; null until it was opened
  planned_at  timestamptz NOT NULL,
  look_at     timestamptz NOT NULL,              -- real time: the sweeper looks at it again
  expires_at  timestamptz NOT NULL,              -- real time: pointless after this
  CHECK ((audience = 'citizen') = (unit_id IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX delivery_look ON delivery (look_at) WHERE state IN ('queued', 'sending');
CREATE INDEX delivery_of_case ON delivery (case_id, delivery_id);
CREATE INDEX delivery_in_state ON delivery (state, delivery_id);

-- A call that a person must place 电话任务.
CREATE TABLE callback_task (
  task_id    text PRIMARY KEY,                   -- "<case_id>-V1", or the after-check's own id
  case_id    text NOT NULL,
  purpose    text NOT NULL CHECK (purpose IN ('verification', 'after_check')),
  round      int  NOT NULL,                      -- the handling round that an after-check is about
  ask_rating boolean NOT NULL,
  state      text NOT NULL CHECK (state IN ('open', 'leased', 'done', 'exhausted', 'cancelled')),
  attempts   int  NOT NULL DEFAULT 0,
  next_at    timestamptz NOT NULL,               -- not to be called before
  expires_at timestamptz NOT NULL,
  opened_at  timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX callback_task_live ON callback_task (case_id, purpose)
  WHERE state IN ('open', 'leased');
CREATE INDEX callback_task_next ON callback_task (purpose, next_at, task_id) WHERE state = 'open';
CREATE INDEX callback_task_expiry ON callback_task (expires_at) WHERE state = 'open';
CREATE INDEX callback_task_in_state ON callback_task (state, task_id);
CREATE INDEX callback_task_of_case ON callback_task (case_id);

-- Who holds a task, while it is leased.
CREATE TABLE callback_lease (
  task_id     text PRIMARY KEY,
  token       text NOT NULL,                     -- the fencing token: proves that one still holds it
  holder_sub  text NOT NULL,
  holder_name text NOT NULL,
  until       timestamptz NOT NULL               -- real time: lease
);
CREATE INDEX callback_lease_until ON callback_lease (until);

-- Every call that was placed: who, when, how it went.  Insert only.
CREATE TABLE callback_attempt (
  task_id text NOT NULL,
  attempt int  NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('reached', 'refused', 'no_answer', 'empty_number',
                                           'virtual_unreachable', 'wrong_person')),
  by_sub  text NOT NULL,
  by_name text NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (task_id, attempt)
);
