-- What a unit has in hand, and the refusals that nobody ruled on yet, each in the order of its list.

CREATE INDEX assignment_open ON assignment
  (unit_id, coalesce(due_on, '9999-12-31'), assignment_id)
  WHERE state NOT IN ('answered', 'released');
CREATE INDEX assignment_refused ON assignment (changed_at, assignment_id) WHERE state = 'refused';
