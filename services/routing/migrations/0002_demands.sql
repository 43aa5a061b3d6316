-- What the author asks for, as reception listed it; letters quote them.  Erasure blanks the words.
CREATE TABLE demand (
  case_id   text NOT NULL,
  no        int  NOT NULL,
  text      text NOT NULL,
  expected  text NOT NULL,                       -- 预期结果
  unit_hint text,
  PRIMARY KEY (case_id, no)
);
