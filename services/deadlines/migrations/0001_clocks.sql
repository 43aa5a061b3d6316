-- Clocks, their timers, and the calendar they are counted by.

-- What others said of a case, as far as clocks need it.
CREATE TABLE known_case (
  case_id        text        PRIMARY KEY,
  handling_class text        NOT NULL
    CHECK (handling_class IN ('inquiry', 'livelihood', 'complex', 'none')),
  admitted_at    timestamptz NOT NULL,           -- the public clock starts here
  state          text        NOT NULL
    CHECK (state IN ('received', 'accepted', 'closed', 'withdrawn', 'history'))
) WITH (fillfactor = 80);

-- One running, met or cancelled count.  Overdue is computed: running, and due_at is past.
CREATE TABLE clock (
  clock_id      text        PRIMARY KEY,         -- <case_id>/<kind>/<round or assignment>
  case_id       text        NOT NULL,
  kind          text        NOT NULL
    CHECK (kind IN ('public', 'claim', 'verification', 'unit', 'check')),
  round         int         NOT NULL CHECK (round >= 1),
  unit_id       text,                            -- null: the office's own
  assignment_id text,                            -- null: not about an assignment
  started_at    timestamptz NOT NULL,
  due_at        timestamptz NOT NULL,            -- exclusive: 24:00 of the last day, Asia/Shanghai
  days          int         NOT NULL,            -- counted from the start they give due_at
  working_days  boolean     NOT NULL,            -- false: calendar days
  basis         text        NOT NULL             -- what settled due_at
    CHECK (basis IN ('length', 'public', 'parent', 'lead', 'floor')),
  estimated     boolean     NOT NULL,            -- 估算: a year's plan was not published yet
  state         text        NOT NULL CHECK (state IN ('running', 'met', 'cancelled')),
  ended_at      timestamptz,                     -- by the ending event's own time
  version       int         NOT NULL,            -- of due_at: timers of an earlier one are void
  CONSTRAINT ended_unless_running CHECK ((state = 'running') = (ended_at IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX clock_case ON clock (case_id);
CREATE INDEX clock_list ON clock (state, due_at, clock_id);
CREATE INDEX clock_list_of_unit ON clock (unit_id, state, due_at, clock_id)
  WHERE unit_id IS NOT NULL;

-- What happened to a clock while it ran, per version of its due time.  Insert only.
CREATE TABLE clock_warning (
  clock_id  text, version int,
  warned_at timestamptz NOT NULL,
  PRIMARY KEY (clock_id, version)
);
CREATE TABLE clock_miss (
  clock_id  text, version int,
  missed_at timestamptz NOT NULL,                -- when it was announced; it was missed at due_at
  PRIMARY KEY (clock_id, version)
);
CREATE TABLE clock_miss_withdrawal (             -- the act was timely, only heard late
  clock_id     text, version int,
  withdrawn_at timestamptz NOT NULL,
  PRIMARY KEY (clock_id, version)
);
CREATE TABLE reminder (
  clock_id  text, version int, level int,        -- 1: the officer in charge 经办人
  issued_at timestamptz NOT NULL,
  PRIMARY KEY (clock_id, version, level)
);

-- What is still to happen by itself: firing deletes the row in the transaction that announces it.
CREATE TABLE timer (
  clock_id text        NOT NULL,
  kind     text        NOT NULL CHECK (kind IN ('warn', 'due')),
  case_id  text        NOT NULL,
  due_at   timestamptz NOT NULL,
  version  int         NOT NULL,                 -- the clock's version it was set for
  PRIMARY KEY (clock_id, kind)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_cost_delay = 0);
CREATE INDEX timer_due ON timer (kind, due_at);  -- the poll: per kind, since only misses may wait

-- The notices that settle holidays.  Insert only: a later notice for a year is its next number.
CREATE TABLE calendar_plan (
  year      int,                                 -- a year without a plan is counted Monday to Friday
  no        int,                                 -- 1: the year's plan; more: changes to it
  notice    text        NOT NULL,                -- title and where it stands
  loaded_by text        NOT NULL,
  loaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),  -- real time: provenance
  PRIMARY KEY (year, no)
);

-- The days that a notice takes out of the week's order.  A plan's days are written with the plan.
CREATE TABLE calendar_day (
  day      date PRIMARY KEY,
  kind     text NOT NULL CHECK (kind IN ('holiday', 'make_up')),  -- 放假, 调休上班
  festival text NOT NULL,
  year     int  NOT NULL,                        -- the plan that settled it, often of the next year
  no       int  NOT NULL,                        -- for days around New Year
  FOREIGN KEY (year, no) REFERENCES calendar_plan DEFERRABLE INITIALLY DEFERRED
);
