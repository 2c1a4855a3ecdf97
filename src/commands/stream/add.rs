//! XADD.

use super::trim::{self, Trimming};
use super::{node, parse_id, put_shrunk};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key, Pairs};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::engine::state::changes::STREAM;
use crate::entry::StreamId;
use crate::error::{ID_TOO_SMALL, ID_ZERO, IDS_EXHAUSTED, Result};
use crate::store::streams::Stream;

commands! { "stream";
    /// Adds an entry, with the next id (`*`) or a given one. Returns the id.
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

/// The new entry's id; nil where there is no stream and none is to be made.
struct Added(Option<StreamId>);

impl IntoReply for Added {
    const TS: &'static str = "If<$nomkstream, string | null, string>";
    fn into_reply(self) -> Reply {
        let id = self.0.map(|id| id.to_string().into_bytes());
        id.into_reply()
    }
}

fn xadd(
    tx: &mut Tx,
    key: Key,
    options: Options,
    id: NewId,
    fields: Pairs<&[u8], &[u8]>,
) -> Result<Added> {
    if matches!(id, NewId::Given(StreamId::MIN)) {
        return Err(ID_ZERO);
    }
    let mut stream = match tx.stream(key)? {
        Some(stream) => stream,
        None if !options.makes_stream => return Ok(Added(None)),
        None => tx.store.new_stream(tx.db, key.0)?,
    };
    let id = id.settle(&stream, tx.now())?;
    let words: Vec<&[u8]> = fields.0.iter().flat_map(|(a, b)| [*a, *b]).collect();
    node::put(tx, &mut stream, id, &words)?;
    stream.length += 1;
    stream.last_id = id;
    stream.added = stream.added.wrapping_add(1);
    let trimmed = options.trimming.run(tx, &mut stream)?;
    match trimmed > 0 {
        true => put_shrunk(tx, &mut stream)?,
        false => tx.store.put_stream(&stream)?,
    }
    tx.changed(key, STREAM, "xadd")?;
    if trimmed > 0 {
        tx.event(key, STREAM, "xtrim")?;
    }
    Ok(Added(Some(id)))
}
