-- Files of cases: evidence, scans, screenshots.  Their bytes lie outside the database, by digest.

CREATE TABLE file (
  file_id      text        PRIMARY KEY,
  case_id      text        NOT NULL,
  number       int         NOT NULL,             -- 1, 2, 3, … in the case
  sha256       text        NOT NULL,             -- of its bytes, and where they lie
  size         bigint      NOT NULL,
  media_type   text        NOT NULL,             -- by its first bytes
  extension    text        NOT NULL,
  name         text        NOT NULL,             -- as its sender calls it; erasure blanks it
  purpose      text        NOT NULL
               CHECK (purpose IN ('evidence', 'scan', 'screenshot', 'attachment')),
  confidential boolean     NOT NULL,             -- not for other units
  shows_author boolean     NOT NULL,             -- erasure removes its bytes
  unit_id      text,                             -- whose it is; null: the office's or a leader's
  added_at     timestamptz NOT NULL,
  by           jsonb       NOT NULL
);
CREATE UNIQUE INDEX file_case ON file (case_id, number);
CREATE INDEX file_sha256 ON file (sha256);

-- Files that show an author whose data was erased.
CREATE TABLE file_erased (
  file_id   text        PRIMARY KEY,
  erased_at timestamptz NOT NULL
);

-- Bytes to be removed from the folder, once no other file is made of them.
CREATE TABLE blob_removal (
  sha256   text        PRIMARY KEY,
  asked_at timestamptz NOT NULL
);
