//! FUNCTION: the libraries of functions.

use super::error::{
    FUNCTION_FLUSH_MODE, LIBRARY_NAME_MISSING, LIBRARY_PAYLOAD, NO_LIBRARY, NOT_A_LIBRARY,
    NOT_BUSY, OLD_LIBRARY, RESTORE_POLICY, library_exists, restored_library_exists,
    unknown_argument, unknown_option,
};
use super::libraries::{self, Loaded};
use super::state::with_state;
use super::store::{self, Function};
use crate::command::args::{Arg, Args, Last};
use crate::command::reply::{IntoReply, Opaque, Reply};
use crate::command::spec::{Kind, Spec};
use crate::command::{Savepoint, Tx, container, help};
use crate::error::{PAYLOAD_WRONG, Result};
use crate::rdb::libraries as payload;
use crate::{commands, glob};

commands! { "scripting";
    /// Holds the commands on libraries of functions.
    FUNCTION(): "7.0.0", "Depends on subcommand.", [], [] => container;

    /// Deletes a library and its functions.
    FUNCTION "DELETE"(library_name): "7.0.0", "O(1)", [write noscript], [], ["@scripting" "request_policy:all_shards" "response_policy:all_succeeded"] => delete;

    /// All libraries as bytes in Redis's own format, for FUNCTION RESTORE here or on any Redis.
    FUNCTION "DUMP"(): "7.0.0", "O(N) where N is the number of functions", [noscript], [], ["@scripting"] => dump;

    /// Deletes all libraries.
    FUNCTION "FLUSH"(flush_type): "7.0.0", "O(N) where N is the number of functions deleted", [write noscript], [], ["@scripting" "request_policy:all_shards" "response_policy:all_succeeded"] => flush;

    /// What the subcommands do.
    FUNCTION "HELP"(): "7.0.0", "O(1)", [loading stale], [], ["@scripting"] => help;

    /// Ends the function that runs. There is never one when this command is run.
    FUNCTION "KILL"(): "7.0.0", "O(1)", [noscript allow_busy], [], ["@scripting" "request_policy:all_shards" "response_policy:one_succeeded"] => kill;

    /// The libraries and their functions.
    FUNCTION "LIST"(options): "7.0.0", "O(N) where N is the number of functions", [noscript], [], ["@scripting" "nondeterministic_output_order"] => list;

    /// Adds a library, and runs its code, which registers functions. Returns its name.
    FUNCTION "LOAD"(replace, function_code): "7.0.0", "O(1) (considering compilation time is redundant)", [write denyoom noscript], [], ["@scripting" "request_policy:all_shards" "response_policy:all_succeeded"] => load;

    /// Adds the libraries that FUNCTION DUMP returned.
    FUNCTION "RESTORE"(serialized_value, policy): "7.0.0", "O(N) where N is the number of functions on the payload", [write denyoom noscript], [], ["@scripting" "request_policy:all_shards" "response_policy:all_succeeded"] => restore;

    /// What runs, and how many libraries and functions there are.
    FUNCTION "STATS"(): "7.0.0", "O(1)", [noscript allow_busy], [], ["@scripting" "nondeterministic_output" "request_policy:all_shards" "response_policy:special"] => stats;
}

/// `[REPLACE]` before the code: one word alone is the code.
#[derive(Debug)]
struct Replace(bool);

impl<'a> Arg<'a> for Replace {
    fn describe(_: &'static str) -> Spec {
        Spec::flag("REPLACE")
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut replaces = false;
        while args.len() > 1 {
            if !args.token("REPLACE") {
                return Err(unknown_option(args.word()?));
            }
            replaces = true;
        }
        Ok(Replace(replaces))
    }
}

