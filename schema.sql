-- The registry's whole data model, version 7. The first file to read.
--
-- How to read it
--   * Tables are plural and keyed by number; a view in the singular shows each noun with the keys
--     of the record file (`SELECT * FROM membership`). The views stand at the end.
--   * NULL is "unknown". No default stands in for a fact; the few defaults that the record file
--     knows (capacity member, presence present …) are written by the program, not by SQL.
--   * Days are ISO texts, as far as they are known (2023-07-18, 2023-07, 2023), and are judged by their last
--     day; a session has whole days. `"from" || '~'` comes after all that lies in the month or year, so it is
--     what a day is ordered by. `until` is the last day on which a thing still holds.
--   * Facts are stored, verdicts are derived: quorum, needed votes and the computed outcome are
--     never stored. What is kept beside the facts for speed (the packed rolls, names as they fold)
--     is marked "gate".
--   * Every change of a table goes through one gate, which writes the journal in the same
--     transaction. Tables that are the gate's own are marked "gate".
--   * Only what SQLite and PostgreSQL share is used, but for STRICT, WITHOUT ROWID and the names of types;
--     a table stands after those that it refers to.
--   * Foreign keys are checked at the end of a transaction, so that the order of changes in it
--     (and of their undoing) is free.

-- gate: what this file is, and the version of this schema.
CREATE TABLE registry (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL
) STRICT;

-- gate: the highest number ever given to a row of a table, so that a reference on paper
-- (v3, a7) never comes to mean another thing, not even after an undo.
CREATE TABLE numbers (
  name TEXT    PRIMARY KEY,
  last INTEGER NOT NULL CHECK (last > 0)
) STRICT;

-- The alliance itself: one row, or none while nothing is known of it.
CREATE TABLE alliances (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  name       TEXT NOT NULL,
  short_name TEXT,
  name_en    TEXT,
  founded    TEXT CHECK (founded LIKE '____' OR founded LIKE '____-__' OR founded LIKE '____-__-__'),
  purpose    TEXT,
  charter    TEXT NOT NULL CHECK (charter IN ('model-charter', 'none'))  -- preset of rules behind its own
) STRICT;

-- Its stated functions (职能), in order.
CREATE TABLE alliance_functions (
  alliance_id INTEGER NOT NULL REFERENCES alliances (id) DEFERRABLE INITIALLY DEFERRED,
  seq         INTEGER NOT NULL,
  text        TEXT    NOT NULL,
  PRIMARY KEY (alliance_id, seq)
) STRICT, WITHOUT ROWID;

-- Names that the alliance bore before, each up to its last day.
CREATE TABLE alliance_names (
  alliance_id INTEGER NOT NULL REFERENCES alliances (id) DEFERRABLE INITIALLY DEFERRED,
  seq         INTEGER NOT NULL,
  name        TEXT    NOT NULL,
  "until"     TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  PRIMARY KEY (alliance_id, seq)
) STRICT, WITHOUT ROWID;

-- Parts of the registry that its public pages show (site --only); without a row, all that may be public.
CREATE TABLE alliance_public (
  alliance_id INTEGER NOT NULL REFERENCES alliances (id) DEFERRABLE INITIALLY DEFERRED,
  seq         INTEGER NOT NULL,
  text        TEXT    NOT NULL,
  PRIMARY KEY (alliance_id, seq)
) STRICT, WITHOUT ROWID;

-- What a column of the alliance's own lists means, as `import --map` was told once.
CREATE TABLE headings (
  id      INTEGER PRIMARY KEY,
  heading TEXT NOT NULL,  -- as it stands in the list
  field   TEXT NOT NULL   -- the field that it stands for; '-': none
) STRICT;
CREATE UNIQUE INDEX headings_heading ON headings (heading);

-- Bodies that meet. The four at the end of this file are there from the start.
CREATE TABLE bodies (
  code  TEXT PRIMARY KEY,
  name  TEXT,           -- Chinese, part of the names of its sessions
  seats TEXT CHECK (seats IN ('member', 'council', 'standing', 'vice-president', 'president')),  -- lowest class with a seat
  name_en TEXT          -- English, part of the names of its sessions there
) STRICT;
CREATE UNIQUE INDEX bodies_code ON bodies (lower(code));
CREATE UNIQUE INDEX bodies_name ON bodies (name) WHERE name IS NOT NULL;

-- Names that a body bore before, each up to its last day.
CREATE TABLE body_names (
  body    TEXT    NOT NULL REFERENCES bodies (code) DEFERRABLE INITIALLY DEFERRED,
  seq     INTEGER NOT NULL,
  name    TEXT    NOT NULL,
  "until" TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  PRIMARY KEY (body, seq)
) STRICT, WITHOUT ROWID;

-- The alliance's own rules; the preset's are part of the program. A part left NULL is taken from
-- the next rule in the chain: own rule of the kind, own '*', preset of the kind, preset '*'.
CREATE TABLE rules (
  id          INTEGER PRIMARY KEY,
  body        TEXT    NOT NULL REFERENCES bodies (code) DEFERRABLE INITIALLY DEFERRED,
  matter      TEXT    NOT NULL,  -- '*' or a kind of motion
  quorum      TEXT,              -- '2/3' of all seats, or 'none'
  majority    TEXT,              -- '2/3'
  majority_of TEXT    CHECK (majority_of IN ('present', 'cast', 'valid', 'all')),
  exclusive   INTEGER NOT NULL CHECK (exclusive IN (0, 1)),  -- 1: more than (超过), 0: at least (以上)
  "from"      TEXT CHECK ("from" LIKE '____' OR "from" LIKE '____-__' OR "from" LIKE '____-__-__'),
  "until"     TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  proxies     TEXT CHECK (proxies IN ('none', 'quorum', 'vote')),
  quorum_exclusive INTEGER CHECK (quorum_exclusive IN (0, 1)),  -- 1: more than the quorum must be present
  quorum_least     INTEGER CHECK (quorum_least > 0),            -- and never fewer seats than this
  also             TEXT,                                        -- a second majority that must be reached beside the first
  also_of          TEXT CHECK (also_of IN ('present', 'cast', 'valid', 'all')),
  method           TEXT CHECK (method IN ('show-of-hands', 'secret', 'roll-call', 'acclamation', 'correspondence')),  -- by which the vote must be taken
  proxies_each     INTEGER CHECK (proxies_each > 0),            -- the most that one holder may hold
  recused          TEXT CHECK (recused IN ('excluded', 'present')),  -- whether who is recused is out of the base
  correspondence   TEXT CHECK (correspondence IN ('true', 'false', 'unanimous')),
  notice           INTEGER CHECK (notice >= 0),                 -- days before a session
  standing         TEXT CHECK (standing = 'paid'),              -- a seat in arrears loses its vote …
  grace            INTEGER CHECK (grace >= 0),                  -- … so many days after the dues were due
  meets            INTEGER CHECK (meets >= 0),                  -- the least sessions in a calendar year
  absences         INTEGER CHECK (absences > 0),                -- absences in a row after which a seat is looked at
  CHECK ("from" <= "until" || '~')
) STRICT;
CREATE UNIQUE INDEX rules_key ON rules (body, matter, coalesce("from", ''));

