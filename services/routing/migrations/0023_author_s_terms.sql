-- What letters and sheets tell of the author: may he be called, where and when it happened.
ALTER TABLE handling ADD COLUMN no_call boolean NOT NULL DEFAULT false;
ALTER TABLE case_text ADD COLUMN incident_at timestamptz, ADD COLUMN incident_place text;
ALTER TABLE told_later ADD COLUMN no int, ADD COLUMN consent boolean;
