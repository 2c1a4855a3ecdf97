//! `numkeys [key ...]` before the arguments of a script.

use super::error::{KEYS_BEYOND_WORDS, KEYS_NEGATIVE, KEYS_NOT_A_NUMBER};
use crate::command::args::{Arg, Args, Key};
use crate::command::spec::{Kind, Spec};
use crate::error::{Error, Result};
use crate::number;

/// The keys of a script. FCALL says what is wrong with their number only after it has found its function.
#[derive(Debug)]
pub struct ScriptKeys<'a>(pub Result<Vec<Key<'a>>>);

impl<'a> Arg<'a> for ScriptKeys<'a> {
    fn describe(name: &'static str) -> Spec {
        let keys = Spec::of("key", Kind::Key).multiple().optional();
        let words = vec![Spec::of("numkeys", Kind::Integer), keys];
        Spec::group(name, Kind::Block, words)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let count = args.word()?;
        let not_a_number = match args.command().starts_with("FCALL") {
            true => KEYS_NOT_A_NUMBER,
            false => Error::NotAnInteger,
        };
        let keys = match number::parse_i64(count) {
            None => Err(not_a_number),
            Some(count) if count > args.len() as i64 => Err(KEYS_BEYOND_WORDS),
            Some(..0) => Err(KEYS_NEGATIVE),
            Some(count) => (0..count).map(|_| args.word().map(Key)).collect(),
        };
        Ok(ScriptKeys(keys))
    }
}

impl<'a> ScriptKeys<'a> {
    /// Their names.
    pub fn names(self) -> Result<Vec<&'a [u8]>> {
        Ok(self.0?.into_iter().map(|key| key.0).collect())
    }
}
