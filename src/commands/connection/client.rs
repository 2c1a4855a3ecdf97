//! CLIENT: what is known of connections, and how this one is treated.

use crate::command::args::{Arg, Args};
use crate::command::reply::Text;
use crate::command::spec::{Kind, Spec};
use crate::command::{Tx, container, help};
use crate::engine::state::server::Server;
use crate::engine::state::session::{ReplyMode, Session};
use crate::error::{
    BAD_CLIENT_NAME, Error, INVALID_CLIENT_ID, Result, bad_attribute, unknown_client_type,
    unrecognized_attribute,
};
use crate::number;
use crate::order::sorted;
use crate::{commands, tokens};

commands! { "connection";
    /// Holds the commands about connections.
    CLIENT(): "2.4.0", "Depends on subcommand.", [], [] => container;

    /// The name of this connection, if it has one.
    CLIENT "GETNAME"(): "2.6.9", "O(1)", [noscript loading stale], [] => getname;

    /// What the subcommands do.
    CLIENT "HELP"(): "5.0.0", "O(1)", [loading stale], [] => help;

    /// The number of this connection.
    CLIENT "ID"(): "5.0.0", "O(1)", [noscript loading stale], [] => id;

    /// Describes this connection, in one line.
    CLIENT "INFO"(): "6.2.0", "O(1)", [noscript loading stale], [], ["nondeterministic_output"] => info;

    /// Describes all connections, or some: a line for each.
    CLIENT "LIST"(filter): "2.4.0", "O(N)", [admin noscript loading stale], [], ["nondeterministic_output"] => list;

    /// Sets whether this connection stays when memory is short. Nothing here evicts connections.
    CLIENT "NO-EVICT"(enabled): "7.0.0", "O(1)", [admin noscript loading stale session], [] => no_evict;

    /// Sets whether reads of this connection count as uses of the keys.
    CLIENT "NO-TOUCH"(enabled): "7.2.0", "O(1)", [noscript loading stale session], [] => no_touch;

    /// Sets whether commands of this connection are answered.
    CLIENT "REPLY"(action): "3.2.0", "O(1)", [noscript loading stale session], [] => reply;

    /// Sets the name or the version of the connection's client library.
    CLIENT "SETINFO"(attr): "7.2.0", "O(1)", [noscript loading stale session], [], ["request_policy:all_nodes" "response_policy:all_succeeded"] => setinfo;

    /// Names this connection.
    CLIENT "SETNAME"(connection_name): "2.6.9", "O(1)", [noscript loading stale session], [], ["request_policy:all_nodes" "response_policy:all_succeeded"] => setname;
}

tokens! {
    /// On or off.
    Switch { ON, OFF }
    /// Whether commands are answered.
    ReplyAction { ON, OFF, SKIP }
    /// What a connection is for.
    ClientType { NORMAL, MASTER, REPLICA, PUBSUB }
}

fn id(tx: &mut Tx) -> Result<i64> {
    Ok(tx.session.id as i64)
}

fn getname(tx: &mut Tx) -> Result<Option<Vec<u8>>> {
    let name = &tx.session.name;
    Ok((!name.is_empty()).then(|| name.clone()))
}

/// What CLIENT LIST may print: no spaces, no line ends, nothing that is not ASCII.
pub fn check(name: &[u8]) -> Option<()> {
    let is_printed = |byte: &u8| (b'!'..=b'~').contains(byte);
    shown(name).iter().all(is_printed).then_some(())
}

/// What is printed of a name: to Redis it is a C string, which a zero ends.
fn shown(name: &[u8]) -> &[u8] {
    name.split(|byte| *byte == 0).next().unwrap_or_default()
}

fn setname(tx: &mut Tx, connection_name: &[u8]) -> Result<()> {
    check(connection_name).ok_or(BAD_CLIENT_NAME)?;
    tx.session.name = connection_name.to_vec();
    Ok(())
}

/// `LIB-NAME libname` or `LIB-VER libver`.
pub struct Attribute<'a> {
    name: &'a [u8],
    value: &'a [u8],
}

impl<'a> Arg<'a> for Attribute<'a> {
    fn describe(name: &'static str) -> Spec {
        let word = |name, token| <&[u8]>::describe(name).after(token);
        let either = Spec {
            children: vec![word("libname", "LIB-NAME"), word("libver", "LIB-VER")],
            ..Spec::of(name, Kind::OneOf)
        };
        Spec {
            children: vec![either],
            ..Spec::of(name, Kind::Block)
        }
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        Ok(Attribute {
            name: args.word()?,
            value: args.word()?,
        })
    }
}

fn setinfo(tx: &mut Tx, attribute: Attribute) -> Result<()> {
    let Attribute { name, value } = attribute;
    let place = match name.to_ascii_lowercase().as_slice() {
        b"lib-name" => &mut tx.session.lib_name,
        b"lib-ver" => &mut tx.session.lib_version,
        _ => return Err(unrecognized_attribute(name)),
    };
    check(value).ok_or_else(|| bad_attribute(name))?;
    *place = value.to_vec();
    Ok(())
}

fn no_evict(tx: &mut Tx, enabled: Switch) -> Result<()> {
    tx.session.no_evict = enabled == Switch::ON;
    Ok(())
}

fn no_touch(tx: &mut Tx, enabled: Switch) -> Result<()> {
    tx.session.no_touch = enabled == Switch::ON;
    Ok(())
}

