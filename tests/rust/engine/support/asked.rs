//! Which random commands are asked of which redis-server: none whose answer is chance, and of an older
//! one none that it does not have.

use super::grammar::Line;

/// The versions of Redis that are asked, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    V7_0,
    V8_0,
    V8_2,
}

/// Whether the line is a call of one of these commands.
pub fn is_called(line: &Line, names: &[&str]) -> bool {
    let name = line.first().cloned().unwrap_or_default();
    let is_it = |other: &&str| name.eq_ignore_ascii_case(other.as_bytes());
    names.iter().any(is_it)
}

/// What may wait for its reply.
pub const WAITS: &[&str] = &[
    "BLPOP",
    "BRPOP",
    "BLMOVE",
    "BRPOPLPUSH",
    "BLMPOP",
    "BZPOPMIN",
    "BZPOPMAX",
    "BZMPOP",
    "XREAD",
    "XREADGROUP",
];

/// What is told of numbers, addresses, times and hash tables; and what would hold everything up.
const CHANCE: &[&str] = &[
    "acl|cat",
    "bgsave",
    "save",
    "lastsave",
    "client|kill",
    "client|pause",
    "client|trackinginfo",
    // 8.0 says that it is of a later version.
    "function|dump",
    "memory|usage",
    "client|unblock",
    "latency|doctor",
    "latency|histogram",
    "latency|history",
    "latency|latest",
    "latency|reset",
    "slowlog|get",
    "slowlog|len",
    // There is no debugger here.
    "script|debug",
];

/// Whether something would expire while the two run: at which command is chance.
fn is_short_lived(line: &Line) -> bool {
    let is_short = |word: &Vec<u8>| {
        let text = String::from_utf8_lossy(word);
        text.parse()
            .is_ok_and(|time: i64| (1..100_000).contains(&time))
    };
    let name = line.first().map(|word| word.to_ascii_uppercase());
    let takes_time = [
        &b"EXPIRE"[..],
        b"PEXPIRE",
        b"SETEX",
        b"PSETEX",
        b"HEXPIRE",
        b"HPEXPIRE",
        b"RESTORE",
    ];
    let by_place = name.is_some_and(|name| takes_time.contains(&name.as_slice()));
    let announces = |word: &Vec<u8>| {
        ["EX", "PX"]
            .iter()
            .any(|token| word.eq_ignore_ascii_case(token.as_bytes()))
    };
    (by_place && line.get(2).is_some_and(is_short))
        || line
            .windows(2)
            .any(|pair| announces(&pair[0]) && is_short(&pair[1]))
}

/// By names Redis's answer for a `skiplist` with several scores is chance. So half of the stories
/// have no such set, and the other half no such question. Nor with LIMIT, whose offset Redis counts
/// through what is outside of the range.
pub fn is_left_out(line: &Line, seed: u64) -> bool {
    let has = |part: &str| {
        line.iter().any(|word| {
            let word = String::from_utf8_lossy(word).to_uppercase();
            word.contains(part)
        })
    };
    let unsure = if seed.is_multiple_of(2) {
        "LEX"
    } else {
        "ZSET-MAX"
    };
    // Which of several lines was answered can't be told where some are silenced, and EXEC's reply is cut
    // off: a story has lines that wait and transactions, or CLIENT REPLY.
    let waits_or_silences = match seed % 4 {
        1 => is_called(line, WAITS) || is_called(line, &["MULTI", "ATOMIC"]),
        _ => is_called(line, &["CLIENT"]) && has("REPLY"),
    };
    // Redis takes every number of a SORT for out of range after another command has read one that is;
    // 8.0 reads fewer spellings; and ALPHA ends a text at a zero byte. A story has such words, or SORT.
    let spoils_sort = match (seed / 2).is_multiple_of(2) {
        true => ["1E400", "0X", " 1", "\0"].into_iter().any(has),
        false => is_called(line, &["SORT", "SORT_RO"]),
    };
    // Redis does not tell caches of SWAPDB: a story has the one or the other.
    let is_swap_with_caches = match (seed / 4).is_multiple_of(2) {
        true => is_called(line, &["SWAPDB"]),
        false => is_called(line, &["CLIENT"]) && has("TRACKING"),
    };
    has(unsure)
        || is_swap_with_caches
        || spoils_sort
        || has("LEX") && has("LIMIT")
        || waits_or_silences
}

