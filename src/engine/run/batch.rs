//! A batch: the unit of work. All its commands run in one transaction and are answered together.
//!
//! A batch is a frame of one session, or what all RESP connections have sent since the last one. Its
//! replies are held back until the commit. If that fails, every command is answered with the error.

use super::Engine;
use super::evict::FULL_FOR;
use crate::command::Flag;
use crate::command::reply::Reply;
use crate::engine::state::session::Session;
use crate::engine::state::tracking;
use crate::error::{Error, ProtocolError};
use crate::memory;
use crate::order::sorted;
use crate::protocol::frame::{self, Commands, FrameError};
use crate::sqlite::StorageError;

impl Engine {
    /// Runs a frame of commands as a batch of `session`, and returns the frame of their replies.
    ///
    /// # Errors
    /// Fails if the frame is malformed or the session unknown; then nothing has run.
    pub fn exec(&mut self, session: u64, frame: &[u8]) -> Result<Vec<u8>, FrameError> {
        self.exec_once(session, frame, None)
    }

    /// The same for a batch with a number, of an attached client: see [`Engine::answered`].
    ///
    /// # Errors
    /// As [`Engine::exec`].
    pub fn exec_once(
        &mut self,
        session: u64,
        frame: &[u8],
        number: Option<i64>,
    ) -> Result<Vec<u8>, FrameError> {
        let count = frame::check(frame)?;
        let mut commands = Commands::new(frame)?;
        let mut current = self.server.sessions.remove(&session).ok_or(FrameError)?;
        current.begin_batch();
        memory::begin();
        self.server.stats.input_bytes += frame.len() as u64;
        let mut out = (count as u32).to_le_bytes().to_vec();
        let client = current.client;
        let before = self.database.store.changes();
        let done = self.transaction(|engine| {
            let mut words = Vec::new();
            while let Ok(true) = commands.next(&mut words) {
                let reply = engine.run_one(&mut current, &words);
                let reply = engine.fitting(&current, reply, &mut out);
                match reply {
                    Reply::Deferred(ticket) if client.is_some() => {
                        engine.announce(ticket, &mut out)
                    }
                    reply => frame::encode(&reply, &mut out),
                }
                engine.settle(&mut current);
            }
            if engine.tell_news(&mut current, &mut out).is_err() {
                engine.server.failed.get_or_insert(StorageError::NoMemory);
            }
            engine.server.sessions.insert(session, current);
            engine.run_released();
            if let Some(number) = number {
                engine.record(client, number, before, &out);
            }
        });
        self.end_batch(session, done.is_err());
        if let Err(error) = done {
            out = refused(count, &error)?;
        }
        self.server.stats.output_bytes += out.len() as u64;
        Ok(out)
    }

    /// Runs all complete commands that have arrived, as one batch. Returns the sessions that have
    /// output or are to be closed.
    pub fn run(&mut self) -> Vec<u64> {
        // In the order of arrival, as clients that coordinate outside redlet rely on it; then those that
        // a wait kept from running.
        let mut waiting = std::mem::take(&mut self.server.arrived);
        waiting.extend(self.server.sessions.keys());
        let sessions = &self.server.sessions;
        waiting.retain(|id| sessions.get(id).is_some_and(Session::can_run));
        let _ = self.transaction(|engine| {
            for id in &waiting {
                engine.run_session(*id);
            }
            engine.run_released();
        });
        self.server.woken.extend(waiting);
        self.take_woken()
    }

    /// Whether [`Engine::run`] has left commands for the next batch, so that other connections are
    /// answered first and the output leaves the memory.
    pub fn is_behind(&self) -> bool {
        let sessions = &self.server.sessions;
        let mut arrived = self.server.arrived.iter();
        arrived.any(|id| sessions.get(id).is_some_and(Session::can_run))
    }

