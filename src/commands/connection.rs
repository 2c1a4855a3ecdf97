//! The connection itself.

use crate::args::Any;
use crate::commands;
use crate::engine::Tx;
use crate::error::Result;
use crate::reply::Reply;

commands! { "connection";
    /// Answers, with the message if there is one.
    PING(message): "1.0.0", "O(1)", [fast], [] => ping;

    /// Holds the commands about connections.
    CLIENT(): "2.4.0", "Depends on subcommand.", [], [] => crate::command::container;

    /// The number of this connection.
    CLIENT "ID"(): "5.0.0", "O(1)", [noscript loading stale], [] => client_id;
}

fn ping(_tx: &mut Tx, message: Any<&[u8]>) -> Result<Reply> {
    Ok(match message.0.first() {
        Some(message) => Reply::Bulk(message.to_vec()),
        None => Reply::Status("PONG".into()),
    })
}

fn client_id(tx: &mut Tx) -> Result<i64> {
    Ok(tx.session.id as i64)
}