pub fn is_asked(line: &Line, version: Version, unknown: &[String]) -> bool {
    let lower = |at: usize| {
        line.get(at)
            .map(|w| String::from_utf8_lossy(w).to_lowercase())
    };
    let name = lower(0).unwrap_or_default();
    let full = format!("{name}|{}", lower(1).unwrap_or_default());
    // 7.0 knows no later versions of the format.
    if full == "function|restore" && version == Version::V7_0 {
        return false;
    }
    if ["command|getkeys", "command|getkeysandflags"].contains(&full.as_str()) {
        // 7.0 wants one argument of the command at least.
        if line.len() < 3 || line.len() == 3 && version == Version::V7_0 {
            return version >= Version::V8_0;
        }
        let inner = line[2..].to_vec();
        // 8.2 reads a count of keys up to what is no digit.
        if version == Version::V8_2 && inner.iter().any(|word| word.contains(&b'.')) {
            return false;
        }
        // 7.0 says that it reads the destination.
        if version == Version::V7_0 && is_called(&inner, &["SINTERSTORE"]) {
            return false;
        }
        // 8.0 tells the last of STORE and STOREDIST alone, those before and after it both.
        let stores = |word: &&Vec<u8>| {
            word.eq_ignore_ascii_case(b"store") || word.eq_ignore_ascii_case(b"storedist")
        };
        if version == Version::V8_0
            && is_called(&inner, &["GEORADIUS", "GEORADIUSBYMEMBER"])
            && inner.iter().filter(stores).count() > 1
        {
            return false;
        }
        return is_asked(&inner, version, unknown);
    }
    // Redis would sleep for as long as the number says.
    let digits = |word: &Vec<u8>| word != b"0" && word.iter().any(u8::is_ascii_digit);
    if name == "debug" && line.iter().any(digits) {
        return false;
    }
    if is_short_lived(line) {
        return false;
    }
    // A wait must not end by itself within the story.
    let timeout = match is_called(line, &["BLMPOP", "BZMPOP"]) {
        true => line.get(1),
        false => line.last(),
    };
    let seconds = timeout.and_then(|word| String::from_utf8_lossy(word).parse::<f64>().ok());
    if is_called(line, WAITS) && seconds.is_some_and(|seconds| seconds > 0.0 && seconds < 1e4) {
        return false;
    }
    if !is_stream_asked(line, version) {
        return false;
    }
    // Redis would wait for a replica.
    if name == "wait" && lower(1).is_some_and(|replicas| replicas != "0")
        || name == "waitaof" && lower(2).is_some_and(|replicas| replicas != "0")
    {
        return false;
    }
    // 7.0 takes a time-out that ends after the last moment.
    if name == "wait" && version == Version::V7_0 && lower(2).is_some_and(|t| t.len() > 15) {
        return false;
    }
    // What is taken at random must be all there is.
    if name == "spop" {
        let count = lower(2).and_then(|count| count.parse::<i64>().ok());
        if line.len() == 2 || count.is_some_and(|count| (0..100).contains(&count)) {
            return false;
        }
    }
    if version == Version::V7_0 && has_odd_range(line) {
        return false;
    }
    // Oracles lack what 8.4 brought, and a string of 64 MB takes them too long.
    let is_large = line.iter().any(|word| word.ends_with(b"536870912"));
    let newer_operations = ["diff", "diff1", "andor", "one"];
    let compares = |word: &Vec<u8>| {
        let word = word.to_ascii_uppercase();
        ["IFEQ", "IFNE", "IFDEQ", "IFDNE"].contains(&String::from_utf8_lossy(&word).as_ref())
    };
    if name == "set" && line.iter().any(compares) {
        return false;
    }
    let operation = lower(1).unwrap_or_default();
    if name == "bitop" && version < Version::V8_2 && newer_operations.contains(&operation.as_str())
        || is_called(line, &["SETBIT", "BITFIELD"]) && is_large
    {
        return false;
    }
    if is_called(line, &["SORT", "SORT_RO"]) && sorts_by_chance(line) {
        return false;
    }
    // Every line that MONITOR shows has its own time; what CLIENT KILL and UNBLOCK mean depends on
    // numbers and addresses that differ. MEMORY USAGE sees keys whose time has come.
    let redirects = line
        .iter()
        .any(|word| word.eq_ignore_ascii_case(b"REDIRECT"));
    // A listpack of Redis takes the least of all indexes for the first.
    let is_least = |word: &Vec<u8>| word == b"-9223372036854775808";
    let is_odd_index = is_called(line, &["LSET", "LINDEX"]) && line.get(2).is_some_and(is_least);
    if name == "monitor"
        || redirects
        || is_odd_index
        || [&name, &full]
            .iter()
            .any(|it| CHANCE.contains(&it.as_str()))
    {
        return false;
    }
    // QUIT ends every story.
    name != "quit"
        && !unknown.contains(&name)
        && !unknown.contains(&full)
        && has_words(version, line)
}