    /// Stops running a connection's commands while it does not read its output.
    pub fn hold(&mut self, session: u64, is_held: bool) {
        if let Some(session) = self.server.sessions.get_mut(&session) {
            session.is_held = is_held;
            self.server.arrived.push(session.id);
        }
    }

    /// The sessions that have output or are to be closed, since the last call.
    pub fn take_woken(&mut self) -> Vec<u64> {
        let mut woken = sorted(std::mem::take(&mut self.server.woken), u64::cmp);
        woken.dedup();
        woken
    }

    /// Runs the commands of one connection, until one has to wait.
    fn run_session(&mut self, id: u64) {
        let Some(mut session) = self.server.sessions.remove(&id) else {
            return;
        };
        session.begin_batch();
        let before = session.output.len();
        // The commands are read off while the session runs them.
        let mut requests = std::mem::take(&mut session.requests);
        let max_bulk = self.server.config.max_bulk();
        let mut has_begun = false;
        while !session.is_closing && !session.is_waiting() {
            if self
                .server
                .pace
                .is_over(session.output.len().saturating_sub(before))
            {
                self.server.pace.leave(id, has_begun);
                break;
            }
            has_begun = true;
            match requests.advance(session.is_authenticated, max_bulk) {
                Ok(false) => break,
                Ok(true) if is_http(&requests.words()) => {
                    session.output.truncate(session.committed);
                    session.replies = 0;
                    session.is_closing = true;
                }
                Ok(true) if self.must_pause(&mut session, &requests) => {
                    requests.keep();
                    self.server.pause.keep(&mut session);
                }
                Ok(true) => {
                    memory::begin();
                    let reply = self.run_one(&mut session, &requests.words());
                    session.replies += usize::from(!matches!(reply, Reply::None));
                    let mut output = std::mem::take(&mut session.output);
                    let reply = self.fitting(&session, reply, &mut output);
                    session.output = output;
                    session.tell(&reply);
                    self.settle(&mut session);
                    let host = &self.host;
                    self.server.limit_output(&mut session, || host.now());
                }
                Err(error) => refuse_protocol(&mut session, &error),
            }
        }
        if !session.held.is_cut {
            session.requests = requests;
        }
        self.server.count_buffered(&mut session);
        self.server.woken.push(id);
        let produced = session.output.len().saturating_sub(before);
        self.server.stats.output_bytes += produced as u64;
        self.server.pace.add(produced);
        self.server.sessions.insert(id, session);
    }

    /// Runs commands that a blocked command of their connection had held back.
    pub(super) fn run_released(&mut self) {
        self.release_paused();
        // Those that were served first go on first.
        while !self.server.waiting.released.is_empty() {
            let id = self.server.waiting.released.remove(0);
            let session = self.server.sessions.get(&id);
            if session.is_some_and(Session::can_run) {
                self.run_session(id);
            }
        }
    }

    /// Keeps the batch's output for its sessions, or replaces it by the error.
    fn finish(&mut self, error: Option<&Error>) {
        let refusal = error.map(|error| Reply::Error(error.to_string()));
        for id in &self.server.woken {
            let Some(session) = self.server.sessions.get_mut(id) else {
                continue;
            };
            session.end_batch(refusal.is_some());
            if let Some(refusal) = &refusal {
                session.output.truncate(session.committed);
                (0..session.replies).for_each(|_| session.tell(refusal));
            }
            session.committed = session.output.len();
            session.replies = 0;
        }
        self.tell_settings();
        let fresh = std::mem::take(&mut self.server.waiting.fresh);
        let answered = std::mem::take(&mut self.server.waiting.answered);
        let Some(refusal) = refusal else {
            return;
        };
        fresh.into_iter().for_each(|ticket| self.unpark(ticket));
        for (id, ticket) in answered {
            let session = self.server.sessions.get_mut(&id);
            if let Some(session) = session.filter(|session| session.is_in_process()) {
                // Where there is no memory even for this, nobody can be told.
                let _ = session.put_arrived(ticket, &refusal);
                session.committed = session.output.len();
            }
        }
        self.tell_caches();
    }

