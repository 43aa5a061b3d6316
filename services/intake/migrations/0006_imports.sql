-- An import goes in by chunks: it says what came and where it stands.
ALTER TABLE import
  ADD COLUMN form       text  NOT NULL DEFAULT 'json' CHECK (form IN ('json', 'csv', 'xlsx', 'list')),
  ADD COLUMN sha256     text  NOT NULL DEFAULT '',
  ADD COLUMN rows_total int   NOT NULL DEFAULT 0,
  ADD COLUMN rows_done  int   NOT NULL DEFAULT 0,
  ADD COLUMN rows_blank int   NOT NULL DEFAULT 0;

CREATE TABLE imported_copy (
  case_id   text PRIMARY KEY,
  import_id text NOT NULL,
  row_no    int  NOT NULL,
  key_id    text,
  sealed    text
);
