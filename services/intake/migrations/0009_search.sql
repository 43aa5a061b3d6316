-- Finding cases by their author: each search has a purpose, and who asked stays on record.
ALTER TABLE found_contact ADD COLUMN phone_index text;
CREATE INDEX found_contact_phone ON found_contact (phone_index) WHERE phone_index IS NOT NULL;
CREATE INDEX case_text_nickname ON case_text (nickname, case_id) WHERE nickname <> '';

CREATE TABLE author_search (
  search_id   text        PRIMARY KEY,           -- uuid7: in the order of asking
  by_what     text        NOT NULL CHECK (by_what IN ('phone', 'nickname')),
  purpose     text        NOT NULL,              -- a code
  found       int         NOT NULL,              -- cases that were shown
  searched_by jsonb       NOT NULL,              -- an Actor
  searched_at timestamptz NOT NULL
);
