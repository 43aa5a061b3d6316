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
