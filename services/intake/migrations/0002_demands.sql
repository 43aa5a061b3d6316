-- What the author asks for, each apart: erasure blanks the words.
CREATE TABLE demand (
  case_id   text NOT NULL,
  no        int  NOT NULL CHECK (no >= 1),       -- others refer to it: it never changes its meaning
  text      text NOT NULL,
  expected  text NOT NULL,                       -- 预期结果, apart from the facts
  unit_hint text,                                -- unit id that would be responsible
  PRIMARY KEY (case_id, no)
);
