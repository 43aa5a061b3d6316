-- A county's letter is drafted by its office and signed by the office's head, beside the city's own.

ALTER TABLE letter_draft ADD COLUMN sender_id text, ADD COLUMN parent_id text;
DROP INDEX letter_draft_open;
CREATE UNIQUE INDEX letter_draft_open ON letter_draft (case_id, coalesce(sender_id, ''))
  WHERE state IN ('drafted', 'returned', 'checked');
CREATE INDEX letter_draft_sender ON letter_draft (sender_id, state, letter_id)
  WHERE sender_id IS NOT NULL;
