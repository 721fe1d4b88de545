-- From version 2 to 3: the journal's digests cover all that it says, and what was redacted in it is written down by
-- the entry that redacted it. store/steps/third.rs then notes what had been redacted until then, and makes the first
-- entry of the new form, whose hash covers everything before it.
ALTER TABLE journal ADD COLUMN form INTEGER CHECK (form = 2);
ALTER TABLE journal ADD COLUMN numbers TEXT;
CREATE TABLE journal_redactions (
  redacted_by INTEGER NOT NULL REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  seq         INTEGER NOT NULL,
  entry       INTEGER NOT NULL REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  change      INTEGER NOT NULL CHECK (change >= 0),
  fixed       TEXT    NOT NULL,
  was         TEXT    NOT NULL,
  words       TEXT    NOT NULL,
  PRIMARY KEY (redacted_by, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_redactions_entry ON journal_redactions (entry, change);

-- A forgetting whose bytes may still lie in free pages is remembered until they are gone. One
-- that an earlier version was killed in left no mark, so the last one is taken up once more.
CREATE TABLE erasures (
  entry INTEGER PRIMARY KEY REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  names TEXT NOT NULL
) STRICT;

INSERT INTO erasures (entry, names)
SELECT entry, '' FROM journal WHERE entry = (SELECT max(redacted_by) FROM journal_changes);