fn reply(tx: &mut Tx, action: ReplyAction) -> Result<()> {
    tx.session.reply_mode = match (action, tx.session.reply_mode) {
        (ReplyAction::ON, _) => ReplyMode::On,
        // There is nothing to skip where nothing is answered.
        (ReplyAction::OFF, _) | (ReplyAction::SKIP, ReplyMode::Off) => ReplyMode::Off,
        (ReplyAction::SKIP, _) => ReplyMode::SkipNext,
    };
    Ok(())
}

/// Which connections CLIENT LIST tells of.
#[derive(Default)]
pub struct Filter {
    kind: Option<ClientType>,
    ids: Option<Vec<i64>>,
}

impl<'a> Arg<'a> for Filter {
    fn describe(name: &'static str) -> Spec {
        let kind = Option::<ClientType>::describe("client_type").after("TYPE");
        let ids = Spec {
            optional: true,
            multiple: true,
            ..i64::describe("client_id").after("ID")
        };
        Spec {
            optional: true,
            children: vec![kind, ids],
            ..Spec::of(name, Kind::Options)
        }
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut filter = Filter::default();
        if args.len() == 2 && args.token("TYPE") {
            filter.kind = Some(client_type(args.word()?)?);
        } else if args.len() > 1 && args.token("ID") {
            let id = |word: &&[u8]| number::parse_i64(word).ok_or(INVALID_CLIENT_ID);
            filter.ids = Some(args.rest().iter().map(id).collect::<Result<_>>()?);
        } else if !args.is_empty() {
            return Err(Error::Syntax);
        }
        Ok(filter)
    }
}

pub fn client_type(word: &[u8]) -> Result<ClientType> {
    Ok(match word.to_ascii_lowercase().as_slice() {
        b"normal" => ClientType::NORMAL,
        b"master" => ClientType::MASTER,
        b"replica" | b"slave" => ClientType::REPLICA,
        b"pubsub" => ClientType::PUBSUB,
        _ => return Err(unknown_client_type(word)),
    })
}

fn info(tx: &mut Tx) -> Result<Text> {
    Ok(Text(line(tx, tx.session)))
}

fn list(tx: &mut Tx, filter: Filter) -> Result<Text> {
    let others = tx.server.sessions.values();
    let sessions: Vec<&Session> = others.chain([&*tx.session]).collect();
    let sessions = sorted(sessions, |a, b| a.id.cmp(&b.id));
    let is_wanted = |session: &&Session| match (&filter.kind, &filter.ids) {
        // There is no replication.
        (Some(kind), _) => {
            let is_pubsub = tx.server.subscriptions.is_listening(session.id);
            *kind
                == if is_pubsub {
                    ClientType::PUBSUB
                } else {
                    ClientType::NORMAL
                }
        }
        (_, Some(ids)) => ids.contains(&(session.id as i64)),
        (None, None) => true,
    };
    let wanted = sessions.into_iter().filter(is_wanted);
    Ok(Text(wanted.map(|session| line(tx, session)).collect()))
}

/// A connection's line of CLIENT LIST, in Redis's fields. What an engine in a page does not have (a
/// descriptor, a server's address) says so by Redis's own value for it.
fn line(tx: &Tx, session: &Session) -> String {
    let (server, now) = (&*tx.server, tx.now_micros);
    let [channels, patterns, shards] = server.subscriptions.counts(session.id);
    let queued = session
        .transaction
        .as_ref()
        .map(|multi| multi.queue.len() as i64);
    let redirect = server.tracking.redirect(session.id);
    let seconds = |since: i64| ((now - since) / 1_000_000).max(0);
    let (kept, free) = session.requests.buffered();
    let output = session.output.len();
    let unsent = session.held.unsent;
    let queued_size = session.transaction.as_ref().map_or(0, |multi| multi.size);
    let memory = std::mem::size_of::<Session>()
        + kept
        + free
        + session.output.capacity()
        + unsent
        + queued_size;
    let command = session
        .last_command
        .and_then(|number| tx.table.numbered.get(number));
    let command = command.map(|command| command.full_name());
    format!(
        "id={} addr={} laddr= fd=-1 name={} age={} idle={} flags={} db={} sub={channels} psub={patterns} \
         ssub={shards} multi={} watch={} qbuf={kept} qbuf-free={free} argv-mem=0 multi-mem={queued_size} rbs={} rbp={output} \
         obl={output} oll={} omem={unsent} tot-mem={memory} events={} cmd={} user=default redir={redirect} \
         resp={} lib-name={} lib-ver={}\n",
        session.id,
        session.origin(),
        String::from_utf8_lossy(shown(&session.name)),
        seconds(session.connected_at),
        seconds(session.active_at),
        flags(server, session),
        session.db,
        queued.unwrap_or(-1),
        server.watched.count(session.id),
        session.output.capacity(),
        usize::from(unsent > 0),
        if session.is_in_process() { "" } else { "r" },
        command.as_deref().unwrap_or("NULL"),
        session.resp,
        String::from_utf8_lossy(shown(&session.lib_name)),
        String::from_utf8_lossy(shown(&session.lib_version)),
    )
}

fn flags(server: &Server, session: &Session) -> String {
    let all = [
        ('O', server.monitors.contains(&session.id)),
        ('P', server.subscriptions.is_listening(session.id)),
        ('x', session.transaction.is_some()),
        ('b', session.is_waiting()),
        ('t', server.tracking.redirect(session.id) >= 0),
        ('d', server.watched.is_touched(session.id)),
        ('c', session.is_closing),
        ('e', session.no_evict),
        ('T', session.no_touch),
    ];
    let set: String = all.iter().filter(|(_, is)| *is).map(|(c, _)| c).collect();
    if set.is_empty() { "N".to_owned() } else { set }
}