-- Organizations: members, applicants, hosts, anyone who is named.
CREATE TABLE organizations (
  id          INTEGER PRIMARY KEY,
  code        TEXT NOT NULL,
  name        TEXT NOT NULL,  -- the present name; earlier ones stand in organization_names
  short_name  TEXT,
  name_en     TEXT,
  kind        TEXT CHECK (kind IN ('park', 'institute', 'university', 'alliance', 'company', 'government', 'other')),
  university  TEXT,
  province    TEXT,
  city        TEXT,
  credit_code TEXT,           -- 统一社会信用代码; one that fails its check is kept and reported by `check`
  website     TEXT,
  note        TEXT,
  merged_into INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  merged_on   TEXT CHECK (merged_on LIKE '____' OR merged_on LIKE '____-__' OR merged_on LIKE '____-__-__'),  -- its last day
  founded     TEXT CHECK (founded LIKE '____' OR founded LIKE '____-__' OR founded LIKE '____-__-__'),
  "order"     INTEGER CHECK ("order" > 0),  -- the alliance's own order within a class
  CHECK (merged_into <> id)
) STRICT;
CREATE UNIQUE INDEX organizations_code ON organizations (lower(code));
CREATE UNIQUE INDEX organizations_name ON organizations (name);
CREATE INDEX organizations_order ON organizations (code);  -- of lists
CREATE INDEX organizations_merged_into ON organizations (merged_into) WHERE merged_into IS NOT NULL;

