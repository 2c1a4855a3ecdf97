//! Reads a command's words, left to right, into typed values, and describes each type.
//!
//! The type of an argument implements [`Arg`]: `take` parses it, `describe` describes it for
//! `COMMAND DOCS`, for TypeScript, for the docs and for the random tests. Words are borrowed from the
//! frame; nothing is copied.

mod num_keys;
mod timeout;

use std::marker::PhantomData;

use super::spec::{Kind, Spec};
use crate::error::{Error, Result, not_between, usage};
use crate::number;
use crate::protocol::resp::MAX_BULK;
pub use num_keys::{NumKeys, take_keys};
pub use timeout::{KeysAndTimeout, Timeout};

/// The words of one command after its name, and how far they have been read.
#[derive(Debug, Clone)]
pub struct Args<'a> {
    words: &'a [&'a [u8]],
    command: &'static str,
    subcommand: Option<&'static str>,
    /// The command's number in the table, for its figures.
    pub number: usize,
    /// The longest string that a command may make: `proto-max-bulk-len`.
    pub max_bulk: i64,
}

/// A Rust type that a command's function may take.
pub trait Arg<'a>: Sized {
    /// What the argument called `name` looks like.
    fn describe(name: &'static str) -> Spec;
    /// Reads it from the front of `args`.
    fn take(args: &mut Args<'a>) -> Result<Self>;
}

impl<'a> Args<'a> {
    /// The words that follow the command's name (and its subcommand's).
    pub fn new(
        command: &'static str,
        subcommand: Option<&'static str>,
        words: &'a [&'a [u8]],
    ) -> Self {
        Args {
            words,
            command,
            subcommand,
            number: 0,
            max_bulk: MAX_BULK,
        }
    }

    /// Takes the next word; too few is an arity error.
    pub fn word(&mut self) -> Result<&'a [u8]> {
        match self.words.split_first() {
            Some((word, rest)) => {
                self.words = rest;
                Ok(word)
            }
            None => Err(self.arity()),
        }
    }

    /// Takes the next word where its absence is a syntax error: the value of an option.
    pub fn option_value(&mut self) -> Result<&'a [u8]> {
        self.word().map_err(|_| Error::Syntax)
    }

    /// Takes the next word if it is `token`, in any case.
    pub fn token(&mut self, token: &str) -> bool {
        match self.words.split_first() {
            Some((word, rest)) if word.eq_ignore_ascii_case(token.as_bytes()) => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }

    /// Takes everything that is left.
    pub fn rest(&mut self) -> &'a [&'a [u8]] {
        std::mem::take(&mut self.words)
    }

    /// Takes everything that is left, to be read later.
    pub fn split_off(&mut self) -> Args<'a> {
        let words = self.rest();
        Args { words, ..*self }
    }

    /// The command's name, upper-case.
    pub fn command(&self) -> &'static str {
        self.command
    }

    /// How many words are left.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether all words were read.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The last word of the command's own name.
    pub fn name(&self) -> &'static str {
        self.subcommand.unwrap_or(self.command)
    }

    /// The error for too few or too many words.
    pub fn arity(&self) -> Error {
        arity_error(self.command, self.subcommand)
    }
}

/// `wrong number of arguments` for a command, by the name Redis prints.
pub fn arity_error(command: &str, subcommand: Option<&str>) -> Error {
    let name = match subcommand {
        Some(sub) => format!("{command}|{sub}"),
        None => command.to_owned(),
    };
    Error::Arity(name.to_ascii_lowercase())
}

/// The name of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key<'a>(pub &'a [u8]);

impl<'a> Arg<'a> for Key<'a> {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Key)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        args.word().map(Key)
    }
}

impl<'a> Arg<'a> for &'a [u8] {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::String)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        args.word()
    }
}

/// A glob pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern<'a>(pub &'a [u8]);

impl<'a> Arg<'a> for Pattern<'a> {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Pattern)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        args.word().map(Pattern)
    }
}

impl<'a> Arg<'a> for i64 {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Integer)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        number::parse_i64(args.word()?).ok_or(Error::NotAnInteger)
    }
}

