//! The limits of connections: bytes of commands that have not run, bytes of output that was not sent,
//! and time without a command.
//!
//! A connection that exceeds a limit is closed at once, and its memory is freed. The program that runs
//! the engine has no limits.

use super::Engine;
use super::config::OutputLimit;
use super::server::Server;
use super::session::Session;
use crate::command::reply::Reply;
use crate::error::TOO_MANY_CLIENTS;
use crate::memory;

/// How many bytes of commands that have not run all connections together may have: more would leave too
/// little of a 32-bit memory for the commands.
const MOST_BUFFERED: usize = 1 << 30;
/// Output that is never counted, as Redis does not count a connection's first buffer.
const UNCOUNTED: usize = 16 << 10;
/// How often connections are checked for their limits of time, in microseconds.
const LOOK_EVERY: i64 = 1_000_000;

/// What is counted for a connection, beside its requests and its output.
#[derive(Debug, Default)]
pub struct Held {
    /// Output that the host has not sent, in bytes.
    pub unsent: usize,
    /// How many of these bytes are messages, at most.
    messages: usize,
    /// How many bytes of messages are in the output that the host has not taken.
    fresh_messages: usize,
    /// Since when a soft limit is exceeded, microseconds.
    over_since: Option<i64>,
    /// What its requests contribute to [`Server::buffered`].
    counted: usize,
    /// Whether the connection is to be closed at once.
    pub is_cut: bool,
}

impl Held {
    /// A message was put into the output.
    pub fn add_message(&mut self, bytes: usize) {
        self.fresh_messages += bytes;
    }

    /// The host has taken the output.
    pub fn give_output(&mut self) {
        let fresh = std::mem::take(&mut self.fresh_messages);
        let before = if self.unsent > 0 { self.messages } else { 0 };
        self.messages = before + fresh;
    }
}

impl Session {
    /// Closes the connection at once, and frees its memory.
    fn cut(&mut self) {
        self.is_closing = true;
        self.held.is_cut = true;
        self.requests = Default::default();
        self.transaction = None;
        self.output = Vec::new();
        self.committed = 0;
        self.replies = 0;
    }

    /// The memory of its commands that have not run, in bytes, with the queue of MULTI.
    fn buffered(&self) -> usize {
        let queued = self.transaction.as_ref().map_or(0, |multi| multi.size);
        self.requests.size() + queued
    }

    /// Whether there is more output than the limits allow.
    fn is_too_full(&mut self, limits: &[OutputLimit; 3], is_listening: bool, now: i64) -> bool {
        let used = (self.output.len() + self.held.unsent) as u64;
        // A large reply that it asked for is no reason to end a connection that is told messages.
        let messages = used.min((self.held.messages + self.held.fresh_messages) as u64);
        let [normal, _, pubsub] = limits;
        let (limit, used) = match is_listening || messages > 0 && !normal.is_set() {
            true => (pubsub, messages),
            false => (normal, used),
        };
        if limit.hard > 0 && used >= limit.hard {
            return true;
        }
        if limit.soft == 0 || used < limit.soft {
            self.held.over_since = None;
            return false;
        }
        let since = *self.held.over_since.get_or_insert(now);
        now - since > limit.seconds.saturating_mul(1_000_000)
    }
}

impl Server {
    /// Counts a new session. A connection beyond `maxclients` gets an error.
    pub(super) fn admit(&mut self, session: &mut Session) {
        if session.is_in_process() {
            self.stats.connections += 1;
            return;
        }
        if self.clients >= self.config.maxclients {
            self.stats.rejected += 1;
            session.tell(&Reply::Error(TOO_MANY_CLIENTS.to_string()));
            session.committed = session.output.len();
            session.is_closing = true;
            self.woken.push(session.id);
        } else {
            self.stats.connections += 1;
        }
        self.clients += 1;
    }

    /// Stops counting a session that has ended.
    pub(super) fn dismiss(&mut self, session: &mut Session) {
        self.clients -= i64::from(!session.is_in_process());
        self.buffered -= std::mem::take(&mut session.held.counted);
    }

    /// Closes a connection whose output exceeds the limits.
    pub fn limit_output(&mut self, session: &mut Session, now: impl FnOnce() -> i64) {
        let is_small = session.output.len() + session.held.unsent <= UNCOUNTED;
        if is_small || session.is_in_process() || session.held.is_cut {
            return;
        }
        let is_listening = self.subscriptions.is_listening(session.id);
        if session.is_too_full(&self.config.output_limits, is_listening, now()) {
            self.stats.full_outputs += 1;
            self.woken.push(session.id);
            session.cut();
        }
        self.is_any_over |= session.held.over_since.is_some();
    }

