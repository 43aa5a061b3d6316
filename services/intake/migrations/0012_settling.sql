-- What came with a type or a domain that nobody knows, and rows that became no case: a person settles both.
CREATE INDEX reception_unsettled ON reception (case_id)
  WHERE state IN ('received', 'claimed', 'verified')
    AND flags ?| ARRAY['type_unknown', 'domain_unknown'];

ALTER TABLE invalid_row ALTER COLUMN key_id DROP NOT NULL;
ALTER TABLE invalid_row ALTER COLUMN sealed DROP NOT NULL;
ALTER TABLE invalid_row ADD COLUMN settled_at timestamptz;
ALTER TABLE invalid_row ADD COLUMN settled_as text
  CHECK (settled_as IN ('entered', 'sent_again', 'no_message'));
ALTER TABLE invalid_row ADD COLUMN settled_by jsonb;
ALTER TABLE invalid_row ADD COLUMN case_id text;
CREATE INDEX invalid_row_open ON invalid_row (import_id, row_no) WHERE settled_at IS NULL;
