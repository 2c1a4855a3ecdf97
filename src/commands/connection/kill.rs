//! Ending connections, and waits of connections.

use super::client::{ClientType, client_type};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Many, Unparsed};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::engine::state::session::Session;
use crate::error::{
    CLIENT_ID_NOT_POSITIVE, Error, MAXAGE_NOT_AN_INTEGER, MAXAGE_NOT_POSITIVE, NO_SUCH_CLIENT,
    Result, UNBLOCK_REASON, UNBLOCKED, no_such_user,
};
use crate::number;

commands! { "connection";
    /// Ends a wait of this connection, by the number of its later reply. Returns 0 if it has already ended.
    CLIENT "CANCEL"(ticket): "7.4.0", "O(N)", [noscript loading stale internal], [] => cancel;

    /// Closes connections: that of an address, or all that match the filters.
    CLIENT "KILL"(filter): "2.4.0", "O(N)", [admin noscript loading stale], [] => kill;

    /// Continues a wait that began in another engine, until a deadline in microseconds; 0 for none.
    CLIENT "RESUME"(ticket, db, deadline, command): "7.4.0", "Depends on the command.", [noscript loading stale skip_monitor internal], [] => resume;

    /// Ends the wait of a connection, as if its time were over, or with an error.
    CLIENT "UNBLOCK"(client_id, reason): "5.0.0", "O(log N)", [admin noscript loading stale], [] => unblock;
}

/// Which connections end.
#[derive(Default)]
struct Filter<'a> {
    /// The form of one word: an address.
    only_address: bool,
    address: Option<&'a [u8]>,
    local_address: Option<&'a [u8]>,
    id: Option<i64>,
    kind: Option<ClientType>,
    /// The least age in seconds.
    age: Option<i64>,
    takes_me: bool,
}

impl<'a> Arg<'a> for Filter<'a> {
    fn describe(name: &'static str) -> Spec {
        let option = |name, kind, token| Spec {
            optional: true,
            ..Spec::of(name, kind).after(token)
        };
        Spec {
            children: vec![
                option("client_id", Kind::Integer, "ID"),
                option("client_type", Kind::String, "TYPE"),
                option("username", Kind::String, "USER"),
                option("addr", Kind::String, "ADDR"),
                option("laddr", Kind::String, "LADDR"),
                option("skipme", Kind::String, "SKIPME"),
                option("maxage", Kind::Integer, "MAXAGE"),
            ],
            ..Spec::of(name, Kind::Block)
        }
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.len() == 1 {
            return Ok(Filter {
                only_address: true,
                address: Some(args.word()?),
                takes_me: true,
                ..Filter::default()
            });
        }
        if args.is_empty() {
            return Err(args.arity());
        }
        let mut filter = Filter::default();
        while !args.is_empty() {
            let (name, value) = (args.word()?, args.option_value()?);
            match name.to_ascii_lowercase().as_slice() {
                b"id" => {
                    let id = number::parse_i64(value).filter(|id| *id > 0);
                    filter.id = Some(id.ok_or(CLIENT_ID_NOT_POSITIVE)?);
                }
                b"type" => filter.kind = Some(client_type(value)?),
                b"user" if value != b"default" => return Err(no_such_user(value)),
                b"user" => {}
                b"addr" => filter.address = Some(value),
                b"laddr" => filter.local_address = Some(value),
                b"maxage" => {
                    let age = number::parse_i64(value).ok_or(MAXAGE_NOT_AN_INTEGER)?;
                    filter.age = Some(age).filter(|age| *age > 0);
                    filter.age.ok_or(MAXAGE_NOT_POSITIVE)?;
                }
                b"skipme" => match value.to_ascii_lowercase().as_slice() {
                    b"yes" => filter.takes_me = false,
                    b"no" => filter.takes_me = true,
                    _ => return Err(Error::Syntax),
                },
                _ => return Err(Error::Syntax),
            }
        }
        Ok(filter)
    }
}

