//! XREAD and XREADGROUP: reading what follows an id in several streams, and waiting for it.
//!
//! A command that has to wait runs again with its words when one of its streams has changed. So an id that
//! means "the last one" (`$`, `+`) is replaced by that id when the wait begins.

use super::group::see_consumer;
use super::lag::Counts;
use super::{number_or, parse_id, replies};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::engine::state::waiting::Wish;
use crate::entry::StreamId;
use crate::error::{
    Error, MISSING_GROUP, NEW_WITHOUT_GROUP, Result, TIMEOUT_NEGATIVE, TIMEOUT_NOT_INTEGER,
    TIMEOUT_OUT_OF_RANGE, meaningless_id, no_such_key_or_group, only_for_groups,
    unbalanced_streams,
};
use crate::number;
use crate::store::Type;
use crate::store::streams::Stream;
use crate::store::streams::groups::{Consumer, Group};
use crate::store::streams::pending::Pending;

commands! { "stream";
    /// Reads the entries after an id, from one or more streams. It may wait for them.
    XREAD(options, streams): "5.0.0", "O(N)", [readonly blocking movablekeys], [RO access] => xread;

    /// Reads entries for a consumer of a group: new ones (`>`), or those that it has not acknowledged. It may wait.
    XREADGROUP(group, options, streams): "5.0.0", "O(M)", [write reads blocking movablekeys], [RO access] => xreadgroup;
}

/// Tells of options that [`Words`] takes with the rest, as they may stand in any order: those of XREAD,
/// and where `GROUP`, those that XREADGROUP has besides.
#[derive(Debug)]
struct Options<const GROUP: bool>;

impl<'a, const GROUP: bool> Arg<'a> for Options<GROUP> {
    fn describe(name: &'static str) -> Spec {
        describe(name, GROUP)
    }

    fn take(_: &mut Args<'a>) -> Result<Self> {
        Ok(Options)
    }
}

fn describe(name: &'static str, is_group: bool) -> Spec {
    let mut children = vec![
        Spec::option("COUNT", "count", Kind::Integer),
        Spec::option("BLOCK", "block_ms", Kind::Integer),
    ];
    if is_group {
        children.push(Spec::flag("NOACK"));
    }
    Spec::options(name, children)
}

/// Tells of `GROUP group consumer`.
#[derive(Debug)]
struct GroupName;

impl<'a> Arg<'a> for GroupName {
    fn describe(name: &'static str) -> Spec {
        let words = ["group", "consumer"].map(|name| Spec::of(name, Kind::String));
        Spec::group(name, Kind::Block, words.into()).after("GROUP")
    }

    fn take(_: &mut Args<'a>) -> Result<Self> {
        Ok(GroupName)
    }
}

/// All words; told as `STREAMS key [key ...] id [id ...]`.
#[derive(Debug)]
struct Words<'a>(Args<'a>);

impl<'a> Arg<'a> for Words<'a> {
    fn describe(name: &'static str) -> Spec {
        let words = [("key", Kind::Key), ("id", Kind::String)];
        let words = words.map(|(name, kind)| Spec::of(name, kind).multiple());
        Spec::group(name, Kind::Block, words.into()).after("STREAMS")
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        Ok(Words(args.split_off()))
    }
}

/// What is asked for.
#[derive(Default)]
struct Request<'a> {
    /// Of XREADGROUP: the group and the consumer.
    group: Option<(&'a [u8], &'a [u8])>,
    /// The most entries of each stream; all where negative.
    count: i64,
    /// When the wait ends, microseconds: of one that is to be at all.
    deadline: Option<Option<i64>>,
    is_acknowledged: bool,
    keys: Vec<Key<'a>>,
    ids: Vec<&'a [u8]>,
}

