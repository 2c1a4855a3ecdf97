//! Which replies count as the same: most to the byte, some but for order, times or what is chance.

use redlet::command::reply::Reply;
use redlet::number;
use redlet::protocol::text;

use super::asked::{Version, is_sorted_by_others};
use super::grammar::Line;
use super::near::{ints, is_near, is_same_but_for_times};

/// What is compared otherwise than to the byte, and why.
enum Rule {
    Exact,
    /// Redis's order is that of its hash table.
    Unordered,
    /// Time passes between the two: so far apart at most.
    Near(i64),
    /// Times pass between the two: of pending entries, and of consumers.
    Times,
    /// A picture of its own, with parameters of its own.
    Any,
    /// The first page of all keys: the same keys where it is the last, too. What comes first of more is up to
    /// the hash table, and it may be empty from there on.
    FirstPage,
    /// Redis 7.0 prints doubles with 17 digits.
    Scores,
    /// The same, in the order of a hash table.
    UnorderedScores,
    /// Random, or telling of the server itself: the same type of reply.
    Shape,
    /// Figures, of which most are the server's own.
    Figures,
    /// Whether a string is `embstr` or `raw` depends on its key's length, too: since 8.2.
    Form,
}

fn rule(line: &Line, version: Version) -> Rule {
    let upper = |at: usize| {
        line.get(at)
            .map(|w| String::from_utf8_lossy(w).to_uppercase())
    };
    let name = upper(0).unwrap_or_default();
    match (name.as_str(), upper(1).unwrap_or_default().as_str()) {
        // A cursor that no scan gave means nothing.
        ("SCAN", cursor) if cursor != "0" => Rule::Shape,
        ("HSCAN" | "ZSCAN" | "SSCAN", _) if upper(2).is_none_or(|cursor| cursor != "0") => {
            Rule::Shape
        }
        ("ZSCAN", _) => Rule::UnorderedScores,
        ("ZRANDMEMBER" | "SPOP" | "SRANDMEMBER", _) => Rule::Shape,
        // To 7.0 every set but those of integers is a hash table.
        ("SSCAN", _) if version == Version::V7_0 => Rule::Shape,
        ("SMEMBERS" | "SINTER" | "SUNION" | "SDIFF" | "SSCAN", _) => Rule::Unordered,
        _ if is_sorted_by_others(line) => Rule::Unordered,
        // By how many members it was given, not by how many it has: since 7.2.
        ("OBJECT", "ENCODING") if version == Version::V7_0 => Rule::Shape,
        ("OBJECT", "ENCODING") if version == Version::V8_2 => Rule::Form,
        (name, _) if version == Version::V7_0 && is_scored(name) => Rule::Scores,
        ("SCAN", _) => Rule::FirstPage,
        ("KEYS" | "HSCAN" | "HGETALL" | "HKEYS" | "HVALS", _) => Rule::Unordered,
        ("TTL" | "EXPIRETIME" | "HTTL" | "HEXPIRETIME", _) => Rule::Near(2),
        ("PTTL" | "PEXPIRETIME" | "HPTTL" | "HPEXPIRETIME", _) => Rule::Near(2_000),
        ("DUMP" | "RANDOMKEY" | "HRANDFIELD" | "TIME" | "HELLO", _) => Rule::Shape,
        ("INFO", "STATS") if upper(2).as_deref() == Some("PERSISTENCE") => Rule::Figures,
        ("INFO", _) => Rule::Shape,
        ("CLIENT", "ID" | "INFO" | "LIST") | ("MEMORY", _) => Rule::Shape,
        ("OBJECT", "FREQ" | "IDLETIME" | "REFCOUNT") | (_, "HELP") => Rule::Shape,
        ("COMMAND", "" | "COUNT" | "DOCS" | "LIST" | "INFO") => Rule::Shape,
        ("UNSUBSCRIBE" | "PUNSUBSCRIBE" | "SUNSUBSCRIBE", "") => Rule::Shape,
        ("XPENDING" | "XINFO", _) => Rule::Times,
        ("LOLWUT", _) => Rule::Any,
        ("PUBSUB", "CHANNELS" | "SHARDCHANNELS") | ("CONFIG", "GET") => Rule::Unordered,
        _ => Rule::Exact,
    }
}

/// One reply, as it came and as what it means.
pub struct Said {
    pub raw: Vec<u8>,
    pub reply: Reply,
}

