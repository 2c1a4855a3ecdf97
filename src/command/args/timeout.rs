//! How long a command waits.

use super::{Arg, Args, Key};
use crate::command::spec::{Kind, Spec};
use crate::error::{Result, TIMEOUT_NEGATIVE, TIMEOUT_NOT_A_FLOAT, TIMEOUT_OUT_OF_RANGE};
use crate::number::{self, LongDouble};

/// Milliseconds, of which 0 is for ever. Given in seconds, with a fraction. `Tx::deadline` makes the
/// moment of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout(pub i64);

impl<'a> Arg<'a> for Timeout {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Double)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let word = args.word()?;
        let seconds = number::parse_f64(word).or_else(|| {
            // What a double can't hold, Redis's long double does; it is too long all the same.
            let is_number = LongDouble::parse(word).is_some();
            is_number.then(|| {
                if word.starts_with(b"-") {
                    -1.0
                } else {
                    f64::INFINITY
                }
            })
        });
        let seconds = seconds.ok_or(TIMEOUT_NOT_A_FLOAT)?;
        let millis = (seconds * 1000.0).ceil();
        if millis > i64::MAX as f64 {
            return Err(TIMEOUT_OUT_OF_RANGE);
        }
        match millis as i64 {
            millis @ 0.. => Ok(Timeout(millis)),
            _ => Err(TIMEOUT_NEGATIVE),
        }
    }
}

/// `key [key ...] timeout`.
#[derive(Debug)]
pub struct KeysAndTimeout<'a>(pub Vec<Key<'a>>, pub Timeout);

impl<'a> Arg<'a> for KeysAndTimeout<'a> {
    fn describe(name: &'static str) -> Spec {
        let keys = Spec {
            multiple: true,
            ..Spec::of("key", Kind::Key)
        };
        Spec {
            children: vec![keys, Timeout::describe("timeout")],
            ..Spec::of(name, Kind::Block)
        }
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut keys = Vec::new();
        while args.len() > 1 {
            keys.push(Key(args.word()?));
        }
        Ok(KeysAndTimeout(keys, Timeout::take(args)?))
    }
}