impl<'a> Request<'a> {
    fn parse(tx: &Tx, mut args: Args<'a>, is_group: bool) -> Result<Request<'a>> {
        let mut request = Request {
            count: -1,
            ..Request::default()
        };
        while request.keys.is_empty() {
            let more = args.len().saturating_sub(1);
            if more > 0 && args.token("BLOCK") {
                request.deadline = Some(deadline(tx, args.word()?)?);
            } else if more > 0 && args.token("COUNT") {
                // Without a limit where it is below 1.
                let count = number_or(args.word()?, Error::NotAnInteger)?;
                request.count = if count > 0 { count } else { -1 };
            } else if more > 0 && args.token("STREAMS") {
                request.take_streams(args.rest(), is_group)?;
            } else if more > 1 && args.token("GROUP") {
                if !is_group {
                    return Err(only_for_groups("GROUP"));
                }
                request.group = Some((args.word()?, args.word()?));
            } else if args.token("NOACK") {
                if !is_group {
                    return Err(only_for_groups("NOACK"));
                }
                request.is_acknowledged = true;
            } else {
                return Err(Error::Syntax);
            }
        }
        match is_group && request.group.is_none() {
            true => Err(MISSING_GROUP),
            false => Ok(request),
        }
    }

    fn take_streams(&mut self, words: &[&'a [u8]], is_group: bool) -> Result<()> {
        if !words.len().is_multiple_of(2) {
            return Err(unbalanced_streams(is_group));
        }
        let (keys, ids) = words.split_at(words.len() / 2);
        for key in keys {
            self.keys.push(Key(key));
        }
        self.ids = ids.to_vec();
        Ok(())
    }

    /// The stream and the group, and which entries of it are asked for.
    fn open(&self, tx: &mut Tx, key: Key, id: &[u8]) -> Result<Source> {
        let stream = tx.stream(key)?;
        let group = match self.group {
            Some((name, _)) => Some(open_group(tx, key, stream.as_ref(), name)?),
            None => None,
        };
        let after = match (id, &group, &stream) {
            (b"$", Some(_), _) => return Err(meaningless_id("$")),
            (b"+", Some(_), _) => return Err(meaningless_id("+")),
            (b">", None, _) => return Err(NEW_WITHOUT_GROUP),
            (b">", Some(_), _) => StreamId::MAX,
            (b"$", None, stream) => stream.map(|stream| stream.last_id).unwrap_or_default(),
            (b"+", None, Some(stream)) => match tx.store.last_entry(stream)? {
                Some((last, _)) => last.previous().unwrap_or_default(),
                None => stream.last_id,
            },
            (b"+", None, None) => StreamId::MIN,
            (id, ..) => parse_id(id)?,
        };
        Ok(Source {
            stream,
            group,
            after,
        })
    }

    /// Waits for the streams. Where a group has gone, or its stream, those who wait for it are told.
    fn block(&self, tx: &mut Tx, sources: &[Source], deadline: Option<i64>) -> Error {
        let is_settled = |id: &&[u8]| !matches!(*id, b"$" | b"+");
        let words = match self.ids.iter().all(is_settled) {
            true => None,
            false => Some(self.settled_words(sources)),
        };
        tx.server.waiting.wish = Some(Wish {
            resumes: None,
            keys: self.keys.iter().map(|key| key.0.to_vec()).collect(),
            kind: self.group.is_none().then_some(Type::STREAM),
            deadline,
            on_timeout: Some(Reply::NilArray),
            words,
        });
        Error::Blocked
    }

    /// The words of XREAD with ids that mean now what they meant when it began to wait.
    fn settled_words(&self, sources: &[Source]) -> Vec<Vec<u8>> {
        let count = self.count.to_string();
        let mut words: Vec<Vec<u8>> = Vec::new();
        for word in ["XREAD", "BLOCK", "0", "COUNT", &count, "STREAMS"] {
            words.push(word.into());
        }
        for key in &self.keys {
            words.push(key.0.to_vec());
        }
        for source in sources {
            words.push(source.after.to_string().into_bytes());
        }
        words
    }
}

/// Milliseconds from now, of which 0 is for ever, in microseconds since the Unix epoch.
fn deadline(tx: &Tx, word: &[u8]) -> Result<Option<i64>> {
    match number::parse_i64(word).ok_or(TIMEOUT_NOT_INTEGER)? {
        ..0 => Err(TIMEOUT_NEGATIVE),
        0 => Ok(None),
        millis => {
            let at = millis.checked_add(tx.now()).ok_or(TIMEOUT_OUT_OF_RANGE)?;
            Ok(Some(at.saturating_mul(1000)))
        }
    }
}

fn open_group(tx: &Tx, key: Key, stream: Option<&Stream>, name: &[u8]) -> Result<Group> {
    let group = match stream {
        Some(stream) => tx.store.group(stream, name)?,
        None => None,
    };
    group.ok_or_else(|| no_such_key_or_group(key.0, name, " in XREADGROUP with GROUP option"))
}

/// One of the streams.
struct Source {
    stream: Option<Stream>,
    group: Option<Group>,
    /// What is asked for follows this; the greatest id of a group is `>`.
    after: StreamId,
}

/// Streams with their entries.
struct Found(Vec<(Reply, Reply)>);

impl IntoReply for Found {
    const TS: &'static str = "Record<string, StreamEntry[]> | null";
    fn into_reply(self) -> Reply {
        match self.0.is_empty() {
            true => Reply::NilArray,
            false => Reply::Streams(self.0),
        }
    }
}

fn xread(tx: &mut Tx, _: Options<false>, words: Words) -> Result<Found> {
    read(tx, words, false)
}

fn xreadgroup(tx: &mut Tx, _: GroupName, _: Options<true>, words: Words) -> Result<Found> {
    read(tx, words, true)
}

fn read(tx: &mut Tx, words: Words, is_group: bool) -> Result<Found> {
    let request = Request::parse(tx, words.0, is_group)?;
    let mut sources = Vec::new();
    for (key, id) in request.keys.iter().zip(&request.ids) {
        sources.push(request.open(tx, *key, id)?);
    }
    let mut found = Vec::new();
    for (key, source) in request.keys.iter().zip(&mut sources) {
        // Redis looks for each a second time.
        tx.record_lookup(*key, source.stream.is_some())?;
        let Some(stream) = &source.stream else {
            continue;
        };
        let entries = match (&request.group, &mut source.group) {
            (Some((name, consumer)), Some(group)) => {
                // The same stream may have been read just before.
                if let Some(now) = tx.store.group(stream, name)? {
                    *group = now;
                }
                let consumer = see_consumer(tx, *key, group, consumer)?;
                let entries = deliver(tx, &request, (stream, group, consumer), source.after)?;
                tx.changed_unwatched(*key, "")?;
                entries
            }
            _ => follow(tx, stream, source.after, request.count)?,
        };
        if let Some(entries) = entries {
            found.push((Reply::Bulk(key.0.to_vec()), entries));
        }
    }
    match request.deadline {
        Some(deadline) if found.is_empty() => Err(request.block(tx, &sources, deadline)),
        _ => Ok(Found(found)),
    }
}

/// The entries after an id; none where there are none.
fn follow(tx: &Tx, stream: &Stream, after: StreamId, count: i64) -> Result<Option<Reply>> {
    if stream.length == 0 || after >= stream.last_id {
        return Ok(None);
    }
    let range = (after.next().unwrap_or(after), StreamId::MAX);
    let entries = tx.store.entries(stream, range, false, count)?;
    Ok((!entries.is_empty()).then(|| replies(entries)))
}

type Reader<'s> = (&'s Stream, &'s mut Group, Consumer);

/// What a consumer asks for: entries that the group has not delivered, or those of its own.
fn deliver(
    tx: &mut Tx,
    request: &Request,
    (stream, group, mut consumer): Reader,
    after: StreamId,
) -> Result<Option<Reply>> {
    let entries = match after {
        StreamId::MAX => {
            let entries = deliver_new(tx, request, stream, group, &consumer)?;
            if entries.is_some() && !request.is_acknowledged {
                consumer.active_at = Some(tx.now());
            }
            entries
        }
        after => Some(deliver_again(
            tx,
            request.count,
            (stream, group, &consumer),
            after,
        )?),
    };
    tx.store.put_consumer(&consumer)?;
    Ok(entries)
}

fn deliver_new(
    tx: &mut Tx,
    request: &Request,
    stream: &Stream,
    group: &mut Group,
    consumer: &Consumer,
) -> Result<Option<Reply>> {
    let Some(from) = group.last_id.next().filter(|_| stream.length > 0) else {
        return Ok(None);
    };
    let range = (from, StreamId::MAX);
    let entries = tx.store.entries(stream, range, false, request.count)?;
    if entries.is_empty() {
        return Ok(None);
    }
    let counts = Counts::of(tx, stream)?;
    let delivered_at = tx.now();
    for (entry, _) in &entries {
        counts.read(group, *entry);
        let pending = Pending {
            entry: *entry,
            consumer: consumer.id,
            delivered_at,
            deliveries: 1,
        };
        if !request.is_acknowledged {
            tx.store.put_pending(group, &pending)?;
        }
    }
    tx.store.put_group(group)?;
    tx.count_change();
    Ok(Some(replies(entries)))
}

/// A consumer's pending entries once more. One that is deleted has no fields, and is not delivered.
fn deliver_again(
    tx: &mut Tx,
    count: i64,
    (stream, group, consumer): (&Stream, &Group, &Consumer),
    after: StreamId,
) -> Result<Reply> {
    let range = (after.next().unwrap_or(after), StreamId::MAX);
    let delivered_at = tx.now();
    let mut entries = Vec::new();
    for pending in tx.store.pending_of_consumer(consumer, range, count)? {
        let fields = tx.store.entry(stream, pending.entry)?;
        if fields.is_some() {
            let again = Pending {
                delivered_at,
                deliveries: pending.deliveries + 1,
                ..pending
            };
            tx.store.put_pending(group, &again)?;
        }
        entries.push(Reply::Entry(pending.entry, fields));
    }
    Ok(Reply::Array(entries))
}
