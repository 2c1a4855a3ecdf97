//! Random commands on few keys, and what must hold of the tables after any of them.

use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::engine::state::host::Random;

/// Runs lines as one batch.
pub fn run(engine: &mut Engine, session: u64, lines: &[String]) -> Vec<Reply> {
    let words: Vec<Vec<&[u8]>> = lines
        .iter()
        .map(|line| line.split(' ').map(str::as_bytes).collect())
        .collect();
    engine.run_lines(session, &words)
}

/// The number that a statement finds.
pub fn number(engine: &mut Engine, sql: &str) -> i64 {
    let conn = engine.connection();
    conn.one(sql, (), |row| row.get(0)).unwrap().unwrap_or(0)
}

/// Compares what the engine keeps beside the rows with the rows.
pub fn check(engine: &mut Engine, context: &str) {
    for database in 0..16 {
        let db = engine.store().db(database).unwrap();
        let kept = engine.store().count(db).unwrap();
        let find = format!("SELECT storage FROM databases WHERE number = {database}");
        let conn = engine.connection();
        let storage = conn.one(&find, (), |row| row.get(0)).unwrap();
        let storage: i64 = storage.unwrap_or(database as i64);
        let all = format!("SELECT count(*) FROM keys WHERE db = {storage}");
        let expiring = format!("{all} AND expire_at IS NOT NULL");
        let counted = (number(engine, &all), number(engine, &expiring));
        assert_eq!((kept.keys, kept.expires), counted, "{context}");
    }
    for (wrong, sql) in [
        (
            "fields without a key",
            "SELECT count(*) FROM elements WHERE key_id NOT IN (SELECT id FROM keys)",
        ),
        (
            "hashes of another size",
            "SELECT count(*) FROM keys WHERE type = 5
             AND size <> (SELECT count(*) FROM elements WHERE key_id = keys.id)",
        ),
        (
            "large values without a field, or of another key",
            "SELECT count(*) FROM large_values AS large WHERE NOT EXISTS (SELECT 1 FROM elements
             WHERE key_id = large.key_id AND value = large.id)",
        ),
        (
            "fields whose large value is missing, or is not large",
            "SELECT count(*) FROM elements WHERE typeof(value) = 'integer'
             AND NOT EXISTS (SELECT 1 FROM large_values WHERE id = elements.value AND length(value) > 256)
             OR length(value) > 256",
        ),
        (
            "members without a key",
            "SELECT count(*) FROM scores WHERE key_id NOT IN (SELECT id FROM keys)",
        ),
        (
            "sorted sets of another size",
            "SELECT count(*) FROM keys WHERE type = 4
             AND size <> (SELECT count(*) FROM scores WHERE key_id = keys.id)",
        ),
        (
            "counts without a large sorted set",
            "SELECT count(*) FROM ranks WHERE key_id NOT IN
             (SELECT id FROM keys WHERE type = 4 AND encoding = 9)",
        ),
        (
            "counts that don't add up to their set",
            "SELECT count(*) FROM (SELECT sum(count) AS counted, size FROM ranks
             JOIN keys ON id = key_id GROUP BY key_id, level) WHERE counted <> size",
        ),
        (
            "ids given twice",
            "SELECT count(*) - count(DISTINCT id) FROM keys",
        ),
    ] {
        assert_eq!(number(engine, sql), 0, "{wrong}: {context}");
    }
}

/// A random command on few keys, so that they meet.
pub fn random_command(random: &mut Random) -> String {
    const SHAPES: &[&str] = &[
        "SET K v",
        "SET K v PX T",
        "SET K v KEEPTTL",
        "SET K v PXAT 1",
        "MSET K v K v",
        "GETEX K PX T",
        "GETEX K PERSIST",
        "GETDEL K",
        "APPEND K v",
        "INCR n",
        "HSET K F v F v",
        "HDEL K F F",
        "HPEXPIRE K T FIELDS 2 F F",
        "HGETALL K",
        "ZADD K T F T F",
        "ZADD K T L T L T L T L T L T L",
        "ZADD K T L T L T L T L T L T L",
        "ZINCRBY K T L",
        "ZREM K F L L",
        "ZREMRANGEBYRANK K 2 10",
        "ZPOPMIN K 3",
        "ZUNIONSTORE K 2 K K",
        "CONFIG SET zset-max-listpack-entries D",
        "DEL K K",
        "UNLINK K",
        "EXISTS K",
        "RENAME K K",
        "RENAMENX K K",
        "COPY K K",
        "COPY K K REPLACE",
        "COPY K K DB D REPLACE",
        "MOVE K D",
        "SWAPDB D D",
        "PEXPIRE K T",
        "PEXPIRE K T NX",
        "PEXPIRE K T GT",
        "PEXPIRE K -1",
        "PEXPIREAT K 1",
        "PERSIST K",
        "SCAN 0",
        "RANDOMKEY",
        "TOUCH K",
    ];
    // The rarer, because they leave nothing to go on with.
    let shape = match random.below(200) {
        0 => "FLUSHDB",
        1 => "FLUSHALL",
        _ => SHAPES[random.below(SHAPES.len() as u64) as usize],
    };
    let word = |word: &str| match word {
        "K" => format!("k{}", random.below(6)),
        "L" => format!("m{}", random.below(500)),
        "F" => format!("f{}", random.below(3)),
        "D" => random.below(4).to_string(),
        "T" => (1 + random.below(300)).to_string(),
        other => other.to_owned(),
    };
    let words: Vec<String> = shape.split(' ').map(word).collect();
    words.join(" ")
}