    /// Tells caches to drop everything after a failed batch: its invalidations were taken back, and
    /// are not sent again.
    fn tell_caches(&mut self) {
        self.server.outbox.clear();
        self.server.tracking.flush(&mut self.server.outbox);
        for (id, told) in std::mem::take(&mut self.server.outbox) {
            let is_listening = self.server.subscriptions.is_listening(id);
            if let Some(session) = self.server.sessions.get_mut(&id)
                && let Some(told) = tracking::as_told(told, session, is_listening)
            {
                session.tell(&told);
                session.committed = session.output.len();
                self.server.woken.push(id);
            }
        }
    }

    /// Takes the bytes that are to be sent to a session. If the session has a client number and its
    /// restoration has changed, that comes first.
    pub fn output(&mut self, session_id: u64) -> Vec<u8> {
        let Some(mut session) = self.server.sessions.remove(&session_id) else {
            return Vec::new();
        };
        session.committed = 0;
        session.held.give_output();
        let output = std::mem::take(&mut session.output);
        // Without memory for it, it is sent the next time.
        let news = self.news(&mut session).unwrap_or_default();
        self.server.sessions.insert(session_id, session);
        self.server.woken.retain(|id| *id != session_id);
        match news {
            Some(news) => frame::restoration(&news, &output),
            None => output,
        }
    }

    /// Whether the connection is to be closed once its output is sent.
    pub fn is_closing(&self, session: u64) -> bool {
        let session = self.server.sessions.get(&session);
        session.is_none_or(|s| s.is_closing)
    }

    /// Whether it is to be closed at once, whatever was not sent.
    pub fn is_cut(&self, session: u64) -> bool {
        let session = self.server.sessions.get(&session);
        session.is_some_and(|s| s.held.is_cut)
    }

    /// Runs commands of one session as a batch, for callers in Rust.
    pub fn run_lines(&mut self, session: u64, lines: &[Vec<&[u8]>]) -> Vec<Reply> {
        let Some(mut current) = self.server.sessions.remove(&session) else {
            return Vec::new();
        };
        current.begin_batch();
        memory::begin();
        let run = |engine: &mut Engine| {
            let run_one = |line: &Vec<&[u8]>| {
                let reply = engine.run_one(&mut current, line);
                engine.settle(&mut current);
                reply
            };
            let replies = lines.iter().map(run_one).collect();
            engine.server.sessions.insert(session, current);
            engine.run_released();
            replies
        };
        let done = self.transaction(run);
        self.end_batch(session, done.is_err());
        done.unwrap_or_else(|error| {
            let text = error.to_string();
            lines.iter().map(|_| Reply::Error(text.clone())).collect()
        })
    }