    /// Counts the bytes of a session's commands again.
    pub fn count_buffered(&mut self, session: &mut Session) {
        let now = match session.is_in_process() {
            true => 0,
            false => session.buffered(),
        };
        let before = std::mem::replace(&mut session.held.counted, now);
        self.buffered = self.buffered + now - before;
    }

    /// Closes the connection with the most bytes of commands.
    fn cut_largest(&mut self) {
        let largest = self.sessions.values().max_by_key(|s| s.held.counted);
        if let Some(id) = largest.map(|session| session.id) {
            self.cut_request(id);
        }
    }

    /// Closes a connection because of its commands.
    fn cut_request(&mut self, id: u64) {
        let Some(mut session) = self.sessions.remove(&id) else {
            return;
        };
        session.cut();
        self.count_buffered(&mut session);
        self.sessions.insert(id, session);
        self.stats.full_requests += 1;
        self.woken.push(id);
    }
}

impl Engine {
    /// Takes bytes of a RESP connection. They run with the next [`Engine::run`].
    pub fn receive(&mut self, id: u64, bytes: &[u8]) {
        let now = self.host.now();
        let server = &mut self.server;
        let most = server.config.client_query_buffer_limit as u64;
        let mut is_taken = false;
        // Where there is no memory, once more after the largest has been given back.
        for _ in 0..2 {
            let Some(mut session) = server.sessions.remove(&id) else {
                return;
            };
            if !session.is_closing {
                let (kept, spare) = session.requests.buffered();
                let is_room = bytes.len() <= spare || memory::has_room(2 * (kept + bytes.len()));
                is_taken = is_room && session.requests.feed(bytes);
                session.active_at = now;
                server.count_buffered(&mut session);
            }
            let is_closing = session.is_closing;
            let is_too_much = session.buffered() as u64 > most;
            server.sessions.insert(id, session);
            if is_closing {
                return;
            }
            if is_too_much {
                server.cut_request(id);
                return;
            }
            if is_taken && server.buffered <= MOST_BUFFERED {
                break;
            }
            server.cut_largest();
            if is_taken {
                break;
            }
        }
        if !is_taken {
            server.cut_request(id);
            return;
        }
        server.stats.input_bytes += bytes.len() as u64;
        server.arrived.push(id);
    }

    /// Sets how many bytes of a connection's output the host could not send yet.
    pub fn unsent(&mut self, id: u64, bytes: usize) {
        let now = self.host.now();
        let Some(mut session) = self.server.sessions.remove(&id) else {
            return;
        };
        session.held.unsent = bytes;
        session.active_at = now;
        if bytes == 0 {
            session.held.messages = 0;
        }
        self.server.limit_output(&mut session, || now);
        self.server.sessions.insert(id, session);
    }

    /// `tcp-keepalive` for a new connection, in seconds; 0 for none.
    pub fn keepalive(&self) -> u32 {
        self.server.config.tcp_keepalive as u32
    }

    /// Closes connections that were idle, or above a soft limit, for too long.
    pub(super) fn end_overdue(&mut self, now: i64) {
        if self.next_look().is_none_or(|at| at > now) {
            return;
        }
        self.server.look_next = now + LOOK_EVERY;
        self.server.is_any_over = false;
        let timeout = self.server.config.timeout.saturating_mul(1_000_000);
        for (id, mut session) in std::mem::take(&mut self.server.sessions) {
            let server = &mut self.server;
            if timeout > 0 && now - session.active_at > timeout && server.may_time_out(&session) {
                session.cut();
                server.woken.push(id);
            }
            server.limit_output(&mut session, || now);
            server.sessions.insert(id, session);
        }
    }

    /// When they are next checked.
    pub(super) fn next_look(&self) -> Option<i64> {
        let is_needed = self.server.config.timeout > 0 || self.server.is_any_over;
        is_needed.then_some(self.server.look_next)
    }
}

impl Server {
    /// Whether `timeout` applies to the session: it does not wait, subscribe or monitor.
    fn may_time_out(&self, session: &Session) -> bool {
        let is_told = self.subscriptions.is_listening(session.id);
        let is_told = is_told || self.monitors.contains(&session.id);
        let waits = session.blocked.is_some() || session.is_paused;
        !session.is_in_process() && !session.is_closing && !waits && !is_told
    }
}
