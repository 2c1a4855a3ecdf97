-- A database as the first version of the schema made it, with a string and a hash in it.
CREATE TABLE keys (
  id INTEGER PRIMARY KEY,
  db INTEGER NOT NULL,
  key BLOB NOT NULL,
  type INTEGER NOT NULL,
  encoding INTEGER NOT NULL,
  expire_at INTEGER,
  size INTEGER NOT NULL,
  value BLOB
);
CREATE UNIQUE INDEX keys_by_name ON keys (db, key);
CREATE INDEX keys_by_db ON keys (db);
CREATE INDEX keys_by_expiry ON keys (expire_at) WHERE expire_at IS NOT NULL;

CREATE TABLE fields (
  id INTEGER PRIMARY KEY,
  key_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  expire_at INTEGER,
  field BLOB NOT NULL,
  value BLOB NOT NULL
);
CREATE UNIQUE INDEX fields_by_name ON fields (key_id, field);
CREATE UNIQUE INDEX fields_by_seq ON fields (key_id, seq);
CREATE INDEX fields_by_expiry ON fields (expire_at) WHERE expire_at IS NOT NULL;
CREATE INDEX fields_by_key_expiry ON fields (key_id, expire_at) WHERE expire_at IS NOT NULL;

CREATE TABLE databases (
  number INTEGER PRIMARY KEY,
  storage INTEGER NOT NULL
);

INSERT INTO keys VALUES (1, 0, x'6b', 1, 1, NULL, 1, x'76');
INSERT INTO keys VALUES (2, 0, x'68', 5, 4, NULL, 2, NULL);
INSERT INTO fields VALUES (1, 2, 1, NULL, x'66', x'76');
INSERT INTO fields VALUES (2, 2, 2, 99999999999999, x'6c', zeroblob(257));
PRAGMA user_version = 1;
