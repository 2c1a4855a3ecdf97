//! The server: configuration, figures, the commands themselves.

mod acl;
mod command;
mod config;
mod debug;
mod info;
mod lolwut;
mod memory;
mod persistence;
mod slow;

use crate::command::reply::{IntoReply, Reply};
use crate::command::{Command, Tx};
use crate::commands;
use crate::error::{MONITOR_IN_MULTI, Result};

/// The tables of all commands on the server.
pub const FAMILIES: [&[Command]; 10] = [
    COMMANDS,
    acl::COMMANDS,
    command::COMMANDS,
    config::COMMANDS,
    debug::COMMANDS,
    info::COMMANDS,
    lolwut::COMMANDS,
    memory::COMMANDS,
    persistence::COMMANDS,
    slow::COMMANDS,
];

commands! { "server";
    /// Sends this connection every command that runs.
    MONITOR(): "1.0.0", "", [admin noscript loading stale session], [] => monitor;

    /// How many keys the database has.
    DBSIZE(): "1.0.0", "O(1)", [readonly fast], [], ["@keyspace" "request_policy:all_shards" "response_policy:agg_sum"] => dbsize;

    /// The time: seconds since 1970, and the microseconds of that second.
    TIME(): "2.6.0", "O(1)", [loading stale fast], [], ["nondeterministic_output"] => time;
}

fn dbsize(tx: &mut Tx) -> Result<i64> {
    Ok(tx.store.count(tx.db)?.keys)
}

fn time(tx: &mut Tx) -> Result<Vec<Vec<u8>>> {
    const SECOND: i64 = 1_000_000;
    let now = tx.now_micros;
    let parts = [now.div_euclid(SECOND), now.rem_euclid(SECOND)];
    Ok(parts.map(|part| part.to_string().into_bytes()).into())
}

/// `OK`, or nothing to a session that monitors already.
struct Monitoring(bool);

impl IntoReply for Monitoring {
    const TS: &'static str = <()>::TS;
    fn into_reply(self) -> Reply {
        if self.0 { Reply::Ok } else { Reply::None }
    }
}

fn monitor(tx: &mut Tx) -> Result<Monitoring> {
    if tx.session.is_in_exec() {
        return Err(MONITOR_IN_MULTI);
    }
    let is_new = !tx.is_monitor();
    if is_new {
        tx.server.monitors.push(tx.session.id);
    }
    Ok(Monitoring(is_new))
}
