//! WAIT and WAITAOF: whether writes are on replicas, and on the device.
//!
//! A batch is committed before its replies leave, so nothing has to wait. WAITAOF asks the engine for a
//! flush in between, and a batch whose flush fails is answered with the error. There are no replicas.

use crate::command::Tx;
use crate::command::args::{Arg, Args, Unparsed};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::Spec;
use crate::commands;
use crate::error::{
    OUT_OF_RANGE, Result, TIMEOUT_NEGATIVE, TIMEOUT_NOT_INTEGER, TIMEOUT_OUT_OF_RANGE,
    WAITAOF_WITHOUT_AOF, not_between,
};
use crate::number;

commands! { "generic";
    /// Waits for replicas. There are none, so it returns at once.
    WAIT(numreplicas, timeout): "3.0.0", "O(1)", [blocking], [], ["@connection" "request_policy:all_shards" "response_policy:agg_min"] => wait;

    /// Waits until what was written is flushed to the device.
    WAITAOF(numlocal, numreplicas, timeout): "7.2.0", "O(1)", [blocking], [], ["@connection" "request_policy:all_shards" "response_policy:agg_min"] => waitaof;
}

/// A time-out in milliseconds: read and checked, never needed.
#[derive(Debug)]
struct Timeout<'a>(&'a [u8]);

impl<'a> Arg<'a> for Timeout<'a> {
    fn describe(name: &'static str) -> Spec {
        i64::describe(name)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        args.word().map(Timeout)
    }
}

impl Timeout<'_> {
    fn check(&self, now: i64) -> Result<()> {
        match number::parse_i64(self.0) {
            None => Err(TIMEOUT_NOT_INTEGER),
            Some(..0) => Err(TIMEOUT_NEGATIVE),
            Some(millis) if millis > i64::MAX - now => Err(TIMEOUT_OUT_OF_RANGE),
            Some(_) => Ok(()),
        }
    }
}

/// How many local files and how many replicas are known to hold what was written.
struct Safe {
    local: bool,
}

impl IntoReply for Safe {
    const TS: &'static str = "[numlocal: number, numreplicas: number]";
    fn into_reply(self) -> Reply {
        vec![i64::from(self.local), 0].into_reply()
    }
}

fn wait(tx: &mut Tx, _numreplicas: i64, timeout: Timeout) -> Result<i64> {
    timeout.check(tx.now())?;
    Ok(0)
}

fn waitaof(
    tx: &mut Tx,
    numlocal: Unparsed<i64>,
    numreplicas: Unparsed<i64>,
    timeout: Timeout,
) -> Result<Safe> {
    let numlocal = numlocal.parse()?;
    if !(0..=1).contains(&numlocal) {
        return Err(not_between(0, 1));
    }
    // Redis has one error for words and for numbers below 0.
    numreplicas
        .parse()
        .ok()
        .filter(|n| *n >= 0)
        .ok_or(OUT_OF_RANGE)?;
    timeout.check(tx.now())?;
    let is_file = tx.server.storage == "file";
    if numlocal == 1 && !is_file {
        return Err(WAITAOF_WITHOUT_AOF);
    }
    // Also where nobody asks for it: what is told to be safe must be.
    tx.server.wants_flush |= is_file;
    Ok(Safe { local: is_file })
}
