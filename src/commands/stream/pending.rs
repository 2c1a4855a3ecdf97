//! The pending entries of a group: acknowledging and listing them, and giving them to another consumer.

use super::group::see_consumer;
use super::info::owner;
use super::{number_or, parse_ids, parse_range, parse_start};
use crate::command::Tx;
use crate::command::args::{Any, Arg, Args, Key, Many, UnparsedOptions};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::entry::StreamId;
use crate::error::{
    CLAIM_COUNT_NOT_POSITIVE, CLAIM_COUNT_TOO_HIGH, Error, Result, invalid_claim,
    no_such_key_or_group, unrecognized_claim_option,
};
use crate::store::streams::Stream;
use crate::store::streams::groups::{Consumer, Group};
use crate::store::streams::pending::Pending;
use crate::{commands, number};

commands! { "stream";
    /// Acknowledges entries of a group. Returns how many were pending.
    XACK(key, group, id): "5.0.0", "O(1)", [write reads fast], [RW update] => xack;

    /// Gives a consumer the entries after an id that have been pending for a long time.
    XAUTOCLAIM(key, group, consumer, range, options): "6.2.0", "O(1)", [write reads fast], [RW delete], ["nondeterministic_output"] => xautoclaim;

    /// Gives a consumer entries that have been pending for a long time.
    XCLAIM(key, group, consumer, min_idle_time, ids): "5.0.0", "O(log N)", [write reads fast], [RW update], ["nondeterministic_output"] => xclaim;

    /// The pending entries of a group: a summary, or one by one.
    XPENDING(key, group, range): "5.0.0", "O(N)", [readonly], [RO access], ["nondeterministic_output"] => xpending;
}

/// The stream and the group; none where one of them is not there.
fn find(tx: &mut Tx, key: Key, name: &[u8]) -> Result<Option<(Stream, Group)>> {
    let Some(stream) = tx.stream(key)? else {
        return Ok(None);
    };
    let group = tx.store.group(&stream, name)?;
    Ok(group.map(|group| (stream, group)))
}

fn open(tx: &mut Tx, key: Key, name: &[u8]) -> Result<(Stream, Group)> {
    find(tx, key, name)?.ok_or_else(|| no_such_key_or_group(key.0, name, ""))
}

fn xack(tx: &mut Tx, key: Key, group: &[u8], ids: Many<&[u8]>) -> Result<i64> {
    let Some((_, group)) = find(tx, key, group)? else {
        return Ok(0);
    };
    let mut acknowledged = 0;
    for id in parse_ids(&ids.0)? {
        acknowledged += i64::from(tx.store.delete_pending(&group, id)?);
    }
    tx.changed_unwatched(key, "")?;
    tx.wrote(acknowledged as usize);
    Ok(acknowledged)
}

/// `[[IDLE min-idle-time] start end count [consumer]]`.
#[derive(Debug)]
struct Range<'a> {
    min_idle: i64,
    ends: (StreamId, StreamId),
    count: i64,
    consumer: Option<&'a [u8]>,
}

impl<'a> Arg<'a> for Range<'a> {
    fn describe(name: &'static str) -> Spec {
        let word = |name| Spec::of(name, Kind::String);
        let children = vec![
            Spec::option("IDLE", "min_idle_time", Kind::Integer),
            word("start"),
            word("end"),
            i64::describe("count"),
            word("consumer").optional(),
        ];
        Spec::group(name, Kind::Block, children)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let all = args.len();
        let mut min_idle = 0;
        if !(3..=6).contains(&all) {
            return Err(Error::Syntax);
        }
        if args.token("IDLE") {
            min_idle = i64::take(args)?;
        }
        match args.rest() {
            // Redis minds no word behind the consumer.
            [start, end, count, consumer @ ..] => {
                let count = number_or(count, Error::NotAnInteger)?;
                Ok(Range {
                    min_idle,
                    ends: parse_range(start, end)?,
                    count,
                    consumer: consumer.first().copied(),
                })
            }
            _ => Err(Error::Syntax),
        }
    }
}

/// What is pending: counts, or entries.
struct Summary(Reply);

impl IntoReply for Summary {
    const TS: &'static str = "If<$count, [id: string, consumer: string, idle: number, deliveries: number][], [count: number, first: string | null, last: string | null, consumers: [name: string, count: string][] | null]>";
    fn into_reply(self) -> Reply {
        self.0
    }
}

