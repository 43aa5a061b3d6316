-- The nightly look at what must hold for every case.
CREATE INDEX handling_stay ON handling (state, changed_at)
  WHERE state NOT IN ('closed', 'withdrawn');    -- what a night looks at
CREATE INDEX handling_unheld ON handling (case_id)
  WHERE holder IS NULL AND state NOT IN ('closed', 'withdrawn');
CREATE INDEX publication_recorded ON publication (recorded_at);

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
