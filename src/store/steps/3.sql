-- From version 2 to 3: a forgetting whose bytes may still lie in free pages is remembered until they are gone. One
-- that an earlier version was killed in left no mark, so the last one is taken up once more.
CREATE TABLE erasures (
  entry INTEGER PRIMARY KEY REFERENCES journal (entry) DEFERRABLE INITIALLY DEFERRED,
  names TEXT NOT NULL
) STRICT;

INSERT INTO erasures (entry, names)
SELECT entry, '' FROM journal WHERE entry = (SELECT max(redacted_by) FROM journal_changes);
