-- Each office numbers its letters in a series of its own; a county's office hands down by letter.

CREATE TABLE letter_series (
  unit_id    text        PRIMARY KEY,
  series     text        NOT NULL,               -- 发文代字
  form       text        NOT NULL,               -- {series}〔{year}〕{number}号
  changed_at timestamptz NOT NULL,
  by         jsonb       NOT NULL
);
CREATE UNIQUE INDEX letter_series_series ON letter_series (series);

ALTER TABLE letter ADD COLUMN series    text NOT NULL DEFAULT '吕社情交';
ALTER TABLE letter ADD COLUMN sender_id text;    -- null: the city's office
ALTER TABLE letter ADD COLUMN parent_id text;    -- the assignment that it hands down; null: none
ALTER TABLE letter DROP CONSTRAINT letter_kind_check;
ALTER TABLE letter ADD CONSTRAINT letter_kind_check
  CHECK (kind IN ('dispatch', 'reassign', 'redo', 'reopen', 'forward'));
DROP INDEX letter_number;
CREATE UNIQUE INDEX letter_number ON letter (series, year, number);

ALTER TABLE assignment ADD COLUMN demands jsonb NOT NULL DEFAULT '[]';   -- none named: all
