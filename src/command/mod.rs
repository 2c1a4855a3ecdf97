//! A command: one row of a family's table, joined to the function that runs it.
//!
//! Arity, key positions, parsing, the reply and every description are derived from the row and the
//! function's type. [`commands!`] turns rows into [`Command`]s. The engine has what it needs to run a
//! command; what people ask of it is in `description`.

pub mod args;
mod changes;
pub mod description;
mod key_specs;
mod module;
pub mod rdb;
pub mod reply;
mod savepoint;
pub mod spec;
mod table;
mod tx;

use crate::error::Result;
use args::{Arg, Args, arity_error};
pub use description::Description;
pub use key_specs::{Find, KeySpec};
pub use module::{Figures, Module};
use reply::{IntoReply, Lines, Reply};
pub use savepoint::Savepoint;
use spec::Spec;
pub use table::Table;
pub use tx::{StringValue, Tx};

/// A command, or a subcommand of a container.
pub struct Command {
    /// Its name, upper-case; a subcommand's container.
    pub name: &'static str,
    /// The subcommand's name, upper-case.
    pub subcommand: Option<&'static str>,
    /// What it does to whom.
    pub flags: Flags,
    /// Redis's arity, without regard to subcommands: see [`Table::arity`].
    pub words: i8,
    /// Parses the words and runs it.
    pub run: for<'a> fn(&mut Tx, &mut Args<'a>) -> Result<Reply>,
    /// What its description is written from.
    #[cfg(not(target_family = "wasm"))]
    pub source: Source,
}

/// What a row and its function tell that is not needed to run the command.
#[cfg(not(target_family = "wasm"))]
pub struct Source {
    /// What stands in the row, as [`Description`] has it.
    pub told: [&'static str; 7],
    /// Its arguments' names, in order.
    pub arg_names: &'static [&'static str],
    /// Reads its types off its function.
    pub signature: fn(&[&'static str]) -> Signature,
}

/// The flags of COMMAND INFO that redlet's commands use.
#[allow(missing_docs)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub enum Flag {
    write,
    readonly,
    denyoom,
    admin,
    pubsub,
    noscript,
    blocking,
    loading,
    stale,
    skip_monitor,
    skip_slowlog,
    no_auth,
    no_multi,
    allow_busy,
    fast,
    movablekeys,
    no_mandatory_keys,
    sentinel,
    /// Not Redis's: a command that writes, and whose looks at keys count as hits and misses.
    reads,
    /// Not shown, in Redis either: a replica may have to be told of it, though it writes no key itself.
    may_replicate,
    /// redlet's own: it may give its session something that the engine remembers.
    session,
    /// redlet's own: it only takes such things away.
    session_end,
    /// redlet's own: it runs other commands, so MONITOR shows it before it runs.
    shown_first,
    /// redlet's own: the facade alone sends it, and nobody is told of it.
    internal,
}

/// A set of flags.
#[derive(Clone, Copy)]
pub struct Flags(u32);

impl Flags {
    /// Those flags.
    pub const fn of(mut flags: &[Flag]) -> Flags {
        let mut bits = 0;
        while let [flag, rest @ ..] = flags {
            bits |= 1 << *flag as u32;
            flags = rest;
        }
        Flags(bits)
    }

