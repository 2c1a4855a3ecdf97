//! A session's restoration: a frame of commands that makes a new session equal to it.
//!
//! A tab's session outlives its engine, and a session with a Durable Object outlives the object's sleep.
//! When such a session changes, its client gets the restoration with its replies, and for each command
//! that waits, how to go on with it. So only the engine knows what a command does to its session, and
//! when a wait ends. A command that may change the session says so in its row (`Flag::session`).

use super::Engine;
use crate::engine::state::config::parameter;
use crate::engine::state::server::Server;
use crate::engine::state::session::{ReplyMode, Session, Transaction};
use crate::engine::state::tracking::Mode;
use crate::engine::state::waiting::Ticket;
use crate::memory::{self, NoMemory};
use crate::number;
use crate::protocol::frame::{self, Commands};
use crate::sqlite::StorageError;

/// A frame of commands, which is being built.
#[derive(Default)]
struct Lines {
    count: u32,
    bytes: Vec<u8>,
    /// Whether there was no memory for them all.
    is_short: bool,
}

impl Lines {
    /// Adds a command: words separated by spaces, then further words.
    fn add(&mut self, words: &str, others: &[&[u8]]) {
        let words = words.split(' ').map(str::as_bytes);
        let words: Vec<&[u8]> = words.chain(others.iter().copied()).collect();
        if self.count == 0 {
            // The count.
            self.bytes.extend([0; 4]);
        }
        self.count += 1;
        self.is_short |= append(&words, &mut self.bytes).is_err();
    }

    /// The frame; empty if there is no command.
    fn finish(mut self) -> Result<Vec<u8>, NoMemory> {
        if let Some(head) = self.bytes.first_chunk_mut() {
            *head = self.count.to_le_bytes();
        }
        match self.is_short {
            true => Err(NoMemory),
            false => Ok(self.bytes),
        }
    }
}

/// Appends a command, if there is memory for it.
fn append(words: &[&[u8]], out: &mut Vec<u8>) -> Result<(), NoMemory> {
    let length = words.iter().map(|word| 4 + word.len()).sum::<usize>();
    memory::extend(out, 4 + length)?;
    frame::command(words, out);
    Ok(())
}

impl Engine {
    /// Gives a session its client number, which is the same in every engine: that of a tab, or of a client
    /// of a Durable Object. From now on the client gets restorations. `restoration` is the last one, from a
    /// former engine, or empty: it is applied.
    pub fn attach(&mut self, id: u64, client: i64, restoration: &[u8]) {
        let Some(mut session) = self.server.sessions.remove(&id) else {
            return;
        };
        self.server.let_go(&mut session);
        session.reset(true);
        session.reply_mode = ReplyMode::On;
        session.lib_name.clear();
        session.lib_version.clear();
        session.client = Some(client);
        self.server.tracking.find(id, client);
        // Others that monitor have seen it all.
        let monitors = std::mem::take(&mut self.server.monitors);
        if let Ok(mut commands) = Commands::new(restoration) {
            let mut words = Vec::new();
            while let Ok(true) = commands.next(&mut words) {
                self.restore(&mut session, &words);
            }
        }
        self.server.monitors.extend(monitors);
        session.told = memory::copy(restoration).ok();
        session.is_changed = true;
        self.server.woken.push(id);
        self.server.sessions.insert(id, session);
        // Where it fails they are deleted another time.
        let _ = self.transaction(|engine| {
            let now = engine.host.now().div_euclid(1000);
            engine.server.failed = engine.database.store.delete_old_replies(now).err();
        });
    }

