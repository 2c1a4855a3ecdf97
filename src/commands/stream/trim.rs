//! Shortening a stream from its head: XTRIM, and XADD's MAXLEN and MINID.

use super::references::{References, release};
use super::{parse_id, put_shrunk};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key};
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::engine::state::changes::STREAM;
use crate::entry::StreamId;
use crate::error::{
    Error, LIMIT_WITHOUT_ABOUT, LIMIT_WITHOUT_TRIMMING, NO_TRIMMING, Result, TRIM_LIMIT_NEGATIVE,
    TRIM_MAXLEN_NEGATIVE, TWO_TRIMMINGS,
};
use crate::store::streams::Stream;

commands! { "stream";
    /// Deletes the oldest entries. Returns how many.
    XTRIM(key, trimming): "5.0.0", "O(N)", [write], [RW delete], ["nondeterministic_output"] => xtrim;
}

/// What is to stay.
#[derive(Debug, Clone, Copy)]
enum Measure {
    /// So many entries, the last ones.
    Length(i64),
    /// The entries from this id on.
    From(StreamId),
}

/// How a stream is shortened.
#[derive(Debug)]
pub struct Trimming {
    measure: Option<Measure>,
    /// Whether only whole nodes go.
    is_about: bool,
    /// The most entries that go, 0 for any number.
    limit: Option<i64>,
    references: Option<References>,
}

/// What describes the options of XTRIM, and those of XADD but one.
pub fn describe() -> Vec<Spec> {
    let measure = |token: &'static str| {
        let operators = ["=", "~"].map(Spec::token);
        let operator = Spec::group("operator", Kind::OneOf, operators.into()).optional();
        let threshold = Spec::of("threshold", Kind::String);
        let words = vec![operator, threshold];
        Spec::group(token, Kind::Block, words).after(token)
    };
    let measures = vec![measure("MAXLEN"), measure("MINID")];
    vec![
        Spec::group("strategy", Kind::OneOf, measures).optional(),
        Spec::option("LIMIT", "limit", Kind::Integer),
        References::describe("condition").optional(),
    ]
}

impl Trimming {
    /// None yet.
    pub fn new() -> Trimming {
        Trimming {
            measure: None,
            is_about: false,
            limit: None,
            references: None,
        }
    }

    /// Takes one of its options; `false` where the next word is none. The last word is none, as each
    /// has a value but those about references.
    pub fn take_option(&mut self, args: &mut Args) -> Result<bool> {
        if args.len() > 1 && args.token("MAXLEN") {
            self.take_operator(args)?;
            let length = i64::take(args)?;
            if length < 0 {
                return Err(TRIM_MAXLEN_NEGATIVE);
            }
            self.measure = Some(Measure::Length(length));
        } else if args.len() > 1 && args.token("MINID") {
            self.take_operator(args)?;
            self.measure = Some(Measure::From(parse_id(args.word()?)?));
        } else if args.len() > 1 && args.token("LIMIT") {
            let limit = i64::take(args)?;
            if limit < 0 {
                return Err(TRIM_LIMIT_NEGATIVE);
            }
            self.limit = Some(limit);
        } else {
            return Ok(References::take_option(&mut self.references, args));
        }
        Ok(true)
    }

    fn take_operator(&mut self, args: &mut Args) -> Result<()> {
        if self.measure.is_some() {
            return Err(TWO_TRIMMINGS);
        }
        if args.len() > 1 {
            self.is_about = args.token("~");
            let _ = self.is_about || args.token("=");
        }
        Ok(())
    }

    /// What can be said only when all options are read.
    pub fn check(&self) -> Result<()> {
        let has_limit = self.limit.is_some_and(|limit| limit > 0);
        if has_limit && self.measure.is_none() {
            return Err(LIMIT_WITHOUT_TRIMMING);
        }
        Ok(())
    }

    /// The same, of options that have a measure or are none.
    pub fn check_limit(&self) -> Result<()> {
        match self.limit.is_some() && !self.is_about {
            true => Err(LIMIT_WITHOUT_ABOUT),
            false => Ok(()),
        }
    }

