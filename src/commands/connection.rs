//! The connection itself: greeting, password, database, name.

use crate::args::{Any, Arg, Args};
use crate::command::container;
use crate::commands;
use crate::engine::Tx;
use crate::error::{
    AUTH_WITHOUT_PASSWORD, BAD_NAME, DB_OUT_OF_RANGE, Error, NOAUTH_HELLO, NOPROTO, NOT_A_PROTOCOL,
    Result, WRONGPASS, hello_syntax, unknown_client_info,
};
use crate::number;
use crate::reply::Reply;
use crate::spec::{Kind, Spec};

commands! { "connection";
    /// Gives the password.
    AUTH(credentials): "1.0.0", "O(N)", [noscript loading stale fast no_auth allow_busy], [] => auth;

    /// Holds the commands about connections.
    CLIENT(): "2.4.0", "Depends on subcommand.", [], [] => container;

    /// The name of this connection.
    CLIENT "GETNAME"(): "2.6.9", "O(1)", [noscript loading stale], [] => client_getname;

    /// The number of this connection.
    CLIENT "ID"(): "5.0.0", "O(1)", [noscript loading stale], [] => client_id;

    /// Says which library the client uses.
    CLIENT "SETINFO"(attribute, value): "7.2.0", "O(1)", [noscript loading stale], [] => client_setinfo;

    /// Names this connection.
    CLIENT "SETNAME"(connection_name): "2.6.9", "O(1)", [noscript loading stale], [] => client_setname;

    /// Answers the message.
    ECHO(message): "1.0.0", "O(1)", [loading stale fast], [] => echo;

    /// Greets: chooses the protocol, gives the password and a name.
    HELLO(arguments): "6.0.0", "O(1)", [noscript loading stale fast no_auth allow_busy], [] => hello;

    /// Answers, with the message if there is one.
    PING(message): "1.0.0", "O(1)", [fast], [] => ping;

    /// Ends the connection.
    QUIT(): "1.0.0", "O(1)", [noscript loading stale fast no_auth allow_busy], [] => quit;

    /// Makes the connection as new.
    RESET(): "6.2.0", "O(1)", [noscript loading stale fast no_auth allow_busy], [] => reset;

    /// Chooses a database.
    SELECT(index): "1.0.0", "O(1)", [loading stale fast], [] => select;
}

/// The Redis version whose behaviour redlet has.
pub const REDIS_VERSION: &str = "7.4.0";

fn ping(tx: &mut Tx, message: Any<&[u8]>) -> Result<Reply> {
    match message.0.as_slice() {
        [] => Ok(Reply::Status("PONG".into())),
        [message] => Ok(Reply::Bulk(message.to_vec())),
        _ => Err(crate::args::arity_error(tx.command.name, None)),
    }
}

fn echo(_tx: &mut Tx, message: &[u8]) -> Result<Vec<u8>> {
    Ok(message.to_vec())
}

fn client_id(tx: &mut Tx) -> Result<i64> {
    Ok(tx.session.id as i64)
}

fn client_getname(tx: &mut Tx) -> Result<Option<Vec<u8>>> {
    let name = &tx.session.name;
    Ok((!name.is_empty()).then(|| name.clone()))
}

/// Names stand in lines: white space and what can't be printed are refused.
fn check_name(name: &[u8]) -> Result<()> {
    match name.iter().all(|byte| (b'!'..=b'~').contains(byte)) {
        true => Ok(()),
        false => Err(BAD_NAME),
    }
}

fn client_setname(tx: &mut Tx, name: &[u8]) -> Result<()> {
    check_name(name)?;
    tx.session.name = name.to_vec();
    Ok(())
}

fn client_setinfo(tx: &mut Tx, attribute: &[u8], value: &[u8]) -> Result<()> {
    let slot = match attribute.to_ascii_lowercase().as_slice() {
        b"lib-name" => &mut tx.session.lib_name,
        b"lib-ver" => &mut tx.session.lib_version,
        _ => return Err(unknown_client_info(attribute)),
    };
    if !value.iter().all(|byte| (b'!'..=b'~').contains(byte)) {
        return Err(crate::error::bad_client_info(attribute));
    }
    *slot = value.to_vec();
    Ok(())
}