fn xpending(tx: &mut Tx, key: Key, name: &[u8], range: Option<Range>) -> Result<Summary> {
    let (_, group) = open(tx, key, name)?;
    let reply = match range {
        Some(range) => list(tx, &group, &range)?,
        None => summary(tx, &group)?,
    };
    Ok(Summary(reply))
}

fn summary(tx: &Tx, group: &Group) -> Result<Reply> {
    let count = tx.store.count_pending(group)?;
    let all = (StreamId::MIN, StreamId::MAX);
    let first = tx.store.pending_of_group(group, all, 1)?;
    let first = first.first().map(|pending| pending.entry);
    let id = |id: Option<StreamId>| id.map_or(Reply::Nil, bulk);
    let mut consumers = Vec::new();
    for (name, consumer) in tx.store.consumers(group)? {
        let pending = tx.store.count_pending_of(&consumer)?;
        if pending > 0 {
            let pending = Reply::Bulk(pending.to_string().into_bytes());
            consumers.push(Reply::Array(vec![Reply::Bulk(name), pending]));
        }
    }
    Ok(Reply::Array(vec![
        Reply::Int(count),
        id(first),
        id(tx.store.last_pending(group)?),
        match consumers.is_empty() {
            true => Reply::NilArray,
            false => Reply::Array(consumers),
        },
    ]))
}

fn bulk(id: StreamId) -> Reply {
    Reply::Bulk(id.to_string().into_bytes())
}

/// How many pending entries are read at a time.
const CHUNK: i64 = 1000;

fn list(tx: &Tx, group: &Group, range: &Range) -> Result<Reply> {
    let only = match range.consumer {
        Some(name) => match tx.store.consumer(group, name)? {
            Some(consumer) => Some(consumer),
            None => return Ok(Reply::Array(Vec::new())),
        },
        None => None,
    };
    let now = tx.now();
    let consumers = tx.store.consumers(group)?;
    let mut found = Vec::new();
    let (mut from, to) = range.ends;
    while (found.len() as i64) < range.count {
        let chunk = match &only {
            Some(consumer) => tx.store.pending_of_consumer(consumer, (from, to), CHUNK)?,
            None => tx.store.pending_of_group(group, (from, to), CHUNK)?,
        };
        for pending in &chunk {
            let is_old = now - pending.delivered_at >= range.min_idle;
            if is_old && (found.len() as i64) < range.count {
                found.push(row(pending, &consumers, now));
            }
        }
        match chunk.last().and_then(|last| last.entry.next()) {
            Some(next) => from = next,
            None => break,
        }
    }
    Ok(Reply::Array(found))
}

fn row(pending: &Pending, consumers: &[(Vec<u8>, Consumer)], now: i64) -> Reply {
    Reply::Array(vec![
        bulk(pending.entry),
        Reply::Bulk(owner(pending, consumers)),
        Reply::Int((now - pending.delivered_at).max(0)),
        Reply::Int(pending.deliveries),
    ])
}

/// What is done to entries that are claimed.
struct Claim {
    min_idle: i64,
    delivered_at: i64,
    deliveries: Option<i64>,
    /// Whether the reply has ids alone, and the deliveries are not counted.
    is_just_id: bool,
    /// Whether entries that are not pending become so.
    is_forced: bool,
}

impl Claim {
    /// Gives an entry, which the stream has, to a consumer; what the reply has of it, if it does.
    fn take(
        &self,
        tx: &mut Tx,
        group: &Group,
        consumer: &mut Consumer,
        (id, fields): (StreamId, Vec<u8>),
    ) -> Result<Option<Reply>> {
        let now = tx.now();
        let before = match tx.store.pending(group, id)? {
            Some(pending) if now - pending.delivered_at < self.min_idle => return Ok(None),
            Some(pending) => pending.deliveries,
            None if self.is_forced => 1,
            None => return Ok(None),
        };
        let counted = before + i64::from(!self.is_just_id);
        let pending = Pending {
            entry: id,
            consumer: consumer.id,
            delivered_at: self.delivered_at,
            deliveries: self.deliveries.unwrap_or(counted),
        };
        tx.store.put_pending(group, &pending)?;
        tx.count_change();
        consumer.active_at = Some(now);
        Ok(Some(match self.is_just_id {
            true => bulk(id),
            false => Reply::Entry(id, Some(fields)),
        }))
    }
}

/// What XCLAIM takes behind the time: ids, and from the first word that is none, options.
#[derive(Debug)]
struct Claimed<'a>(Vec<&'a [u8]>);

