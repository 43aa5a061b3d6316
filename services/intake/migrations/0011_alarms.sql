-- Danger is told again as long as nobody saw to it, and whether an SMS about it went out is known.
ALTER TABLE alarm ADD COLUMN reminders int NOT NULL DEFAULT 0;
ALTER TABLE alarm ADD COLUMN remind_at timestamptz;
UPDATE alarm SET remind_at = raised_at WHERE alarm = 'emergency';
CREATE INDEX alarm_remind ON alarm (remind_at) WHERE attended_at IS NULL AND remind_at IS NOT NULL;

CREATE TABLE alarm_sms (
  delivery_id text        PRIMARY KEY,           -- notify's
  case_id     text        NOT NULL,
  state       text        NOT NULL
              CHECK (state IN ('sent', 'delivered', 'failed', 'expired', 'outcome_unknown')),
  settled_at  timestamptz NOT NULL
);
CREATE INDEX alarm_sms_case ON alarm_sms (case_id);
