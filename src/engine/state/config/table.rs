//! The table of parameters. Those that are `kept` change nothing in redlet yet: they are here
//! because clients and programs read or set them.

use super::{AppendFsync, Change, Config, ConfigRefusal, Parameter, Place, Rule, output};
use crate::store::databases::DATABASES;
use Rule::{Events, Integer, Memory, OneOf, OutputLimits, Percentiles, Save, Size, Text, YesNo};

const INT: i64 = i32::MAX as i64;
const LONG: i64 = i64::MAX;
const MEBI: i64 = 1 << 20;

/// In the order in which Redis's error names them.
const FSYNC: &[&str] = &["everysec", "always", "no"];
const POLICIES: &[&str] = &[
    "volatile-lru",
    "volatile-lfu",
    "volatile-random",
    "volatile-ttl",
    "allkeys-lru",
    "allkeys-lfu",
    "allkeys-random",
    "noeviction",
];
const LOG_LEVELS: &[&str] = &["debug", "verbose", "notice", "warning", "nothing"];
const SANITIZE: &[&str] = &["no", "yes", "clients"];
const DEBUG_COMMAND: &[&str] = &["no", "yes", "local"];

/// A parameter that is a number in a field of its own.
macro_rules! number {
    ($name:literal, $rule:expr, $field:ident) => {
        field(
            $name,
            $rule,
            |config| integer(config.$field),
            |config, value| to_integer(&mut config.$field, value),
        )
    };
}

/// Every parameter.
#[rustfmt::skip]
pub const PARAMETERS: &[Parameter] = &[
    // What the engine uses.
    field("appendfsync", OneOf(FSYNC), appendfsync, set_appendfsync),
    field("appendonly", YesNo, appendonly, set_appendonly),
    field(
        "client-output-buffer-limit",
        OutputLimits,
        |config| output::write(&config.output_limits),
        |config, value| output::read(value, &mut config.output_limits),
    ),
    number!("client-query-buffer-limit", Memory(MEBI, LONG), client_query_buffer_limit),
    number!("maxclients", Integer(1, u32::MAX as i64), maxclients),
    number!("busy-reply-threshold", Integer(0, LONG), busy_reply_threshold),
    alias("lua-time-limit", Integer(0, LONG), "busy-reply-threshold"),
    number!("proto-max-bulk-len", Memory(MEBI, LONG), proto_max_bulk_len),
    number!("tcp-keepalive", Integer(0, INT), tcp_keepalive),
    number!("timeout", Integer(0, INT), timeout),
    number!("hash-max-listpack-entries", Integer(0, LONG), hash_max_listpack_entries),
    number!("hash-max-listpack-value", Memory(0, LONG), hash_max_listpack_value),
    alias("hash-max-ziplist-entries", Integer(0, LONG), "hash-max-listpack-entries"),
    alias("hash-max-ziplist-value", Memory(0, LONG), "hash-max-listpack-value"),
    number!("hll-sparse-max-bytes", Memory(0, LONG), hll_sparse_max_bytes),
    field(
        "maxmemory",
        Size,
        |config| config.maxmemory.to_string().into_bytes(),
        set_maxmemory,
    ),
    number!("zset-max-listpack-entries", Integer(0, LONG), zset_max_listpack_entries),
    number!("zset-max-listpack-value", Memory(0, LONG), zset_max_listpack_value),
    alias("zset-max-ziplist-entries", Integer(0, LONG), "zset-max-listpack-entries"),
    alias("zset-max-ziplist-value", Memory(0, LONG), "zset-max-listpack-value"),
    number!("list-max-listpack-size", Integer(i32::MIN as i64, INT), list_max_listpack_size),
    field("maxmemory-policy", OneOf(POLICIES), policy, set_policy),
    number!("latency-monitor-threshold", Integer(0, LONG), latency_monitor_threshold),
    number!("slowlog-log-slower-than", Integer(-1, LONG), slowlog_log_slower_than),
    number!("slowlog-max-len", Integer(0, LONG), slowlog_max_len),
    field(
        "notify-keyspace-events",
        Events,
        // Redis leaves the class of new keys out where it prints `A`.
        |config| match config.notify_keyspace_events.strip_prefix("An") {
            Some(rest) => format!("A{rest}").into_bytes(),
            None => config.notify_keyspace_events.clone().into_bytes(),
        },
        |config, value| {
            config.notify_keyspace_events = String::from_utf8_lossy(value).into_owned();
            Ok(())
        },
    ),
    number!("set-max-intset-entries", Integer(0, LONG), set_max_intset_entries),
    number!("set-max-listpack-entries", Integer(0, LONG), set_max_listpack_entries),
    number!("set-max-listpack-value", Memory(0, LONG), set_max_listpack_value),
    field("requirepass", Text, |config| config.requirepass.clone(), set_requirepass),
    // What is settled when the engine is opened.
    Parameter {
        change: Change::Immutable,
        ..field("port", Integer(0, 65_535), |c| integer(c.port.into()), |_, _| Ok(()))
    },
    fixed("cluster-enabled", YesNo, "no"),
    fixed("daemonize", YesNo, "no"),
    fixed("databases", Integer(1, INT), databases()),
    fixed("enable-debug-command", OneOf(DEBUG_COMMAND), "yes"),
    fixed("hz", Integer(1, 500), "10"),
    fixed("io-threads", Integer(1, 128), "1"),
    fixed("logfile", Text, ""),
    fixed("unixsocket", Text, ""),
    protected("dbfilename", Text, ""),
    protected("dir", Text, ""),
    // What is kept for those who ask.
    kept("activedefrag", YesNo, "no"),
    kept("activerehashing", YesNo, "yes"),
    kept("active-expire-effort", Integer(1, 10), "1"),
    kept("auto-aof-rewrite-min-size", Memory(0, LONG), "67108864"),
    kept("auto-aof-rewrite-percentage", Integer(0, INT), "100"),
    kept("bind", Text, ""),
    field(
        "latency-tracking",
        YesNo,
        |config| if config.latency_tracking { "yes" } else { "no" }.into(),
        |config, value| {
            config.latency_tracking = value == b"yes";
            Ok(())
        },
    ),
    kept("latency-tracking-info-percentiles", Percentiles, "50 99 99.9"),
    kept("lazyfree-lazy-eviction", YesNo, "no"),
    kept("lazyfree-lazy-expire", YesNo, "no"),
    kept("lazyfree-lazy-server-del", YesNo, "no"),
    kept("lazyfree-lazy-user-del", YesNo, "no"),
    kept("lazyfree-lazy-user-flush", YesNo, "no"),
    number!("lfu-decay-time", Integer(0, INT), lfu_decay_time),
    number!("lfu-log-factor", Integer(0, INT), lfu_log_factor),
    kept("list-compress-depth", Integer(0, INT), "0"),
    alias("list-max-ziplist-size", Integer(i32::MIN as i64, INT), "list-max-listpack-size"),
    kept("loglevel", OneOf(LOG_LEVELS), "notice"),
    kept("maxmemory-eviction-tenacity", Integer(0, 100), "10"),
    number!("maxmemory-samples", Integer(1, INT), maxmemory_samples),
    kept("no-appendfsync-on-rewrite", YesNo, "no"),
    kept("protected-mode", YesNo, "yes"),
    // Bad payloads are refused whatever it says.
    kept("sanitize-dump-payload", OneOf(SANITIZE), "no"),
    kept("save", Save, ""),
    kept("stop-writes-on-bgsave-error", YesNo, "yes"),
    number!("stream-node-max-bytes", Memory(0, LONG), stream_node_max_bytes),
    number!("stream-node-max-entries", Integer(0, LONG), stream_node_max_entries),
    number!("tracking-table-max-keys", Integer(0, LONG), tracking_table_max_keys),
];