fn load(tx: &mut Tx, replace: Replace, function_code: &[u8]) -> Result<Vec<u8>> {
    with_state(tx, |tx, state| {
        let loaded = libraries::load(tx, state, function_code, replace.0)?;
        if let Err(error) = libraries::put(tx, state, &loaded) {
            libraries::unload(state, &loaded.library.digest);
            return Err(error);
        }
        tx.count_change();
        Ok(loaded.library.name.into_bytes())
    })
}

fn delete(tx: &mut Tx, library_name: &[u8]) -> Result<()> {
    let name = String::from_utf8_lossy(library_name);
    with_state(tx, |tx, state| {
        if !libraries::drop_library(tx, state, &name, None)? {
            return Err(NO_LIBRARY);
        }
        tx.count_change();
        Ok(())
    })
}

/// `ASYNC`, `SYNC` or nothing: all at once here.
fn flush(tx: &mut Tx, flush_type: Last<FlushType>) -> Result<()> {
    if let Some(FlushType(false)) = flush_type.0 {
        return Err(FUNCTION_FLUSH_MODE);
    }
    with_state(tx, libraries::flush)?;
    tx.count_change();
    Ok(())
}

/// `ASYNC | SYNC`, and whether it was one of these and nothing else.
#[derive(Debug)]
pub struct FlushType(pub bool);

impl<'a> Arg<'a> for FlushType {
    fn describe(name: &'static str) -> Spec {
        let words = ["ASYNC", "SYNC"].map(Spec::token).into();
        Spec::group(name, Kind::OneOf, words)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let is_known = args.token("ASYNC") || args.token("SYNC");
        let rest = args.rest();
        Ok(FlushType(is_known && rest.is_empty()))
    }
}

fn dump(tx: &mut Tx) -> Result<Opaque> {
    let libraries = store::libraries(tx.store)?.into_iter();
    let codes: Vec<Vec<u8>> = libraries.map(|library| library.code).collect();
    Ok(Opaque(payload::write(&codes)))
}

/// What happens to the libraries that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Policy {
    Flush,
    Append,
    Replace,
    Unknown,
}

impl<'a> Arg<'a> for Policy {
    fn describe(name: &'static str) -> Spec {
        let words = ["FLUSH", "APPEND", "REPLACE"].map(Spec::token).into();
        Spec::group(name, Kind::OneOf, words)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let policy = match () {
            () if args.token("FLUSH") => Policy::Flush,
            () if args.token("APPEND") => Policy::Append,
            () if args.token("REPLACE") => Policy::Replace,
            () => Policy::Unknown,
        };
        args.rest();
        Ok(policy)
    }
}

fn restore(tx: &mut Tx, serialized_value: &[u8], policy: Last<Policy>) -> Result<()> {
    let policy = policy.0.unwrap_or(Policy::Append);
    if policy == Policy::Unknown {
        return Err(RESTORE_POLICY);
    }
    let codes = payload::read(serialized_value).map_err(|refusal| match refusal {
        payload::Refusal::Payload => PAYLOAD_WRONG,
        payload::Refusal::NotALibrary => NOT_A_LIBRARY,
        payload::Refusal::Old => OLD_LIBRARY,
        payload::Refusal::Code => LIBRARY_PAYLOAD,
    })?;
    let start = Savepoint::new(tx)?;
    match restore_all(tx, &codes, policy) {
        Ok(()) => start.keep(tx)?,
        Err(error) => {
            start.take_back(tx)?;
            return Err(error);
        }
    }
    tx.count_change();
    Ok(())
}

fn restore_all(tx: &mut Tx, codes: &[Vec<u8>], policy: Policy) -> Result<()> {
    with_state(tx, |tx, state| {
        let mut all: Vec<Loaded> = Vec::new();
        for code in codes {
            let loaded = libraries::load(tx, state, code, true)?;
            let name = &loaded.library.name;
            if all.iter().any(|other| other.library.name == *name) {
                return Err(library_exists(name));
            }
            all.push(loaded);
        }
        if policy == Policy::Flush {
            store::delete_libraries(tx.store)?;
        }
        for loaded in &all {
            let name = &loaded.library.name;
            if policy == Policy::Append && store::library(tx.store, name)?.is_some() {
                return Err(restored_library_exists(name));
            }
            libraries::put(tx, state, loaded)?;
        }
        state.functions.forget();
        Ok(())
    })
}

