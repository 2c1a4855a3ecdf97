//! COMMAND: describes the commands, from their table.

mod docs;
pub(super) mod entry;
mod keys;

use crate::command::args::{Any, Arg, Args};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::command::{Command, Flag, Tx, help};
use crate::commands;
use crate::error::{Error, Result};
use crate::glob;

commands! { "server";
    /// Describes every command, for client libraries.
    COMMAND(): "2.8.13", "O(N)", [loading stale], [], ["@connection" "nondeterministic_output_order"] => all;

    /// How many commands there are.
    COMMAND "COUNT"(): "2.8.13", "O(1)", [loading stale], [], ["@connection"] => count;

    /// Describes commands and their arguments, for people.
    COMMAND "DOCS"(command_name): "7.0.0", "O(N)", [loading stale], [], ["@connection" "nondeterministic_output_order"] => docs;

    /// The keys in a complete command.
    COMMAND "GETKEYS"(command, arg): "2.8.13", "O(N)", [loading stale], [], ["@connection"] => keys::getkeys;

    /// The keys in a complete command, and what it does with each.
    COMMAND "GETKEYSANDFLAGS"(command, arg): "7.0.0", "O(N)", [loading stale], [], ["@connection"] => keys::getkeysandflags;

    /// What the subcommands do.
    COMMAND "HELP"(): "5.0.0", "O(1)", [loading stale], [], ["@connection"] => help;

    /// Describes commands, for client libraries.
    COMMAND "INFO"(command_name): "2.8.13", "O(N)", [loading stale], [], ["@connection" "nondeterministic_output_order"] => info;

    /// The names of all commands, or of some.
    COMMAND "LIST"(filter): "7.0.0", "O(N)", [loading stale], [], ["@connection" "nondeterministic_output_order"] => list;
}

/// The commands without their subcommands.
fn top_level(tx: &Tx) -> impl Iterator<Item = &'static Command> {
    let listed = tx.table.listed();
    listed.filter(|command| command.subcommand.is_none())
}

/// The command with a name, if clients are told of it.
fn find(tx: &Tx, name: &[u8]) -> Option<&'static Command> {
    let command = tx.table.by_name(name)?;
    (!command.is(Flag::internal)).then_some(command)
}

/// What COMMAND INFO answers.
pub struct Entries(Vec<Reply>);

impl IntoReply for Entries {
    const TS: &'static str = "([name: string, arity: number, flags: string[], firstKey: number, lastKey: number, step: number, categories: string[], tips: string[], keySpecs: Reply[], subcommands: Reply[]] | null)[]";
    fn into_reply(self) -> Reply {
        Reply::Array(self.0)
    }
}

fn all(tx: &mut Tx) -> Result<Entries> {
    let all = top_level(tx).map(|command| entry::entry(tx.table, command));
    Ok(Entries(all.collect()))
}

fn count(tx: &mut Tx) -> Result<i64> {
    Ok(top_level(tx).count() as i64)
}

fn info(tx: &mut Tx, names: Any<&[u8]>) -> Result<Entries> {
    if names.0.is_empty() {
        return all(tx);
    }
    let entry = |command| entry::entry(tx.table, command);
    let names = names.0.into_iter();
    let found = names.map(|name| find(tx, name).map_or(Reply::Nil, entry));
    Ok(Entries(found.collect()))
}

/// What COMMAND DOCS answers.
pub struct Docs(Vec<(Reply, Reply)>);

impl IntoReply for Docs {
    const TS: &'static str = "Record<string, { summary: string; since: string; group: string; complexity: string; arguments?: Reply[]; subcommands?: Record<string, Reply> }>";
    fn into_reply(self) -> Reply {
        Reply::Map(self.0)
    }
}

/// Names that no command has are left out.
fn docs(tx: &mut Tx, names: Any<&[u8]>) -> Result<Docs> {
    if names.0.is_empty() {
        let all = top_level(tx).map(|command| docs::docs(tx.table, command));
        return Ok(Docs(all.collect()));
    }
    let found = names.0.into_iter().filter_map(|name| find(tx, name));
    Ok(Docs(
        found.map(|command| docs::docs(tx.table, command)).collect(),
    ))
}

/// Which commands COMMAND LIST names.
pub enum Filter<'a> {
    /// All.
    None,
    /// Those of a module; there are none.
    Module,
    /// Those of an ACL category.
    Category(&'a [u8]),
    /// Those whose name matches.
    Pattern(&'a [u8]),
}

impl<'a> Arg<'a> for Filter<'a> {
    fn describe(_name: &'static str) -> Spec {
        let word = |name, token| <&[u8]>::describe(name).after(token);
        Spec {
            optional: true,
            children: vec![
                word("module_name", "MODULE"),
                word("category", "ACLCAT"),
                Spec::of("pattern", Kind::Pattern).after("PATTERN"),
            ],
            ..Spec::of("filterby", Kind::OneOf).after("FILTERBY")
        }
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.is_empty() {
            return Ok(Filter::None);
        }
        if args.len() != 3 || !args.token("FILTERBY") {
            return Err(Error::Syntax);
        }
        let filter: fn(&'a [u8]) -> Self = match args.word()?.to_ascii_uppercase().as_slice() {
            b"MODULE" => |_| Filter::Module,
            b"ACLCAT" => Filter::Category,
            b"PATTERN" => Filter::Pattern,
            _ => return Err(Error::Syntax),
        };
        args.word().map(filter)
    }
}

fn list(tx: &mut Tx, filter: Filter) -> Result<Vec<Vec<u8>>> {
    let is_wanted = |command: &&Command| match filter {
        Filter::None => true,
        Filter::Module => false,
        Filter::Category(name) => entry::categories(tx.table, command)
            .iter()
            .any(|category| category.as_bytes().eq_ignore_ascii_case(name)),
        Filter::Pattern(pattern) => glob::matches(pattern, command.full_name().as_bytes(), true),
    };
    let wanted = tx.table.listed().filter(is_wanted);
    Ok(wanted
        .map(|command| command.full_name().into_bytes())
        .collect())
}
