-- From version 4 to 5: the names by which organizations and persons are found, as they fold, each by an index. They are
-- made of the records after this (store/keys.rs).
CREATE TABLE organization_keys (
  folded          TEXT    NOT NULL,
  organization_id INTEGER NOT NULL,
  claim           INTEGER NOT NULL CHECK (claim IN (0, 1, 2)),  -- 2: the code, 1: the present name, 0: another name
  PRIMARY KEY (folded, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX organization_keys_organization ON organization_keys (organization_id);

CREATE TABLE person_keys (
  folded    TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  claim     INTEGER NOT NULL CHECK (claim IN (0, 1)),  -- 1: the present name, 0: a former one
  sound     TEXT    NOT NULL,
  PRIMARY KEY (folded, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_keys_person ON person_keys (person_id);
CREATE INDEX person_keys_sound ON person_keys (sound);

-- Lists of organizations stand in the order of their codes.
CREATE INDEX organizations_order ON organizations (code);
-- Whether too many of the council are standing members is looked at whenever a membership changes.
CREATE INDEX memberships_council ON memberships (class, organization_id, "from", "until")
  WHERE class IN ('council', 'standing', 'vice-president', 'president');
-- All who attended a session, persons without an organization too.
CREATE INDEX attendances_session ON attendances (session_id);
