//! CLIENT TRACKING: invalidations for clients that cache.

use crate::command::Tx;
use crate::command::args::{Arg, Args, Unparsed};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::engine::state::tracking::Mode;
use crate::error::{
    BCAST_SWITCH, CACHING_NO_WITHOUT_OPTOUT, CACHING_WITHOUT_TRACKING, CACHING_YES_WITHOUT_OPTIN,
    Error, NO_SUCH_REDIRECT, OPT_SWITCH, OPT_WITH_BCAST, OPTIN_AND_OPTOUT, PREFIX_WITHOUT_BCAST,
    Result, SECOND_REDIRECT, prefixes_overlap,
};
use crate::number;
use crate::order::sorted;
use crate::{commands, tokens};

commands! { "connection";
    /// Says whether the keys of the next command are tracked.
    CLIENT "CACHING"(mode): "6.0.0", "O(1)", [noscript loading stale session], [] => caching;

    /// The id of the connection that gets this one's invalidations; 0 for none, -1 without tracking.
    CLIENT "GETREDIR"(): "6.0.0", "O(1)", [noscript loading stale], [] => getredir;

    /// Sends invalidations, to this connection or another, when keys change that this one has read.
    CLIENT "TRACKING"(status): "6.0.0", "O(1)", [noscript loading stale session], [] => tracking;

    /// The settings of this connection's tracking.
    CLIENT "TRACKINGINFO"(): "6.2.0", "O(1)", [noscript loading stale], [] => trackinginfo;
}

tokens! {
    /// Whether keys are tracked.
    Caching { YES, NO }
}

/// `ON|OFF [REDIRECT client-id] [PREFIX prefix ...] [BCAST] [OPTIN] [OPTOUT] [NOLOOP]`.
struct Tracking<'a>(Args<'a>);

impl<'a> Arg<'a> for Tracking<'a> {
    fn describe(name: &'static str) -> Spec {
        let optional = |spec: Spec| Spec {
            optional: true,
            ..spec
        };
        let status = Spec {
            children: vec![Spec::token("ON"), Spec::token("OFF")],
            ..Spec::of("status", Kind::OneOf)
        };
        let prefix = Spec {
            multiple: true,
            ..Spec::of("prefix", Kind::String).after("PREFIX")
        };
        let mut children = vec![
            status,
            optional(Spec::of("client_id", Kind::Integer).after("REDIRECT")),
            optional(prefix),
        ];
        let tokens = ["BCAST", "OPTIN", "OPTOUT", "NOLOOP"];
        children.extend(tokens.map(|token| optional(Spec::token(token))));
        Spec {
            children,
            ..Spec::of(name, Kind::Block)
        }
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        if args.is_empty() {
            return Err(args.arity());
        }
        Ok(Tracking(args.split_off()))
    }
}

impl Tracking<'_> {
    /// Whether it is switched on, and how.
    fn parse(mut self, tx: &Tx) -> Result<(bool, Mode)> {
        let args = &mut self.0;
        let switch = args.word()?;
        let mut mode = Mode::default();
        while !args.is_empty() {
            if args.token("BCAST") {
                mode.is_broadcast = true;
            } else if args.token("OPTIN") {
                mode.opt_in = true;
            } else if args.token("OPTOUT") {
                mode.opt_out = true;
            } else if args.token("NOLOOP") {
                mode.no_loop = true;
            } else if args.len() > 1 && args.token("REDIRECT") {
                if mode.redirect.is_some() {
                    return Err(SECOND_REDIRECT);
                }
                let id = number::parse_i64(args.word()?).ok_or(Error::NotAnInteger)?;
                mode.redirect = Some(target(tx, id).ok_or(NO_SUCH_REDIRECT)?);
            } else if args.len() > 1 && args.token("PREFIX") {
                mode.prefixes.push(args.word()?.to_vec());
            } else {
                return Err(Error::Syntax);
            }
        }
        match switch.to_ascii_lowercase().as_slice() {
            b"on" => Ok((true, mode)),
            b"off" => Ok((false, mode)),
            _ => Err(Error::Syntax),
        }
    }
}

/// A connection that there is, by its number.
fn target(tx: &Tx, id: i64) -> Option<u64> {
    let id = u64::try_from(id).ok()?;
    let exists = id == tx.session.id || tx.server.sessions.contains_key(&id);
    exists.then_some(id)
}