    /// Runs `work` in a transaction and commits. If the storage fails, everything is rolled back and the
    /// error is returned: then no reply of `work` may be sent. If only the flush for WAITAOF fails, the
    /// batch stays committed, and the error is returned too: its data may not be on the device.
    pub(super) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Engine) -> T,
    ) -> Result<T, Error> {
        let changes = self.begin();
        let done = work(self);
        self.end(changes).map(|()| done)
    }

    /// Starts a batch. Returns how many rows were changed before it.
    fn begin(&mut self) -> u64 {
        if self.server.eviction.full_until > 0 {
            // So that the log starts anew, and a commit finds room in what the file already has.
            let _ = self.database.connection().recycle_log();
        }
        let changes = self.database.connection().changes();
        self.server.dirty_before = self.server.dirty;
        let (store, server) = (&mut self.database.store, &mut self.server);
        let begun = store.begin();
        server.failed = begun.and_then(|()| server.observers.refresh(store)).err();
        changes
    }

    /// Commits a batch, or undoes it.
    fn end(&mut self, changes: u64) -> Result<(), Error> {
        let result = match self.server.failed.take() {
            None => self.database.connection().commit(),
            Some(error) => Err(error),
        };
        let result = match result {
            Ok(()) => {
                let wrote = self.database.connection().changes() != changes;
                if wrote {
                    self.server.eviction.full_until = 0;
                }
                self.after_commit(wrote).map_err(Error::Storage)
            }
            Err(error) => Err(self.roll_back(error)),
        };
        self.finish(result.as_ref().err());
        let next = self.server.pace.end();
        self.server.arrived.extend(next);
        result
    }

    /// Undoes the batch, on disk and in memory.
    fn roll_back(&mut self, error: StorageError) -> Error {
        let undone = self.database.connection().rollback();
        self.server.dirty = self.server.dirty_before;
        self.server.last_write_failed = true;
        self.server.observers.is_stale = true;
        self.server.wants_flush = false;
        self.server.wants_save = false;
        if std::mem::take(&mut self.server.wants_snapshot) {
            self.server.snapshot = None;
        }
        if error == StorageError::Full {
            // The first time it may be the log's file that has come to its end: the next batch
            // starts it anew.
            let again = self.server.eviction.full_until > 0;
            let refused_for = if again { FULL_FOR } else { 0 };
            self.server.eviction.full_until = self.host.now() + refused_for;
        }
        if let Some(config) = self.server.config_before.take() {
            self.server.accesses.follow(&config);
            self.server.config = config;
        }
        match undone.and_then(|()| self.database.store.forget()) {
            Ok(()) => Error::Storage(error),
            Err(worse) => Error::Storage(worse),
        }
    }

    /// Runs one command, unless the batch has already failed: then every reply is replaced by the error.
    pub(super) fn run_one(&mut self, session: &mut Session, words: &[&[u8]]) -> Reply {
        match self.server.failed {
            None => self.execute(session, words),
            Some(_) => {
                session.miss(words);
                Reply::Error(String::new())
            }
        }
    }

    /// The reply if there is memory for it, otherwise the error. A command that has written and can't be
    /// answered makes the batch fail.
    fn fitting(&mut self, session: &Session, reply: Reply, out: &mut Vec<u8>) -> Reply {
        if memory::extend(out, reply.weight()).is_ok() {
            return reply;
        }
        let last = session
            .last_command
            .and_then(|number| self.table.numbered.get(number));
        let is_read = last.is_some_and(|command| command.is(Flag::readonly));
        if !is_read {
            self.server.failed.get_or_insert(StorageError::NoMemory);
        }
        Reply::Error(Error::NoMemory.to_string())
    }

    fn end_batch(&mut self, session: u64, has_failed: bool) {
        if let Some(session) = self.server.sessions.get_mut(&session) {
            session.end_batch(has_failed);
        }
    }
}

/// A frame that answers so many commands with the same error.
///
/// # Errors
/// Fails where there is no memory even for that.
pub fn refused(count: usize, why: &Error) -> Result<Vec<u8>, FrameError> {
    let refusal = Reply::Error(why.to_string());
    let mut out = Vec::new();
    let length = refusal.weight().saturating_mul(count).saturating_add(4);
    memory::extend(&mut out, length).map_err(|_| FrameError)?;
    out.extend_from_slice(&(count as u32).to_le_bytes());
    (0..count).for_each(|_| frame::encode(&refusal, &mut out));
    Ok(out)
}

/// Whether this is an HTTP request: any page can make a browser send one to a local server. As in
/// Redis nothing is answered, and what follows does not run.
fn is_http(words: &[&[u8]]) -> bool {
    let name = words.first().copied().unwrap_or_default();
    name.eq_ignore_ascii_case(b"POST") || name.eq_ignore_ascii_case(b"HOST:")
}

/// A protocol error closes the connection, after a reply that says why.
fn refuse_protocol(session: &mut Session, error: &ProtocolError) {
    session.tell(&Reply::Error(error.to_string()));
    session.replies += 1;
    session.is_closing = true;
}
