//! Runs one command: looks it up, checks whether the session may run it, runs or queues it, and counts it.

use super::Engine;
use super::redact::redacted;
use crate::command::args::Args;
use crate::command::reply::Reply;
use crate::command::{Command, Flag, Flags, NOTHING, Tx};
use crate::engine::state::session::{ReplyMode, Session, Transaction};
use crate::engine::state::waiting::{Parked, Ticket};
use crate::error::{Error, NOT_IN_TRANSACTION, Result, exec_refused, only_while_subscribed};
use crate::memory;
use crate::protocol::resp::WORD;
use crate::sqlite::StorageError;

const LINE_END: [char; 2] = ['\r', '\n'];
/// The subcommand of CLIENT that continues a wait of another engine.
const RESUME: Option<&str> = Some("RESUME");

impl Engine {
    /// Runs one command of a batch. A failure of the storage marks the batch as failed.
    pub(super) fn execute(&mut self, session: &mut Session, words: &[&[u8]]) -> Reply {
        let tx = &mut self.tx(session);
        let reply = match tx.dispatch(words) {
            Ok(reply) => reply,
            Err(error) => tx.refuse(error),
        };
        // A wait that goes on was answered when it began, as far as CLIENT REPLY is concerned.
        if tx.command.subcommand == RESUME {
            return reply;
        }
        // CLIENT REPLY SKIP silences the command after it, itself is silent too.
        let (next, is_heard) = match session.reply_mode {
            ReplyMode::On => (ReplyMode::On, true),
            ReplyMode::Off => (ReplyMode::Off, false),
            ReplyMode::SkipNext => (ReplyMode::Skip, false),
            ReplyMode::Skip => (ReplyMode::On, false),
        };
        session.reply_mode = next;
        match reply {
            // The confirmations of SUBSCRIBE are messages, and never silenced.
            Reply::Several(_) => reply,
            reply if is_heard => reply,
            _ => Reply::None,
        }
    }

    /// Runs a parked command again. Returns nothing if it still has to wait.
    pub(super) fn retry(&mut self, session: &mut Session, words: &[&[u8]]) -> Option<Reply> {
        let tx = &mut self.tx(session);
        let reply = match tx.table.find(words) {
            Ok((command, mut args)) => tx.run(command, &mut args, words),
            Err(error) => Err(error),
        };
        match reply {
            Err(Error::Blocked) => {
                tx.server.waiting.wish = None;
                None
            }
            Ok(reply) => Some(reply),
            Err(error) => Some(tx.refuse(error)),
        }
    }

    pub(super) fn tx<'e>(&'e mut self, session: &'e mut Session) -> Tx<'e> {
        let db = self.database.store.db(session.db).unwrap_or_default();
        let now = self.server.pace.now();
        self.server.tracking.current = session.id;
        Tx {
            store: &mut self.database.store,
            session,
            server: &mut self.server,
            host: self.host.as_ref(),
            table: &self.table,
            command: &NOTHING,
            now_micros: now.unwrap_or_else(|| self.host.now()),
            db,
            is_reading: false,
            is_nested: false,
        }
    }
}