/// Whether its replies have scores, or coordinates.
fn is_scored(name: &str) -> bool {
    name.starts_with('Z') || name.starts_with("BZ") || name.starts_with("GEO")
}

/// Whether both answer the line in the same way.
pub fn is_same(line: &Line, version: Version, ours: &Said, theirs: &Said) -> bool {
    match (rule(line, version), &ours.reply, &theirs.reply) {
        (Rule::Any, ..) => true,
        // Redis has it.
        (_, Reply::Error(text), _) if text.contains("DUMP of streams") => true,
        // Errors are text in redlet: of what they quote, bytes that are no UTF-8 are replaced.
        (_, Reply::Error(_), _) => {
            String::from_utf8_lossy(&ours.raw) == String::from_utf8_lossy(&theirs.raw)
        }
        (Rule::Exact, ..) => ours.raw == theirs.raw,
        (Rule::Shape, ours, theirs) => {
            std::mem::discriminant(ours) == std::mem::discriminant(theirs)
        }
        (Rule::Near(far), one, other) => match (ints(one), ints(other)) {
            (Some(one), Some(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(a, b)| is_near(*a, b, far))
            }
            _ => ours.raw == theirs.raw,
        },
        (Rule::Figures, ours, theirs) => figures(ours) == figures(theirs),
        (Rule::Form, ..) => {
            [ours, theirs].iter().all(|said| is_text_form(&said.reply)) || ours.raw == theirs.raw
        }
        (Rule::Times, ours, theirs) => is_same_but_for_times(ours, theirs),
        (Rule::FirstPage, ours, theirs) if ![ours, theirs].into_iter().all(is_last_page) => {
            std::mem::discriminant(ours) == std::mem::discriminant(theirs)
        }
        (Rule::Unordered | Rule::FirstPage, ours, theirs) => sorted(ours) == sorted(theirs),
        (Rule::Scores, ours, theirs) => scores(ours) == scores(theirs),
        (Rule::UnorderedScores, ours, theirs) => {
            let sorted = |reply| {
                let mut all = scores(reply);
                all.sort();
                all
            };
            sorted(ours) == sorted(theirs)
        }
    }
}

/// Whether nothing comes after this page of a scan.
fn is_last_page(reply: &Reply) -> bool {
    matches!(reply, Reply::Array(parts) if parts.first() == Some(&Reply::Bulk(b"0".to_vec())))
}

/// What INFO says of what commands did.
fn figures(reply: &Reply) -> Vec<String> {
    let text = match reply {
        Reply::Bulk(text) => String::from_utf8_lossy(text).into_owned(),
        Reply::Verbatim(text) => text.clone(),
        other => return vec![text::display(other)],
    };
    let told = [
        "keyspace_hits",
        "keyspace_misses",
        "rdb_changes_since_last_save",
    ];
    let is_told = |line: &&str| {
        line.split(':')
            .next()
            .is_some_and(|name| told.contains(&name))
    };
    text.split("\r\n")
        .filter(is_told)
        .map(str::to_owned)
        .collect()
}

/// Whether it names a form of strings that are no integers.
fn is_text_form(reply: &Reply) -> bool {
    matches!(reply, Reply::Bulk(name) if name == b"embstr" || name == b"raw")
}

/// What it is made of, with numbers printed in one way.
fn scores(reply: &Reply) -> Vec<String> {
    match reply {
        Reply::Array(items) => {
            let inner = items.iter().flat_map(scores);
            std::iter::once(format!("array of {}", items.len()))
                .chain(inner)
                .collect()
        }
        // Which zeros keep their sign depends on the encoding; 7.0 cuts coordinates off.
        Reply::Double(number) => vec![format!("{:.10}", number + 0.0)],
        Reply::Bulk(bytes) => match number::parse_f64(bytes) {
            Some(number) => vec![format!("\"{:.10}\"", number + 0.0)],
            None => vec![text::display(reply)],
        },
        other => vec![text::display(other)],
    }
}

/// What it is made of, in one order.
fn sorted(reply: &Reply) -> Vec<String> {
    let mut all = match reply {
        Reply::Array(items) | Reply::Set(items) => items.iter().flat_map(sorted).collect(),
        Reply::Map(pairs) => pairs
            .iter()
            .flat_map(|(k, v)| [sorted(k), sorted(v)].concat())
            .collect(),
        other => vec![text::display(other)],
    };
    all.sort();
    all
}
