//! DEBUG: the little of it that clients' own tests need.

use crate::command::Tx;
use crate::command::args::Any;
use crate::command::reply::{IntoReply, Lines, Reply};
use crate::commands;
use crate::error::{CANNOT_SLEEP, Result, SLEEP_TOO_LONG, usage};
use crate::number;

commands! { "server";
    /// For tests: stops the engine for a while, or the background deletion of expired keys.
    DEBUG(subcommand, argument): "1.0.0", "Depends on subcommand.", [admin noscript loading stale], [] => debug;
}

/// A page that hangs for longer is taken for dead.
const LONGEST_SLEEP: f64 = 60.0;

const HELP: [&str; 9] = [
    "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
    "ERROR <text>",
    "    Reply with this error.",
    "SET-ACTIVE-EXPIRE <0|1>",
    "    Whether expired keys are deleted in the background, too.",
    "SLEEP <seconds>",
    "    Stop the engine, for all connections, for at most 60 seconds.",
    "HELP",
    "    Print this help.",
];

/// As in Redis these are no subcommands of the table: DEBUG has its own error for what it lacks.
fn debug(tx: &mut Tx, subcommand: &[u8], arguments: Any<&[u8]>) -> Result<Reply> {
    let name = subcommand.to_ascii_uppercase();
    match (name.as_slice(), arguments.0.as_slice()) {
        (b"HELP", []) => Ok(Lines(HELP.map(str::to_owned).into()).into_reply()),
        (b"ERROR", [text]) => {
            let text = String::from_utf8_lossy(text).replace(['\r', '\n'], " ");
            Ok(Reply::Error(text))
        }
        (b"SLEEP", [seconds]) => sleep(tx, seconds),
        (b"SET-ACTIVE-EXPIRE", [switch]) => {
            tx.server.config.active_expire = leading_number(switch) != 0.0;
            Ok(Reply::Ok)
        }
        _ => Err(usage("DEBUG", subcommand)),
    }
}

/// The engine has no way to wait; its host has, if it can stop its thread.
fn sleep(tx: &mut Tx, seconds: &[u8]) -> Result<Reply> {
    let seconds = leading_number(seconds);
    if seconds > LONGEST_SLEEP {
        return Err(SLEEP_TOO_LONG);
    }
    let micros = (seconds * 1e6) as u64;
    match micros == 0 || tx.host.sleep(micros) {
        true => Ok(Reply::Ok),
        false => Err(CANNOT_SLEEP),
    }
}

/// The number at the start, 0 where there is none: Redis reads DEBUG's arguments with C's lenient
/// functions.
fn leading_number(text: &[u8]) -> f64 {
    let text = String::from_utf8_lossy(text);
    let text = text.trim_start();
    let is_part = |c: char| c.is_ascii_digit() || ".-+eE".contains(c);
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let longest = (0..=end)
        .rev()
        .find_map(|end| number::parse_lenient_f64(text.get(..end)?.as_bytes()));
    longest.unwrap_or(0.0)
}