    /// The most entries that go, 0 for any number.
    fn limit(&self, tx: &Tx) -> i64 {
        let by_default = match tx.server.config.stream_node_max_entries.saturating_mul(100) {
            ..=0 => 10_000,
            limit => limit.min(1_000_000),
        };
        match self.is_about {
            true => self.limit.unwrap_or(by_default),
            false => 0,
        }
    }

    /// Deletes what is not to stay, of a stream that is then to be written. Returns how many entries.
    pub fn run(&self, tx: &mut Tx, stream: &mut Stream) -> Result<i64> {
        let Some(measure) = self.measure else {
            return Ok(0);
        };
        let limit = self.limit(tx);
        let mut deleted = 0;
        let mut from = StreamId::MIN;
        loop {
            let node = self.next_ids(tx, stream, from, measure)?;
            let count = node.len() as i64;
            let Some(last) = node.last().copied() else {
                return Ok(deleted);
            };
            let is_whole = match measure {
                Measure::Length(length) => stream.length - count >= length,
                Measure::From(id) => last < id,
            };
            if !is_whole || limit > 0 && deleted + count > limit {
                return Ok(deleted);
            }
            deleted += self.delete(tx, stream, &node)?;
            from = last.next().unwrap_or(StreamId::MAX);
        }
    }

    /// What may go next: the entries of the next node, or where trimming is exact, all that may.
    fn next_ids(
        &self,
        tx: &Tx,
        stream: &Stream,
        from: StreamId,
        measure: Measure,
    ) -> Result<Vec<StreamId>> {
        let mut ids = Vec::new();
        let mut first = None;
        let most = match measure {
            Measure::Length(length) => stream.length - length,
            Measure::From(_) => i64::MAX,
        };
        tx.store.walk_ids(stream, from, |id, node| {
            let is_more = match (self.is_about, measure) {
                (true, _) => *first.get_or_insert(node) == node,
                (false, Measure::Length(_)) => (ids.len() as i64) < most,
                (false, Measure::From(least)) => id < least,
            };
            if is_more {
                ids.push(id);
            }
            is_more
        })?;
        Ok(ids)
    }

    /// Deletes these entries, which follow each other, as far as those who have to do with them let it.
    fn delete(&self, tx: &mut Tx, stream: &mut Stream, ids: &[StreamId]) -> Result<i64> {
        let mut deleted = 0;
        match (self.references, ids.last()) {
            (None | Some(References::KEEPREF), Some(last)) => {
                deleted = tx.store.delete_entries_to(stream, *last)?;
            }
            (Some(references), _) => {
                for id in ids {
                    if release(tx, stream, references, *id)? {
                        deleted += i64::from(tx.store.delete_entry(stream, *id)?);
                    }
                }
            }
            (None, None) => {}
        }
        stream.length -= deleted;
        Ok(deleted)
    }
}

/// XTRIM's options.
#[derive(Debug)]
struct Options(Trimming);

impl<'a> Arg<'a> for Options {
    fn describe(_: &'static str) -> Spec {
        let mut children = describe();
        // One of the measures must be there; the arity tells it.
        if let Some(strategy) = children.first_mut() {
            strategy.optional = false;
        }
        Spec::group("trimming", Kind::Options, children)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut trimming = Trimming::new();
        while !args.is_empty() {
            if !trimming.take_option(args)? {
                return Err(Error::Syntax);
            }
        }
        trimming.check()?;
        if trimming.measure.is_none() {
            return Err(NO_TRIMMING);
        }
        trimming.check_limit()?;
        Ok(Options(trimming))
    }
}

fn xtrim(tx: &mut Tx, key: Key, options: Options) -> Result<i64> {
    let Some(mut stream) = tx.stream(key)? else {
        return Ok(0);
    };
    let deleted = options.0.run(tx, &mut stream)?;
    if deleted > 0 {
        put_shrunk(tx, &mut stream)?;
        tx.changed(key, STREAM, "xtrim")?;
        tx.wrote(deleted as usize);
    }
    Ok(deleted)
}
