//! The connection: its user, protocol and database.
//!
//! Here are the commands with which a client begins and ends a connection; `client` has those that describe
//! connections and set their options.

mod client;
mod kill;
mod pause;
mod tracking;

use crate::command::args::{Arg, Args, Only};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::command::{Command, Tx};
use crate::commands;
use crate::engine::state::server::REDIS_VERSION;
use crate::error::{
    AUTH_WITHOUT_PASSWORD, BAD_CLIENT_NAME, DB_OUT_OF_RANGE, HELLO_WITHOUT_AUTH, NO_SUCH_PROTOCOL,
    PROTOCOL_NOT_AN_INTEGER, Result, WRONG_PASSWORD, hello_option,
};
use crate::memory;
use crate::number;

/// The tables of all commands on connections.
pub const FAMILIES: [&[Command]; 5] = [
    COMMANDS,
    client::COMMANDS,
    kill::COMMANDS,
    pause::COMMANDS,
    tracking::COMMANDS,
];

commands! { "connection";
    /// Authenticates the connection.
    AUTH(credentials): "1.0.0", "O(1)", [noscript loading stale fast no_auth allow_busy], [] => auth;

    /// Returns the message.
    ECHO(message): "1.0.0", "O(1)", [loading stale fast], [] => echo;

    /// Chooses the protocol, and returns facts about the server.
    HELLO(options): "6.0.0", "O(1)", [noscript loading stale fast no_auth allow_busy session], [] => hello;

    /// Returns `PONG`, or the message.
    PING(message): "1.0.0", "O(1)", [fast], [], ["request_policy:all_shards" "response_policy:all_succeeded"] => ping;

    /// Closes the connection once its replies are sent. A client in JavaScript stays: it ends with `close`.
    QUIT(ignored): "1.0.0", "O(1)", [noscript loading stale fast no_auth allow_busy], [] => quit;

    /// Makes the connection as it was when it was opened.
    RESET(): "6.2.0", "O(1)", [noscript loading stale fast no_auth allow_busy session_end], [] => reset;

    /// Chooses the database.
    SELECT(index): "1.0.0", "O(1)", [loading stale fast session], [] => select;
}

/// What PING answers.
pub enum Pong {
    /// PONG.
    Plain,
    /// The message.
    Echo(Vec<u8>),
    /// To a RESP2 connection that is subscribed: in the form of its messages.
    Message(Vec<u8>),
}

impl IntoReply for Pong {
    const TS: &'static str = "If<$message, string, \"PONG\">";
    fn into_reply(self) -> Reply {
        match self {
            Pong::Plain => Reply::Status("PONG".into()),
            Pong::Echo(message) => Reply::Bulk(message),
            Pong::Message(message) => {
                Reply::Array(vec![Reply::Bulk(b"pong".to_vec()), Reply::Bulk(message)])
            }
        }
    }
}

fn ping(tx: &mut Tx, message: Only<&[u8]>) -> Result<Pong> {
    let message = message.0.map(memory::copy).transpose()?;
    Ok(match tx.is_resp2_subscriber() {
        true => Pong::Message(message.unwrap_or_default()),
        false => message.map_or(Pong::Plain, Pong::Echo),
    })
}

fn echo(_tx: &mut Tx, message: &[u8]) -> Result<Vec<u8>> {
    Ok(memory::copy(message)?)
}

/// Words that QUIT takes and does not look at.
pub struct Ignored;

impl<'a> Arg<'a> for Ignored {
    fn describe(name: &'static str) -> Spec {
        // No argument in the syntax, and any number of words on the wire.
        Spec {
            optional: true,
            ..Spec::of(name, Kind::Options)
        }
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        args.rest();
        Ok(Ignored)
    }
}

fn quit(tx: &mut Tx, _ignored: Ignored) -> Result<()> {
    tx.session.close();
    Ok(())
}

/// What RESET answers.
struct WasReset;

impl IntoReply for WasReset {
    const TS: &'static str = "\"RESET\"";
    fn into_reply(self) -> Reply {
        Reply::Status("RESET".into())
    }
}

fn reset(tx: &mut Tx) -> Result<WasReset> {
    let needs_password = !tx.server.config.requirepass.is_empty() && !tx.session.is_in_process();
    tx.server.let_go(tx.session);
    tx.session.reset(!needs_password);
    Ok(WasReset)
}

fn select(tx: &mut Tx, index: i32) -> Result<()> {
    let index = usize::try_from(index).map_err(|_| DB_OUT_OF_RANGE)?;
    tx.store.db(index).ok_or(DB_OUT_OF_RANGE)?;
    tx.session.db = index;
    Ok(())
}

/// `[username] password`.
pub struct Credentials<'a> {
    username: Option<&'a [u8]>,
    password: &'a [u8],
}

