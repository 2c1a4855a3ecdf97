//! Holding back what connections send.

use crate::command::Tx;
use crate::command::args::{Arg, Args, Last, Unparsed};
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::error::{
    PAUSE_MODE, Result, TIMEOUT_NEGATIVE, TIMEOUT_NOT_INTEGER, TIMEOUT_OUT_OF_RANGE,
};

commands! { "connection";
    /// Holds back commands of all connections, or only those that write, for some milliseconds.
    CLIENT "PAUSE"(timeout, mode): "3.0.0", "O(1)", [admin noscript loading stale], [] => pause;

    /// Ends a pause.
    CLIENT "UNPAUSE"(): "6.2.0", "O(N)", [admin noscript loading stale], [] => unpause;
}

/// Which commands are held back.
struct Mode {
    is_for_all: bool,
}

impl<'a> Arg<'a> for Mode {
    fn describe(name: &'static str) -> Spec {
        Spec {
            children: vec![Spec::token("WRITE"), Spec::token("ALL")],
            ..Spec::of(name, Kind::OneOf)
        }
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.word()?.to_ascii_uppercase().as_slice() {
            b"WRITE" => Ok(Mode { is_for_all: false }),
            b"ALL" => Ok(Mode { is_for_all: true }),
            _ => Err(PAUSE_MODE),
        }
    }
}

fn pause(tx: &mut Tx, timeout: Unparsed<i64>, mode: Last<Mode>) -> Result<()> {
    let millis = timeout.parse().map_err(|_| TIMEOUT_NOT_INTEGER)?;
    if millis < 0 {
        return Err(TIMEOUT_NEGATIVE);
    }
    let until = tx.now().checked_add(millis).ok_or(TIMEOUT_OUT_OF_RANGE)?;
    let is_for_all = mode.0.is_none_or(|mode| mode.is_for_all);
    let now = tx.now_micros;
    tx.server
        .pause
        .start(until.saturating_mul(1000), is_for_all, now);
    Ok(())
}

fn unpause(tx: &mut Tx) -> Result<()> {
    tx.server.pause.end();
    Ok(())
}
