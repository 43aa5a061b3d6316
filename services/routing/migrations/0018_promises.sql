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

-- What was promised in public before there was a ledger, where no later answer ended it.
INSERT INTO promise (promise_id, case_id, round, unit_id, unit_name, promise_on, published_at, state,
                     version, changed_at)
SELECT p.case_id || '-c' || p.round, p.case_id, p.round, r.unit_id, coalesce(u.name, r.unit_id),
       r.promise_on, p.published_at, 'open', 1, p.recorded_at
FROM publication p JOIN reply r USING (reply_id) JOIN handling h ON h.case_id = p.case_id
LEFT JOIN unit u ON u.unit_id = r.unit_id
WHERE r.promise_on IS NOT NULL AND h.state NOT IN ('closed', 'withdrawn')
  AND p.round = (SELECT max(round) FROM publication l WHERE l.case_id = p.case_id);