impl Tx<'_> {
    fn dispatch(&mut self, words: &[&[u8]]) -> Result<Reply> {
        let (command, mut args) = self
            .admit(words)
            .and_then(|found| self.make_room(found.0, words).map(|()| found))
            .and_then(|found| self.refuse_monitor(found.0).map(|()| found))
            .map_err(|error| {
                if let Some(number) = self.table.number(words) {
                    self.server.stats.commands_each.was_rejected(number);
                }
                self.spoil(words, error)
            })?;
        // A wait that goes on began before the transaction.
        let is_queued = self.session.transaction.is_some() && command.subcommand != RESUME;
        if let Some(multi) = &mut self.session.transaction
            && is_queued
            && !runs_at_once(command)
        {
            let Ok(own) = copied(words) else {
                multi.is_refused = true;
                return Err(Error::NoMemory);
            };
            multi.size += words.iter().map(|word| word.len() + WORD).sum::<usize>();
            multi.queue.push(own);
            return Ok(Reply::Status("QUEUED".into()));
        }
        let done = self.run(command, &mut args, words);
        self.tell_monitors(command, words);
        match done {
            Err(Error::Blocked) if !is_queued => self.park(words),
            done => done,
        }
    }

    /// A refused command makes its transaction fail; a refused EXEC ends it.
    fn spoil(&mut self, words: &[&[u8]], error: Error) -> Error {
        if let Some(multi) = &mut self.session.transaction {
            multi.is_refused = true;
            self.session.is_changed = true;
        }
        let name = words.first().copied().unwrap_or_default();
        if !name.eq_ignore_ascii_case(b"EXEC") {
            return error;
        }
        if let Some(command) = self.table.lookup(words) {
            self.tell_monitors(command, words);
        }
        self.session.transaction = None;
        self.server.watched.clear(self.session.id);
        exec_refused(&error)
    }

    /// Looks up the command, and refuses it if the session may not run it now.
    pub(super) fn admit<'a>(&self, words: &'a [&'a [u8]]) -> Result<(&'static Command, Args<'a>)> {
        let (command, args) = self.table.find(words)?;
        // A password that is taken away again lets in those who never gave it.
        let needs_password = !self.server.config.requirepass.is_empty();
        if needs_password && !self.session.is_authenticated && !command.is(Flag::no_auth) {
            return Err(Error::NoAuth);
        }
        if !is_for_subscribers(command) && self.is_resp2_subscriber() {
            return Err(only_while_subscribed(&command.full_name()));
        }
        if self.session.transaction.is_some() && command.is(Flag::no_multi) {
            return Err(NOT_IN_TRANSACTION);
        }
        Ok((command, args))
    }

    /// Whether the session is subscribed with RESP2, where replies look like messages: it may send few commands.
    pub fn is_resp2_subscriber(&self) -> bool {
        let is_resp2 = self.session.resp == 2 && !self.session.is_in_process();
        is_resp2 && self.server.subscriptions.is_listening(self.session.id)
    }

    /// Runs a command: on its own, inside EXEC, or once more after it was parked.
    pub(super) fn run(
        &mut self,
        command: &'static Command,
        args: &mut Args,
        words: &[&[u8]],
    ) -> Result<Reply> {
        if let Some(error) = &self.server.failed {
            // The transaction is gone: what this wrote would be committed on its own.
            return Err(Error::Storage(error.clone()));
        }
        self.command = command;
        self.server.pace.tick(self.now_micros);
        self.db = self.store.db(self.session.db).ok_or(Error::Syntax)?;
        let started_at = match self.is_nested {
            true => self.host.now(),
            false => {
                self.note_in_session(command, args.number);
                self.now_micros
            }
        };
        self.server.stats.commands += 1;
        self.server.dirty_at_start = self.server.dirty;
        self.store.records_expired = self.server.is_observed();
        let is_read = command.is(Flag::readonly);
        self.is_reading = is_read || command.is(Flag::reads);
        self.store.keeps_expired = is_read && self.may_not_write();
        let tracks = command.name != "CLIENT" && self.server.tracking.wants_reads(self.session.id);
        self.server.tracking.records_lookups = tracks && is_read;
        let number = args.number;
        args.max_bulk = self.server.config.max_bulk();
        let before = if is_read { 0 } else { self.store.changes() };
        if command.is(Flag::shown_first) {
            self.send_to_monitors(words);
        }
        let mut reply = (command.run)(self, args);
        if matches!(reply, Err(Error::NoMemory)) && !is_read && self.store.changes() != before {
            // A part of it has happened.
            reply = Err(Error::Storage(StorageError::NoMemory));
        }
        if !matches!(reply, Err(Error::Blocked)) {
            let micros = self.record_duration(command, words, started_at);
            let each = &mut self.server.stats.commands_each;
            let is_timed = self.server.config.latency_tracking;
            each.ran(number, micros, reply.is_err(), is_timed);
        }
        let now = self.now();
        for id in self.store.take_created() {
            self.server.accesses.start(id, now, 0, None);
        }
        if let Err(error) = self.tell_expired() {
            reply = Err(error);
        }
        if reply.is_err() && self.server.tracking.records_lookups {
            // Redis tracks all keys of a read that failed, whether or not it came to look them up.
            let keys = command.keys_of(words);
            let tracking = &mut self.server.tracking;
            keys.into_iter().for_each(|key| tracking.record_lookup(key));
        }
        self.server.tracking.track_lookups(self.session.id);
        reply
    }

    /// Notes in the session that it runs a command.
    fn note_in_session(&mut self, command: &Command, number: usize) {
        self.session.active_at = self.now_micros;
        self.session.commands += 1;
        self.session.last_command = Some(number);
        if self.session.client.is_some() {
            let changes = Flags::of(&[Flag::session, Flag::session_end]);
            self.session.is_changed |= command.flags.has_any(changes);
        }
    }

    /// Whether a read must not delete expired keys: in a full storage, or during CLIENT PAUSE.
    fn may_not_write(&self) -> bool {
        self.server.eviction.full_until > 0 || self.server.pause.is_on(self.now_micros)
    }

    /// How long the command took, in microseconds. Adds it to SLOWLOG and LATENCY if it was slow.
    fn record_duration(
        &mut self,
        command: &'static Command,
        words: &[&[u8]],
        started_at: i64,
    ) -> i64 {
        let server = &mut *self.server;
        let slow = server.config.slowlog_log_slower_than;
        let spike = server.config.latency_monitor_threshold;
        let now = self.host.now();
        server.pace.tick(now);
        let micros = (now - started_at).max(0);
        let at = started_at.div_euclid(1_000_000);
        if slow >= 0 && micros >= slow && !command.is(Flag::skip_slowlog) {
            let most = server.config.slowlog_max_len;
            let shown = redacted(command, words);
            let session = (!self.is_nested).then_some(&*self.session);
            server.slowlog.add(session, &shown, (at, micros), most);
        }
        if spike > 0 && micros / 1000 >= spike {
            let is_fast = command.is(Flag::fast);
            let name = if is_fast { "fast-command" } else { "command" };
            server.latency.add(name, at, micros / 1000);
        }
        micros
    }

    /// Runs a command of a transaction; an error is its reply.
    pub fn run_queued(&mut self, words: &[Vec<u8>]) -> Reply {
        let words: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
        let outer = self.command;
        self.now_micros = self.host.now();
        let done = match self.table.find(&words) {
            Ok((command, mut args)) => {
                let done = self.run(command, &mut args, &words);
                self.tell_monitors(command, &words);
                done
            }
            Err(error) => Err(error),
        };
        self.command = outer;
        match done {
            Ok(reply) => reply,
            // Inside a transaction nothing waits: it is as if the time were over.
            Err(Error::Blocked) => self.end_of_wait(),
            Err(error) => self.refuse(error),
        }
    }

    /// The reply of a command that would have to wait where nothing does.
    pub(super) fn end_of_wait(&mut self) -> Reply {
        let wish = self.server.waiting.wish.take();
        wish.and_then(|wish| wish.on_timeout).unwrap_or(Reply::Nil)
    }

    /// Continues a wait that began in another engine: with its ticket, in its database, until its
    /// deadline in microseconds.
    pub fn resume(
        &mut self,
        (ticket, db): (Ticket, usize),
        deadline: Option<i64>,
        words: &[&[u8]],
    ) -> Result<Reply> {
        let (command, mut args) = self.table.find(words)?;
        if !command.is(Flag::blocking) {
            return Err(Error::Syntax);
        }
        let chosen = std::mem::replace(&mut self.session.db, db);
        let outer = self.command;
        let done = self.run(command, &mut args, words);
        self.command = outer;
        self.session.db = chosen;
        if let (Err(Error::Blocked), Some(wish)) = (&done, &mut self.server.waiting.wish) {
            wish.deadline = deadline;
            wish.resumes = Some((ticket, db));
            if wish.words.is_none() {
                wish.words = Some(copied(words)?);
            }
        }
        done
    }

    /// Parks a command that has to wait.
    fn park(&mut self, words: &[&[u8]]) -> Result<Reply> {
        let Some(mut wish) = self.server.waiting.wish.take() else {
            return Ok(Reply::Nil);
        };
        let words = match wish.words.take() {
            Some(words) => words,
            None => copied(words)?,
        };
        let parked = Parked {
            session: self.session.id,
            db: wish.resumes.map_or(self.session.db, |(_, db)| db),
            words,
            wish,
        };
        let ticket: Ticket = self.server.waiting.park(parked);
        if !self.session.is_in_process() {
            self.session.blocked = Some(ticket);
        }
        Ok(Reply::Deferred(ticket))
    }

    /// Turns an error into its reply, and counts it unless it was counted when it arose.
    pub fn refuse(&mut self, error: Error) -> Reply {
        if let Error::Counted(text) = error {
            return Reply::Error(text);
        }
        // One line, as Redis makes it: an argument that the text quotes may end in a line end.
        let text = error.to_string();
        let text = text.trim_end_matches(LINE_END).replace(LINE_END, " ");
        if let Error::Storage(error) = error {
            self.server.failed = Some(error);
        }
        let prefix = text.split(' ').next().unwrap_or_default();
        let errors = &mut self.server.stats.errors;
        match errors.iter_mut().find(|(known, _)| known == prefix) {
            Some((_, count)) => *count += 1,
            None => errors.push((prefix.to_owned(), 1)),
        }
        Reply::Error(text)
    }
}

/// A copy of the words of a command that runs later.
fn copied(words: &[&[u8]]) -> Result<Vec<Vec<u8>>> {
    let mut own = Vec::new();
    for word in words {
        memory::push(&mut own, memory::copy(word)?)?;
    }
    Ok(own)
}

/// The commands that a transaction runs at once.
pub(super) fn runs_at_once(command: &Command) -> bool {
    matches!(
        command.name,
        "EXEC" | "DISCARD" | "MULTI" | "ATOMIC" | "WATCH" | "QUIT" | "RESET"
    )
}

/// The commands that RESP2 connections may send while they are subscribed: replies to others would look
/// like messages.
fn is_for_subscribers(command: &Command) -> bool {
    matches!(
        command.name,
        "SUBSCRIBE"
            | "PSUBSCRIBE"
            | "SSUBSCRIBE"
            | "UNSUBSCRIBE"
            | "PUNSUBSCRIBE"
            | "SUNSUBSCRIBE"
            | "PING"
            | "QUIT"
            | "RESET"
    )
}

impl Session {
    /// Queues commands from now on.
    pub fn begin(&mut self) {
        self.transaction = Some(Transaction::default());
    }
}
