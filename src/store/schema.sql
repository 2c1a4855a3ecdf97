-- One row a key. Strings stand in the row itself, so that GET is one descent; the elements of
-- other types stand in their own tables under the key's id.
CREATE TABLE keys (
  db INTEGER NOT NULL,       -- storage number of the database, see `databases`
  key BLOB NOT NULL,
  type INTEGER NOT NULL,     -- store::Type
  encoding INTEGER NOT NULL, -- store::Encoding: what OBJECT ENCODING says
  expire_at INTEGER,         -- Unix time in milliseconds
  id INTEGER NOT NULL,       -- never changes while the key lives; the cursor of SCAN
  size INTEGER NOT NULL,     -- number of elements; 0 for a string
  value BLOB,                -- a string's bytes
  PRIMARY KEY (db, key)
) WITHOUT ROWID;
CREATE UNIQUE INDEX keys_by_id ON keys (db, id);
CREATE INDEX keys_by_expiry ON keys (expire_at) WHERE expire_at IS NOT NULL;

-- The fields of hashes. `seq` keeps the order in which they came, and is the cursor of HSCAN.
CREATE TABLE fields (
  key_id INTEGER NOT NULL,
  field BLOB NOT NULL,
  seq INTEGER NOT NULL,
  expire_at INTEGER,
  value BLOB NOT NULL,
  PRIMARY KEY (key_id, field)
) WITHOUT ROWID;
CREATE UNIQUE INDEX fields_by_seq ON fields (key_id, seq);
CREATE INDEX fields_by_expiry ON fields (expire_at) WHERE expire_at IS NOT NULL;

-- SWAPDB swaps numbers here and touches no key. A database without a row stores under its own number.
CREATE TABLE databases (
  number INTEGER PRIMARY KEY,
  storage INTEGER NOT NULL
);