fn tracking(tx: &mut Tx, tracking: Tracking) -> Result<()> {
    let (is_on, mut mode) = tracking.parse(tx)?;
    let id = tx.session.id;
    if !is_on {
        tx.server.tracking.stop(id);
        return Ok(());
    }
    if !mode.is_broadcast && !mode.prefixes.is_empty() {
        return Err(PREFIX_WITHOUT_BCAST);
    }
    let old = tx.server.tracking.mode(id);
    if old
        .as_ref()
        .is_some_and(|old| old.is_broadcast != mode.is_broadcast)
    {
        return Err(BCAST_SWITCH);
    }
    if mode.is_broadcast && (mode.opt_in || mode.opt_out) {
        return Err(OPT_WITH_BCAST);
    }
    if mode.opt_in && mode.opt_out {
        return Err(OPTIN_AND_OPTOUT);
    }
    let switches = |old: &Mode| mode.opt_in && old.opt_out || mode.opt_out && old.opt_in;
    if old.as_deref().is_some_and(switches) {
        return Err(OPT_SWITCH);
    }
    let old = old.map_or_else(Vec::new, |old| old.prefixes.clone());
    check_overlap(&mode.prefixes, &old, "an existing")?;
    for (at, prefix) in mode.prefixes.iter().enumerate() {
        let others = mode.prefixes.get(at + 1..).unwrap_or_default();
        check_overlap(std::slice::from_ref(prefix), others, "another provided")?;
    }
    if mode.is_broadcast && mode.prefixes.is_empty() {
        // Every key begins with it.
        mode.prefixes.push(Vec::new());
    }
    mode.prefixes.extend(old);
    mode.prefixes = sorted(mode.prefixes, Vec::cmp);
    mode.prefixes.dedup();
    tx.server.tracking.start(id, mode);
    Ok(())
}

/// Prefixes of one connection must not overlap: it would be told twice.
fn check_overlap(new: &[Vec<u8>], others: &[Vec<u8>], which: &str) -> Result<()> {
    for prefix in new {
        let overlaps =
            |other: &&Vec<u8>| other.starts_with(prefix) || prefix.starts_with(other.as_slice());
        if let Some(other) = others.iter().find(overlaps) {
            return Err(prefixes_overlap(prefix, which, other));
        }
    }
    Ok(())
}

fn caching(tx: &mut Tx, mode: Unparsed<Caching>) -> Result<()> {
    let found = tx.server.tracking.mode(tx.session.id);
    let found = found.ok_or(CACHING_WITHOUT_TRACKING)?;
    let mode = mode.parse()?;
    match mode {
        Caching::YES if !found.opt_in => return Err(CACHING_YES_WITHOUT_OPTIN),
        Caching::NO if !found.opt_out => return Err(CACHING_NO_WITHOUT_OPTOUT),
        _ => found.caching = Some(mode == Caching::YES),
    }
    Ok(())
}

fn getredir(tx: &mut Tx) -> Result<i64> {
    let found = tx.server.tracking.mode(tx.session.id);
    Ok(found.map_or(-1, |mode| mode.redirect.unwrap_or(0) as i64))
}

/// How a connection tracks.
struct Info(Option<Mode>);

impl IntoReply for Info {
    const TS: &'static str = "{ flags: string[]; redirect: number; prefixes: string[] }";
    fn into_reply(self) -> Reply {
        let mode = self.0.as_ref();
        let is = |test: fn(&Mode) -> bool| mode.is_some_and(test);
        let flags = [
            ("off", mode.is_none()),
            ("on", mode.is_some()),
            ("bcast", is(|mode| mode.is_broadcast)),
            ("optin", is(|mode| mode.opt_in)),
            ("caching-yes", is(|mode| mode.caching == Some(true))),
            ("optout", is(|mode| mode.opt_out)),
            ("caching-no", is(|mode| mode.caching == Some(false))),
            ("noloop", is(|mode| mode.no_loop)),
            ("broken_redirect", is(|mode| mode.is_broken)),
        ];
        let bulk = |text: &str| Reply::Bulk(text.into());
        let flags = flags.iter().filter(|(_, is)| *is);
        let redirect = mode.map_or(-1, |mode| mode.redirect.unwrap_or(0) as i64);
        let prefixes = mode.map_or(&[][..], |mode| mode.prefixes.as_slice());
        Reply::Map(vec![
            (
                bulk("flags"),
                Reply::Set(flags.map(|(name, _)| bulk(name)).collect()),
            ),
            (bulk("redirect"), Reply::Int(redirect)),
            (bulk("prefixes"), prefixes.to_vec().into_reply()),
        ])
    }
}

fn trackinginfo(tx: &mut Tx) -> Result<Info> {
    let mode = tx.server.tracking.mode(tx.session.id);
    Ok(Info(mode.cloned()))
}