impl<'a> Arg<'a> for f64 {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Double)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        number::parse_f64(args.word()?).ok_or(Error::NotAFloat)
    }
}

/// A 32-bit signed integer: what Redis takes for the number of a database.
impl<'a> Arg<'a> for i32 {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Integer)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        let wide = i64::take(args)?;
        i32::try_from(wide).map_err(|_| not_between(i32::MIN.into(), i32::MAX.into()))
    }
}

/// An argument that its command parses: Redis does that only after those that follow it, so that their
/// errors win; or only where the command needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unparsed<'a, T> {
    word: &'a [u8],
    parsed: PhantomData<T>,
}

impl<'a, T: Arg<'a>> Arg<'a> for Unparsed<'a, T> {
    fn describe(name: &'static str) -> Spec {
        T::describe(name)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        Ok(Unparsed {
            word: args.word()?,
            parsed: PhantomData,
        })
    }
}

impl<'a, T> Unparsed<'a, T> {
    /// The word, for a command that reads it in its own way.
    pub fn word(self) -> &'a [u8] {
        self.word
    }
}

impl<T: for<'w> Arg<'w>> Unparsed<'_, T> {
    /// Parses it now.
    pub fn parse(self) -> Result<T> {
        T::take(&mut Args::new("", None, &[self.word]))
    }
}

/// Options that their command parses: Redis does that only after it has looked at the keys before them.
#[derive(Debug)]
pub struct UnparsedOptions<'a, T> {
    args: Args<'a>,
    parsed: PhantomData<T>,
}

impl<'a, T: Arg<'a>> Arg<'a> for UnparsedOptions<'a, T> {
    fn describe(name: &'static str) -> Spec {
        T::describe(name)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        Ok(UnparsedOptions {
            args: args.split_off(),
            parsed: PhantomData,
        })
    }
}

impl<'a, T: Arg<'a>> UnparsedOptions<'a, T> {
    /// Parses them now.
    pub fn parse(mut self) -> Result<T> {
        T::take(&mut self.args)
    }
}

/// A point in time, in the unit that the command names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnixTime(pub i64);

impl<'a> Arg<'a> for UnixTime {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::UnixTime)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        i64::take(args).map(UnixTime)
    }
}

/// There or not: only at the end of a line, or before a token.
impl<'a, T: Arg<'a>> Arg<'a> for Option<T> {
    fn describe(name: &'static str) -> Spec {
        Spec {
            optional: true,
            ..T::describe(name)
        }
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.is_empty() {
            return Ok(None);
        }
        T::take(args).map(Some)
    }
}

/// There or not, and nothing after it: more words are an arity error, as with PING.
#[derive(Debug)]
pub struct Only<T>(pub Option<T>);

impl<'a, T: Arg<'a>> Arg<'a> for Only<T> {
    fn describe(name: &'static str) -> Spec {
        Option::<T>::describe(name)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        let value = <Option<T> as Arg>::take(args)?;
        match args.is_empty() {
            true => Ok(Only(value)),
            false => Err(args.arity()),
        }
    }
}

/// There or not, and nothing after it: more words get the subcommand's error for wrong usage.
#[derive(Debug)]
pub struct Last<T>(pub Option<T>);

impl<'a, T: Arg<'a>> Arg<'a> for Last<T> {
    fn describe(name: &'static str) -> Spec {
        Option::<T>::describe(name)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.len() > 1 {
            return Err(usage(args.command, args.name().as_bytes()));
        }
        <Option<T> as Arg>::take(args).map(Last)
    }
}

/// One or more, to the end of the line.
#[derive(Debug)]
pub struct Many<T>(pub Vec<T>);

impl<'a, T: Arg<'a>> Arg<'a> for Many<T> {
    fn describe(name: &'static str) -> Spec {
        Spec {
            multiple: true,
            ..T::describe(name)
        }
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut all = vec![T::take(args)?];
        while !args.is_empty() {
            all.push(T::take(args)?);
        }
        Ok(Many(all))
    }
}

/// None or more, to the end of the line.
#[derive(Debug)]
pub struct Any<T>(pub Vec<T>);