const fn kept(name: &'static str, rule: Rule, default: &'static str) -> Parameter {
    Parameter {
        name,
        rule,
        change: Change::Live,
        place: Place::Kept(default),
    }
}

const fn fixed(name: &'static str, rule: Rule, value: &'static str) -> Parameter {
    Parameter {
        change: Change::Immutable,
        ..kept(name, rule, value)
    }
}

const fn protected(name: &'static str, rule: Rule, value: &'static str) -> Parameter {
    Parameter {
        change: Change::Protected,
        ..kept(name, rule, value)
    }
}

const fn alias(name: &'static str, rule: Rule, of: &'static str) -> Parameter {
    Parameter {
        place: Place::Alias(of),
        ..kept(name, rule, "")
    }
}

const fn field(
    name: &'static str,
    rule: Rule,
    get: fn(&Config) -> Vec<u8>,
    set: fn(&mut Config, &[u8]) -> Result<(), ConfigRefusal>,
) -> Parameter {
    Parameter {
        place: Place::Field { get, set },
        ..kept(name, rule, "")
    }
}

/// The number of databases is a constant of the store; the table wants its text.
const fn databases() -> &'static str {
    const { assert!(DATABASES == 16) };
    "16"
}

fn integer(value: i64) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// The rule has seen to it that the value is a number in range.
fn to_integer(field: &mut i64, value: &[u8]) -> Result<(), ConfigRefusal> {
    *field = crate::number::parse_i64(value).ok_or(ConfigRefusal::NotAnInteger)?;
    Ok(())
}

fn set_maxmemory(config: &mut Config, value: &[u8]) -> Result<(), ConfigRefusal> {
    let text = std::str::from_utf8(value).ok();
    let bytes = text.and_then(|text| text.parse().ok());
    config.maxmemory = bytes.ok_or(ConfigRefusal::NotMemory)?;
    Ok(())
}

fn appendfsync(config: &Config) -> Vec<u8> {
    config.appendfsync.name().into()
}

fn set_appendfsync(config: &mut Config, value: &[u8]) -> Result<(), ConfigRefusal> {
    let mode = std::str::from_utf8(value)
        .ok()
        .and_then(AppendFsync::from_name);
    config.appendfsync = mode.ok_or(ConfigRefusal::NotOneOf(FSYNC))?;
    config.appendfsync_changed = true;
    Ok(())
}

fn appendonly(config: &Config) -> Vec<u8> {
    if config.appendonly { "yes" } else { "no" }.into()
}

/// A database in memory can't be made one in files, nor the other way round.
fn set_appendonly(config: &mut Config, value: &[u8]) -> Result<(), ConfigRefusal> {
    match (value == b"yes") == config.appendonly {
        true => Ok(()),
        false => Err(ConfigRefusal::StorageIsSettled),
    }
}

fn policy(config: &Config) -> Vec<u8> {
    config.maxmemory_policy.clone().into_bytes()
}

fn set_policy(config: &mut Config, value: &[u8]) -> Result<(), ConfigRefusal> {
    config.maxmemory_policy = String::from_utf8_lossy(value).into_owned();
    Ok(())
}

fn set_requirepass(config: &mut Config, value: &[u8]) -> Result<(), ConfigRefusal> {
    config.requirepass = value.to_vec();
    Ok(())
}
