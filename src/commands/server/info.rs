//! INFO: the engine's figures, in Redis's sections and fields.
//!
//! A field that clients look for and that has no meaning here has the value of a Redis that does not use
//! the feature. Figures that are not measured (processor time, memory of the process) are left out.

use std::fmt::Display;

use crate::command::args::Any;
use crate::command::reply::Text;
use crate::command::{Command, Tx};
use crate::commands;
use crate::engine::state::command_stats::Figures;
use crate::engine::state::pubsub::Kind;
use crate::engine::state::server::{REDIS_VERSION, VERSION};
use crate::engine::state::session::Session;
use crate::error::Result;
use crate::number;
use crate::store::databases::DATABASES;

commands! { "server";
    /// Facts and figures about the server, in sections.
    INFO(section): "1.0.0", "O(1)", [loading stale], [], ["@dangerous" "nondeterministic_output" "request_policy:all_shards" "response_policy:special"] => info;
}

/// A section: its title, and what writes it.
type Section = (&'static str, fn(&mut Tx, &mut Fields) -> Result<()>);

/// In the order in which they are printed, whatever the order in which they are asked for.
const SECTIONS: [Section; 12] = [
    ("Server", server),
    ("Clients", clients),
    ("Memory", memory),
    ("Persistence", persistence),
    ("Stats", stats),
    ("Replication", replication),
    ("CPU", cpu),
    ("Commandstats", commandstats),
    ("Errorstats", errorstats),
    ("Latencystats", latencystats),
    ("Cluster", cluster),
    ("Keyspace", keyspace),
];

/// A section's lines.
struct Fields(String);

impl Fields {
    fn add(&mut self, name: &str, value: impl Display) {
        self.0 += &format!("{name}:{value}\r\n");
    }

    fn add_all(&mut self, fields: &[(&str, &dyn Display)]) {
        for (name, value) in fields {
            self.add(name, value);
        }
    }
}

fn info(tx: &mut Tx, sections: Any<&[u8]>) -> Result<Text> {
    let is_asked = |title: &str| {
        let is_default = !matches!(title, "Commandstats" | "Latencystats");
        let names = |word: &&[u8]| {
            let is_it = |name: &str| word.eq_ignore_ascii_case(name.as_bytes());
            is_it(title) || is_it("all") || is_it("everything") || is_default && is_it("default")
        };
        is_default && sections.0.is_empty() || sections.0.iter().any(names)
    };
    let mut text = String::new();
    for (title, write) in SECTIONS {
        if is_asked(title) {
            let mut fields = Fields(String::new());
            write(tx, &mut fields)?;
            for figures in &tx.table.figures {
                fields.0 += &figures(tx, title)?;
            }
            let gap = if text.is_empty() { "" } else { "\r\n" };
            text += &format!("{gap}# {title}\r\n{}", fields.0);
        }
    }
    Ok(Text(text))
}

const SECOND: i64 = 1_000_000;

fn server(tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    let uptime = ((tx.now_micros - tx.server.started_at) / SECOND).max(0);
    let os = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    fields.add_all(&[
        ("redis_version", &REDIS_VERSION),
        ("redis_mode", &"standalone"),
        ("redlet_version", &VERSION),
        ("os", &os),
        ("arch_bits", &usize::BITS),
        ("run_id", &tx.server.run_id),
        ("tcp_port", &tx.server.config.port),
        ("server_time_usec", &tx.now_micros),
        ("uptime_in_seconds", &uptime),
        ("uptime_in_days", &(uptime / 86_400)),
        ("hz", &10),
        ("configured_hz", &10),
        ("executable", &""),
        ("config_file", &""),
    ]);
    Ok(())
}

fn clients(tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    let waiting = tx.server.waiting.sessions();
    let [tracking, ..] = tx.server.tracking.figures();
    let ids = || tx.server.sessions.keys().chain([&tx.session.id]);
    let most = |size: &dyn Fn(&Session) -> usize| {
        let sizes = tx.server.sessions.values().map(size);
        sizes.max().unwrap_or_default()
    };
    let count = |is_one: &dyn Fn(u64) -> bool| ids().filter(|id| is_one(**id)).count();
    fields.add_all(&[
        // All the others, and the one that asks.
        ("connected_clients", &(tx.server.sessions.len() + 1)),
        ("cluster_connections", &0),
        ("maxclients", &tx.server.config.maxclients),
        (
            "client_recent_max_input_buffer",
            &most(&|s| s.requests.buffered().0),
        ),
        (
            "client_recent_max_output_buffer",
            &most(&|s| s.held.unsent + s.output.len()),
        ),
        ("blocked_clients", &(waiting + tx.server.pause.sessions())),
        ("tracking_clients", &tracking),
        (
            "pubsub_clients",
            &count(&|id| tx.server.subscriptions.is_listening(id)),
        ),
        (
            "watching_clients",
            &count(&|id| tx.server.watched.count(id) > 0),
        ),
        ("total_watched_keys", &tx.server.watched.keys()),
        ("total_blocking_keys", &tx.server.waiting.keys()),
    ]);
    Ok(())
}

/// Memory is what the data takes in the storage: that is what `maxmemory` bounds.
fn memory(tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    let used = tx.store.used_size()?;
    let size = tx.store.size()?;
    let config = &tx.server.config;
    let ratio = size as f64 / used.max(1) as f64;
    fields.add_all(&[
        ("used_memory", &used),
        ("used_memory_human", &human(used)),
        ("used_memory_dataset", &used),
        ("mem_not_counted_for_evict", &0),
        ("storage_size", &size),
        ("storage_size_human", &human(size)),
        ("maxmemory", &config.maxmemory),
        ("maxmemory_human", &human(config.maxmemory)),
        ("maxmemory_policy", &config.maxmemory_policy),
        ("mem_fragmentation_ratio", &hundredths(ratio)),
        ("active_defrag_running", &0),
        ("lazyfree_pending_objects", &0),
    ]);
    Ok(())
}

/// A number with two decimals. What the standard library prints numbers with is larger than all of INFO.
fn hundredths(value: f64) -> String {
    let all = (value * 100.0).round_ties_even() as u64;
    format!("{}.{:02}", all / 100, all % 100)
}

/// Bytes as people read them.
fn human(bytes: u64) -> String {
    let units = ["K", "M", "G", "T", "P", "E"];
    let mut amount = bytes as f64;
    let mut shown = format!("{bytes}B");
    for unit in units {
        if amount < 1024.0 {
            break;
        }
        amount /= 1024.0;
        shown = hundredths(amount) + unit;
    }
    shown
}

/// What redlet promises, in Redis's words for its append-only file, and in its own: the storage, the
/// mode, and whether a power cut could take something now.
fn persistence(tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    let server = &tx.server;
    let status = if server.last_write_failed {
        "err"
    } else {
        "ok"
    };
    let saved = if server.save_failed { "err" } else { "ok" };
    let size = if server.config.appendonly {
        tx.store.size()?
    } else {
        0
    };
    fields.add_all(&[
        ("loading", &0),
        ("async_loading", &0),
        ("rdb_changes_since_last_save", &server.dirty),
        ("rdb_bgsave_in_progress", &0),
        ("rdb_last_save_time", &server.saved_at.div_euclid(SECOND)),
        ("rdb_last_bgsave_status", &saved),
        ("aof_enabled", &u8::from(server.config.appendonly)),
        ("aof_rewrite_in_progress", &0),
        ("aof_rewrite_scheduled", &0),
        ("aof_last_bgrewrite_status", &"ok"),
        ("aof_last_write_status", &status),
        ("aof_current_size", &size),
        ("storage", &server.storage),
        ("appendfsync", &server.config.appendfsync.name()),
        ("unflushed", &u8::from(tx.store.is_dirty())),
    ]);
    fields.0 += &tx.host.figures();
    Ok(())
}

fn stats(tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    let [channels, patterns, shards] = [Kind::Channel, Kind::Pattern, Kind::Shard]
        .map(|kind| tx.server.subscriptions.of(kind).len());
    let [_, keys, items, prefixes] = tx.server.tracking.figures();
    let stats = &tx.server.stats;
    fields.add_all(&[
        ("total_connections_received", &stats.connections),
        ("total_commands_processed", &stats.commands),
        ("total_net_input_bytes", &stats.input_bytes),
        ("total_net_output_bytes", &stats.output_bytes),
        ("expired_subkeys", &tx.store.expired_fields),
        ("rejected_connections", &stats.rejected),
        (
            "client_query_buffer_limit_disconnections",
            &stats.full_requests,
        ),
        (
            "client_output_buffer_limit_disconnections",
            &stats.full_outputs,
        ),
        ("expired_keys", &tx.store.expired_keys),
        ("evicted_keys", &tx.server.eviction.keys),
        ("keyspace_hits", &stats.hits),
        ("keyspace_misses", &stats.misses),
        ("pubsub_channels", &channels),
        ("pubsub_patterns", &patterns),
        ("pubsubshard_channels", &shards),
        ("tracking_total_keys", &keys),
        ("tracking_total_items", &items),
        ("tracking_total_prefixes", &prefixes),
        (
            "total_error_replies",
            &stats.errors.iter().map(|(_, count)| count).sum::<u64>(),
        ),
    ]);
    Ok(())
}

fn replication(tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    fields.add_all(&[
        ("role", &"master"),
        ("connected_slaves", &0),
        ("master_failover_state", &"no-failover"),
        ("master_replid", &tx.server.run_id),
        ("master_replid2", &"0".repeat(40)),
        ("master_repl_offset", &0),
        ("second_repl_offset", &-1),
        ("repl_backlog_active", &0),
    ]);
    Ok(())
}

/// The engine can't know what its thread has used.
fn cpu(_tx: &mut Tx, _fields: &mut Fields) -> Result<()> {
    Ok(())
}

/// Every command that has been called, with its figures.
pub fn called<'t>(tx: &'t Tx) -> Vec<(&'static Command, &'t Figures)> {
    let each = &tx.server.stats.commands_each;
    let mut called = Vec::new();
    for (number, command) in tx.table.numbered.iter().enumerate() {
        if let Some(figures) = each.of(number) {
            called.push((*command, figures));
        }
    }
    called
}

