//! XADD.

use super::trim::{self, Trimming};
use super::{parse_id, put_shrunk};
use crate::args::{Arg, Args, Key, Pairs};
use crate::commands;
use crate::engine::Tx;
use crate::engine::changes::STREAM;
use crate::entry::{StreamId, pack};
use crate::error::{ID_TOO_SMALL, ID_ZERO, IDS_EXHAUSTED, Result};
use crate::spec::{Kind, Spec};
use crate::store::streams::{Stream, Tail};

commands! { "stream";
    /// Adds an entry, under the next id (`*`) or a given one; its id.
    XADD(key, options, id, field_value): "5.0.0", "O(1)", [write denyoom fast], [RW update], ["nondeterministic_output"] => xadd;
}

/// What stands before the id.
#[derive(Debug)]
struct Options {
    trimming: Trimming,
    makes_stream: bool,
}

impl<'a> Arg<'a> for Options {
    fn describe(name: &'static str) -> Spec {
        let mut children = trim::describe();
        children.insert(0, Spec::flag("NOMKSTREAM"));
        Spec::options(name, children)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut options = Options {
            trimming: Trimming::new(),
            makes_stream: true,
        };
        loop {
            if args.token("NOMKSTREAM") {
                options.makes_stream = false;
            } else if !options.trimming.take_option(args)? {
                break;
            }
        }
        if let Ok(word) = args.clone().word() {
            NewId::parse(word)?;
        }
        options.trimming.check()?;
        options.trimming.check_limit()?;
        Ok(options)
    }
}

/// The id of what is added.
#[derive(Debug, Clone, Copy)]
enum NewId {
    /// `*`: by the clock.
    Next,
    /// `ms-*`.
    Within(u64),
    Given(StreamId),
}

impl NewId {
    fn parse(word: &[u8]) -> Result<NewId> {
        if word == b"*" {
            return Ok(NewId::Next);
        }
        match StreamId::parse_open(word) {
            Some(ms) => Ok(NewId::Within(ms)),
            None => parse_id(word).map(NewId::Given),
        }
    }

    /// The id after the stream's last one.
    fn settle(self, stream: &Stream, now: i64) -> Result<StreamId> {
        let last = stream.last_id;
        let next = last.next().ok_or(IDS_EXHAUSTED)?;
        let id = match self {
            NewId::Next => next.max(StreamId::new(now as u64, 0)),
            NewId::Within(ms) if ms == last.ms() => next,
            NewId::Within(ms) => StreamId::new(ms, 0),
            NewId::Given(id) => id,
        };
        // The next id may be one of the next millisecond.
        let is_within = !matches!(self, NewId::Within(ms) if ms != id.ms());
        match id > last && is_within {
            true => Ok(id),
            false => Err(ID_TOO_SMALL),
        }
    }
}

impl<'a> Arg<'a> for NewId {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::String)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        NewId::parse(args.word()?)
    }
}

/// What a node has beside its entries, and an entry beside its values, in bytes: about as in Redis.
const NODE: i64 = 20;
const ENTRY: i64 = 10;
/// What a word has beside its bytes.
const WORD: i64 = 2;

/// Finds the node for an entry, and counts it there.
///
/// Redis begins a new one where the last would hold more entries, or about more bytes, than the
/// configuration lets it. Names of fields count once a node, as they seldom change.
fn take_place(tx: &Tx, stream: &mut Stream, fields: &[(&[u8], &[u8])]) {
    let sum = |words: &mut dyn Iterator<Item = &&[u8]>| -> i64 {
        words.map(|word| word.len() as i64 + WORD).sum()
    };
    let names = sum(&mut fields.iter().map(|(name, _)| name));
    let values = sum(&mut fields.iter().map(|(_, value)| value));
    let config = &tx.server.config;
    let bytes = names + values - 2 * WORD * fields.len() as i64;
    let is_over = |value, most| most > 0 && value >= most;
    let tail = &mut stream.tail;
    if tail.entries == 0
        || is_over(tail.bytes + bytes, config.stream_node_max_bytes)
        || is_over(tail.entries, config.stream_node_max_entries)
    {
        *tail = Tail {
            node: tail.node + 1,
            entries: 0,
            bytes: NODE + names,
        };
    }
    tail.entries += 1;
    tail.bytes += ENTRY + values;
}

fn xadd(
    tx: &mut Tx,
    key: Key,
    options: Options,
    id: NewId,
    fields: Pairs<&[u8], &[u8]>,
) -> Result<Option<Vec<u8>>> {
    if matches!(id, NewId::Given(StreamId::MIN)) {
        return Err(ID_ZERO);
    }
    let mut stream = match tx.stream(key)? {
        Some(stream) => stream,
        None if !options.makes_stream => return Ok(None),
        None => tx.store.new_stream(tx.db, key.0)?,
    };
    let id = id.settle(&stream, tx.now())?;
    take_place(tx, &mut stream, &fields.0);
    let words: Vec<&[u8]> = fields.0.iter().flat_map(|(a, b)| [*a, *b]).collect();
    tx.store.insert_entry(&stream, id, &pack(&words))?;
    stream.length += 1;
    stream.last_id = id;
    stream.added = stream.added.wrapping_add(1);
    let trimmed = options.trimming.run(tx, &mut stream)?;
    match trimmed > 0 {
        true => put_shrunk(tx, &mut stream)?,
        false => tx.store.put_stream(&stream)?,
    }
    tx.changed(key, STREAM, "xadd");
    if trimmed > 0 {
        tx.event(key, STREAM, "xtrim");
    }
    Ok(Some(id.to_string().into_bytes()))
}