/// Whether it is a SORT by other keys: its elements may stand in no order, or be as heavy as others.
pub fn is_sorted_by_others(line: &Line) -> bool {
    let is_by = |word: &Vec<u8>| word.eq_ignore_ascii_case(b"BY");
    is_called(line, &["SORT", "SORT_RO"]) && line.iter().any(is_by)
}

/// Whether a SORT takes a part of what stands in no order: of a set as it is, or of elements whose
/// weights are the same.
fn sorts_by_chance(line: &Line) -> bool {
    let has = |token: &str| {
        line.iter()
            .any(|word| word.eq_ignore_ascii_case(token.as_bytes()))
    };
    let is_plain =
        |pair: &[Vec<u8>]| pair[0].eq_ignore_ascii_case(b"BY") && !pair[1].contains(&b'*');
    let is_unsorted = line.windows(2).any(is_plain);
    has("BY") && (has("LIMIT") || has("STORE")) && (is_unsorted || has("ALPHA"))
}

/// Whether 7.0 answers for a missing key before it finds what is wrong with the range.
fn has_odd_range(line: &Line) -> bool {
    let (first, lengths) = match () {
        () if is_called(line, &["BITCOUNT"]) => (2, &[0, 2, 3][..]),
        () if is_called(line, &["BITPOS"]) => (3, &[0, 1, 2, 3][..]),
        () => return false,
    };
    let words = line.get(first..).unwrap_or_default();
    let is_right = |(at, word): (usize, &Vec<u8>)| match at {
        2 => word.eq_ignore_ascii_case(b"BIT") || word.eq_ignore_ascii_case(b"BYTE"),
        _ => redlet::number::parse_i64(word).is_some(),
    };
    !lengths.contains(&words.len()) || !words.iter().enumerate().all(is_right)
}

/// What is said about streams.
fn is_stream_asked(line: &Line, version: Version) -> bool {
    let upper: Vec<String> = line
        .iter()
        .map(|word| String::from_utf8_lossy(word).to_uppercase())
        .collect();
    let name = upper.first().map_or("", String::as_str);
    if !name.starts_with('X') {
        return true;
    }
    let has = |words: &[&str]| upper.iter().any(|word| words.contains(&word.as_str()));
    // The clock gives the id; a wait would end by itself within the story.
    let is_short = |pair: &[String]| {
        let millis = pair[1].parse::<i64>();
        pair[0] == "BLOCK" && millis.is_ok_and(|millis| (1..1_000_000).contains(&millis))
    };
    if name == "XADD" && has(&["*"]) || upper.windows(2).any(is_short) {
        return false;
    }
    if has(&["KEEPREF", "DELREF", "ACKED"]) && version < Version::V8_2 {
        return false;
    }
    // 8.2 takes no count of read entries that is above that of the added ones.
    if has(&["ENTRIESREAD"]) && version == Version::V8_2 {
        return false;
    }
    // Redis's errors quote the subcommand as it was typed.
    let is_typed_otherwise = line.get(1).is_some_and(|word| word != upper[1].as_bytes());
    if ["XGROUP", "XINFO"].contains(&name) && is_typed_otherwise {
        return false;
    }
    let is_older = version == Version::V7_0;
    // 7.0 makes a consumer only when it gets something, tells less of it, has other errors, and serves
    // a wait for several keys by the one that changed.
    let is_other = ["XREADGROUP", "XCLAIM", "XAUTOCLAIM", "XINFO", "XSETID"].contains(&name)
        || name == "XREAD" && (has(&["+"]) || has(&["BLOCK"]) || !line.len().is_multiple_of(2));
    !(is_older && is_other)
}