impl<'a, T: Arg<'a>> Arg<'a> for Any<T> {
    fn describe(name: &'static str) -> Spec {
        Spec {
            optional: true,
            multiple: true,
            ..T::describe(name)
        }
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.is_empty() {
            return Ok(Any(Vec::new()));
        }
        Many::take(args).map(|many| Any(many.0))
    }
}

/// One or more pairs, to the end of the line; an odd number of words is an arity error.
#[derive(Debug)]
pub struct Pairs<A, B>(pub Vec<(A, B)>);

/// Names the two halves of a pair after the argument: `field-value` is a field and a value.
fn halves(name: &'static str) -> (&'static str, &'static str) {
    name.split_once('_').unwrap_or((name, "value"))
}

impl<'a, A: Arg<'a>, B: Arg<'a>> Arg<'a> for Pairs<A, B> {
    fn describe(name: &'static str) -> Spec {
        let (first, second) = halves(name);
        Spec {
            multiple: true,
            children: vec![A::describe(first), B::describe(second)],
            ..Spec::of(name, Kind::Block)
        }
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.is_empty() || !args.len().is_multiple_of(2) {
            return Err(args.arity());
        }
        let mut all = Vec::with_capacity(args.len() / 2);
        while !args.is_empty() {
            all.push((A::take(args)?, B::take(args)?));
        }
        Ok(Pairs(all))
    }
}

