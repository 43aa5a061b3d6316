-- What the author told after his message, in order: corrected facts and supplements.  Erasure blanks
-- the words.
CREATE TABLE told_later (
  case_id        text        NOT NULL,
  kind           text        NOT NULL CHECK (kind IN ('correction', 'supplement')),
  told_at        timestamptz NOT NULL,
  text           text        NOT NULL,
  incident_at    timestamptz,
  incident_place text,
  division       text
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

-- Who holds the case since its acceptance: the one of an accused office who still sees it.
ALTER TABLE handling ADD COLUMN holder text;