fn commandstats(tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    for (command, figures) in called(tx) {
        let Figures { calls, micros, .. } = figures;
        let each = hundredths(*micros as f64 / (*calls).max(1) as f64);
        let (rejected, failed) = (figures.rejected, figures.failed);
        let line = format!(
            "calls={calls},usec={micros},usec_per_call={each},rejected_calls={rejected},failed_calls={failed}"
        );
        fields.add(&format!("cmdstat_{}", command.full_name()), line);
    }
    Ok(())
}

fn latencystats(tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    let parameter = crate::engine::state::config::parameter(b"latency-tracking-info-percentiles");
    let percents = parameter.map(|parameter| parameter.get(&tx.server.config));
    let percents = String::from_utf8(percents.unwrap_or_default()).unwrap_or_default();
    for (command, figures) in called(tx) {
        if figures.timed() == 0 || !tx.server.config.latency_tracking {
            continue;
        }
        let mut line = String::new();
        for percent in percents.split_terminator(' ') {
            let nanos = figures.percentile(number::parse_f64(percent.as_bytes()).unwrap_or(0.0));
            let gap = if line.is_empty() { "" } else { "," };
            line += &format!("{gap}p{percent}={}.{:03}", nanos / 1000, nanos % 1000);
        }
        let name = format!("latency_percentiles_usec_{}", command.full_name());
        fields.add(&name, line);
    }
    Ok(())
}

fn errorstats(tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    for (prefix, count) in &tx.server.stats.errors {
        fields.add(&format!("errorstat_{prefix}"), format!("count={count}"));
    }
    Ok(())
}

fn cluster(_tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    fields.add("cluster_enabled", 0);
    Ok(())
}

fn keyspace(tx: &mut Tx, fields: &mut Fields) -> Result<()> {
    for number in 0..DATABASES {
        let Some(db) = tx.store.db(number) else {
            continue;
        };
        let count = tx.store.count(db)?;
        if count.keys > 0 {
            let now = tx.now();
            let left = match count.expires {
                0 => 0,
                _ => tx.store.sampled_ttl(db, now)?,
            };
            let line = format!(
                "keys={},expires={},avg_ttl={left},subexpiry={}",
                count.keys,
                count.expires,
                tx.store.hashes_that_expire(db)?
            );
            fields.add(&format!("db{number}"), line);
        }
    }
    Ok(())
}
