-- Up to version 4 fields stood in a table with an index by name, whatever the length of their values.
INSERT INTO large_values SELECT id, key_id, value FROM fields WHERE length(value) > 256;
INSERT INTO elements SELECT key_id, field, seq, expire_at, CASE WHEN length(value) > 256 THEN id ELSE value END
FROM fields;
DROP TABLE fields;