/// Redis's options of FUNCTION LIST: each once, in any order.
#[derive(Debug, Default)]
struct ListOptions<'a> {
    library_name: Option<&'a [u8]>,
    has_code: bool,
}

impl<'a> Arg<'a> for ListOptions<'a> {
    fn describe(name: &'static str) -> Spec {
        let children = vec![
            Spec::option("LIBRARYNAME", "library-name-pattern", Kind::String),
            Spec::flag("WITHCODE"),
        ];
        Spec::options(name, children)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut options = ListOptions::default();
        while !args.is_empty() {
            if !options.has_code && args.token("WITHCODE") {
                options.has_code = true;
            } else if options.library_name.is_none() && args.token("LIBRARYNAME") {
                options.library_name = Some(args.word().map_err(|_| LIBRARY_NAME_MISSING)?);
            } else {
                return Err(unknown_argument(args.word()?));
            }
        }
        Ok(options)
    }
}

/// A map whose keys are names.
fn map<const N: usize>(pairs: [(&str, Reply); N]) -> Reply {
    Reply::Map(named(pairs).into())
}

fn named<const N: usize>(pairs: [(&str, Reply); N]) -> [(Reply, Reply); N] {
    pairs.map(|(name, value)| (Reply::Bulk(name.into()), value))
}

/// The libraries.
struct Listed(Vec<Reply>);

impl IntoReply for Listed {
    const TS: &'static str = "{ library_name: string; engine: string; functions: { name: string; description: string | null; flags: string[] }[]; library_code?: string }[]";
    fn into_reply(self) -> Reply {
        Reply::Array(self.0)
    }
}

fn list(tx: &mut Tx, options: ListOptions) -> Result<Listed> {
    let mut listed = Vec::new();
    for library in store::libraries(tx.store)? {
        let name = library.name.as_bytes();
        let pattern = options.library_name.unwrap_or(b"*");
        if !glob::matches(pattern, name, true) {
            continue;
        }
        let functions = store::functions(tx.store, &library.name)?.into_iter();
        let mut pairs = Vec::from(named([
            ("library_name", Reply::Bulk(name.to_vec())),
            ("engine", Reply::Bulk("LUA".into())),
            (
                "functions",
                Reply::Array(functions.map(listed_function).collect()),
            ),
        ]));
        if options.has_code {
            pairs.extend(named([("library_code", Reply::Bulk(library.code))]));
        }
        listed.push(Reply::Map(pairs));
    }
    Ok(Listed(listed))
}

fn listed_function(function: Function) -> Reply {
    let flags = function.flags.split_whitespace();
    let flags = flags.map(|flag| Reply::Status(flag.to_owned().into()));
    map([
        ("name", Reply::Bulk(function.name.into_bytes())),
        ("description", function.description.into_reply()),
        ("flags", Reply::Set(flags.collect())),
    ])
}

/// What FUNCTION STATS tells.
struct Stats(Reply);

impl IntoReply for Stats {
    const TS: &'static str = "{ running_script: null; engines: Record<string, { libraries_count: number; functions_count: number }> }";
    fn into_reply(self) -> Reply {
        self.0
    }
}

fn stats(tx: &mut Tx) -> Result<Stats> {
    let (libraries, functions, _) = store::count_libraries(tx.store)?;
    let counts = map([
        ("libraries_count", Reply::Int(libraries)),
        ("functions_count", Reply::Int(functions)),
    ]);
    Ok(Stats(map([
        ("running_script", Reply::Nil),
        ("engines", map([("LUA", counts)])),
    ])))
}

fn kill(_tx: &mut Tx) -> Result<()> {
    Err(NOT_BUSY)
}