impl<'a> Arg<'a> for Claimed<'a> {
    fn describe(name: &'static str) -> Spec {
        let options = vec![
            Spec::option("IDLE", "ms", Kind::Integer),
            Spec::option("TIME", "unix_time_milliseconds", Kind::Integer),
            Spec::option("RETRYCOUNT", "count", Kind::Integer),
            Spec::flag("FORCE"),
            Spec::flag("JUSTID"),
            Spec::option("LASTID", "lastid", Kind::String),
        ];
        let id = Spec::of("id", Kind::String).multiple();
        Spec::group(
            name,
            Kind::Block,
            vec![id, Spec::options("options", options)],
        )
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        Any::take(args).map(|words| Claimed(words.0))
    }
}

/// Entries, or with JUSTID their ids.
struct ClaimedEntries(Vec<Reply>);

impl IntoReply for ClaimedEntries {
    const TS: &'static str = "If<$justid, string[], StreamEntry[]>";
    fn into_reply(self) -> Reply {
        Reply::Array(self.0)
    }
}

fn parse_idle(word: &[u8], command: &str) -> Result<i64> {
    let idle = number::parse_i64(word);
    let idle = idle.ok_or_else(|| invalid_claim("min-idle-time", command))?;
    Ok(idle.max(0))
}

/// XCLAIM's options; the last id that it gives the group beside.
fn claim(tx: &Tx, mut args: Args, min_idle: i64) -> Result<(Claim, StreamId)> {
    let now = tx.now();
    let mut last_id = StreamId::MIN;
    let mut claim = Claim {
        min_idle,
        delivered_at: now,
        deliveries: None,
        is_just_id: false,
        is_forced: false,
    };
    let number = |args: &mut Args, name: &str| {
        let what = format!("{name} option");
        number_or(args.word()?, invalid_claim(&what, "XCLAIM"))
    };
    while !args.is_empty() {
        let has_value = args.len() > 1;
        if args.token("FORCE") {
            claim.is_forced = true;
        } else if args.token("JUSTID") {
            claim.is_just_id = true;
        } else if has_value && args.token("IDLE") {
            claim.delivered_at = now.wrapping_sub(number(&mut args, "IDLE")?);
        } else if has_value && args.token("TIME") {
            claim.delivered_at = number(&mut args, "TIME")?;
        } else if has_value && args.token("RETRYCOUNT") {
            let count = number(&mut args, "RETRYCOUNT")?;
            claim.deliveries = Some(count).filter(|count| *count >= 0);
        } else if has_value && args.token("LASTID") {
            last_id = super::parse_id(args.word()?)?;
        } else {
            return Err(unrecognized_claim_option(args.word()?));
        }
    }
    if !(0..=now).contains(&claim.delivered_at) {
        claim.delivered_at = now;
    }
    Ok((claim, last_id))
}

fn xclaim(
    tx: &mut Tx,
    key: Key,
    name: &[u8],
    consumer: &[u8],
    min_idle_time: &[u8],
    words: Claimed,
) -> Result<ClaimedEntries> {
    let (stream, mut group) = open(tx, key, name)?;
    let min_idle = parse_idle(min_idle_time, "XCLAIM")?;
    let mut ids = Vec::new();
    for word in &words.0 {
        match StreamId::parse(word, 0) {
            Some(id) => ids.push(id),
            None => break,
        }
    }
    let options = words.0.get(ids.len()..).unwrap_or_default();
    let (claim, last_id) = claim(tx, Args::new("XCLAIM", None, options), min_idle)?;
    let moves_group = last_id > group.last_id;
    if moves_group {
        group.last_id = last_id;
        tx.store.put_group(&group)?;
    }
    let mut consumer = see_consumer(tx, key, &group, consumer)?;
    let counted = tx.server.dirty;
    let mut claimed = Vec::new();
    for id in ids {
        match tx.store.entry(&stream, id)? {
            Some(fields) => {
                claimed.extend(claim.take(tx, &group, &mut consumer, (id, fields))?);
            }
            // What is deleted can't be pending with anybody else.
            None => {
                if tx.store.delete_pending(&group, id)? {
                    tx.count_change();
                }
            }
        }
    }
    // Redis counts the move of the group alone only where no entry's change is.
    if moves_group && tx.server.dirty == counted {
        tx.count_change();
    }
    tx.store.put_consumer(&consumer)?;
    tx.changed_unwatched(key, "")?;
    Ok(ClaimedEntries(claimed))
}

