-- Whom a case is kept from, in a service that hears it from others.

CREATE TABLE shield (
  subject text   PRIMARY KEY,
  accused text[] NOT NULL,                       -- unit ids: they and those below never see it
  holder  text                                   -- who sees it all the same; null: nobody yet
);
CREATE TABLE shield_interest (
  subject text, sub text,
  PRIMARY KEY (subject, sub)
);
CREATE TABLE shield_unit (
  unit_id   text PRIMARY KEY,
  parent_id text,
  is_office boolean NOT NULL                     -- above all units: that it is accused bars none
);
CREATE TABLE shield_post (
  post_id text PRIMARY KEY,
  unit_id text                                   -- null: of no unit, such as the city's leader
);
