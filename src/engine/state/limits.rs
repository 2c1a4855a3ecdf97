//! The limits of connections: bytes of commands that have not run, bytes of output that was not sent,
//! and time without a command.
//!
//! A connection that exceeds a limit is closed at once, and its memory is freed. The program that runs
//! the engine has no limits.

use super::config::OutputLimit;
use super::server::Server;
use super::session::Session;
use crate::command::reply::Reply;
use crate::error::TOO_MANY_CLIENTS;

/// Output that is never counted, as Redis does not count a connection's first buffer.
const UNCOUNTED: usize = 16 << 10;

/// What is counted for a connection, beside its requests and its output.
#[derive(Debug, Default)]
pub struct Held {
    /// Output that the host has not sent, in bytes.
    pub unsent: usize,
    /// How many of these bytes are messages, at most.
    pub messages: usize,
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
    pub fn cut(&mut self) {
        self.is_closing = true;
        self.held.is_cut = true;
        self.requests = Default::default();
        self.transaction = None;
        self.output = Vec::new();
        self.committed = 0;
        self.replies = 0;
    }

    /// The memory of its commands that have not run, in bytes, with the queue of MULTI.
    pub fn buffered(&self) -> usize {
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
    pub fn admit(&mut self, session: &mut Session) {
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
    pub fn dismiss(&mut self, session: &mut Session) {
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
    pub fn cut_largest(&mut self) {
        let largest = self.sessions.values().max_by_key(|s| s.held.counted);
        if let Some(id) = largest.map(|session| session.id) {
            self.cut_request(id);
        }
    }

    /// Closes a connection because of its commands.
    pub fn cut_request(&mut self, id: u64) {
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

impl Server {
    /// Whether `timeout` applies to the session: it does not wait, subscribe or monitor.
    pub fn may_time_out(&self, session: &Session) -> bool {
        let is_told = self.subscriptions.is_listening(session.id);
        let is_told = is_told || self.monitors.contains(&session.id);
        let waits = session.blocked.is_some() || session.is_paused;
        !session.is_in_process() && !session.is_closing && !waits && !is_told
    }
}