impl Filter<'_> {
    fn means(&self, session: &Session, is_pubsub: bool, now: i64) -> bool {
        let kind = match is_pubsub {
            true => ClientType::PUBSUB,
            false => ClientType::NORMAL,
        };
        // The program that holds the engine can't be cut off from it.
        !session.is_in_process()
            && self
                .address
                .is_none_or(|address| address == session.address.as_bytes())
            && self.local_address.is_none_or(<[u8]>::is_empty)
            && self.id.is_none_or(|id| id == session.id as i64)
            && self.kind.is_none_or(|wanted| wanted == kind)
            && self
                .age
                .is_none_or(|age| (now - session.connected_at) / 1_000_000 >= age)
    }
}

/// OK to one address, else how many.
enum Killed {
    One,
    Many(i64),
}

impl IntoReply for Killed {
    const TS: &'static str = "\"OK\" | number";
    fn into_reply(self) -> Reply {
        match self {
            Killed::One => Reply::Ok,
            Killed::Many(count) => Reply::Int(count),
        }
    }
}

fn kill(tx: &mut Tx, filter: Filter) -> Result<Killed> {
    let (me, now) = (tx.session.id, tx.now_micros);
    let server = &mut *tx.server;
    let mut killed = 0;
    for session in server.sessions.values_mut() {
        let is_pubsub = server.subscriptions.is_listening(session.id);
        if !session.is_closing && filter.means(session, is_pubsub, now) {
            session.is_closing = true;
            server.woken.push(session.id);
            killed += 1;
        }
    }
    let is_pubsub = server.subscriptions.is_listening(me);
    if filter.takes_me && filter.means(tx.session, is_pubsub, now) {
        tx.session.is_closing = true;
        killed += 1;
    }
    match (filter.only_address, killed) {
        (true, 0) => Err(NO_SUCH_CLIENT),
        (true, _) => Ok(Killed::One),
        (false, count) => Ok(Killed::Many(count)),
    }
}

/// `[TIMEOUT | ERROR]`.
struct Reason {
    is_error: bool,
}

impl<'a> Arg<'a> for Reason {
    fn describe(name: &'static str) -> Spec {
        Spec {
            optional: true,
            children: vec![Spec::token("TIMEOUT"), Spec::token("ERROR")],
            ..Spec::of(name, Kind::OneOf)
        }
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        let is_error = match args.rest() {
            [] => false,
            [word] if word.eq_ignore_ascii_case(b"TIMEOUT") => false,
            [word] if word.eq_ignore_ascii_case(b"ERROR") => true,
            [_] => return Err(UNBLOCK_REASON),
            _ => return Err(args.arity()),
        };
        Ok(Reason { is_error })
    }
}

fn unblock(tx: &mut Tx, client_id: Unparsed<i64>, reason: Reason) -> Result<bool> {
    let id = u64::try_from(client_id.parse()?).unwrap_or_default();
    let waiting = &mut tx.server.waiting;
    let tickets = waiting.of(id);
    for ticket in &tickets {
        let on_timeout = waiting.get(*ticket).and_then(|p| p.wish.on_timeout.clone());
        let reply = match reason.is_error {
            true => Reply::Error(UNBLOCKED.to_string()),
            false => on_timeout.unwrap_or(Reply::Nil),
        };
        waiting.ended.push((*ticket, reply));
    }
    Ok(!tickets.is_empty())
}

/// What the facade needs for an `AbortSignal`: only its own session's waits have tickets.
fn cancel(tx: &mut Tx, ticket: i64) -> Result<bool> {
    let ticket = u64::try_from(ticket).unwrap_or_default();
    let is_mine = tx.server.waiting.of(tx.session.id).contains(&ticket);
    if is_mine {
        tx.server.waiting.release(ticket);
    }
    Ok(is_mine)
}

const MAX_TICKET: u64 = 1 << 52;

/// What the engine tells whoever keeps a session: see `engine::restoration`. Others have no tickets.
fn resume(tx: &mut Tx, ticket: i64, db: i32, deadline: i64, command: Many<&[u8]>) -> Result<Reply> {
    let db = usize::try_from(db).unwrap_or(usize::MAX);
    // Numbers of JavaScript hold greater tickets only roughly.
    match u64::try_from(ticket) {
        Ok(ticket @ 1..MAX_TICKET) if tx.session.client.is_some() => {
            let deadline = (deadline > 0).then_some(deadline);
            tx.resume((ticket, db), deadline, &command.0)
        }
        _ => Err(Error::Syntax),
    }
}
