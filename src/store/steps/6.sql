-- From version 5 to 6: what papers, public pages and lists of the alliance's own need.
CREATE TABLE alliance_public (
  alliance_id INTEGER NOT NULL REFERENCES alliances (id) DEFERRABLE INITIALLY DEFERRED,
  seq         INTEGER NOT NULL,
  text        TEXT    NOT NULL,
  PRIMARY KEY (alliance_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE headings (
  id      INTEGER PRIMARY KEY,
  heading TEXT NOT NULL,  -- as it stands in the list
  field   TEXT NOT NULL   -- the field that it stands for; '-': none
) STRICT;
CREATE UNIQUE INDEX headings_heading ON headings (heading);
CREATE TABLE session_signatories (
  session_id INTEGER NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
  seq        INTEGER NOT NULL,
  text       TEXT    NOT NULL,
  PRIMARY KEY (session_id, seq)
) STRICT, WITHOUT ROWID;

ALTER TABLE bodies ADD COLUMN name_en TEXT;
ALTER TABLE organizations ADD COLUMN "order" INTEGER CHECK ("order" > 0);
ALTER TABLE sessions ADD COLUMN recorder TEXT;
ALTER TABLE sessions ADD COLUMN reviewer TEXT;
ALTER TABLE sessions ADD COLUMN confirmed_in_id INTEGER REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE agenda_items ADD COLUMN motion INTEGER CHECK (motion > 0);
ALTER TABLE motions ADD COLUMN moved_by TEXT;
ALTER TABLE motions ADD COLUMN seconded_by TEXT;
ALTER TABLE activities ADD COLUMN public INTEGER CHECK (public IN (0, 1));
ALTER TABLE documents ADD COLUMN public INTEGER CHECK (public IN (0, 1));
DROP VIEW body;
CREATE VIEW body AS
SELECT code, name, seats, name_en FROM bodies;
DROP VIEW organization;
CREATE VIEW organization AS
SELECT o.code, o.name, o.short_name, o.name_en, o.kind, o.university, o.province, o.city, o.credit_code,
       o.website, o.note, m.code AS merged_into, o.merged_on, o.founded, o."order"
FROM organizations o LEFT JOIN organizations m ON m.id = o.merged_into;
DROP VIEW session;
CREATE VIEW session AS
SELECT r.ref, s.term, s.number, s.body, s.code, s.kind, s."start", s."end", s.mode, s.venue, s.city,
       h.code AS host, s.title, s.purpose, s.headcount, s.summary, s.source, s.published, s.roster, s.due, s.present,
       s.also, s.recorder, s.reviewer, c.ref AS confirmed_in
FROM sessions s JOIN session_refs r ON r.session_id = s.id LEFT JOIN organizations h ON h.id = s.host_id
LEFT JOIN session_refs c ON c.session_id = s.confirmed_in_id;
DROP VIEW agenda;
CREATE VIEW agenda AS
SELECT r.ref AS session, i.seq, i.kind, i.title, i.presenter, i.summary, i.motion
FROM agenda_items i JOIN session_refs r ON r.session_id = i.session_id;
DROP VIEW vote;
DROP VIEW motion;
CREATE VIEW motion AS
SELECT r.ref || '/' || m.number AS ref, r.ref AS session, m.title, m.number, m.code, m.kind, m.class, m.effective,
       m.text, m.proposer, m."on", m.method, m.yes, m.no, m.abstain, m.invalid, m.unanimous, m.outcome, m.seats, m.issued, m.collected, m.moved_by, m.seconded_by
FROM motions m JOIN session_refs r ON r.session_id = m.session_id;
DROP VIEW activity;
CREATE VIEW activity AS
SELECT a.name, a.edition, a.kind, h.code AS host, a."start", a."end", a.note, a.public
FROM activities a LEFT JOIN organizations h ON h.id = a.host_id;
DROP VIEW document;
CREATE VIEW document AS
SELECT 'd' || d.id AS ref, d.path, d.title, d.media_type, d.size, d.sha256, d.public FROM documents d;
CREATE VIEW vote AS
SELECT ref, code, title, kind, session, "on", outcome, unanimous, yes, no, abstain, invalid FROM motion;
CREATE VIEW heading AS
SELECT heading, field FROM headings;
