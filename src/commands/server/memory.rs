//! MEMORY: how many bytes a key takes.

use crate::command::args::Key;
use crate::command::reply::Text;
use crate::command::{Tx, container, help};
use crate::error::{Error, Result};
use crate::{commands, options, tokens};

commands! { "server";
    /// Holds the commands about memory.
    MEMORY(): "4.0.0", "Depends on subcommand.", [], [] => container;

    /// Says where the memory goes.
    MEMORY "DOCTOR"(): "4.0.0", "O(1)", [], [], ["nondeterministic_output" "request_policy:all_shards" "response_policy:special"] => doctor;

    /// What the subcommands do.
    MEMORY "HELP"(): "4.0.0", "O(1)", [loading stale], [] => help;

    /// Asks the allocator to return memory. There is none to return.
    MEMORY "PURGE"(): "4.0.0", "O(1)", [], [], ["request_policy:all_shards" "response_policy:all_succeeded"] => purge;

    /// Estimates the bytes that a key takes in the database.
    MEMORY "USAGE"(key, options): "4.0.0", "O(N)", [readonly], [RO] => usage;
}

tokens! {
    /// How many elements are measured; 0 is all.
    Samples { SAMPLES(count: i64) }
}

options! {
    /// How exact MEMORY USAGE is to be.
    eager UsageOptions { samples: Samples }
}

fn usage(tx: &mut Tx, key: Key, options: UsageOptions) -> Result<Option<i64>> {
    let samples = match options.samples {
        Some(Samples::SAMPLES(..0)) => return Err(Error::Syntax),
        Some(Samples::SAMPLES(0)) => -1,
        Some(Samples::SAMPLES(count)) => count,
        None => 5,
    };
    // Neither a hit nor a miss.
    tx.is_reading = false;
    let row = tx.peek(key)?;
    let bytes = row.map(|row| tx.store.bytes_of(key.0, &row, samples));
    Ok(bytes.transpose()?)
}

fn doctor(_: &mut Tx) -> Result<Text> {
    let text = "Keys live on disk: their bytes count, and MEMORY USAGE tells those of one.";
    Ok(Text(text.into()))
}

fn purge(_: &mut Tx) -> Result<()> {
    Ok(())
}
