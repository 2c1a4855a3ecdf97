//! Blocked commands: who waits for which keys, and until when.
//!
//! A command that has to wait is parked with its words. A change of one of its keys marks the key as
//! ready. When the command that changed it is done, the parked commands of that key run again, the
//! longest waiting first. Meanwhile a RESP connection runs nothing else. A session of the facade goes
//! on, and gets the reply later, under a ticket.

use super::changes::{Change, STREAM};
use super::register::{Register, key_of, name_of};
use crate::command::reply::Reply;
use crate::order::sorted;
use crate::store::Type;

/// The number of a parked command. Later ones have greater numbers.
pub type Ticket = u64;

/// What a command waits for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The keys, in the session's database.
    pub keys: Vec<Vec<u8>>,
    /// The type that a key must have for the command to run again; none if any change will do.
    pub kind: Option<Type>,
    /// When it gives up, microseconds.
    pub deadline: Option<i64>,
    /// The reply at the deadline; without it, the command runs again.
    pub on_timeout: Option<Reply>,
    /// Its words from now on, if what they mean depends on the time.
    pub words: Option<Vec<Vec<u8>>>,
    /// The ticket and the database of a wait that began in another engine.
    pub resumes: Option<(Ticket, usize)>,
}

/// A command that waits.
#[derive(Debug, Clone)]
pub struct Parked {
    /// The session's id.
    pub session: u64,
    /// The database of its keys.
    pub db: usize,
    /// Its words, with its name.
    pub words: Vec<Vec<u8>>,
    /// What it waits for.
    pub wish: Wish,
}

/// Every command that waits.
#[derive(Debug, Default)]
pub struct Waiting {
    /// In the order of the tickets.
    parked: Vec<(Ticket, Parked)>,
    by_key: Register,
    ready: Vec<Vec<u8>>,
    next: Ticket,
    /// The wish of the current command, until it is parked.
    pub wish: Option<Wish>,
    /// Parked in the current batch.
    pub fresh: Vec<Ticket>,
    /// Waits that a command ended (CLIENT UNBLOCK), with their replies.
    pub ended: Vec<(Ticket, Reply)>,
    /// Answered in the current batch: the sessions and the tickets.
    pub answered: Vec<(u64, Ticket)>,
    /// Sessions whose waits have ended, so that they may run commands.
    pub released: Vec<u64>,
}

impl Waiting {
    /// Parks a command. It keeps the ticket of another engine, if that is free.
    pub fn park(&mut self, parked: Parked) -> Ticket {
        let had = parked.wish.resumes.map(|(ticket, _)| ticket);
        let had = had.filter(|ticket| self.get(*ticket).is_none());
        let ticket = had.unwrap_or(self.next + 1);
        self.next = self.next.max(ticket);
        for key in &parked.wish.keys {
            self.by_key.add(&name_of(parked.db, key), ticket);
        }
        self.parked.push((ticket, parked));
        self.fresh.push(ticket);
        ticket
    }

    /// Removes a command: it was answered, its time is over, or its session has ended.
    pub fn release(&mut self, ticket: Ticket) -> Option<Parked> {
        let at = self.parked.iter().position(|(other, _)| *other == ticket)?;
        let (_, parked) = self.parked.remove(at);
        for key in &parked.wish.keys {
            self.by_key.remove(&name_of(parked.db, key), ticket);
        }
        self.released.push(parked.session);
        Some(parked)
    }

    /// The parked command.
    pub fn get(&self, ticket: Ticket) -> Option<&Parked> {
        let found = self.parked.iter().find(|(other, _)| *other == ticket);
        found.map(|(_, parked)| parked)
    }

    /// Marks what has changed as ready, where somebody waits for it.
    pub(super) fn observe(&mut self, change: &Change) {
        let key = match change {
            _ if self.by_key.is_empty() => return,
            Change::Key(key) => key,
            all => return self.signal_all(all),
        };
        // Nobody waits for a stream to lose entries. Those who wait for what a group would read are told
        // that it has gone.
        let is_awaited = match key.class {
            STREAM => matches!(key.event, "xadd" | "xgroup-destroy"),
            _ => true,
        };
        if !is_awaited {
            return;
        }
        let name = name_of(key.db, key.key);
        let queue = self.by_key.get(&name);
        let is_met = |ticket: &Ticket| !key.is_overwrite || self.waits_for_any(*ticket);
        if queue.iter().any(is_met) && !self.ready.contains(&name) {
            self.ready.push(name);
        }
    }

    /// Whether the command must hear of a key whatever it holds now: its group may have gone.
    fn waits_for_any(&self, ticket: Ticket) -> bool {
        self.get(ticket)
            .is_some_and(|parked| parked.wish.kind.is_none())
    }

    /// All awaited keys of these databases have changed.
    fn signal_all(&mut self, change: &Change) {
        let names = self.by_key.names().into_iter();
        let meant = names.filter(|name| change.is_of_all(key_of(name).0));
        self.ready.extend(meant.map(<[u8]>::to_vec));
    }

    /// The next key that is ready (see `register::key_of`), with those who wait for it, the longest first.
    pub fn next_ready(&mut self) -> Option<(Vec<u8>, Vec<Ticket>)> {
        if self.ready.is_empty() {
            return None;
        }
        let name = self.ready.remove(0);
        let queue = self.by_key.get(&name).to_vec();
        Some((name, queue))
    }

    /// A session's tickets.
    pub fn of(&self, session: u64) -> Vec<Ticket> {
        let mine = self.parked.iter().filter(|(_, p)| p.session == session);
        mine.map(|(ticket, _)| *ticket).collect()
    }

    /// How many sessions wait.
    pub fn sessions(&self) -> usize {
        let all = self.parked.iter().map(|(_, p)| p.session).collect();
        let mut all = sorted(all, u64::cmp);
        all.dedup();
        all.len()
    }

    /// How many keys are waited for.
    pub fn keys(&self) -> usize {
        self.by_key.len()
    }

    /// Those whose deadlines have passed.
    pub fn overdue(&self, now: i64) -> Vec<Ticket> {
        let is_over = |parked: &Parked| parked.wish.deadline.is_some_and(|at| at <= now);
        let over = self.parked.iter().filter(|(_, p)| is_over(p));
        over.map(|(ticket, _)| *ticket).collect()
    }

    /// The next deadline.
    pub fn next_deadline(&self) -> Option<i64> {
        let deadlines = self.parked.iter().filter_map(|(_, p)| p.wish.deadline);
        deadlines.min()
    }
}