    /// Runs a command of a restoration. Some of these exist only here.
    fn restore(&mut self, session: &mut Session, words: &[&[u8]]) {
        match words {
            // Whether a watched key has changed nobody knows: rather the transaction fails than be wrong.
            [b"WATCH"] => self.server.watched.spoil(session.id),
            // Its commands are lost, and the rest of them must not run.
            [b"MULTI"] => {
                session.transaction = Some(Transaction {
                    is_refused: true,
                    ..Transaction::default()
                });
            }
            [b"REDIRECT", client] => self.redirect(session, number::parse_i64(client)),
            [b"CONFIG", version, settings @ ..] => {
                let version = number::parse_i64(version).unwrap_or_default() as u64;
                if version > self.server.config.version {
                    let words = [&[&b"CONFIG"[..], b"SET"], settings].concat();
                    self.execute(session, &words);
                    self.server.config.version = version;
                    // No batch that fails takes them back.
                    self.server.config_before = None;
                }
            }
            words => {
                self.execute(session, words);
            }
        }
    }

    /// Redirects the session's invalidations to a client, as soon as that is connected.
    fn redirect(&mut self, session: &Session, client: Option<i64>) {
        let others = self.server.sessions.values();
        let all = others.chain([session]);
        let found = all.filter(|other| client.is_some() && other.client == client);
        let target = found.map(|other| other.id).next();
        if let Some(mode) = self.server.tracking.mode(session.id) {
            mode.redirect = Some(target.unwrap_or_default());
            mode.is_broken = target.is_none();
            mode.redirect_client = client;
        }
    }

    /// The session's restoration, if its client must get it: if there is a client number, and it differs
    /// from the last one.
    pub(super) fn news(&mut self, session: &mut Session) -> Result<Option<Vec<u8>>, NoMemory> {
        if session.client.is_none() || !session.is_changed {
            return Ok(None);
        }
        let (frame, is_brief) = self.server.restoration(session)?;
        let told = session.told.as_ref() == Some(&frame);
        if !told {
            session.told = Some(memory::copy(&frame)?);
        }
        session.is_changed = is_brief;
        Ok((!told).then_some(frame))
    }

    /// Puts it before the replies of a frame.
    pub(super) fn tell_news(
        &mut self,
        session: &mut Session,
        out: &mut Vec<u8>,
    ) -> Result<(), NoMemory> {
        if let Some(news) = self.news(session)? {
            memory::extend(out, 5 + news.len())?;
            frame::tell(out, &news);
        }
        Ok(())
    }

    /// Announces a reply that comes later, with the command that continues the wait in another engine (CLIENT RESUME).
    pub(super) fn announce(&mut self, ticket: Ticket, out: &mut Vec<u8>) {
        let again = self.resumption(ticket);
        match again.and_then(|again| memory::extend(out, again.len() + 13).map(|()| again)) {
            Ok(again) => frame::deferred(ticket, &again, out),
            Err(NoMemory) => {
                self.server.failed.get_or_insert(StorageError::NoMemory);
            }
        }
    }

    /// If a batch has changed settings, marks the sessions whose clients must get them.
    pub(super) fn tell_settings(&mut self) {
        let server = &mut self.server;
        if std::mem::replace(&mut server.told_version, server.config.version)
            == server.config.version
        {
            return;
        }
        for session in server.sessions.values_mut() {
            if session.client.is_some() {
                session.is_changed = true;
                server.woken.push(session.id);
            }
        }
    }

    fn resumption(&self, ticket: Ticket) -> Result<Vec<u8>, NoMemory> {
        let mut out = Vec::new();
        let Some(parked) = self.server.waiting.get(ticket) else {
            return Ok(out);
        };
        let deadline = parked.wish.deadline.unwrap_or_default();
        let head = format!("CLIENT RESUME {ticket} {} {deadline}", parked.db);
        let words = parked.words.iter().map(Vec::as_slice);
        let words: Vec<&[u8]> = head.split(' ').map(str::as_bytes).chain(words).collect();
        append(&words, &mut out)?;
        Ok(out)
    }

    /// The tickets of a session's waits.
    pub fn waiting(&self, session: u64) -> Vec<Ticket> {
        self.server.waiting.of(session)
    }
}

