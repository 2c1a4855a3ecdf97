//! What is done after each command: blocked commands run again, messages go to their sessions.

use super::Engine;
use crate::command::reply::Reply;
use crate::engine::state::register::key_of;
use crate::engine::state::session::Session;
use crate::engine::state::tracking;
use crate::engine::state::waiting::Ticket;
use crate::sqlite::StorageError;

impl Engine {
    /// Runs the commands that waited for what the last command changed, and hands out messages.
    pub(super) fn settle(&mut self, current: &mut Session) {
        while let Some((name, tickets)) = self.server.waiting.next_ready() {
            let (db, key) = key_of(&name);
            for ticket in tickets {
                if self.server.failed.is_some() {
                    return;
                }
                self.serve(current, ticket, db, key);
            }
            let now = self.host.now().div_euclid(1000);
            if let Err(error) = self.server.tell_expired(&mut self.database.store, now) {
                self.server.failed = Some(error);
                return;
            }
        }
        self.deliver(current);
    }

    /// Runs a parked command again, because one of its keys has changed.
    fn serve(&mut self, current: &mut Session, ticket: Ticket, db: usize, key: &[u8]) {
        let Some(parked) = self.server.waiting.get(ticket).cloned() else {
            return;
        };
        if let Some(kind) = parked.wish.kind {
            let now = self.host.now().div_euclid(1000);
            let db = self.database.store.db(db).unwrap_or_default();
            match self.database.store.find(db, key, now) {
                Ok(Some(row)) if row.kind == kind => {}
                Ok(_) => return,
                Err(error) => {
                    self.server.failed = Some(error);
                    return;
                }
            }
        }
        let words: Vec<&[u8]> = parked.words.iter().map(Vec::as_slice).collect();
        self.with_session(current, parked.session, |engine, session| {
            // In the database where it began: the facade's session may have changed its database since.
            let chosen = std::mem::replace(&mut session.db, parked.db);
            let reply = engine.retry(session, &words);
            session.db = chosen;
            if let Some(reply) = reply {
                engine.answer(session, ticket, reply);
            }
        });
    }

    /// Gives a parked command its reply.
    fn answer(&mut self, session: &mut Session, ticket: Ticket, reply: Reply) {
        self.server.waiting.release(ticket);
        self.server.waiting.answered.push((session.id, ticket));
        self.server.woken.push(session.id);
        let told = if session.is_in_process() {
            session.put_arrived(ticket, &reply)
        } else {
            session.blocked = None;
            session.replies += 1;
            session.put(&reply)
        };
        if told.is_err() {
            self.server.failed.get_or_insert(StorageError::NoMemory);
        }
    }

    /// Removes a command that was parked in a failed batch.
    pub(super) fn unpark(&mut self, ticket: Ticket) {
        if let Some(parked) = self.server.waiting.release(ticket)
            && let Some(session) = self.server.sessions.get_mut(&parked.session)
        {
            session.blocked = None;
        }
    }

    /// Answers the commands whose deadlines have passed.
    pub(super) fn give_up(&mut self, now: i64) {
        let overdue = self.server.waiting.overdue(now);
        if overdue.is_empty() {
            return;
        }
        // If the batch fails, they get the error.
        let _ = self.transaction(|engine| {
            for ticket in overdue {
                engine.end_wait(ticket, None);
            }
            engine.run_released();
        });
    }

    /// Ends a wait: with `reply`, or with the command's reply at its deadline.
    fn end_wait(&mut self, ticket: Ticket, reply: Option<Reply>) {
        let Some(parked) = self.server.waiting.get(ticket).cloned() else {
            return;
        };
        let Some(mut session) = self.server.sessions.remove(&parked.session) else {
            return;
        };
        match reply.or(parked.wish.on_timeout) {
            Some(reply) => {
                let words: Vec<&[u8]> = parked.words.iter().map(Vec::as_slice).collect();
                if let Some(number) = self.table.number(&words) {
                    let has_failed = matches!(reply, Reply::Error(_));
                    let each = &mut self.server.stats.commands_each;
                    each.ran(number, 0, has_failed, false);
                }
                self.answer(&mut session, ticket, reply);
            }
            None => {
                self.server.waiting.release(ticket);
                session.blocked = None;
                let words: Vec<&[u8]> = parked.words.iter().map(Vec::as_slice).collect();
                let reply = self.run_one(&mut session, &words);
                self.answer(&mut session, ticket, reply);
                self.settle(&mut session);
            }
        }
        self.server.sessions.insert(session.id, session);
    }

    /// Puts messages into their sessions' output.
    fn deliver(&mut self, current: &mut Session) {
        let server = &mut self.server;
        let most = server.config.tracking_table_max_keys;
        server.tracking.limit(most, &mut server.outbox);
        server.tracking.broadcast(&mut server.outbox);
        let mut told = Vec::new();
        for (id, message) in std::mem::take(&mut self.server.outbox) {
            let session = match id == current.id {
                true => Some(&mut *current),
                false => self.server.sessions.get_mut(&id),
            };
            let Some(session) = session else {
                continue;
            };
            let is_listening = self.server.subscriptions.is_listening(id);
            if let Some(message) = tracking::as_told(message, session, is_listening) {
                let before = session.output.len();
                session.tell(&message);
                session.held.add_message(session.output.len() - before);
                self.server.woken.push(id);
                told.push(id);
            }
        }
        for id in told {
            self.with_session(current, id, |engine, session| {
                let now = engine.host.now();
                engine.server.limit_output(session, || now);
            });
        }
        for (ticket, reply) in std::mem::take(&mut self.server.waiting.ended) {
            if let Some(session) = self.server.waiting.get(ticket).map(|parked| parked.session) {
                self.with_session(current, session, |engine, session| {
                    engine.answer(session, ticket, reply);
                });
            }
        }
    }

    /// Works on a session that is the current one or another.
    fn with_session(
        &mut self,
        current: &mut Session,
        id: u64,
        work: impl FnOnce(&mut Engine, &mut Session),
    ) {
        if id == current.id {
            work(self, current);
        } else if let Some(mut session) = self.server.sessions.remove(&id) {
            work(self, &mut session);
            self.server.sessions.insert(id, session);
        }
    }
}
