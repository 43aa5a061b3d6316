-- Subjects whose person was erased here: what was told before, and arrives afterwards, is emptied.
CREATE TABLE erased_subject (
  subject   text        PRIMARY KEY,
  source    text        NOT NULL,                -- who said that it is erased
  version   bigint      NOT NULL,                -- of that event; 0: erased here, by a command
  erased_at timestamptz NOT NULL                 -- business time
);