impl Server {
    /// The commands that make a new session equal to this one, and whether a part of it ends with the next command.
    fn restoration(&mut self, session: &Session) -> Result<(Vec<u8>, bool), NoMemory> {
        let id = session.id;
        let mut lines = Lines::default();
        self.add_settings(&mut lines);
        if session.db != 0 {
            lines.add("SELECT", &[session.db.to_string().as_bytes()]);
        }
        if session.resp != 2 {
            lines.add("HELLO 3", &[]);
        }
        for (words, value) in [
            ("CLIENT SETNAME", &session.name),
            ("CLIENT SETINFO LIB-NAME", &session.lib_name),
            ("CLIENT SETINFO LIB-VER", &session.lib_version),
        ] {
            if !value.is_empty() {
                lines.add(words, &[value]);
            }
        }
        let mode = self.tracking.mode(id).cloned();
        if let Some(mode) = &mode {
            self.add_tracking(session, mode, &mut lines);
        }
        for (words, register) in self.subscriptions.all() {
            let names = register.of(id);
            let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
            if !names.is_empty() {
                lines.add(words, &names);
            }
        }
        let caching = mode.and_then(|mode| mode.caching);
        let is_brief = caching.is_some() || session.reply_mode == ReplyMode::Skip;
        for (is_so, words) in [
            (session.no_evict, "CLIENT NO-EVICT ON"),
            (session.no_touch, "CLIENT NO-TOUCH ON"),
            (self.monitors.contains(&id), "MONITOR"),
            (caching == Some(true), "CLIENT CACHING YES"),
            (caching == Some(false), "CLIENT CACHING NO"),
            (session.reply_mode == ReplyMode::Off, "CLIENT REPLY OFF"),
            (session.reply_mode == ReplyMode::Skip, "CLIENT REPLY SKIP"),
            (self.watched.is_watching(id), "WATCH"),
            (session.transaction.is_some(), "MULTI"),
        ] {
            if is_so {
                lines.add(words, &[]);
            }
        }
        Ok((lines.finish()?, is_brief))
    }

    fn add_settings(&self, lines: &mut Lines) {
        if self.config.set.is_empty() {
            return;
        }
        let version = self.config.version.to_string().into_bytes();
        let mut words = vec![version];
        for name in &self.config.set {
            words.push(name.as_bytes().to_vec());
            let found = parameter(name.as_bytes());
            words.push(found.map_or_else(Vec::new, |found| found.get(&self.config)));
        }
        let words: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
        lines.add("CONFIG", &words);
    }

    fn add_tracking(&self, session: &Session, mode: &Mode, lines: &mut Lines) {
        let mut words: Vec<&[u8]> = Vec::new();
        for (is_so, word) in [
            (mode.is_broadcast, &b"BCAST"[..]),
            (mode.opt_in, b"OPTIN"),
            (mode.opt_out, b"OPTOUT"),
            (mode.no_loop, b"NOLOOP"),
        ] {
            if is_so {
                words.push(word);
            }
        }
        // The prefix of all keys is refused beside others, and added by a command without any.
        let is_of_all = mode.prefixes.iter().any(Vec::is_empty);
        let prefixes = mode.prefixes.iter().filter(|prefix| !prefix.is_empty());
        let prefixes: Vec<&[u8]> = prefixes
            .flat_map(|prefix| [&b"PREFIX"[..], prefix])
            .collect();
        if !prefixes.is_empty() {
            lines.add("CLIENT TRACKING ON", &[&words[..], &prefixes].concat());
        }
        if is_of_all || prefixes.is_empty() {
            lines.add("CLIENT TRACKING ON", &words);
        }
        // Numbers of sessions are an engine's own, those of clients are not.
        if let Some(target) = mode.redirect {
            let client = match (mode.is_broken, target == session.id) {
                (true, _) => mode.redirect_client,
                (_, true) => session.client,
                _ => self.sessions.get(&target).and_then(|found| found.client),
            };
            let client = client.map_or_else(String::new, |client| client.to_string());
            lines.add("REDIRECT", &[client.as_bytes()]);
        }
    }
}