    /// Whether one of the others is among them.
    pub fn has_any(self, others: Flags) -> bool {
        self.0 & others.0 != 0
    }
}

/// A command's types, read off its function.
pub struct Signature {
    /// Its arguments, in order.
    pub args: Vec<Spec>,
    /// The TypeScript type of its reply.
    pub reply: &'static str,
}

/// What runs before a command has been found.
pub static NOTHING: Command = Command {
    name: "",
    subcommand: None,
    flags: Flags::of(&[]),
    words: -1,
    run: |_, _| Ok(Reply::Nil),
    #[cfg(not(target_family = "wasm"))]
    source: Source {
        told: [""; 7],
        arg_names: &[],
        signature: |_| Signature {
            args: Vec::new(),
            reply: Reply::TS,
        },
    },
};

/// A function that can be a command: every argument an [`Arg`], the result an [`IntoReply`].
pub trait Describe<Shape> {
    /// Its types, with the arguments named.
    fn describe(&self, names: &[&'static str]) -> Signature;
}

macro_rules! describe {
    ($($arg:ident)*) => {
        impl<Func, Ret, $($arg,)*> Describe<(Ret, $($arg,)*)> for Func
        where
            Func: Fn(&mut Tx, $($arg),*) -> Result<Ret>,
            Ret: IntoReply,
            $($arg: Arg<'static>,)*
        {
            fn describe(&self, names: &[&'static str]) -> Signature {
                describe_args(&[$($arg::describe),*], names, Ret::TS)
            }
        }
    };
}

describe!();
describe!(A);
describe!(A B);
describe!(A B C);
describe!(A B C D);
describe!(A B C D E);

/// Names the arguments.
fn describe_args(
    args: &[fn(&'static str) -> Spec],
    names: &[&'static str],
    reply: &'static str,
) -> Signature {
    let names = names.iter().copied().chain(std::iter::repeat("argument"));
    let args = args
        .iter()
        .zip(names)
        .map(|(describe, name)| describe(name));
    Signature {
        args: args.collect(),
        reply,
    }
}

/// Reads a function's types. A free function so that a table row need not name the shape.
pub fn describe<Shape>(func: &impl Describe<Shape>, names: &[&'static str]) -> Signature {
    func.describe(names)
}

/// Declares a family's table.
///
/// ```text
/// commands! { "hash";
///     /// Reads the value of `field`.
///     HGET(key, field): "2.0.0", "O(1)", [readonly fast], [RO access] => hget;
///     /// A subcommand is named by its container and a string.
///     CLIENT "ID"(): "5.0.0", "O(1)", [noscript loading stale], [] => client_id;
///     /// A third list has tips and further ACL categories.
///     HKEYS(key): "2.0.0", "O(N)", [readonly], [RO access], ["nondeterministic_output_order"] => hkeys;
///     /// A module's commands may have its name and a dot before their own.
///     JSON.SET(key, path, value): "1.0.0", "O(M+N)", [write denyoom], [RW update] => set;
/// }
/// ```
#[macro_export]
macro_rules! commands {
    ($group:literal; $(
        $(#[doc = $doc:literal])+
        $name:ident $(. $dotted:ident)? $($sub:literal)? ($($arg:ident),* $(,)?): $since:literal, $complexity:literal,
        [$($flag:ident)*], [$($key_flag:ident)*] $(, [$($tip:literal)*])? => $func:path;
    )*) => {
        /// The family's table.
        pub const COMMANDS: &[$crate::command::Command] = &[$(
            $crate::command::Command {
                name: $crate::commands!(@name $name $($dotted)?),
                subcommand: $crate::commands!(@sub $($sub)?),
                flags: $crate::command::Flags::of(&[$($crate::command::Flag::$flag),*]),
                words: $crate::command::description::arity(
                    $crate::commands!(@name $name $($dotted)?),
                    $crate::commands!(@sub $($sub)?),
                ),
                run: |tx, args| {
                    $(let $arg = $crate::command::args::Arg::take(args)?;)*
                    if !args.is_empty() {
                        return Err($crate::error::Error::Syntax);
                    }
                    $func(tx, $($arg),*).map($crate::command::reply::IntoReply::into_reply)
                },
                #[cfg(not(target_family = "wasm"))]
                source: $crate::command::Source {
                    told: [
                        $group,
                        $since,
                        $complexity,
                        concat!($($doc),+),
                        concat!($(stringify!($flag), " "),*),
                        concat!($(stringify!($key_flag), " "),*),
                        concat!($($($tip, " "),*)?),
                    ],
                    arg_names: &[$(stringify!($arg)),*],
                    signature: |names| $crate::command::describe(&$func, names),
                },
            }
        ),*];
    };
    (@name $name:ident) => { stringify!($name) };
    (@name $name:ident $dotted:ident) => { concat!(stringify!($name), ".", stringify!($dotted)) };
    (@sub) => { None };
    (@sub $sub:literal) => { Some($sub) };
}

impl Command {
    /// Whether COMMAND INFO gives it this flag.
    pub fn is(&self, flag: Flag) -> bool {
        self.flags.has_any(Flags::of(&[flag]))
    }

    /// The name that people read: `CLIENT ID`.
    pub fn title(&self) -> String {
        match self.subcommand {
            Some(sub) => format!("{} {sub}", self.name),
            None => self.name.to_owned(),
        }
    }

    /// The name that COMMAND INFO prints: `client|id`.
    pub fn full_name(&self) -> String {
        self.title().replace(' ', "|").to_ascii_lowercase()
    }

    /// The fewest words after its name.
    fn min_args(&self) -> usize {
        let name = 1 + usize::from(self.subcommand.is_some());
        usize::from(self.words.unsigned_abs()).saturating_sub(name)
    }
}

/// The function of a container's HELP: its subcommands with their summaries, as statuses.
pub fn help(tx: &mut Tx) -> Result<Lines> {
    let container = tx.command.name;
    let head = "<subcommand> [<arg> [value] [opt] ...]. Subcommands are:";
    let mut lines = vec![format!("{container} {head}")];
    for command in tx
        .table
        .subcommands(container)
        .filter(|c| c.subcommand != Some("HELP"))
    {
        let description = command.description();
        let syntax = description.syntax(&command.title());
        lines.push(
            syntax
                .get(container.len() + 1..)
                .unwrap_or_default()
                .to_owned(),
        );
        lines.push(format!("    {}", description.summary));
    }
    lines.extend(["HELP".to_owned(), "    Print this help.".to_owned()]);
    Ok(Lines(lines))
}

/// The function of a container's own row: without a subcommand it has too few words.
pub fn container(tx: &mut Tx) -> Result<()> {
    Err(arity_error(tx.command.name, None))
}
