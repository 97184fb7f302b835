-- Keys for searching and ordering as directory/names.ts folds them now: letters and signs without a plain form in Unicode.
CREATE FUNCTION pg_temp.plain_letters(key text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT replace(replace(replace(replace(
    translate(key, 'øłđðħŧıς’‘ʼʻ`′“”„«»‐‑–—−', 'olddhtiσ''''''''''''"""""-----'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
$$;--> statement-breakpoint
UPDATE ally SET name_key = pg_temp.plain_letters(name_key), search_key = pg_temp.plain_letters(search_key)
  WHERE name_key <> pg_temp.plain_letters(name_key) OR search_key <> pg_temp.plain_letters(search_key);--> statement-breakpoint
DELETE FROM alias WHERE EXISTS (
  SELECT 1 FROM alias other WHERE other.ally_id = alias.ally_id AND other.name_key < alias.name_key
    AND pg_temp.plain_letters(other.name_key) = pg_temp.plain_letters(alias.name_key));--> statement-breakpoint
UPDATE alias SET name_key = pg_temp.plain_letters(name_key) WHERE name_key <> pg_temp.plain_letters(name_key);--> statement-breakpoint
DROP FUNCTION pg_temp.plain_letters;