impl<'a> Arg<'a> for Credentials<'a> {
    fn describe(name: &'static str) -> Spec {
        let username = Option::<&[u8]>::describe("username");
        let password = <&[u8]>::describe("password");
        Spec {
            children: vec![username, password],
            ..Spec::of(name, Kind::Block)
        }
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        let first = args.word()?;
        Ok(match args.len() {
            0 => Credentials {
                username: None,
                password: first,
            },
            _ => Credentials {
                username: Some(first),
                password: args.word()?,
            },
        })
    }
}

fn auth(tx: &mut Tx, credentials: Credentials) -> Result<()> {
    match credentials.username {
        None if tx.server.config.requirepass.is_empty() => Err(AUTH_WITHOUT_PASSWORD),
        username => authenticate(tx, username.unwrap_or(DEFAULT_USER), credentials.password),
    }
}

/// The one user there is.
const DEFAULT_USER: &[u8] = b"default";

/// Where no password is set, the default user takes any.
fn authenticate(tx: &mut Tx, username: &[u8], password: &[u8]) -> Result<()> {
    let wanted = &tx.server.config.requirepass;
    let is_right = wanted.is_empty() || are_equal(wanted, password);
    if username != DEFAULT_USER || !is_right {
        return Err(WRONG_PASSWORD);
    }
    tx.session.is_authenticated = true;
    Ok(())
}

/// Takes the same time wherever the first difference is, so that it does not tell where.
fn are_equal(a: &[u8], b: &[u8]) -> bool {
    let pairs = a.iter().zip(b);
    a.len() == b.len() && pairs.fold(0, |seen, (x, y)| seen | (x ^ y)) == 0
}

/// `[protover [AUTH username password] [SETNAME clientname]]`.
#[derive(Default)]
pub struct Hello<'a> {
    version: Option<u8>,
    credentials: Option<(&'a [u8], &'a [u8])>,
    name: Option<&'a [u8]>,
}

impl<'a> Arg<'a> for Hello<'a> {
    fn describe(name: &'static str) -> Spec {
        let word = <&[u8]>::describe;
        let auth = Spec {
            optional: true,
            children: vec![word("username"), word("password")],
            ..Spec::of("auth", Kind::Block).after("AUTH")
        };
        let setname = Option::<&[u8]>::describe("clientname").after("SETNAME");
        Spec {
            optional: true,
            children: vec![i64::describe("protover"), auth, setname],
            ..Spec::of(name, Kind::Block)
        }
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut hello = Hello::default();
        if args.is_empty() {
            return Ok(hello);
        }
        let version = number::parse_i64(args.word()?).ok_or(PROTOCOL_NOT_AN_INTEGER)?;
        let version = u8::try_from(version).map_err(|_| NO_SUCH_PROTOCOL)?;
        if !(2..=3).contains(&version) {
            return Err(NO_SUCH_PROTOCOL);
        }
        hello.version = Some(version);
        while !args.is_empty() {
            let option = args.word()?;
            if option.eq_ignore_ascii_case(b"AUTH") && args.len() >= 2 {
                hello.credentials = Some((args.word()?, args.word()?));
            } else if option.eq_ignore_ascii_case(b"SETNAME") && !args.is_empty() {
                let name = args.word()?;
                client::check(name).ok_or(BAD_CLIENT_NAME)?;
                hello.name = Some(name);
            } else {
                return Err(hello_option(option));
            }
        }
        Ok(hello)
    }
}

/// What HELLO tells.
pub struct Greeting {
    id: u64,
    protocol: u8,
}

impl IntoReply for Greeting {
    const TS: &'static str = "{ server: string; version: string; proto: number; id: number; mode: string; role: string; modules: string[] }";
    fn into_reply(self) -> Reply {
        let text = |text: &str| Reply::Bulk(text.into());
        let fields = [
            ("server", text("redis")),
            ("version", text(REDIS_VERSION)),
            ("proto", Reply::Int(self.protocol.into())),
            ("id", Reply::Int(self.id as i64)),
            ("mode", text("standalone")),
            ("role", text("master")),
            ("modules", Reply::Array(Vec::new())),
        ];
        Reply::Map(fields.map(|(name, value)| (text(name), value)).into())
    }
}

fn hello(tx: &mut Tx, hello: Hello) -> Result<Greeting> {
    if let Some((username, password)) = hello.credentials {
        authenticate(tx, username, password)?;
    }
    if !tx.session.is_authenticated && !tx.server.config.requirepass.is_empty() {
        return Err(HELLO_WITHOUT_AUTH);
    }
    if let Some(name) = hello.name {
        tx.session.name = name.to_vec();
    }
    if let Some(version) = hello.version {
        tx.session.resp = version;
    }
    Ok(Greeting {
        id: tx.session.id,
        protocol: tx.session.resp,
    })
}