/// Whether a version has the options that a line uses of a command that it has.
fn has_words(version: Version, line: &Line) -> bool {
    let newer = |word: &Vec<u8>| word.eq_ignore_ascii_case(b"NOVALUES");
    let is_c_string = |word: &Vec<u8>| word.contains(&0);
    let names_client = line
        .iter()
        .any(|word| word.eq_ignore_ascii_case(b"SETNAME"));
    // 7.0 looks at HELLO's password before the name.
    let has_password = line.iter().any(|word| word.eq_ignore_ascii_case(b"AUTH"));
    let has_odd_name = names_client && (has_password || line.iter().any(is_c_string));
    // 7.0 takes a time-out that is too long for one below 0.
    let is_endless = |word: &Vec<u8>| {
        let number = String::from_utf8_lossy(word).parse::<f64>();
        number.is_ok_and(|number| number > 1e15)
    };
    let is_acl_list = is_called(line, &["ACL"]) && line.len() == 2;
    let is_least = |word: &Vec<u8>| word == b"-9223372036854775808";
    // 7.0 serves a wait for several keys by the key that changed, whatever the others hold by
    // then; newer ones run the command again.
    let has_several_keys = is_called(line, &["BLPOP", "BRPOP", "BZPOPMIN", "BZPOPMAX"])
        && line.len() > 3
        || is_called(line, &["BLMPOP", "BZMPOP"]) && line.get(2).is_some_and(|count| count != b"1");
    // The version of a payload stands before its sum.
    let is_newer_payload = is_called(line, &["RESTORE"])
        && line.iter().any(|word| {
            let version = word.len().checked_sub(10).map(|at| word[at]);
            version.is_some_and(|version| version > 10)
        });
    let is_newer = has_several_keys
        || is_acl_list
        || is_newer_payload
        || is_called(line, &["LPOS"]) && line.iter().any(is_least)
        || is_called(line, WAITS) && line.iter().any(is_endless)
        || line.iter().any(newer)
        || has_odd_name;
    // 7.0 reads cursors leniently.
    let name = line.first().map(|word| word.to_ascii_uppercase());
    let cursor = match name.as_deref() {
        Some(b"SCAN") => line.get(1),
        Some(b"HSCAN" | b"ZSCAN" | b"SSCAN") => line.get(2),
        _ => None,
    };
    let has_rank = matches!(name.as_deref(), Some(b"ZRANK" | b"ZREVRANK")) && line.len() > 3;
    let is_strict =
        cursor.is_some_and(|word| !word.iter().all(u8::is_ascii_digit) || word.is_empty());
    match version {
        Version::V7_0 => !(is_newer || is_strict || has_rank),
        // 8.0 refuses the least count of all, and does not answer a wrong password while other
        // replies wait to be sent.
        Version::V8_0 | Version::V8_2 => {
            let is_least_count = is_called(line, &["LREM"]) && line.iter().any(is_least);
            // 8.2 words it otherwise where a number has no upper bound, and takes no size above that of an
            // integer.
            let is_otherwise = |word: &Vec<u8>| word.starts_with(b"-") || is_above_integers(word);
            let is_worded_otherwise = version == Version::V8_2
                && is_called(line, &["CONFIG"])
                && line.iter().any(is_otherwise);
            // 8.2 answers EXEC whatever CLIENT REPLY said within.
            let silences = version == Version::V8_2
                && is_called(line, &["CLIENT"])
                && line.iter().any(|word| word.eq_ignore_ascii_case(b"REPLY"));
            // 8.0 alone finds no keys of XREAD where a stream has no id.
            let asks_for_streams = version == Version::V8_0
                && is_called(line, &["COMMAND"])
                && line
                    .iter()
                    .any(|word| word.eq_ignore_ascii_case(b"STREAMS"));
            // 8.2 breaks the protocol where a word that FUNCTION LIST does not know has a line end.
            let breaks_protocol = version == Version::V8_2
                && is_called(line, &["FUNCTION"])
                && line
                    .iter()
                    .any(|word| word.contains(&b'\n') || word.contains(&b'\r'));
            // 8.0 ends where a connection that is not to touch keys serves one that waits for them.
            let may_end = is_called(line, &["CLIENT"])
                && line
                    .iter()
                    .any(|word| word.eq_ignore_ascii_case(b"NO-TOUCH"));
            let may_be_mute = is_called(line, &["AUTH"]) || has_password;
            !has_lenient_ends(line)
                && !is_least_count
                && !may_be_mute
                && !is_worded_otherwise
                && !silences
                && !breaks_protocol
                && !asks_for_streams
                && !may_end
        }
    }
}

/// Whether an end of a range is a number that 8.0 no longer takes, and 7.4 still does.
fn has_lenient_ends(line: &Line) -> bool {
    let name = line.first().map(|word| word.to_ascii_uppercase());
    let name = name.unwrap_or_default();
    let has_ends = name.starts_with(b"Z")
        && [&b"RANGE"[..], b"COUNT"]
            .iter()
            .any(|part| name.windows(5).any(|w| w == *part));
    let is_lenient = |word: &Vec<u8>| {
        let number = word.strip_prefix(b"(").unwrap_or(word);
        number.is_empty()
            || matches!(number.first(), Some(b' ' | b'\t'..=b'\r' | 0))
            || number.to_ascii_lowercase().starts_with(b"0x")
    };
    has_ends && line.iter().skip(2).any(is_lenient)
}

/// Whether it is a number that a signed integer of 64 bits can't hold.
fn is_above_integers(word: &[u8]) -> bool {
    let text = std::str::from_utf8(word).unwrap_or_default();
    text.parse::<u128>()
        .is_ok_and(|number| number > i64::MAX as u128)
}
