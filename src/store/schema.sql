-- One row a key. Strings stand in the row itself; the elements of other types stand in their own
-- tables under the key's id. Not WITHOUT ROWID: SQLite compares whole rows while it searches one,
-- so that one large string would slow every search that passes it.
CREATE TABLE IF NOT EXISTS keys (
  id INTEGER PRIMARY KEY,    -- never changes while the key lives; the cursor of SCAN
  db INTEGER NOT NULL,       -- storage number of the database, see `databases`
  key BLOB NOT NULL,
  type INTEGER NOT NULL,     -- store::Type
  encoding INTEGER NOT NULL, -- store::Encoding: what OBJECT ENCODING says
  expire_at INTEGER,         -- Unix time in milliseconds
  size INTEGER NOT NULL,     -- number of elements; of a string, its bytes
  value BLOB                 -- a string's bytes; of a list, the number of its listpack's
);
CREATE UNIQUE INDEX IF NOT EXISTS keys_by_name ON keys (db, key);
-- An index ends in the id: a database's keys in the order of their ids.
CREATE INDEX IF NOT EXISTS keys_by_db ON keys (db);
CREATE INDEX IF NOT EXISTS keys_by_expiry ON keys (expire_at) WHERE expire_at IS NOT NULL;

-- The fields of hashes and the members of sets, clustered: one search finds a field and its value.
-- `seq` keeps the order in which they came, and is the cursor of HSCAN. SQLite compares whole rows
-- here while it searches, so a large value stands elsewhere.
CREATE TABLE IF NOT EXISTS elements (
  key_id INTEGER NOT NULL,
  name BLOB NOT NULL,
  seq INTEGER NOT NULL,
  expire_at INTEGER,
  value BLOB NOT NULL,       -- an integer: the id of a large value
  PRIMARY KEY (key_id, name)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS elements_by_seq ON elements (key_id, seq);
CREATE INDEX IF NOT EXISTS elements_by_expiry ON elements (expire_at) WHERE expire_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS elements_by_key_expiry ON elements (key_id, expire_at) WHERE expire_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS large_values (
  id INTEGER PRIMARY KEY,
  key_id INTEGER NOT NULL,
  value BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS large_values_by_key ON large_values (key_id);

-- The members of sorted sets.
CREATE TABLE IF NOT EXISTS scores (
  key_id INTEGER NOT NULL,
  member BLOB NOT NULL,
  score REAL NOT NULL,       -- infinite, maybe; no NaN
  PRIMARY KEY (key_id, member)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS scores_by_score ON scores (key_id, score, member);

-- The elements of lists, at positions without gaps. Not WITHOUT ROWID, for the reason of `keys`; the
-- index is not unique, as elements are moved one by one.
CREATE TABLE IF NOT EXISTS items (
  id INTEGER PRIMARY KEY,
  key_id INTEGER NOT NULL,
  pos INTEGER NOT NULL,
  item BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS items_by_pos ON items (key_id, pos);

-- Counts that make the rank of a member of a large sorted set a matter of O(log n): skip lists.
-- `count` members stand from this node to before the next of its level.
CREATE TABLE IF NOT EXISTS ranks (
  key_id INTEGER NOT NULL,
  level INTEGER NOT NULL,    -- from 1
  score REAL NOT NULL,
  member BLOB NOT NULL,      -- the integer 0 in a level's first node, which no member sorts before
  count INTEGER NOT NULL,
  PRIMARY KEY (key_id, level, score, member)
) WITHOUT ROWID;

-- SWAPDB swaps numbers here and touches no key. A database without a row stores under its own number.
CREATE TABLE IF NOT EXISTS databases (
  number INTEGER PRIMARY KEY,
  storage INTEGER NOT NULL
);

-- What is known of streams beside their entries. The id of an entry is 16 bytes, big-endian: 8 of
-- milliseconds, 8 of a sequence number.
CREATE TABLE IF NOT EXISTS streams (
  key_id INTEGER PRIMARY KEY,
  length INTEGER NOT NULL,     -- how many entries there are
  last_id BLOB NOT NULL,       -- the greatest that an entry was given
  max_deleted BLOB NOT NULL,   -- the greatest of an entry that was deleted
  added INTEGER NOT NULL,      -- how many entries were ever added
  node INTEGER NOT NULL,       -- the last node, see `entries`
  node_entries INTEGER NOT NULL,
  node_bytes INTEGER NOT NULL
);

-- The entries of streams. Not WITHOUT ROWID, for the reason of `keys`.
CREATE TABLE IF NOT EXISTS entries (
  id INTEGER PRIMARY KEY,
  key_id INTEGER NOT NULL,
  entry_id BLOB NOT NULL,
  node INTEGER NOT NULL,       -- one number for what Redis keeps in one node, which `~` trims whole: the id of its first entry
  fields BLOB NOT NULL         -- fields and values in turn, each after its length (4 bytes, little-endian)
);
CREATE UNIQUE INDEX IF NOT EXISTS entries_by_id ON entries (key_id, entry_id);

CREATE TABLE IF NOT EXISTS stream_groups (
  id INTEGER PRIMARY KEY,
  key_id INTEGER NOT NULL,
  name BLOB NOT NULL,
  last_id BLOB NOT NULL,       -- the last entry that was delivered
  entries_read INTEGER         -- how many entries up to that one were ever added, where that is known
);
CREATE UNIQUE INDEX IF NOT EXISTS stream_groups_by_name ON stream_groups (key_id, name);

CREATE TABLE IF NOT EXISTS consumers (
  id INTEGER PRIMARY KEY,
  group_id INTEGER NOT NULL,
  name BLOB NOT NULL,
  seen_at INTEGER NOT NULL,    -- when it last asked, Unix milliseconds
  active_at INTEGER            -- when it last got something
);
CREATE UNIQUE INDEX IF NOT EXISTS consumers_by_name ON consumers (group_id, name);

-- What groups have delivered to consumers that have not acknowledged it yet.
CREATE TABLE IF NOT EXISTS pending (
  group_id INTEGER NOT NULL,
  entry_id BLOB NOT NULL,
  consumer_id INTEGER NOT NULL,
  delivered_at INTEGER NOT NULL,
  deliveries INTEGER NOT NULL,
  PRIMARY KEY (group_id, entry_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pending_by_consumer ON pending (consumer_id, entry_id);

-- The replies to the last batches of each tab that wrote. `id` is the tab's number times 64, and the
-- batch's number modulo 64.
CREATE TABLE IF NOT EXISTS replies (
  id INTEGER PRIMARY KEY,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,         -- Unix milliseconds
  reply BLOB NOT NULL          -- the frame, or its head alone where it was too large to keep
);

-- The modules that have tables of their own in this file: a build that lacks one must not open it.
CREATE TABLE IF NOT EXISTS modules (
  name TEXT PRIMARY KEY,
  version INTEGER NOT NULL     -- of the module's tables
) WITHOUT ROWID;

-- What CONFIG REWRITE kept: the parameters that differ from their defaults.
CREATE TABLE IF NOT EXISTS settings (
  name BLOB PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;