-- Names that an organization bore before, each up to its last day.
CREATE TABLE organization_names (
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  seq             INTEGER NOT NULL,
  name            TEXT    NOT NULL,
  "until"         TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  PRIMARY KEY (organization_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX organization_names_name ON organization_names (name);

-- Other names that find it.
CREATE TABLE organization_aliases (
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  seq             INTEGER NOT NULL,
  text            TEXT    NOT NULL,
  PRIMARY KEY (organization_id, seq)
) STRICT, WITHOUT ROWID;

-- gate: every name by which an organization is found, as names fold to be compared (src/model/text.rs): its code, name,
-- short, English, former and other names. Made anew in the transaction that changes these; `check --deep` compares.
CREATE TABLE organization_keys (
  folded          TEXT    NOT NULL,
  organization_id INTEGER NOT NULL,
  claim           INTEGER NOT NULL CHECK (claim IN (0, 1, 2)),  -- 2: the code, 1: the present name, 0: another name
  PRIMARY KEY (folded, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX organization_keys_organization ON organization_keys (organization_id);

-- Persons. What belongs together is one row: the name alone does not make two records one person.
CREATE TABLE persons (
  id              INTEGER PRIMARY KEY,
  name            TEXT NOT NULL,
  organization_id INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  title           TEXT,  -- at that organization
  email           TEXT,
  phone           TEXT,
  note            TEXT,
  forgotten       INTEGER NOT NULL CHECK (forgotten IN (0, 1))  -- 1: name and contact details were erased on request
) STRICT;
CREATE UNIQUE INDEX persons_key ON persons (name, coalesce(organization_id, 0));
CREATE INDEX persons_organization ON persons (organization_id);

-- Names that a person bore before, each up to its last day.
CREATE TABLE person_names (
  person_id INTEGER NOT NULL REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  seq       INTEGER NOT NULL,
  name      TEXT    NOT NULL,
  "until"   TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  PRIMARY KEY (person_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_names_name ON person_names (name);

-- gate: the same of persons, and how each name sounds.
CREATE TABLE person_keys (
  folded    TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  claim     INTEGER NOT NULL CHECK (claim IN (0, 1)),  -- 1: the present name, 0: a former one
  sound     TEXT    NOT NULL,
  PRIMARY KEY (folded, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_keys_person ON person_keys (person_id);
CREATE INDEX person_keys_sound ON person_keys (sound);

-- Terms of office (届); a session may name one that is not declared here.
CREATE TABLE terms (
  number  INTEGER PRIMARY KEY CHECK (number > 0),
  "start" TEXT CHECK ("start" LIKE '____' OR "start" LIKE '____-__' OR "start" LIKE '____-__-__'),
  "end"   TEXT CHECK ("end" LIKE '____' OR "end" LIKE '____-__' OR "end" LIKE '____-__-__'),
  CHECK ("start" <= "end" || '~')
) STRICT;

-- Sessions of the bodies.
CREATE TABLE sessions (
  id        INTEGER PRIMARY KEY,
  body      TEXT NOT NULL REFERENCES bodies (code) DEFERRABLE INITIALLY DEFERRED,
  term      INTEGER CHECK (term > 0),
  number    INTEGER CHECK (number > 0),  -- in the term, per body (次)
  code      TEXT,                        -- of a session without a number: its first day
  kind      TEXT NOT NULL CHECK (kind IN ('regular', 'extraordinary', 'enlarged', 'correspondence')),
  "start"   TEXT NOT NULL CHECK ("start" LIKE '____-__-__'),
  "end"     TEXT CHECK ("end" LIKE '____-__-__'),
  mode      TEXT CHECK (mode IN ('in-person', 'online', 'hybrid')),
  venue     TEXT,
  city      TEXT,
  host_id   INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  title     TEXT,
  purpose   TEXT,
  headcount INTEGER CHECK (headcount >= 0),  -- persons, not seats
  summary   TEXT,
  source    TEXT,
  published TEXT CHECK (published LIKE '____' OR published LIKE '____-__' OR published LIKE '____-__-__'),
  roster    TEXT NOT NULL CHECK (roster IN ('complete', 'partial')),
  due       INTEGER CHECK (due >= 0),      -- seats entitled (应到), where the source states them
  present   INTEGER CHECK (present >= 0),  -- seats present (实到), where the source states them
  also      TEXT CHECK (also IN ('extraordinary', 'enlarged')),  -- a further kind: 临时扩大会议
  recorder  TEXT,  -- who wrote the minutes (记录人), as the source says it
  reviewer  TEXT,  -- who read them through (审核人), as the source says it
  confirmed_in_id INTEGER REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,  -- the session that confirmed its minutes
  status    TEXT CHECK (status IN ('planned', 'held')),  -- NULL: recorded before version 7, which did not ask
  notified  TEXT CHECK (notified LIKE '____' OR notified LIKE '____-__' OR notified LIKE '____-__-__'),  -- day of the notice
  deadline  TEXT CHECK (deadline LIKE '____' OR deadline LIKE '____-__' OR deadline LIKE '____-__-__'),  -- last day for replies
  CHECK ("start" <= "end"),
  CHECK (present <= due),
  CHECK (number IS NOT NULL OR code IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX sessions_number ON sessions (body, coalesce(term, 0), number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX sessions_code ON sessions (lower(code)) WHERE code IS NOT NULL;
CREATE INDEX sessions_start ON sessions ("start");
CREATE INDEX sessions_host ON sessions (host_id) WHERE host_id IS NOT NULL;

-- Who chaired, in order.
CREATE TABLE session_chairs (
  session_id INTEGER NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
  seq        INTEGER NOT NULL,
  person_id  INTEGER NOT NULL REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (session_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_chairs_person ON session_chairs (person_id);

-- Who signed its minutes (签发人), in order, as the source says it.
CREATE TABLE session_signatories (
  session_id INTEGER NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
  seq        INTEGER NOT NULL,
  text       TEXT    NOT NULL,
  PRIMARY KEY (session_id, seq)
) STRICT, WITHOUT ROWID;

-- Who attended: an organization, or a person without one.
CREATE TABLE attendances (
  id              INTEGER PRIMARY KEY,
  session_id      INTEGER NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
  organization_id INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  capacity        TEXT NOT NULL CHECK (capacity IN ('member', 'applicant', 'guest', 'observer', 'host', 'staff')),
  presence        TEXT NOT NULL CHECK (presence IN ('present', 'online', 'proxy', 'leave', 'absent')),
  others          INTEGER CHECK (others IN (0, 1)),  -- 1: and more delegates, unnamed
  proxy_id        INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,  -- holder of the written proxy
  headcount       INTEGER CHECK (headcount >= 0),
  CHECK (proxy_id <> organization_id)
) STRICT;
CREATE UNIQUE INDEX attendances_key ON attendances (session_id, organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX attendances_session ON attendances (session_id);
CREATE INDEX attendances_organization ON attendances (organization_id);
CREATE INDEX attendances_proxy ON attendances (proxy_id) WHERE proxy_id IS NOT NULL;

-- Delegates and guests: a name, a title, or both. A title left NULL is that of the person's post
-- there; the head of a park who is not named has a title alone.
CREATE TABLE delegates (
  attendance_id INTEGER NOT NULL REFERENCES attendances (id) DEFERRABLE INITIALLY DEFERRED,
  seq           INTEGER NOT NULL,
  person_id     INTEGER REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  title         TEXT,
  PRIMARY KEY (attendance_id, seq),
  CHECK (person_id IS NOT NULL OR title IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX delegates_person ON delegates (person_id);

-- Items of the agenda, in order.
CREATE TABLE agenda_items (
  id           INTEGER PRIMARY KEY,
  session_id   INTEGER NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
  seq          INTEGER NOT NULL,
  kind         TEXT CHECK (kind IN ('talk', 'report', 'discussion', 'motion', 'planning', 'ceremony')),
  title        TEXT NOT NULL,
  presenter    TEXT,  -- as the source says it: a person, an office, a secretariat
  presenter_id INTEGER REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,  -- where that is a person of the registry
  summary      TEXT,
  motion       INTEGER CHECK (motion > 0),  -- number of the session's motion that was moved under it
  announced    INTEGER CHECK (announced IN (0, 1))  -- 1: it stood in the notice of the session
) STRICT;
CREATE INDEX agenda_items_session ON agenda_items (session_id);
CREATE INDEX agenda_items_presenter ON agenda_items (presenter_id);

CREATE TABLE agenda_topics (
  agenda_item_id INTEGER NOT NULL REFERENCES agenda_items (id) DEFERRABLE INITIALLY DEFERRED,
  seq            INTEGER NOT NULL,
  text           TEXT    NOT NULL,
  PRIMARY KEY (agenda_item_id, seq)
) STRICT, WITHOUT ROWID;

-- What was moved. Counts and outcome are what the source states; each count is unknown by itself.
CREATE TABLE motions (
  id               INTEGER PRIMARY KEY,
  session_id       INTEGER NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
  number           INTEGER NOT NULL CHECK (number > 0),  -- position in the session
  code             TEXT,
  title            TEXT NOT NULL,
  kind             TEXT NOT NULL CHECK (kind IN ('admission', 'expulsion', 'election', 'charter', 'dues', 'plan', 'budget', 'report', 'other')),
  class            TEXT CHECK (class IN ('observer', 'member', 'council', 'standing', 'vice-president', 'president')),
  effective        TEXT CHECK (effective LIKE '____' OR effective LIKE '____-__' OR effective LIKE '____-__-__' OR effective = 'pending'),
  text             TEXT,
  proposer         TEXT,
  -- the day of the vote; NULL: known only as within the session
  "on"             TEXT CHECK ("on" LIKE '____' OR "on" LIKE '____-__' OR "on" LIKE '____-__-__'),
  method           TEXT CHECK (method IN ('show-of-hands', 'secret', 'roll-call', 'acclamation', 'correspondence')),
  yes              INTEGER CHECK (yes >= 0),
  no               INTEGER CHECK (no >= 0),
  abstain          INTEGER CHECK (abstain >= 0),
  invalid          INTEGER CHECK (invalid >= 0),
  unanimous        INTEGER CHECK (unanimous IN (0, 1)),  -- stated (全票通过), beside counts that may be unknown
  outcome          TEXT CHECK (outcome IN ('carried', 'rejected', 'tabled', 'withdrawn')),  -- as declared
  seats            INTEGER CHECK (seats >= 0),      -- of an election
  issued           INTEGER CHECK (issued >= 0),     -- ballot papers given out
  collected        INTEGER CHECK (collected >= 0),  -- ballot papers returned
  -- the rule that judged it, as it was when the motion was recorded
  rule_body        TEXT,
  rule_matter      TEXT,
  rule_quorum      TEXT,
  rule_majority    TEXT,
  rule_majority_of TEXT,
  rule_exclusive   INTEGER CHECK (rule_exclusive IN (0, 1)),
  rule_proxies     TEXT,
  moved_by         TEXT,  -- mover and seconder, as the source says it
  seconded_by      TEXT,
  -- other motions that it is about; `after`: the round of an election that this one follows
  amends_id        INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  replaces_id      INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  rescinds_id      INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  resumes_id       INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  after_id         INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  round            INTEGER CHECK (round > 0),
  -- the rest of the rule that judged it
  rule_quorum_exclusive INTEGER CHECK (rule_quorum_exclusive IN (0, 1)),
  rule_quorum_least     INTEGER CHECK (rule_quorum_least > 0),
  rule_also             TEXT,
  rule_also_of          TEXT,
  rule_method           TEXT,
  rule_proxies_each     INTEGER CHECK (rule_proxies_each > 0),
  rule_recused          TEXT,
  rule_correspondence   TEXT,
  rule_standing         TEXT,
  rule_grace            INTEGER CHECK (rule_grace >= 0)
) STRICT;
CREATE UNIQUE INDEX motions_number ON motions (session_id, number);
CREATE UNIQUE INDEX motions_code ON motions (lower(code)) WHERE code IS NOT NULL;
CREATE INDEX motions_amends ON motions (amends_id) WHERE amends_id IS NOT NULL;
CREATE INDEX motions_replaces ON motions (replaces_id) WHERE replaces_id IS NOT NULL;
CREATE INDEX motions_rescinds ON motions (rescinds_id) WHERE rescinds_id IS NOT NULL;
CREATE INDEX motions_resumes ON motions (resumes_id) WHERE resumes_id IS NOT NULL;
CREATE INDEX motions_after ON motions (after_id) WHERE after_id IS NOT NULL;

-- Who counted the ballots (监票人、计票人), in order, as the source says it.
CREATE TABLE motion_tellers (
  motion_id INTEGER NOT NULL REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  seq       INTEGER NOT NULL,
  text      TEXT    NOT NULL,
  PRIMARY KEY (motion_id, seq)
) STRICT, WITHOUT ROWID;

-- What a motion is about: organizations or persons.
CREATE TABLE motion_subjects (
  motion_id       INTEGER NOT NULL REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  seq             INTEGER NOT NULL,
  organization_id INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  person_id       INTEGER REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (motion_id, seq),
  CHECK ((organization_id IS NULL) <> (person_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX motion_subjects_organization ON motion_subjects (organization_id);
CREATE INDEX motion_subjects_person ON motion_subjects (person_id);

-- Who stood in an election, each with counts of their own. `elected` is what the source declares.
CREATE TABLE candidates (
  motion_id       INTEGER NOT NULL REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  seq             INTEGER NOT NULL,
  person_id       INTEGER REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  organization_id INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  role            TEXT CHECK (role IN ('president', 'vice-president', 'secretary-general', 'supervisor', 'other')),
  yes             INTEGER CHECK (yes >= 0),
  elected         INTEGER CHECK (elected IN (0, 1)),
  no              INTEGER CHECK (no >= 0),
  abstain         INTEGER CHECK (abstain >= 0),
  write_in        INTEGER CHECK (write_in IN (0, 1)),  -- 1: written in on the papers (另选人), not proposed
  PRIMARY KEY (motion_id, seq),
  CHECK (person_id IS NOT NULL OR organization_id IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX candidates_person ON candidates (person_id);
CREATE INDEX candidates_organization ON candidates (organization_id) WHERE organization_id IS NOT NULL;

-- Roll calls: one organization, one ballot. The large table, so without a rowid.
CREATE TABLE ballots (
  motion_id       INTEGER NOT NULL REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  -- Not `IN (…)`, for which SQLite makes a table of its own at every row: a third of the time of an import.
  choice          TEXT    NOT NULL CHECK (choice = 'yes' OR choice = 'no' OR choice = 'abstain' OR choice = 'invalid' OR choice = 'absent' OR choice = 'recused'),
  PRIMARY KEY (motion_id, organization_id)
) STRICT, WITHOUT ROWID;

-- gate: the ballots of each roll call once more, packed: what is judged over all motions at once reads
-- these. Made anew from the ballots in the transaction that changes them; `check --deep` compares.
CREATE TABLE rolls (
  motion_id INTEGER PRIMARY KEY,
  ballots   BLOB NOT NULL
) STRICT;

-- Membership of an organization in one class over a period. It holds from "from" to "until"; where
-- "from" is unknown it holds on every day up to then.
CREATE TABLE memberships (
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  class           TEXT    NOT NULL CHECK (class IN ('observer', 'member', 'council', 'standing', 'vice-president', 'president')),
  "from"          TEXT CHECK ("from" LIKE '____' OR "from" LIKE '____-__' OR "from" LIKE '____-__-__'),
  "until"         TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  reason          TEXT CHECK (reason IN ('withdrawn', 'expelled', 'merged', 'dissolved')),
  stated          INTEGER NOT NULL CHECK (stated IN (0, 1)),  -- 0: there only as the effect of admitted_by
  admitted_by     INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,  -- the motion that started it
  ended_by        INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,  -- the motion that ended it …
  -- … and the last day it had before that
  until_before    TEXT CHECK (until_before LIKE '____' OR until_before LIKE '____-__' OR until_before LIKE '____-__-__'),
  CHECK ("from" <= "until" || '~'),
  CHECK (stated = 1 OR admitted_by IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX memberships_key ON memberships (organization_id, class, coalesce("from", ''));
-- A charter may limit how many of the council are standing members.
CREATE INDEX memberships_council ON memberships (class, organization_id, "from", "until")
  WHERE class IN ('council', 'standing', 'vice-president', 'president');
CREATE INDEX memberships_admitted_by ON memberships (admitted_by) WHERE admitted_by IS NOT NULL;
CREATE INDEX memberships_ended_by ON memberships (ended_by) WHERE ended_by IS NOT NULL;

-- Applications for membership. What a vote decided on one is derived from the motion.
CREATE TABLE applications (
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  "on"            TEXT CHECK ("on" LIKE '____' OR "on" LIKE '____-__' OR "on" LIKE '____-__-__'),
  class           TEXT CHECK (class IN ('observer', 'member', 'council', 'standing', 'vice-president', 'president')),
  status          TEXT NOT NULL CHECK (status IN ('open', 'admitted', 'declined', 'deferred', 'withdrawn'))  -- as recorded
) STRICT;
CREATE UNIQUE INDEX applications_key ON applications (organization_id, coalesce("on", ''));

-- Posts that persons hold: at an organization, or (organization_id NULL) of the alliance itself.
CREATE TABLE posts (
  id              INTEGER PRIMARY KEY,
  person_id       INTEGER NOT NULL REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  organization_id INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  title           TEXT,
  role            TEXT NOT NULL CHECK (role IN ('president', 'vice-president', 'secretary-general', 'supervisor', 'other')),
  term            INTEGER CHECK (term > 0),
  "from"          TEXT CHECK ("from" LIKE '____' OR "from" LIKE '____-__' OR "from" LIKE '____-__-__'),
  "until"         TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  stated          INTEGER NOT NULL CHECK (stated IN (0, 1)),  -- 0: there only as the effect of filled_by
  filled_by       INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,  -- the election that filled it
  CHECK ("from" <= "until" || '~'),
  CHECK (stated = 1 OR filled_by IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX posts_key ON posts
  (person_id, coalesce(organization_id, 0), coalesce(title, ''), coalesce(term, 0), coalesce("from", ''));
CREATE INDEX posts_organization ON posts (organization_id);
CREATE INDEX posts_filled_by ON posts (filled_by) WHERE filled_by IS NOT NULL;

-- Whom to turn to at an organization, by purpose: a person, an office (duty), or both, over a period. What
-- stands here is personal and never on the public site.
CREATE TABLE contacts (
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  person_id       INTEGER REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  duty            TEXT,  -- what for: fees, press, meetings
  email           TEXT,
  phone           TEXT,
  "from"          TEXT CHECK ("from" LIKE '____' OR "from" LIKE '____-__' OR "from" LIKE '____-__-__'),
  "until"         TEXT CHECK ("until" LIKE '____' OR "until" LIKE '____-__' OR "until" LIKE '____-__-__'),
  CHECK ("from" <= "until" || '~'),
  CHECK (person_id IS NOT NULL OR duty IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX contacts_key ON contacts
  (organization_id, coalesce(person_id, 0), coalesce(duty, ''), coalesce("from", ''));
CREATE INDEX contacts_person ON contacts (person_id);

-- What was agreed to do next.
CREATE TABLE actions (
  id         INTEGER PRIMARY KEY,
  session_id INTEGER REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
  title      TEXT NOT NULL,
  owner      TEXT,  -- as the source says it: a person, an organization, an office
  due        TEXT CHECK (due LIKE '____' OR due LIKE '____-__' OR due LIKE '____-__-__'),
  status     TEXT NOT NULL CHECK (status IN ('open', 'done', 'dropped')),
  note       TEXT,
  motion_id  INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,  -- the decision that it carries out
  done       TEXT CHECK (done LIKE '____' OR done LIKE '____-__' OR done LIKE '____-__-__')  -- the day on which it was done
) STRICT;
CREATE UNIQUE INDEX actions_key ON actions (coalesce(session_id, 0), title);
CREATE INDEX actions_session ON actions (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX actions_motion ON actions (motion_id) WHERE motion_id IS NOT NULL;

-- Site visits.
CREATE TABLE visits (
  id         INTEGER PRIMARY KEY,
  session_id INTEGER REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
  host_id    INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  "start"    TEXT CHECK ("start" LIKE '____' OR "start" LIKE '____-__' OR "start" LIKE '____-__-__'),
  "end"      TEXT CHECK ("end" LIKE '____' OR "end" LIKE '____-__' OR "end" LIKE '____-__-__'),
  headcount  INTEGER CHECK (headcount >= 0),  -- size of the visiting party, persons; never a count of votes
  others     INTEGER CHECK (others IN (0, 1)),  -- 1: and more who received it, unnamed
  summary    TEXT,
  source     TEXT,
  published  TEXT CHECK (published LIKE '____' OR published LIKE '____-__' OR published LIKE '____-__-__'),
  CHECK ("start" <= "end" || '~')
) STRICT;
CREATE UNIQUE INDEX visits_key ON visits (coalesce(session_id, 0), host_id, coalesce("start", ''));
CREATE INDEX visits_host ON visits (host_id);
CREATE INDEX visits_session ON visits (session_id) WHERE session_id IS NOT NULL;

-- Who received the party: a name, a title, or both.
CREATE TABLE visit_receivers (
  visit_id  INTEGER NOT NULL REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
  seq       INTEGER NOT NULL,
  person_id INTEGER REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  title     TEXT,
  PRIMARY KEY (visit_id, seq),
  CHECK (person_id IS NOT NULL OR title IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_receivers_person ON visit_receivers (person_id);

-- Organizations in the party.
CREATE TABLE visit_visitors (
  visit_id        INTEGER NOT NULL REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
  seq             INTEGER NOT NULL,
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (visit_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_visitors_organization ON visit_visitors (organization_id);

CREATE TABLE visit_sites (
  visit_id INTEGER NOT NULL REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
  seq      INTEGER NOT NULL,
  text     TEXT    NOT NULL,
  PRIMARY KEY (visit_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE visit_topics (
  visit_id INTEGER NOT NULL REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
  seq      INTEGER NOT NULL,
  text     TEXT    NOT NULL,
  PRIMARY KEY (visit_id, seq)
) STRICT, WITHOUT ROWID;

-- Activities beside the sessions: camps, contests, forums. An edition is never a term.
CREATE TABLE activities (
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  edition INTEGER CHECK (edition > 0),
  kind    TEXT,
  host_id INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  "start" TEXT CHECK ("start" LIKE '____' OR "start" LIKE '____-__' OR "start" LIKE '____-__-__'),
  "end"   TEXT CHECK ("end" LIKE '____' OR "end" LIKE '____-__' OR "end" LIKE '____-__-__'),
  note    TEXT,
  public  INTEGER CHECK (public IN (0, 1)),  -- 1: shown on the public pages
  CHECK ("start" <= "end" || '~')
) STRICT;
CREATE UNIQUE INDEX activities_key ON activities (name, coalesce(edition, 0));
CREATE INDEX activities_host ON activities (host_id) WHERE host_id IS NOT NULL;

-- Findings of `check` that were looked at and are in order, with the reason. One that says something
-- else since is told again.
CREATE TABLE accepted (
  id      INTEGER PRIMARY KEY,
  rule    TEXT NOT NULL,
  ref     TEXT NOT NULL,
  message TEXT NOT NULL,  -- what it said, in English
  why     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX accepted_key ON accepted (rule, ref, message);

-- gate: contents of documents, named by their own fingerprint, so the same file twice is one.
-- Part of the journal's memory: kept when a document is taken out, so that undoing that finds it.
CREATE TABLE contents (
  sha256 TEXT PRIMARY KEY,
  bytes  BLOB NOT NULL
) STRICT;

-- Documents kept with a record: exactly one of the seven it is for.
CREATE TABLE documents (
  id              INTEGER PRIMARY KEY,
  path            TEXT    NOT NULL,  -- name of the file it came from, without folders
  title           TEXT,
  media_type      TEXT    NOT NULL,
  size            INTEGER NOT NULL CHECK (size >= 0),
  sha256          TEXT    NOT NULL REFERENCES contents (sha256) DEFERRABLE INITIALLY DEFERRED,
  organization_id INTEGER REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  person_id       INTEGER REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  session_id      INTEGER REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
  motion_id       INTEGER REFERENCES motions (id) DEFERRABLE INITIALLY DEFERRED,
  action_id       INTEGER REFERENCES actions (id) DEFERRABLE INITIALLY DEFERRED,
  visit_id        INTEGER REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
  activity_id     INTEGER REFERENCES activities (id) DEFERRABLE INITIALLY DEFERRED,
  public          INTEGER CHECK (public IN (0, 1)),  -- 1: offered on the public pages
  final           INTEGER CHECK (final IN (0, 1)),  -- 1: the minutes of its session as they were made final
  CHECK (CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END + CASE WHEN person_id IS NULL THEN 0 ELSE 1 END
       + CASE WHEN session_id IS NULL THEN 0 ELSE 1 END + CASE WHEN motion_id IS NULL THEN 0 ELSE 1 END
       + CASE WHEN action_id IS NULL THEN 0 ELSE 1 END + CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END
       + CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END = 1)
) STRICT;
CREATE UNIQUE INDEX documents_key ON documents
  (sha256, coalesce(organization_id, 0), coalesce(person_id, 0), coalesce(session_id, 0), coalesce(motion_id, 0),
   coalesce(action_id, 0), coalesce(visit_id, 0), coalesce(activity_id, 0));
CREATE INDEX documents_organization ON documents (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX documents_person ON documents (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX documents_session ON documents (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX documents_motion ON documents (motion_id) WHERE motion_id IS NOT NULL;
CREATE INDEX documents_action ON documents (action_id) WHERE action_id IS NOT NULL;
CREATE INDEX documents_visit ON documents (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX documents_activity ON documents (activity_id) WHERE activity_id IS NOT NULL;

-- What somebody has at stake: a person, or (person_id NULL) the organization itself, in an organization.
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
CREATE UNIQUE INDEX interests_key ON interests
  (coalesce(person_id, 0), organization_id, coalesce(kind, ''), coalesce("from", ''));
CREATE INDEX interests_person ON interests (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX interests_organization ON interests (organization_id);

-- What members owe for a year (会费): by class, or by an organization of its own, which goes before its class.
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
CREATE UNIQUE INDEX charges_key ON charges ("year", coalesce(class, ''), coalesce(organization_id, 0));
CREATE INDEX charges_organization ON charges (organization_id) WHERE organization_id IS NOT NULL;

-- What was paid of it.
CREATE TABLE payments (
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
  "year"          INTEGER NOT NULL CHECK ("year" > 0),  -- the year that is paid for
  amount          INTEGER NOT NULL CHECK (amount > 0),  -- in the smallest unit of the currency of the year's dues
  "on"            TEXT CHECK ("on" LIKE '____' OR "on" LIKE '____-__' OR "on" LIKE '____-__-__'),
  note            TEXT
) STRICT;
CREATE UNIQUE INDEX payments_key ON payments (organization_id, "year", coalesce("on", ''));

-- Where what is recorded comes from: of any record, which is called by its table and key (`sessions/3`).
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
CREATE INDEX sources_document ON sources (document) WHERE document IS NOT NULL;

-- gate: one entry for each transaction that changed anything. `hash` is SHA-256 over the hash before it, all that
-- the entry says, the digests of its changes in their order, and what it rewrote in the journal, so that a change
-- made around the tool shows. Whoever makes all hashes anew, or cuts off the end, leaves a chain that holds: that
-- shows only against a hash that was noted elsewhere (`check --deep --anchor`).
CREATE TABLE journal (
  entry    INTEGER PRIMARY KEY CHECK (entry > 0),
  uid      TEXT NOT NULL,      -- random: tells a commit that is tried again from a new one
  at       TEXT NOT NULL,      -- RFC 3339
  actor    TEXT NOT NULL,
  why      TEXT,
  command  TEXT NOT NULL,
  salt     TEXT,               -- another one since the words of this entry were redacted
  digest   TEXT NOT NULL,      -- SHA-256 over salt, why and command as they first were
  undoes   INTEGER REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  previous TEXT NOT NULL,      -- hash of the entry before; empty for the first
  hash     TEXT NOT NULL,
  redacted_by INTEGER REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  form     INTEGER CHECK (form = 2),  -- how the hash is made; NULL: as in versions 1 and 2, over less
  numbers  TEXT,               -- what the entry left in `numbers`, where it changed that: 'actions=4 visits=2'
  role     TEXT,               -- the role of the server that wrote it, as the server knows it; NULL: on a file, and before version 4
  CHECK (salt IS NOT NULL OR redacted_by IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX journal_uid ON journal (uid);

-- gate: each row's image before and after, as JSON objects without the unknown columns. `digest` is
-- SHA-256 over two digests: one of the table and of all columns that are no free text, one of the salt, of ref
-- and of the free texts. Where a person was forgotten, ref and free texts are rewritten, and nothing else can be.
CREATE TABLE journal_changes (
  entry       INTEGER NOT NULL REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  seq         INTEGER NOT NULL,
  tbl         TEXT    NOT NULL,  -- the table
  ref         TEXT    NOT NULL,  -- the record that the row belongs to, as people call it
  before      TEXT,
  after       TEXT,
  salt        TEXT,              -- another one since the row was redacted: nobody can try out what stood there
  digest      TEXT    NOT NULL,
  redacted_by INTEGER REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (entry, seq),
  CHECK (before IS NOT NULL OR after IS NOT NULL),
  CHECK (salt IS NOT NULL OR redacted_by IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_changes_ref ON journal_changes (tbl, ref);

-- gate: the images of many new rows of one table, packed, so that the journal of a large import
-- takes no more room than its rows. `digest` is SHA-256 over table, ref, count and the packed images.
CREATE TABLE journal_bulk (
  entry  INTEGER NOT NULL REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  seq    INTEGER NOT NULL,
  tbl    TEXT    NOT NULL,
  ref    TEXT    NOT NULL,
  count  INTEGER NOT NULL CHECK (count > 0),
  images BLOB    NOT NULL,
  digest TEXT    NOT NULL,
  PRIMARY KEY (entry, seq)
) STRICT;

-- gate: what an entry that forgets a person rewrote in the journal: one row for each row of `journal_changes`, and
-- for the words of each entry (change 0). The forgetting entry's hash covers these, so that what was rewritten
-- verifies against them, and nothing can be rewritten without one. Those of versions 1 and 2 are covered by the
-- first entry of the new form.
CREATE TABLE journal_redactions (
  redacted_by INTEGER NOT NULL REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  seq         INTEGER NOT NULL,
  entry       INTEGER NOT NULL REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  change      INTEGER NOT NULL CHECK (change >= 0),
  fixed       TEXT    NOT NULL,  -- digest of what stays as it was; empty for the words of an entry
  was         TEXT    NOT NULL,  -- digest of the words until then; empty where versions 1 and 2 kept none
  words       TEXT    NOT NULL,  -- digest of the words since
  PRIMARY KEY (redacted_by, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_redactions_entry ON journal_redactions (entry, change);

-- gate: entries that forgot a person, while what they erased may still lie in free pages and side files. Made in
-- the entry's own transaction, taken out when those are clean; every command in between goes on with it.
CREATE TABLE erasures (
  entry INTEGER PRIMARY KEY REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  names TEXT NOT NULL  -- SHA-256 over the entry's uid and each name, parted by spaces: a name that is asked for again is known
) STRICT;

-- ── Views: one for each noun, in the singular, with the keys of the record file ──────────────────

-- How sessions are called: T-N for the council, BODY:T-N, BODY:N, or the code.
CREATE VIEW session_refs AS
SELECT id AS session_id,
       CASE WHEN number IS NULL THEN code
            WHEN term IS NULL THEN body || ':' || number
            WHEN body = 'council' THEN term || '-' || number
            ELSE body || ':' || term || '-' || number END AS ref
FROM sessions;

-- How motions are called: SESSION/N.
CREATE VIEW motion_refs AS
SELECT m.id AS motion_id, r.ref || '/' || m.number AS ref
FROM motions m JOIN session_refs r ON r.session_id = m.session_id;

CREATE VIEW alliance AS
SELECT name, short_name, name_en, founded, purpose, charter FROM alliances;

CREATE VIEW body AS
SELECT code, name, seats, name_en FROM bodies;

CREATE VIEW rule AS
SELECT body, matter, quorum, majority, majority_of, exclusive, proxies, "from", "until", quorum_exclusive, quorum_least,
       also, also_of, method, proxies_each, recused, correspondence, notice, standing, grace, meets, absences
FROM rules;

CREATE VIEW organization AS
SELECT o.code, o.name, o.short_name, o.name_en, o.kind, o.university, o.province, o.city, o.credit_code,
       o.website, o.note, m.code AS merged_into, o.merged_on, o.founded, o."order"
FROM organizations o LEFT JOIN organizations m ON m.id = o.merged_into;

CREATE VIEW membership AS
SELECT o.code AS organization, m.class, m."from", m."until", m.reason,
       a.ref || '/' || x.number AS admitted_by, b.ref || '/' || y.number AS ended_by
FROM memberships m
JOIN organizations o ON o.id = m.organization_id
LEFT JOIN motions x ON x.id = m.admitted_by LEFT JOIN session_refs a ON a.session_id = x.session_id
LEFT JOIN motions y ON y.id = m.ended_by LEFT JOIN session_refs b ON b.session_id = y.session_id;

-- Every membership with its organization, past ones too; who is a member on a day follows from the two days.
CREATE VIEW member AS
SELECT o.code, o.name, o.short_name, m.class, m."from" AS since, m."until", m.reason, o.province, o.university
FROM memberships m JOIN organizations o ON o.id = m.organization_id;

CREATE VIEW application AS
SELECT o.code AS organization, a."on", a.class, a.status
FROM applications a JOIN organizations o ON o.id = a.organization_id;

CREATE VIEW person AS
SELECT p.name, o.code AS organization, p.title, p.email, p.phone, p.note
FROM persons p LEFT JOIN organizations o ON o.id = p.organization_id;

CREATE VIEW post AS
SELECT p.name AS person, o.code AS organization, t.title, t.role, t.term, t."from", t."until"
FROM posts t JOIN persons p ON p.id = t.person_id LEFT JOIN organizations o ON o.id = t.organization_id;

CREATE VIEW contact AS
SELECT 'c' || c.id AS ref, o.code AS organization, p.name AS person, c.duty, c.email, c.phone, c."from", c."until"
FROM contacts c JOIN organizations o ON o.id = c.organization_id LEFT JOIN persons p ON p.id = c.person_id;

CREATE VIEW office AS
SELECT t.role, p.name AS person, o.code AS organization, t.term, t."from", t."until"
FROM posts t JOIN persons p ON p.id = t.person_id LEFT JOIN organizations o ON o.id = p.organization_id
WHERE t.organization_id IS NULL AND t.role <> 'other';

CREATE VIEW term AS
SELECT number, "start", "end" FROM terms;

CREATE VIEW session AS
SELECT r.ref, s.term, s.number, s.body, s.code, s.kind, s."start", s."end", s.mode, s.venue, s.city,
       h.code AS host, s.title, s.purpose, s.headcount, s.summary, s.source, s.published, s.roster, s.due, s.present,
       s.also, s.recorder, s.reviewer, c.ref AS confirmed_in, s.status, s.notified, s.deadline
FROM sessions s JOIN session_refs r ON r.session_id = s.id LEFT JOIN organizations h ON h.id = s.host_id
LEFT JOIN session_refs c ON c.session_id = s.confirmed_in_id;

CREATE VIEW attendance AS
SELECT r.ref AS session, o.code AS organization, a.capacity, a.presence, a.others, x.code AS proxy, a.headcount
FROM attendances a JOIN session_refs r ON r.session_id = a.session_id
LEFT JOIN organizations o ON o.id = a.organization_id LEFT JOIN organizations x ON x.id = a.proxy_id;

CREATE VIEW agenda AS
SELECT r.ref AS session, i.seq, i.kind, i.title, i.presenter, i.summary, i.motion, i.announced
FROM agenda_items i JOIN session_refs r ON r.session_id = i.session_id;

CREATE VIEW motion AS
SELECT r.ref || '/' || m.number AS ref, r.ref AS session, m.title, m.number, m.code, m.kind, m.class, m.effective,
       m.text, m.proposer, m."on", m.method, m.yes, m.no, m.abstain, m.invalid, m.unanimous, m.outcome, m.seats, m.issued, m.collected, m.moved_by, m.seconded_by,
       a.ref AS amends, p.ref AS replaces, x.ref AS rescinds, y.ref AS resumes, f.ref AS "after", m.round
FROM motions m JOIN session_refs r ON r.session_id = m.session_id
LEFT JOIN motion_refs a ON a.motion_id = m.amends_id LEFT JOIN motion_refs p ON p.motion_id = m.replaces_id
LEFT JOIN motion_refs x ON x.motion_id = m.rescinds_id LEFT JOIN motion_refs y ON y.motion_id = m.resumes_id
LEFT JOIN motion_refs f ON f.motion_id = m.after_id;

-- What was declared; what the rule yields, and what a roll call adds up to, is computed by the program
-- alone. Ballots stand in their own view.
CREATE VIEW vote AS
SELECT ref, code, title, kind, session, "on", outcome, unanimous, yes, no, abstain, invalid FROM motion;

CREATE VIEW ballot AS
SELECT r.ref || '/' || m.number AS motion, o.code AS organization, b.choice
FROM ballots b JOIN motions m ON m.id = b.motion_id JOIN session_refs r ON r.session_id = m.session_id
JOIN organizations o ON o.id = b.organization_id;

CREATE VIEW candidate AS
SELECT r.ref || '/' || m.number AS motion, p.name AS person, o.code AS organization, c.role, c.yes, c.elected, c.no, c.abstain, c.write_in
FROM candidates c JOIN motions m ON m.id = c.motion_id JOIN session_refs r ON r.session_id = m.session_id
LEFT JOIN persons p ON p.id = c.person_id LEFT JOIN organizations o ON o.id = c.organization_id;

CREATE VIEW action AS
SELECT 'a' || a.id AS ref, a.title, r.ref AS session, a.owner, a.due, a.status, a.note,
       m.ref AS motion, a.done
FROM actions a LEFT JOIN session_refs r ON r.session_id = a.session_id
LEFT JOIN motion_refs m ON m.motion_id = a.motion_id;

CREATE VIEW visit AS
SELECT 'v' || v.id AS ref, h.code AS host, r.ref AS session, v."start", v."end", v.headcount, v.others,
       v.summary, v.source, v.published
FROM visits v JOIN organizations h ON h.id = v.host_id LEFT JOIN session_refs r ON r.session_id = v.session_id;

CREATE VIEW activity AS
SELECT a.name, a.edition, a.kind, h.code AS host, a."start", a."end", a.note, a.public
FROM activities a LEFT JOIN organizations h ON h.id = a.host_id;

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

-- What the columns of the alliance's own lists mean.
CREATE VIEW heading AS
SELECT heading, field FROM headings;

-- Findings that were accepted with a reason.
CREATE VIEW accepted_finding AS
SELECT rule, ref, message, why FROM accepted;

-- ── What a new registry holds ────────────────────────────────────────────────────────────────────

INSERT INTO registry (id, version) VALUES (1, 7);

-- Who has a seat: assembly 会员大会 member and above, council 理事会 council and above, standing council
-- 常务理事会 standing and above. Who sits among the supervisors is no matter of class.
INSERT INTO bodies (code, name, seats) VALUES
  ('assembly', '会员大会', 'member'),
  ('council', '理事会', 'council'),
  ('standing', '常务理事会', 'standing'),
  ('supervisors', '监事会', NULL);
