-- Time lost by a unit's silence too; and all of it in the order in which it ended.

ALTER TABLE lost_time DROP CONSTRAINT lost_time_fault_check;
ALTER TABLE lost_time ADD CONSTRAINT lost_time_fault_check
  CHECK (fault IN ('wrong_dispatch', 'wrong_refusal', 'silence'));
DROP INDEX lost_time_unit;
CREATE INDEX lost_time_unit ON lost_time (charged_unit, lost_until, assignment_id, version);
CREATE INDEX lost_time_until ON lost_time (lost_until, assignment_id, version);
