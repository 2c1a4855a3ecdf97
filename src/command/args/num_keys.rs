//! Keys behind their number.

use super::{Arg, Args, Key};
use crate::command::spec::{Kind, Spec};
use crate::error::{Error, NUMKEYS_NOT_POSITIVE_WORDS, Result};
use crate::number;

/// `numkeys key [key ...]`: the number says where the keys end.
#[derive(Debug)]
pub struct NumKeys<'a>(pub Vec<Key<'a>>);

impl<'a> Arg<'a> for NumKeys<'a> {
    fn describe(name: &'static str) -> Spec {
        let keys = Spec::of("key", Kind::Key).multiple();
        let words = vec![Spec::of("numkeys", Kind::Integer), keys];
        Spec::group(name, Kind::Block, words)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let count = number::parse_i64(args.word()?).filter(|count| *count > 0);
        take_keys(args, count.ok_or(NUMKEYS_NOT_POSITIVE_WORDS)?).map(NumKeys)
    }
}

/// Takes so many keys; fewer words are a syntax error.
pub fn take_keys<'a>(args: &mut Args<'a>, count: i64) -> Result<Vec<Key<'a>>> {
    if count > args.len() as i64 {
        return Err(Error::Syntax);
    }
    (0..count).map(|_| args.word().map(Key)).collect()
}