/// `[username] password`.
#[derive(Debug)]
pub struct Credentials<'a> {
    username: Option<&'a [u8]>,
    password: &'a [u8],
}

impl<'a> Arg<'a> for Credentials<'a> {
    fn describe(name: &'static str) -> Spec {
        let username = Spec {
            optional: true,
            ..Spec::of("username", Kind::String)
        };
        Spec {
            children: vec![username, Spec::of("password", Kind::String)],
            ..Spec::of(name, Kind::Block)
        }
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.rest() {
            [password] => Ok(Credentials {
                username: None,
                password,
            }),
            [username, password] => Ok(Credentials {
                username: Some(username),
                password,
            }),
            _ => Err(Error::Syntax),
        }
    }
}

/// Compares in a time that tells nothing of where they differ.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    let differing = a.iter().zip(b).fold(0, |all, (x, y)| all | (x ^ y));
    a.len() == b.len() && differing == 0
}

/// There is one user, `default`, who without a password may do everything.
fn log_in(tx: &mut Tx, username: &[u8], password: &[u8]) -> Result<()> {
    let required = &tx.server.config.requirepass;
    let is_right = required.is_empty() || is_same(required, password);
    if username != b"default" || !is_right {
        return Err(WRONGPASS);
    }
    tx.session.is_authenticated = true;
    Ok(())
}

fn auth(tx: &mut Tx, given: Credentials) -> Result<()> {
    if given.username.is_none() && tx.server.config.requirepass.is_empty() {
        return Err(AUTH_WITHOUT_PASSWORD);
    }
    log_in(tx, given.username.unwrap_or(b"default"), given.password)
}

fn hello(tx: &mut Tx, arguments: Any<&[u8]>) -> Result<Reply> {
    let mut version = tx.session.resp;
    let mut name = None;
    let mut words = arguments.0.as_slice();
    if let [first, rest @ ..] = words {
        version = match number::parse_i64(first).ok_or(NOT_A_PROTOCOL)? {
            2 => 2,
            3 => 3,
            _ => return Err(NOPROTO),
        };
        words = rest;
    }
    let mut credentials = None;
    while let [token, rest @ ..] = words {
        match (token.to_ascii_uppercase().as_slice(), rest) {
            (b"AUTH", [username, password, rest @ ..]) => {
                credentials = Some((*username, *password));
                words = rest;
            }
            (b"SETNAME", [given, rest @ ..]) => {
                check_name(given)?;
                name = Some(given.to_vec());
                words = rest;
            }
            _ => return Err(hello_syntax(token)),
        }
    }
    if let Some((username, password)) = credentials {
        log_in(tx, username, password)?;
    }
    if !tx.session.is_authenticated {
        return Err(NOAUTH_HELLO);
    }
    if let Some(name) = name {
        tx.session.name = name;
    }
    tx.session.resp = version;
    let bulk = |text: &str| Reply::Bulk(text.into());
    Ok(Reply::Map(vec![
        (bulk("server"), bulk("redis")),
        (bulk("version"), bulk(REDIS_VERSION)),
        (bulk("proto"), Reply::Int(i64::from(version))),
        (bulk("id"), Reply::Int(tx.session.id as i64)),
        (bulk("mode"), bulk("standalone")),
        (bulk("role"), bulk("master")),
        (bulk("modules"), Reply::Array(Vec::new())),
    ]))
}

fn quit(tx: &mut Tx) -> Result<()> {
    tx.session.is_closing = true;
    Ok(())
}

fn reset(tx: &mut Tx) -> Result<&'static str> {
    let is_authenticated = tx.server.config.requirepass.is_empty();
    tx.session.reset(is_authenticated);
    Ok("RESET")
}

fn select(tx: &mut Tx, index: i64) -> Result<()> {
    let number = usize::try_from(index).map_err(|_| DB_OUT_OF_RANGE)?;
    tx.store.db(number).ok_or(DB_OUT_OF_RANGE)?;
    tx.session.db = number;
    Ok(())
}
