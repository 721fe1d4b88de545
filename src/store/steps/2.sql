-- From version 1 to 2: names of the alliance, of bodies and of persons get a history; candidates have
-- all three counts; findings can be accepted; ballots are kept packed beside their table, and no tally of them
-- with the motion; a rule may
-- leave out what proxies are good for; an organization has its day of foundation and its contacts. Days may
-- be known to their month or year: store/steps.rs widens the conditions on the columns that were there.
CREATE TABLE alliance_names (
  alliance_id INTEGER NOT NULL REFERENCES alliances (id) DEFERRABLE INITIALLY DEFERRED,
  seq         INTEGER NOT NULL,
  name        TEXT    NOT NULL,
  "until"     TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  PRIMARY KEY (alliance_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE body_names (
  body    TEXT    NOT NULL REFERENCES bodies (code) DEFERRABLE INITIALLY DEFERRED,
  seq     INTEGER NOT NULL,
  name    TEXT    NOT NULL,
  "until" TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  PRIMARY KEY (body, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_names (
  person_id INTEGER NOT NULL REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  seq       INTEGER NOT NULL,
  name      TEXT    NOT NULL,
  "until"   TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  PRIMARY KEY (person_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  person_id       INTEGER REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  duty            TEXT,
  email           TEXT,
  phone           TEXT,
  "from"          TEXT CHECK ("from" LIKE '____' OR "from" LIKE '____-__' OR "from" LIKE '____-__-__'),
  "until"         TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  CHECK ("from" <= "until" || '~'),
  CHECK (person_id IS NOT NULL OR duty IS NOT NULL)
) STRICT;

CREATE TABLE rolls (
  motion_id INTEGER PRIMARY KEY,
  ballots   BLOB NOT NULL
) STRICT;

CREATE TABLE accepted (
  id      INTEGER PRIMARY KEY,
  rule    TEXT NOT NULL,
  ref     TEXT NOT NULL,
  message TEXT NOT NULL,  -- what it said, in English
  why     TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX contacts_key ON contacts
  (organization_id, coalesce(person_id, 0), coalesce(duty, ''), coalesce("from", ''));
CREATE INDEX contacts_person ON contacts (person_id);
ALTER TABLE organizations
  ADD COLUMN founded TEXT CHECK (founded LIKE '____' OR founded LIKE '____-__' OR founded LIKE '____-__-__');
DROP VIEW organization;
CREATE VIEW organization AS
SELECT o.code, o.name, o.short_name, o.name_en, o.kind, o.university, o.province, o.city, o.credit_code,
       o.website, o.note, m.code AS merged_into, o.merged_on, o.founded
FROM organizations o LEFT JOIN organizations m ON m.id = o.merged_into;
CREATE VIEW contact AS
SELECT 'c' || c.id AS ref, o.code AS organization, p.name AS person, c.duty, c.email, c.phone, c."from", c."until"
FROM contacts c JOIN organizations o ON o.id = c.organization_id LEFT JOIN persons p ON p.id = c.person_id;
CREATE INDEX person_names_name ON person_names (name);
CREATE UNIQUE INDEX accepted_key ON accepted (rule, ref, message);
ALTER TABLE candidates ADD COLUMN no INTEGER CHECK (no >= 0);
ALTER TABLE candidates ADD COLUMN abstain INTEGER CHECK (abstain >= 0);
DROP VIEW rule;
ALTER TABLE rules RENAME COLUMN proxies TO stated;
ALTER TABLE rules ADD COLUMN proxies TEXT CHECK (proxies IN ('none', 'quorum', 'vote'));
UPDATE rules SET proxies = stated;
ALTER TABLE rules DROP COLUMN stated;
CREATE VIEW rule AS
SELECT body, matter, quorum, majority, majority_of, exclusive, proxies, "from", "until" FROM rules;
DROP VIEW session;
ALTER TABLE sessions ADD COLUMN also TEXT CHECK (also IN ('extraordinary', 'enlarged'));
CREATE VIEW session AS
SELECT r.ref, s.term, s.number, s.body, s.code, s.kind, s."start", s."end", s.mode, s.venue, s.city,
       h.code AS host, s.title, s.purpose, s.headcount, s.summary, s.source, s.published, s.roster, s.due, s.present,
       s.also
FROM sessions s JOIN session_refs r ON r.session_id = s.id LEFT JOIN organizations h ON h.id = s.host_id;
DROP VIEW vote;
DROP VIEW motion;
ALTER TABLE motions DROP COLUMN tally_yes;
ALTER TABLE motions DROP COLUMN tally_no;
ALTER TABLE motions DROP COLUMN tally_abstain;
ALTER TABLE motions DROP COLUMN tally_invalid;
ALTER TABLE motions DROP COLUMN tally_absent;
CREATE VIEW motion AS
SELECT r.ref || '/' || m.number AS ref, r.ref AS session, m.title, m.number, m.code, m.kind, m.class, m.effective,
       m.text, m.proposer, m."on", m.method, m.yes, m.no, m.abstain, m.invalid, m.unanimous, m.outcome, m.seats, m.issued, m.collected
FROM motions m JOIN session_refs r ON r.session_id = m.session_id;
CREATE VIEW vote AS
SELECT ref, code, title, kind, session, "on", outcome, unanimous, yes, no, abstain, invalid FROM motion;
DROP VIEW candidate;
CREATE VIEW candidate AS
SELECT r.ref || '/' || m.number AS motion, p.name AS person, o.code AS organization, c.role, c.yes, c.elected, c.no, c.abstain
FROM candidates c JOIN motions m ON m.id = c.motion_id JOIN session_refs r ON r.session_id = m.session_id
LEFT JOIN persons p ON p.id = c.person_id LEFT JOIN organizations o ON o.id = c.organization_id;
CREATE VIEW accepted_finding AS
SELECT rule, ref, message, why FROM accepted;
