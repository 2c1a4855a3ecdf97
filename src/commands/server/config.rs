//! CONFIG: reads and sets parameters. `engine::config` has the parameters and their values.

use crate::command::args::{Arg, Args, Many, Pairs, Pattern};
use crate::command::reply::Record;
use crate::command::spec::Spec;
use crate::command::{Tx, container, help};
use crate::commands;
use crate::engine::state::config::{Change, ConfigRefusal, PARAMETERS, Parameter, parameter};
use crate::engine::state::server::Stats;
use crate::error::{Error, NO_CONFIG_FILE, Result, config_refused, unknown_parameter};
use crate::glob;

commands! { "server";
    /// Holds the commands about parameters.
    CONFIG(): "2.0.0", "Depends on subcommand.", [], [] => container;

    /// Sets those of the parameters that nobody has set yet. Used when a database is opened.
    CONFIG "DEFAULT"(parameter_value): "7.4.0", "O(N)", [admin noscript loading stale internal], [], ["request_policy:all_nodes" "response_policy:all_succeeded"] => default;

    /// The parameters whose names match a pattern, and their values.
    CONFIG "GET"(parameter): "2.0.0", "O(N)", [admin noscript loading stale], [] => get;

    /// What the subcommands do.
    CONFIG "HELP"(): "5.0.0", "O(1)", [loading stale], [] => help;

    /// Sets INFO's counters back to 0.
    CONFIG "RESETSTAT"(): "2.0.0", "O(1)", [admin noscript loading stale], [], ["request_policy:all_nodes" "response_policy:all_succeeded"] => resetstat;

    /// Keeps the parameters that differ from their defaults in the database's file.
    CONFIG "REWRITE"(): "2.8.0", "O(1)", [admin noscript loading stale], [], ["request_policy:all_nodes" "response_policy:all_succeeded"] => rewrite;

    /// Sets parameters: all of them, or none if one is wrong.
    CONFIG "SET"(parameter_value): "2.0.0", "O(N)", [admin noscript loading stale], [], ["request_policy:all_nodes" "response_policy:all_succeeded"] => set;
}

/// A name without wildcards is answered as it was spelled, and each parameter once.
fn get(tx: &mut Tx, patterns: Many<Pattern>) -> Result<Record> {
    let mut found: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    let mut add = |name: &[u8], parameter: &Parameter| {
        if !found
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            found.push((name.to_vec(), parameter.get(&tx.server.config)));
        }
    };
    for Pattern(pattern) in patterns.0 {
        if pattern.iter().any(|byte| b"[*?".contains(byte)) {
            let is_match = |p: &&Parameter| glob::matches(pattern, p.name.as_bytes(), true);
            let matching = PARAMETERS.iter().filter(is_match);
            matching.for_each(|p| add(p.name.as_bytes(), p));
        } else if let Some(parameter) = parameter(pattern) {
            add(pattern, parameter);
        }
    }
    Ok(Record(found))
}

fn resetstat(tx: &mut Tx) -> Result<()> {
    tx.server.stats = Stats::default();
    tx.server.eviction.keys = 0;
    tx.store.expired_keys = 0;
    tx.store.expired_fields = 0;
    Ok(())
}

fn rewrite(tx: &mut Tx) -> Result<()> {
    if tx.server.storage != "file" {
        return Err(NO_CONFIG_FILE);
    }
    Ok(tx.store.keep_settings(&tx.server.config.settings())?)
}

/// Names with values; unlike elsewhere, an odd number of words is a syntax error.
pub struct Settings<'a>(Vec<(&'a [u8], &'a [u8])>);

impl<'a> Arg<'a> for Settings<'a> {
    fn describe(name: &'static str) -> Spec {
        Pairs::<&[u8], &[u8]>::describe(name)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        if !args.len().is_multiple_of(2) {
            return Err(Error::Syntax);
        }
        Pairs::take(args).map(|pairs| Settings(pairs.0))
    }
}

fn set(tx: &mut Tx, settings: Settings) -> Result<()> {
    change(tx, &settings, true)
}

fn default(tx: &mut Tx, settings: Settings) -> Result<()> {
    change(tx, &settings, false)
}

/// Sets parameters; unless `sets_again`, those that were set before are looked at and left.
fn change(tx: &mut Tx, settings: &Settings, sets_again: bool) -> Result<()> {
    let found = settable(settings)?;
    // What is set is a copy, so that an error leaves everything as it was.
    let mut config = tx.server.config.clone();
    for (parameter, name, value) in found {
        let value = parameter.rule.check(value);
        let known = parameter.own_name();
        let is_set = config.set.contains(&known);
        let done = match value {
            Ok(_) if is_set && !sets_again => continue,
            value => value.and_then(|value| parameter.set(&mut config, &value)),
        };
        if !is_set {
            config.set.push(known);
        }
        config.version += 1;
        // Redis names the parameter as its table does, alias or not.
        done.map_err(|why| config_refused(&name.to_ascii_lowercase(), &why))?;
    }
    // A reply must not promise more than the mode that it was given under: the commands of this
    // batch are flushed once, SQLite flushes from the next one on.
    tx.server.wants_flush |= config.appendfsync_changed;
    let old = std::mem::replace(&mut tx.server.config, config);
    tx.session.is_changed = true;
    let config = &tx.server.config;
    tx.server.accesses.follow(config);
    if (old.maxmemory, &old.maxmemory_policy) != (config.maxmemory, &config.maxmemory_policy) {
        tx.server.eviction.start_anew();
    }
    tx.server.config_before.get_or_insert(old);
    Ok(())
}

type Setting<'a> = (&'static Parameter, &'a [u8], &'a [u8]);

/// The parameters that are named, if all of them can be set: the first that can't is the error.
fn settable<'a>(settings: &Settings<'a>) -> Result<Vec<Setting<'a>>> {
    let mut found: Vec<Setting> = Vec::with_capacity(settings.0.len());
    for (name, value) in &settings.0 {
        let parameter = parameter(name).ok_or_else(|| unknown_parameter(name))?;
        let why = match parameter.change {
            Change::Immutable => Some(ConfigRefusal::Immutable),
            Change::Protected => Some(ConfigRefusal::Protected),
            Change::Live if found.iter().any(|(known, ..)| known.name == parameter.name) => {
                Some(ConfigRefusal::Duplicate)
            }
            Change::Live => None,
        };
        if let Some(why) = why {
            return Err(config_refused(name, &why));
        }
        found.push((parameter, name, value));
    }
    Ok(found)
}