/// Declares a set of tokens of which an argument is one: `tokens! { Condition { NX, XX } }`.
/// The enum's variants are spelled as Redis spells the tokens; a variant may carry a value,
/// `EX(seconds: i64)`, that follows the token.
#[macro_export]
macro_rules! tokens {
    ($($(#[$meta:meta])* $name:ident $(<$life:lifetime>)? { $($(#[$vmeta:meta])* $token:ident $(($value:ident: $ty:ty))?),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[allow(clippy::upper_case_acronyms)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name $(<$life>)? { $($(#[$vmeta])* #[doc = stringify!($token)] $token $(($ty))?),+ }

        impl<'a> $crate::command::args::OneOf<'a> for $crate::tokens!(@type $name $($life)?) {
            fn tokens() -> Vec<$crate::command::spec::Spec> {
                vec![$($crate::tokens!(@spec $token $($value: $ty)?)),+]
            }
            fn try_take(args: &mut $crate::command::args::Args<'a>, dry: bool) -> $crate::error::Result<Option<(&'static str, Option<Self>)>> {
                let _ = dry;
                $(if args.token(stringify!($token)) {
                    return Ok(Some((stringify!($token), $crate::tokens!(@build args dry $token $($ty)?))));
                })+
                Ok(None)
            }
        }
        impl<'a> $crate::command::args::Arg<'a> for $crate::tokens!(@type $name $($life)?) {
            fn describe(name: &'static str) -> $crate::command::spec::Spec {
                $crate::command::args::describe_one_of::<Self>(name)
            }
            fn take(args: &mut $crate::command::args::Args<'a>) -> $crate::error::Result<Self> {
                <Self as $crate::command::args::OneOf>::try_take(args, false)?
                    .and_then(|(_, value)| value)
                    .ok_or($crate::error::Error::Syntax)
            }
        }
    )+};
    (@type $name:ident) => { $name };
    (@type $name:ident $life:lifetime) => { $name<'a> };
    (@spec $token:ident) => { $crate::command::spec::Spec::token(stringify!($token)) };
    (@spec $token:ident $value:ident: $ty:ty) => {
        <$ty as $crate::command::args::Arg>::describe(stringify!($value)).after(stringify!($token))
    };
    (@build $args:ident $dry:ident $token:ident) => { Some(Self::$token) };
    (@build $args:ident $dry:ident $token:ident $ty:ty) => {
        if $args.is_empty() {
            return Err($crate::error::Error::Syntax);
        } else if $dry {
            $args.option_value()?;
            None
        } else {
            Some(Self::$token(<$ty as $crate::command::args::Arg>::take($args)?))
        }
    };
}

/// A set of tokens of which one is given. Implemented by [`tokens!`].
pub trait OneOf<'a>: Sized {
    /// Each token, with the value that follows it.
    fn tokens() -> Vec<Spec>;
    /// Takes the token at the front, if it is one of these: its text, and its value. A `dry` run
    /// skips the value unparsed and gives nothing for it.
    fn try_take(args: &mut Args<'a>, dry: bool) -> Result<Option<(&'static str, Option<Self>)>>;
}

/// The description of a `tokens!` enum: the token itself where there is only one.
pub fn describe_one_of<'a, T: OneOf<'a>>(name: &'static str) -> Spec {
    one_of(name, T::tokens())
}

/// Once for all enums: each would have its own copy in the wasm.
fn one_of(name: &'static str, mut tokens: Vec<Spec>) -> Spec {
    match (tokens.len(), tokens.pop()) {
        (1, Some(only)) => only,
        (_, last) => Spec {
            children: tokens.into_iter().chain(last).collect(),
            ..Spec::of(name, Kind::OneOf)
        },
    }
}

/// What is wrong with a word that is no option.
pub fn stray(_: &Args) -> Error {
    Error::Syntax
}

/// Declares a command's trailing options: one field a group, at most one token of a group, groups
/// in any order; a token given twice counts once, the later value wins.
///
/// Redis reads the options of most commands in two steps: all tokens first, then their values, so
/// a stray word is a syntax error whatever the values are. `options! { eager Name { ... } }` is for
/// the commands that parse each value as they meet it, `eager else function, Name` where a stray word
/// may be another error.
#[macro_export]
macro_rules! options {
    ($(#[$meta:meta])* eager else $stray:path, $name:ident $(<$life:lifetime>)? { $($fields:tt)* }) => {
        $crate::options!(@struct [$(#[$meta])*] true, $stray, $name [$($life)?] { $($fields)* });
    };
    ($(#[$meta:meta])* eager $name:ident $(<$life:lifetime>)? { $($fields:tt)* }) => {
        $crate::options!(@struct [$(#[$meta])*] true, $crate::command::args::stray, $name [$($life)?] { $($fields)* });
    };
    ($(#[$meta:meta])* $name:ident $(<$life:lifetime>)? { $($fields:tt)* }) => {
        $crate::options!(@struct [$(#[$meta])*] false, $crate::command::args::stray, $name [$($life)?] { $($fields)* });
    };
    (@struct [$(#[$meta:meta])*] $eager:literal, $stray:path, $name:ident [$($life:lifetime)?] {
        $($(#[$fmeta:meta])* $field:ident: $group:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        pub struct $name $(<$life>)? { $($(#[$fmeta])* #[doc = stringify!($field)] pub $field: Option<$group>),* }

        impl<'a> $crate::tokens!(@type $name $($life)?) {
            fn pass(args: &mut $crate::command::args::Args<'a>, dry: bool) -> $crate::error::Result<Self> {
                let mut out = Self::default();
                $(let mut $field: Option<&'static str> = None;)*
                'words: while !args.is_empty() {
                    $(if let Some((token, value)) = <$group as $crate::command::args::OneOf>::try_take(args, dry)? {
                        if $field.replace(token).is_some_and(|other| other != token) {
                            return Err($crate::error::Error::Syntax);
                        }
                        out.$field = value;
                        continue 'words;
                    })*
                    return Err($stray(args));
                }
                Ok(out)
            }
        }
        impl<'a> $crate::command::args::Arg<'a> for $crate::tokens!(@type $name $($life)?) {
            fn describe(name: &'static str) -> $crate::command::spec::Spec {
                $crate::command::spec::Spec {
                    optional: true,
                    children: vec![$({
                        let group = <$group as $crate::command::args::Arg>::describe(stringify!($field));
                        $crate::command::spec::Spec { optional: true, ..group }
                    }),*],
                    ..$crate::command::spec::Spec::of(name, $crate::command::spec::Kind::Options)
                }
            }
            fn take(args: &mut $crate::command::args::Args<'a>) -> $crate::error::Result<Self> {
                if !$eager {
                    Self::pass(&mut args.clone(), true)?;
                }
                Self::pass(args, false)
            }
        }
    };
}
