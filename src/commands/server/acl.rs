//! ACL. There is one user, `default`, who may do everything.

use super::command::entry::{CATEGORIES, categories};
use crate::command::args::Last;
use crate::command::{Command, Tx, container, help};
use crate::commands;
use crate::error::{Result, unknown_category};

commands! { "server";
    /// Holds the commands on users.
    ACL(): "6.0.0", "Depends on subcommand.", [sentinel], [] => container;

    /// The categories of commands, or the commands of one.
    ACL "CAT"(category): "6.0.0", "O(1)", [noscript loading stale], [] => cat;

    /// What the subcommands do.
    ACL "HELP"(): "6.0.0", "O(1)", [loading stale], [] => help;

    /// The users and their permissions.
    ACL "LIST"(): "6.0.0", "O(N)", [admin noscript loading stale], [] => list;

    /// The users' names.
    ACL "USERS"(): "6.0.0", "O(N)", [admin noscript loading stale], [] => users;

    /// The name of this connection's user.
    ACL "WHOAMI"(): "6.0.0", "O(1)", [noscript loading stale], [] => whoami;
}

fn cat(tx: &mut Tx, category: Last<&[u8]>) -> Result<Vec<Vec<u8>>> {
    let Some(name) = category.0 else {
        return Ok(CATEGORIES.map(|name| name.as_bytes().to_vec()).into());
    };
    let is_it = |known: &&str| known.as_bytes().eq_ignore_ascii_case(name);
    if !CATEGORIES.iter().any(is_it) {
        return Err(unknown_category(name));
    }
    let table = tx.table;
    let is_in = |command: &&Command| categories(table, command).iter().any(is_it);
    let commands = table.listed().filter(is_in);
    Ok(commands
        .map(|command| command.full_name().into_bytes())
        .collect())
}

fn list(tx: &mut Tx) -> Result<Vec<Vec<u8>>> {
    let password = match tx.server.config.requirepass.is_empty() {
        true => "nopass",
        // Redis shows a digest. Whoever may ask has the password.
        false => "#(set)",
    };
    let rules = format!("user default on {password} sanitize-payload ~* &* +@all");
    Ok(vec![rules.into_bytes()])
}

fn users(_tx: &mut Tx) -> Result<Vec<Vec<u8>>> {
    Ok(vec![b"default".to_vec()])
}

fn whoami(_tx: &mut Tx) -> Result<Vec<u8>> {
    Ok(b"default".to_vec())
}
