-- 会签 has a term; who stays silent until it is over is on record, and the lead goes on.
ALTER TABLE draft_circulation ADD answer_by date;   -- null: asked before there was a term

CREATE TABLE draft_lapse (
  draft_id  text,
  version   int,                                 -- of the draft, after the act
  units     jsonb       NOT NULL,                -- unit ids that stayed silent
  reason    text        NOT NULL,                -- a code
  text      text        NOT NULL,
  lapsed_at timestamptz NOT NULL,
  by        jsonb       NOT NULL,                -- who decided to go on
  PRIMARY KEY (draft_id, version)
);
