-- From version 6 to 7: the life of a meeting: convened, held, decided, followed up; dues, interests, sources.
ALTER TABLE rules ADD COLUMN quorum_exclusive INTEGER CHECK (quorum_exclusive IN (0, 1));
ALTER TABLE rules ADD COLUMN quorum_least INTEGER CHECK (quorum_least > 0);
ALTER TABLE rules ADD COLUMN also TEXT;
ALTER TABLE rules ADD COLUMN also_of TEXT CHECK (also_of IN ('present', 'cast', 'valid', 'all'));
ALTER TABLE rules ADD COLUMN method TEXT CHECK (method IN ('show-of-hands', 'secret', 'roll-call', 'acclamation', 'correspondence'));
ALTER TABLE rules ADD COLUMN proxies_each INTEGER CHECK (proxies_each > 0);
ALTER TABLE rules ADD COLUMN recused TEXT CHECK (recused IN ('excluded', 'present'));
ALTER TABLE rules ADD COLUMN correspondence TEXT CHECK (correspondence IN ('true', 'false', 'unanimous'));
ALTER TABLE rules ADD COLUMN notice INTEGER CHECK (notice >= 0);
ALTER TABLE rules ADD COLUMN standing TEXT CHECK (standing = 'paid');
ALTER TABLE rules ADD COLUMN grace INTEGER CHECK (grace >= 0);
ALTER TABLE rules ADD COLUMN meets INTEGER CHECK (meets >= 0);
ALTER TABLE rules ADD COLUMN absences INTEGER CHECK (absences > 0);
ALTER TABLE sessions ADD COLUMN status TEXT CHECK (status IN ('planned', 'held'));
ALTER TABLE sessions ADD COLUMN notified TEXT CHECK (notified LIKE '____' OR notified LIKE '____-__' OR notified LIKE '____-__-__');
ALTER TABLE sessions ADD COLUMN deadline TEXT CHECK (deadline LIKE '____' OR deadline LIKE '____-__' OR deadline LIKE '____-__-__');
ALTER TABLE agenda_items ADD COLUMN announced INTEGER CHECK (announced IN (0, 1));
ALTER TABLE motions ADD COLUMN amends_id INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE motions ADD COLUMN replaces_id INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE motions ADD COLUMN rescinds_id INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE motions ADD COLUMN resumes_id INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE motions ADD COLUMN after_id INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE motions ADD COLUMN round INTEGER CHECK (round > 0);
ALTER TABLE motions ADD COLUMN rule_quorum_exclusive INTEGER CHECK (rule_quorum_exclusive IN (0, 1));
ALTER TABLE motions ADD COLUMN rule_quorum_least INTEGER CHECK (rule_quorum_least > 0);
ALTER TABLE motions ADD COLUMN rule_also TEXT;
ALTER TABLE motions ADD COLUMN rule_also_of TEXT;
ALTER TABLE motions ADD COLUMN rule_method TEXT;
ALTER TABLE motions ADD COLUMN rule_proxies_each INTEGER CHECK (rule_proxies_each > 0);
ALTER TABLE motions ADD COLUMN rule_recused TEXT;
ALTER TABLE motions ADD COLUMN rule_correspondence TEXT;
ALTER TABLE motions ADD COLUMN rule_standing TEXT;
ALTER TABLE motions ADD COLUMN rule_grace INTEGER CHECK (rule_grace >= 0);
ALTER TABLE candidates ADD COLUMN write_in INTEGER CHECK (write_in IN (0, 1));
ALTER TABLE actions ADD COLUMN motion_id INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE actions ADD COLUMN done TEXT CHECK (done LIKE '____' OR done LIKE '____-__' OR done LIKE '____-__-__');
ALTER TABLE documents ADD COLUMN final INTEGER CHECK (final IN (0, 1));
CREATE TABLE motion_tellers (
  motion_id INTEGER NOT NULL REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  seq       INTEGER NOT NULL,
  text      TEXT    NOT NULL,
  PRIMARY KEY (motion_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE interests (
  id              INTEGER PRIMARY KEY,
  person_id       INTEGER REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  kind            TEXT,  -- what it is: employment, shares, kinship
  note            TEXT,
  "from"          TEXT CHECK ("from" LIKE '____' OR "from" LIKE '____-__' OR "from" LIKE '____-__-__'),
  "until"         TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  CHECK ("from" <= "until" || '~')
) STRICT;
CREATE TABLE charges (
  id              INTEGER PRIMARY KEY,
  "year"          INTEGER NOT NULL CHECK ("year" > 0),
  class           TEXT CHECK (class IN ('observer', 'member', 'council', 'standing', 'vice-president', 'president')),
  organization_id INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  amount          INTEGER NOT NULL CHECK (amount >= 0),  -- in the smallest unit of the currency (分)
  currency        TEXT    NOT NULL,                      -- ISO 4217
  due             TEXT CHECK (due LIKE '____' OR due LIKE '____-__' OR due LIKE '____-__-__'),  -- last day to pay
  CHECK (class IS NULL OR organization_id IS NULL)
) STRICT;
CREATE TABLE payments (
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  "year"          INTEGER NOT NULL CHECK ("year" > 0),  -- the year that is paid for
  amount          INTEGER NOT NULL CHECK (amount > 0),  -- in the smallest unit of the currency of the year's dues
  "on"            TEXT CHECK ("on" LIKE '____' OR "on" LIKE '____-__' OR "on" LIKE '____-__-__'),
  note            TEXT
) STRICT;
CREATE TABLE sources (
  record   TEXT    NOT NULL,
  seq      INTEGER NOT NULL,
  kind     TEXT CHECK (kind IN ('minutes', 'news', 'letter', 'list', 'other')),
  title    TEXT,
  "date"   TEXT CHECK ("date" LIKE '____' OR "date" LIKE '____-__' OR "date" LIKE '____-__-__'),
  place    TEXT,  -- where it is found: an address, a file, a page
  document INTEGER REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (record, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX motions_amends ON motions (amends_id) WHERE amends_id IS NOT NULL;
CREATE INDEX motions_replaces ON motions (replaces_id) WHERE replaces_id IS NOT NULL;
CREATE INDEX motions_rescinds ON motions (rescinds_id) WHERE rescinds_id IS NOT NULL;
CREATE INDEX motions_resumes ON motions (resumes_id) WHERE resumes_id IS NOT NULL;
CREATE INDEX motions_after ON motions (after_id) WHERE after_id IS NOT NULL;
CREATE INDEX actions_motion ON actions (motion_id) WHERE motion_id IS NOT NULL;
CREATE UNIQUE INDEX interests_key ON interests
  (coalesce(person_id, 0), organization_id, coalesce(kind, ''), coalesce("from", ''));
CREATE INDEX interests_person ON interests (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX interests_organization ON interests (organization_id);
CREATE UNIQUE INDEX charges_key ON charges ("year", coalesce(class, ''), coalesce(organization_id, 0));
CREATE INDEX charges_organization ON charges (organization_id) WHERE organization_id IS NOT NULL;
CREATE UNIQUE INDEX payments_key ON payments (organization_id, "year", coalesce("on", ''));
CREATE INDEX sources_document ON sources (document) WHERE document IS NOT NULL;
DROP VIEW rule;
DROP VIEW session;
DROP VIEW agenda;
DROP VIEW vote;
DROP VIEW motion;
DROP VIEW candidate;
DROP VIEW action;
DROP VIEW document;
CREATE VIEW rule AS
SELECT body, matter, quorum, majority, majority_of, exclusive, proxies, "from", "until", quorum_exclusive, quorum_least,
       also, also_of, method, proxies_each, recused, correspondence, notice, standing, grace, meets, absences
FROM rules;
CREATE VIEW session AS
SELECT r.ref, s.term, s.number, s.body, s.code, s.kind, s."start", s."end", s.mode, s.venue, s.city,
       h.code AS host, s.title, s.purpose, s.headcount, s.summary, s.source, s.published, s.roster, s.due, s.present,
       s.also, s.recorder, s.reviewer, c.ref AS confirmed_in, s.status, s.notified, s.deadline
FROM sessions s JOIN session_refs r ON r.session_id = s.id LEFT JOIN organizations h ON h.id = s.host_id
LEFT JOIN session_refs c ON c.session_id = s.confirmed_in_id;
CREATE VIEW agenda AS
SELECT r.ref AS session, i.seq, i.kind, i.title, i.presenter, i.summary, i.motion, i.announced
FROM agenda_items i JOIN session_refs r ON r.session_id = i.session_id;
CREATE VIEW motion_refs AS
SELECT m.id AS motion_id, r.ref || '/' || m.number AS ref
FROM motions m JOIN session_refs r ON r.session_id = m.session_id;
CREATE VIEW motion AS
SELECT r.ref || '/' || m.number AS ref, r.ref AS session, m.title, m.number, m.code, m.kind, m.class, m.effective,
       m.text, m.proposer, m."on", m.method, m.yes, m.no, m.abstain, m.invalid, m.unanimous, m.outcome, m.seats, m.issued, m.collected, m.moved_by, m.seconded_by,
       a.ref AS amends, p.ref AS replaces, x.ref AS rescinds, y.ref AS resumes, f.ref AS "after", m.round
FROM motions m JOIN session_refs r ON r.session_id = m.session_id
LEFT JOIN motion_refs a ON a.motion_id = m.amends_id LEFT JOIN motion_refs p ON p.motion_id = m.replaces_id
LEFT JOIN motion_refs x ON x.motion_id = m.rescinds_id LEFT JOIN motion_refs y ON y.motion_id = m.resumes_id
LEFT JOIN motion_refs f ON f.motion_id = m.after_id;
CREATE VIEW vote AS
SELECT ref, code, title, kind, session, "on", outcome, unanimous, yes, no, abstain, invalid FROM motion;
CREATE VIEW candidate AS
SELECT r.ref || '/' || m.number AS motion, p.name AS person, o.code AS organization, c.role, c.yes, c.elected, c.no, c.abstain, c.write_in
FROM candidates c JOIN motions m ON m.id = c.motion_id JOIN session_refs r ON r.session_id = m.session_id
LEFT JOIN persons p ON p.id = c.person_id LEFT JOIN organizations o ON o.id = c.organization_id;
CREATE VIEW action AS
SELECT 'a' || a.id AS ref, a.title, r.ref AS session, a.owner, a.due, a.status, a.note,
       m.ref AS motion, a.done
FROM actions a LEFT JOIN session_refs r ON r.session_id = a.session_id
LEFT JOIN motion_refs m ON m.motion_id = a.motion_id;
CREATE VIEW document AS
SELECT 'd' || d.id AS ref, d.path, d.title, d.media_type, d.size, d.sha256, d.public, d.final FROM documents d;
CREATE VIEW interest AS
SELECT 'i' || i.id AS ref, p.name AS person, o.code AS organization, i.kind, i.note, i."from", i."until"
FROM interests i JOIN organizations o ON o.id = i.organization_id LEFT JOIN persons p ON p.id = i.person_id;
CREATE VIEW dues AS
SELECT 'f' || d.id AS ref, d."year", d.class, o.code AS organization, d.amount, d.currency, d.due
FROM charges d LEFT JOIN organizations o ON o.id = d.organization_id;
CREATE VIEW payment AS
SELECT 'p' || p.id AS ref, o.code AS organization, p."year", p.amount, p."on", p.note
FROM payments p JOIN organizations o ON o.id = p.organization_id;
CREATE VIEW source AS
SELECT s.record, s.seq, s.kind, s.title, s."date", s.place, 'd' || s.document AS document FROM sources s;
