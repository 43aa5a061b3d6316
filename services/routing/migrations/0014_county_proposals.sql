-- A county's office proposes to its own leader as the city's does; a proposal has a state of its own.

ALTER TABLE proposal
  ADD COLUMN unit_id    text,
  ADD COLUMN state      text NOT NULL DEFAULT 'proposed'
             CHECK (state IN ('proposed', 'submitted', 'instructed', 'given_back', 'dropped')),
  ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock.now();

UPDATE proposal p
SET changed_at = coalesce(r.returned_at, s.submitted_at, p.proposed_at),
    state = CASE
      WHEN r.proposal_id IS NOT NULL THEN 'given_back'
      WHEN EXISTS (SELECT FROM instruction i WHERE i.case_id = p.case_id
                   AND i.proposal_id = p.proposal_id) THEN 'instructed'
      WHEN p.number < (SELECT max(number) FROM proposal l WHERE l.case_id = p.case_id)
        THEN 'dropped'
      WHEN h.state IN ('proposed', 'submitted') THEN h.state
      ELSE 'dropped' END
FROM proposal k
JOIN handling h USING (case_id)
LEFT JOIN proposal_return r ON r.proposal_id = k.proposal_id
LEFT JOIN submission s ON s.proposal_id = k.proposal_id
WHERE k.proposal_id = p.proposal_id;

CREATE INDEX proposal_open ON proposal (state, changed_at, proposal_id)
  WHERE state IN ('proposed', 'submitted');
