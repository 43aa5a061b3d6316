-- Business time, one for the whole database.  Every service may read it, none may set it.
CREATE SCHEMA clock;

CREATE TABLE clock.setting (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  movable  boolean NOT NULL,                     -- true in demo and test databases only, for ever
  shift    interval NOT NULL DEFAULT '0',        -- business time minus real time
  CONSTRAINT production_keeps_real_time CHECK (movable OR shift = '0')
);

CREATE FUNCTION clock.keep_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'clock_kind_is_fixed'
    USING HINT = 'whether a database''s clock may be moved is settled when it is made';
END $$;
CREATE TRIGGER keep_kind BEFORE DELETE OR UPDATE OF movable ON clock.setting
  FOR EACH ROW EXECUTE FUNCTION clock.keep_kind();

-- The one source of business time.  One instant per statement, so that it may serve an index.
CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN statement_timestamp() + (SELECT shift FROM clock.setting);

-- Moves business time forward, in demo and test databases.
CREATE FUNCTION clock.move_to(instant timestamptz) RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (SELECT movable FROM clock.setting) THEN
    RAISE EXCEPTION 'production_keeps_real_time'
      USING HINT = 'only a database made for demo or tests may live in another time';
  END IF;
  UPDATE clock.setting SET shift = instant - statement_timestamp();
  RETURN clock.now();
END $$;
REVOKE EXECUTE ON FUNCTION clock.move_to(timestamptz) FROM PUBLIC;
