//! Slow commands: SLOWLOG and LATENCY.

use super::info::called;
use crate::command::args::{Any, Arg, Args, Last};
use crate::command::reply::{IntoReply, Reply, Text};
use crate::command::spec::{Kind, Spec};
use crate::command::{Tx, container, help};
use crate::commands;
use crate::engine::state::command_stats::Figures;
use crate::engine::state::slowlog::Entry;
use crate::error::{Result, SLOWLOG_COUNT};
use crate::number;

commands! { "server";
    /// Holds the commands about slow events.
    LATENCY(): "2.8.13", "Depends on subcommand.", [], [] => container;

    /// What the subcommands do.
    LATENCY "HELP"(): "2.8.13", "O(1)", [loading stale], [] => help;

    /// Says what was slow, and what can be done about it.
    LATENCY "DOCTOR"(): "2.8.13", "O(1)", [admin noscript loading stale], [], ["nondeterministic_output" "request_policy:all_nodes" "response_policy:special"] => doctor;

    /// How often commands ran, by how many microseconds they took.
    LATENCY "HISTOGRAM"(command): "7.0.0", "O(N)", [admin noscript loading stale], [], ["nondeterministic_output" "request_policy:all_nodes" "response_policy:special"] => histogram;

    /// The slow events of one kind: their times, and how many milliseconds they took.
    LATENCY "HISTORY"(event): "2.8.13", "O(1)", [admin noscript loading stale], [], ["nondeterministic_output" "request_policy:all_nodes" "response_policy:special"] => history;

    /// The last and the slowest event of every kind.
    LATENCY "LATEST"(): "2.8.13", "O(1)", [admin noscript loading stale], [], ["nondeterministic_output" "request_policy:all_nodes" "response_policy:special"] => latest;

    /// Deletes the slow events of some kinds, or of all. Returns how many kinds.
    LATENCY "RESET"(event): "2.8.13", "O(1)", [admin noscript loading stale], [], ["request_policy:all_nodes" "response_policy:all_succeeded"] => reset_latency;

    /// Holds the commands about the slow log.
    SLOWLOG(): "2.2.12", "Depends on subcommand.", [], [] => container;

    /// The last commands that were slow; ten by default.
    SLOWLOG "GET"(count): "2.2.12", "O(N)", [admin loading stale], [], ["request_policy:all_nodes" "nondeterministic_output"] => get;

    /// What the subcommands do.
    SLOWLOG "HELP"(): "6.2.0", "O(1)", [loading stale], [] => help;

    /// How many commands the slow log has.
    SLOWLOG "LEN"(): "2.2.12", "O(1)", [admin loading stale], [], ["request_policy:all_nodes" "response_policy:agg_sum" "nondeterministic_output"] => len;

    /// Empties the slow log.
    SLOWLOG "RESET"(): "2.2.12", "O(N)", [admin loading stale], [], ["request_policy:all_nodes" "response_policy:all_succeeded"] => reset;
}

/// A number of entries; none stands for all.
struct Count(Option<usize>);

impl<'a> Arg<'a> for Count {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Integer)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        match number::parse_i64(args.word()?) {
            Some(-1) => Ok(Count(None)),
            Some(count) if count >= 0 => Ok(Count(Some(count as usize))),
            _ => Err(SLOWLOG_COUNT),
        }
    }
}

/// What SLOWLOG GET answers.
struct Entries(Vec<Reply>);

impl IntoReply for Entries {
    const TS: &'static str = "[id: number, time: number, micros: number, command: string[], address: string, name: string][]";
    fn into_reply(self) -> Reply {
        Reply::Array(self.0)
    }
}

fn get(tx: &mut Tx, count: Last<Count>) -> Result<Entries> {
    let count = count.0.map_or(Some(10), |count| count.0);
    let entries = tx.server.slowlog.entries.iter();
    let entries = entries.take(count.unwrap_or(usize::MAX));
    Ok(Entries(entries.map(entry).collect()))
}

fn entry(entry: &Entry) -> Reply {
    Reply::Array(vec![
        Reply::Int(entry.id),
        Reply::Int(entry.at),
        Reply::Int(entry.micros),
        entry.words.clone().into_reply(),
        Reply::Bulk(entry.address.clone().into_bytes()),
        Reply::Bulk(entry.name.clone()),
    ])
}

fn len(tx: &mut Tx) -> Result<i64> {
    Ok(tx.server.slowlog.entries.len() as i64)
}

