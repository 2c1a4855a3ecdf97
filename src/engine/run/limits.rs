//! The limits of connections, where bytes come and go, and as time passes.

use super::Engine;
use crate::memory;

/// How many bytes of commands that have not run all connections together may have: more would leave too
/// little of a 32-bit memory for the commands.
const MOST_BUFFERED: usize = 1 << 30;
/// How often connections are checked for their limits of time, in microseconds.
const LOOK_EVERY: i64 = 1_000_000;

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