/// `min-idle-time start`.
#[derive(Debug)]
struct AutoRange<'a> {
    min_idle: &'a [u8],
    start: &'a [u8],
}

impl<'a> Arg<'a> for AutoRange<'a> {
    fn describe(name: &'static str) -> Spec {
        let words = ["min_idle_time", "start"].map(|name| Spec::of(name, Kind::String));
        Spec::group(name, Kind::Block, words.into())
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let (min_idle, start) = (args.word()?, args.word()?);
        Ok(AutoRange { min_idle, start })
    }
}

/// `[COUNT count] [JUSTID]`.
#[derive(Debug)]
struct AutoOptions {
    count: i64,
    is_just_id: bool,
}

impl<'a> Arg<'a> for AutoOptions {
    fn describe(name: &'static str) -> Spec {
        let children = vec![
            Spec::option("COUNT", "count", Kind::Integer),
            Spec::flag("JUSTID"),
        ];
        Spec::options(name, children)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut options = AutoOptions {
            count: 100,
            is_just_id: false,
        };
        while !args.is_empty() {
            if args.token("JUSTID") {
                options.is_just_id = true;
            } else if args.len() > 1 && args.token("COUNT") {
                // Redis has the one error for the largest numbers too.
                let range = 1..=i64::MAX / 16;
                let count = number::parse_i64(args.word()?).filter(|count| range.contains(count));
                options.count = count.ok_or(CLAIM_COUNT_NOT_POSITIVE)?;
                if options.count > MOST_CLAIMS {
                    return Err(CLAIM_COUNT_TOO_HIGH);
                }
            } else {
                return Err(Error::Syntax);
            }
        }
        Ok(options)
    }
}

/// Where to go on, what was claimed, and what was found to be deleted.
struct AutoClaimed(Reply);

impl IntoReply for AutoClaimed {
    const TS: &'static str =
        "[next: string, entries: If<$justid, string[], StreamEntry[]>, deleted: string[]]";
    fn into_reply(self) -> Reply {
        self.0
    }
}

/// Redis makes room for so many ids, 16 bytes each, and refuses more than memory has.
const MOST_CLAIMS: i64 = 1 << 40;
/// So many pending entries are looked at for each that may be claimed.
const ATTEMPTS: i64 = 10;

fn xautoclaim(
    tx: &mut Tx,
    key: Key,
    name: &[u8],
    consumer: &[u8],
    range: AutoRange,
    options: UnparsedOptions<AutoOptions>,
) -> Result<AutoClaimed> {
    let read = || {
        let min_idle = parse_idle(range.min_idle, "XAUTOCLAIM")?;
        Ok((min_idle, parse_start(range.start)?, options.parse()?))
    };
    let (min_idle, start, options) = match read() {
        Ok(read) => read,
        Err(error) => {
            // Redis looks for the key before it finds that the words are wrong.
            tx.find(key)?;
            return Err(error);
        }
    };
    let (stream, group) = open(tx, key, name)?;
    let mut consumer = see_consumer(tx, key, &group, consumer)?;
    let claim = Claim {
        min_idle,
        delivered_at: tx.now(),
        deliveries: None,
        is_just_id: options.is_just_id,
        is_forced: false,
    };
    let mut claimed = Vec::new();
    let mut deleted = Vec::new();
    let (mut left, mut attempts) = (options.count, options.count.saturating_mul(ATTEMPTS));
    let mut next = Some(start);
    while let Some(from) = next {
        let pending = tx
            .store
            .pending_of_group(&group, (from, StreamId::MAX), 1)?;
        next = pending.first().map(|pending| pending.entry);
        let Some(id) = next.filter(|_| left > 0 && attempts > 0) else {
            break;
        };
        attempts -= 1;
        next = id.next();
        let taken = match tx.store.entry(&stream, id)? {
            Some(fields) => claim.take(tx, &group, &mut consumer, (id, fields))?,
            None => {
                tx.store.delete_pending(&group, id)?;
                tx.count_change();
                deleted.push(bulk(id));
                left -= 1;
                None
            }
        };
        left -= i64::from(taken.is_some());
        claimed.extend(taken);
    }
    tx.store.put_consumer(&consumer)?;
    tx.changed_unwatched(key, "")?;
    Ok(AutoClaimed(Reply::Array(vec![
        bulk(next.unwrap_or_default()),
        Reply::Array(claimed),
        Reply::Array(deleted),
    ])))
}