fn reset(tx: &mut Tx) -> Result<()> {
    tx.server.slowlog.entries.clear();
    Ok(())
}

/// What LATENCY HISTORY answers.
struct Spikes(Vec<(i64, i64)>);

impl IntoReply for Spikes {
    const TS: &'static str = "[time: number, millis: number][]";
    fn into_reply(self) -> Reply {
        let spikes = self.0.into_iter();
        Reply::Array(
            spikes
                .map(|(at, millis)| vec![at, millis].into_reply())
                .collect(),
        )
    }
}

fn history(tx: &mut Tx, event: &[u8]) -> Result<Spikes> {
    Ok(Spikes(tx.server.latency.of(event)))
}

/// What LATENCY LATEST answers.
struct Latest(Vec<Reply>);

impl IntoReply for Latest {
    const TS: &'static str = "[event: string, time: number, millis: number, worst: number][]";
    fn into_reply(self) -> Reply {
        Reply::Array(self.0)
    }
}

fn latest(tx: &mut Tx) -> Result<Latest> {
    let events = tx.server.latency.0.iter();
    let latest = events.map(|event| {
        let (at, millis) = event.spikes.last().copied().unwrap_or_default();
        Reply::Array(vec![
            Reply::Bulk(event.name.into()),
            Reply::Int(at),
            Reply::Int(millis),
            Reply::Int(event.worst),
        ])
    });
    Ok(Latest(latest.collect()))
}

/// What LATENCY HISTOGRAM answers.
struct Histograms(Vec<(Reply, Reply)>);

impl IntoReply for Histograms {
    const TS: &'static str =
        "Record<string, { calls: number; histogram_usec: Record<string, number> }>";
    fn into_reply(self) -> Reply {
        Reply::Map(self.0)
    }
}

/// Names that no command has are left out; a container's stands for its subcommands.
fn histogram(tx: &mut Tx, names: Any<&[u8]>) -> Result<Histograms> {
    let called = called(tx);
    let mut told = Vec::new();
    // Without a name it is all of them.
    for name in names
        .0
        .iter()
        .copied()
        .map(Some)
        .chain(names.0.is_empty().then_some(None))
    {
        for (command, figures) in &called {
            let full = command.full_name();
            let is_meant = name.is_none_or(|name| {
                name.eq_ignore_ascii_case(full.as_bytes())
                    || name.eq_ignore_ascii_case(command.name.as_bytes())
            });
            if is_meant && figures.timed() > 0 {
                told.push((Reply::Bulk(full.into_bytes()), times(figures)));
            }
        }
    }
    Ok(Histograms(told))
}

fn times(figures: &Figures) -> Reply {
    let bulk = |text: &str| Reply::Bulk(text.into());
    let mut classes = Vec::new();
    for (micros, count) in figures.histogram() {
        classes.push((Reply::Int(micros), Reply::Int(count)));
    }
    Reply::Map(vec![
        (bulk("calls"), Reply::Int(figures.timed())),
        (bulk("histogram_usec"), Reply::Map(classes)),
    ])
}

fn doctor(tx: &mut Tx) -> Result<Text> {
    let threshold = tx.server.config.latency_monitor_threshold;
    if threshold == 0 {
        return Ok(Text(DOCTOR_IS_OFF.to_owned()));
    }
    let mut text = String::new();
    for event in &tx.server.latency.0 {
        let count = event.spikes.len().max(1) as i64;
        let sum: i64 = event.spikes.iter().map(|(_, millis)| millis).sum();
        text += &format!(
            "{}: {count} spikes of {threshold} ms and more, {} ms on average, {} ms at worst.\n",
            event.name,
            sum / count,
            event.worst
        );
    }
    text += match text.is_empty() {
        true => "Nothing took as long as latency-monitor-threshold says.\n",
        false => DOCTOR_ADVICE,
    };
    Ok(Text(text))
}

const DOCTOR_IS_OFF: &str = "Nothing is watched: CONFIG SET latency-monitor-threshold <milliseconds> \
    says from when on something takes too long.\n";
const DOCTOR_ADVICE: &str = "SLOWLOG GET shows which commands took long, INFO latencystats how long \
    each command takes. Smaller batches, and COUNT in SCAN and its kin, take less at a time. \
    LATENCY RESET forgets the spikes.\n";

fn reset_latency(tx: &mut Tx, events: Any<&[u8]>) -> Result<i64> {
    Ok(tx.server.latency.forget(&events.0))
}
