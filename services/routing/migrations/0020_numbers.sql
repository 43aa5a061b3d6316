-- Cases are looked for by the number that they have where they come from.
CREATE INDEX handling_external ON handling (external_id) WHERE external_id IS NOT NULL;
