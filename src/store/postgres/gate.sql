-- The gate's own tables of a registry on a server are written by these functions alone. They run with the rights of the
-- registry's owner, and a secretary may run them but has no rights on those tables. What they refuse, nobody but the
-- owner can do: an entry is the next one, follows on the one before by its hash, and has the role of whoever is
-- connected; what stands there is never changed; numbers only rise; a roll is made of the ballots; a content is what its
-- fingerprint says. An entry without its changes, or changes without their entry, do not outlast the transaction: the
-- hash covers the ones, and the foreign key of `entry` refuses the others at its end.
--
-- {schema} is the registry's schema, {records} an array of the tables that hold records. To change one of these is a new
-- version of the schema.

-- A part of what a hash is made of: its length in eight bytes, the lowest first, and itself.
CREATE FUNCTION gate_part (text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  b bytea := convert_to($1, 'UTF8');
BEGIN
  RETURN set_byte(set_byte(set_byte(set_byte('\x0000000000000000'::bytea,
    0, octet_length(b) & 255), 1, octet_length(b) >> 8 & 255), 2, octet_length(b) >> 16 & 255), 3, octet_length(b) >> 24 & 255) || b;
END $$;

-- The turn of a writer of the registry of that name: waits for the one before, and answers the version of the schema. A
-- registry that was given another name has functions that write to what has the old one, and nobody gets a turn.
CREATE FUNCTION gate_turn (_registry text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO pg_catalog, {schema}, pg_temp AS $$
DECLARE
  now_there bigint;
BEGIN
  IF current_setting('search_path') IS DISTINCT FROM 'pg_catalog, ' || quote_ident(_registry) || ', pg_temp' THEN
    RAISE EXCEPTION 'the functions of % are those of another registry', _registry USING ERRCODE = '55000';
  END IF;
  SELECT version INTO now_there FROM registry WHERE id = 1 FOR UPDATE;
  RETURN now_there;
END $$;

-- Changes of the entry that is being made, numbered on from those that it has.
CREATE FUNCTION gate_changes (_entry bigint, _tbls text[], _refs text[], _befores text[], _afters text[], _salts text[], _digests text[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO pg_catalog, {schema}, pg_temp AS $$
BEGIN
  IF _entry IS DISTINCT FROM coalesce((SELECT max(entry) FROM journal), 0) + 1 THEN
    RAISE EXCEPTION 'entry % is not the next one', _entry USING ERRCODE = '42501';
  END IF;
  IF NOT _tbls <@ {records} THEN
    RAISE EXCEPTION 'changes are those of records' USING ERRCODE = '42501';
  END IF;
  INSERT INTO journal_changes (entry, seq, tbl, ref, before, after, salt, digest)
  SELECT _entry, coalesce((SELECT max(seq) FROM journal_changes WHERE entry = _entry), 0) + n, t, r, b, a, s, d
  FROM unnest(_tbls, _refs, _befores, _afters, _salts, _digests) WITH ORDINALITY AS told (t, r, b, a, s, d, n);
END $$;

-- Packed changes of the entry that is being made.
CREATE FUNCTION gate_packed (_entry bigint, _tbl text, _ref text, _count bigint, _images bytea, _digest text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO pg_catalog, {schema}, pg_temp AS $$
BEGIN
  IF _entry IS DISTINCT FROM coalesce((SELECT max(entry) FROM journal), 0) + 1 THEN
    RAISE EXCEPTION 'entry % is not the next one', _entry USING ERRCODE = '42501';
  END IF;
  IF (_tbl = ANY ({records})) IS NOT TRUE THEN
    RAISE EXCEPTION 'changes are those of records' USING ERRCODE = '42501';
  END IF;
  IF _digest IS DISTINCT FROM encode(sha256(gate_part('bulk') || gate_part(_tbl) || gate_part(_ref)
    || gate_part(_count::text) || gate_part(encode(sha256(_images), 'hex'))), 'hex') THEN
    RAISE EXCEPTION 'the digest is not that of the packed changes' USING ERRCODE = '42501';
  END IF;
  INSERT INTO journal_bulk (entry, seq, tbl, ref, count, images, digest)
  VALUES (_entry, coalesce((SELECT max(seq) FROM journal_bulk WHERE entry = _entry), 0) + 1, _tbl, _ref, _count, _images, _digest);
END $$;

-- The entry, with the rest of its changes and the numbers that it gave.
CREATE FUNCTION gate_entry (
  _entry bigint, _uid text, _at text, _actor text, _why text, _command text, _salt text, _digest text, _undoes bigint,
  _previous text, _hash text, _redacted_by bigint, _numbers text,
  _tbls text[], _refs text[], _befores text[], _afters text[], _salts text[], _digests text[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO pg_catalog, {schema}, pg_temp AS $$
DECLARE
  its_owners CONSTANT boolean := pg_has_role(session_user, current_user, 'USAGE');
  newest bigint;
  head text;
  headed text;
  made bytea;
  given text;
BEGIN
  IF NOT _tbls <@ {records} THEN
    RAISE EXCEPTION 'changes are those of records' USING ERRCODE = '42501';
  END IF;
  INSERT INTO journal_changes (entry, seq, tbl, ref, before, after, salt, digest)
  SELECT _entry, coalesce((SELECT max(seq) FROM journal_changes WHERE entry = _entry), 0) + n, t, r, b, a, s, d
  FROM unnest(_tbls, _refs, _befores, _afters, _salts, _digests) WITH ORDINALITY AS told (t, r, b, a, s, d, n);
  SELECT entry, hash, at INTO newest, head, headed FROM journal ORDER BY entry DESC LIMIT 1;
  IF _entry IS DISTINCT FROM coalesce(newest, 0) + 1 OR _previous IS DISTINCT FROM coalesce(head, '') THEN
    RAISE EXCEPTION 'entry % does not follow on the newest one', _entry USING ERRCODE = '42501';
  END IF;
  IF _at !~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$' OR _undoes >= _entry THEN
    RAISE EXCEPTION 'no entry is made so' USING ERRCODE = '42501';
  END IF;
  -- A day for clocks that differ. Where the newest entry has a time to come, nobody has to wait for that.
  IF NOT its_owners AND _at::timestamptz NOT BETWEEN
    least(coalesce(headed::timestamptz, '-infinity'), clock_timestamp()) - interval '1 day' AND clock_timestamp() + interval '1 day'
  THEN
    RAISE EXCEPTION 'the time % is before the newest entry, or to come', _at USING ERRCODE = '42501';
  END IF;
  IF _redacted_by IS NOT NULL AND NOT (its_owners AND _redacted_by = _entry) THEN
    RAISE EXCEPTION 'forgetting is the owner''s' USING ERRCODE = '42501';
  END IF;
  IF _redacted_by IS NULL AND _digest IS DISTINCT FROM encode(sha256(
    gate_part(_salt) || coalesce(gate_part(_why), '\x010000000000000000'::bytea) || gate_part(_command)), 'hex')
  THEN
    RAISE EXCEPTION 'the digest is not that of the words' USING ERRCODE = '42501';
  END IF;
  made := gate_part('entry, second form') || gate_part(_previous) || gate_part(_entry::text) || gate_part(_uid)
    || gate_part(_at) || gate_part(_actor) || gate_part(_digest) || gate_part(coalesce(_undoes::text, ''))
    || gate_part(coalesce(_numbers, ''))
    || (SELECT gate_part(count(*)::text) || coalesce(string_agg(gate_part(digest), ''::bytea ORDER BY seq), ''::bytea)
        FROM journal_changes WHERE entry = _entry)
    || (SELECT gate_part(count(*)::text) || coalesce(string_agg(gate_part(digest), ''::bytea ORDER BY seq), ''::bytea)
        FROM journal_bulk WHERE entry = _entry)
    || (SELECT gate_part(count(*)::text) || coalesce(string_agg(gate_part(entry::text) || gate_part(change::text)
        || gate_part(fixed) || gate_part(was) || gate_part(words), ''::bytea ORDER BY seq), ''::bytea)
        FROM journal_redactions WHERE redacted_by = _entry)
    || gate_part('') || gate_part('role') || gate_part(session_user::text);
  IF _hash IS DISTINCT FROM encode(sha256(made), 'hex') THEN
    RAISE EXCEPTION 'the hash is not that of the entry, made by %', session_user USING ERRCODE = '42501';
  END IF;
  FOREACH given IN ARRAY coalesce(string_to_array(_numbers, ' '), '{}') LOOP
    IF (split_part(given, '=', 1) = ANY ({records})) IS NOT TRUE
      OR split_part(given, '=', 2)::bigint NOT BETWEEN 1 AND 9007199254740992
    THEN
      RAISE EXCEPTION 'there is no number %', given USING ERRCODE = '42501';
    END IF;
    INSERT INTO numbers (name, last) VALUES (split_part(given, '=', 1), split_part(given, '=', 2)::bigint)
    ON CONFLICT (name) DO UPDATE SET last = excluded.last WHERE numbers.last < excluded.last;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the number % was given before', given USING ERRCODE = '42501';
    END IF;
  END LOOP;
  INSERT INTO journal (entry, uid, at, actor, why, command, salt, digest, undoes, previous, hash, redacted_by, form, numbers, role)
  VALUES (_entry, _uid, _at, _actor, _why, _command, _salt, _digest, _undoes, _previous, _hash, _redacted_by, 2, _numbers, session_user);
END $$;

-- The content of a document.
CREATE FUNCTION gate_content (_sha256 text, _bytes bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO pg_catalog, {schema}, pg_temp AS $$
BEGIN
  IF _sha256 IS DISTINCT FROM encode(sha256(_bytes), 'hex') THEN
    RAISE EXCEPTION 'the content is not what its fingerprint says' USING ERRCODE = '42501';
  END IF;
  INSERT INTO contents (sha256, bytes) VALUES (_sha256, _bytes) ON CONFLICT (sha256) DO NOTHING;
END $$;

-- The rolls of some motions, made anew of their ballots as store/rolls.rs packs them: for each organization, in the order
-- of their numbers, its distance from the one before and its choice as one number of seven bits a byte, the lowest first.
CREATE FUNCTION gate_rolls (_motions bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO pg_catalog, {schema}, pg_temp AS $$
BEGIN
  DELETE FROM rolls WHERE motion_id = ANY (_motions);
  INSERT INTO rolls (motion_id, ballots)
  SELECT motion_id, string_agg(CASE
      WHEN n < 0 THEN NULL
      WHEN n < 128 THEN set_byte('\x00'::bytea, 0, n::int)
      WHEN n < 16384 THEN set_byte(set_byte('\x0000'::bytea, 0, (n & 127 | 128)::int), 1, (n >> 7)::int)
      ELSE (SELECT string_agg(set_byte('\x00'::bytea, 0, ((n >> 7 * i & 127) | CASE WHEN n >> 7 * i > 127 THEN 128 ELSE 0 END)::int),
            ''::bytea ORDER BY i) FROM generate_series(0, 8) AS i WHERE n >> 7 * i > 0)
    END, ''::bytea ORDER BY organization_id)
  FROM (
    SELECT motion_id, organization_id,
      (organization_id - lag(organization_id, 1, 0::bigint) OVER (PARTITION BY motion_id ORDER BY organization_id)) << 3
      | CASE choice {choices} END AS n
    FROM ballots WHERE motion_id = ANY (_motions)
  ) AS cast_ballots
  GROUP BY motion_id;
END $$;

-- Rolls as they were before, for a look back. The mark of no entry makes that the transaction can never last with them:
-- they must be rolled back.
CREATE FUNCTION gate_rolls_looked_back (_motions bigint[], _rolls bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO pg_catalog, {schema}, pg_temp AS $$
BEGIN
  INSERT INTO erasures (entry, names) VALUES (0, '') ON CONFLICT (entry) DO NOTHING;
  DELETE FROM rolls WHERE motion_id = ANY (_motions);
  INSERT INTO rolls (motion_id, ballots)
  SELECT m, r FROM unnest(_motions, _rolls) AS told (m, r) WHERE octet_length(r) > 0;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC;
