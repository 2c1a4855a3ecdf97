//! Blocked commands: who waits for which keys, and until when.
//!
//! A command that has to wait is parked with its words. A change of one of its keys marks the key as
//! ready; once the command that changed it is done, the parked commands of that key run again, the
//! longest waiting first, and each may take what the others left. A session of a RESP connection
//! runs nothing else meanwhile; the facade's go on, and are told the reply later by a ticket.

use super::register::{Register, key_of, name_of};
use crate::reply::Reply;
use crate::store::Type;

/// Names a parked command; greater ones waited shorter.
pub type Ticket = u64;

/// What a command waits for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The keys, in the session's database.
    pub keys: Vec<Vec<u8>>,
    /// What a key must hold for the command to run again; none where anything will do.
    pub kind: Option<Type>,
    /// When it gives up, microseconds.
    pub deadline: Option<i64>,
    /// What it then answers; without this it runs again.
    pub on_timeout: Option<Reply>,
    /// Its words from now on, where time has settled what they meant.
    pub words: Option<Vec<Vec<u8>>>,
    /// The ticket and the database of a wait that began in another engine.
    pub resumes: Option<(Ticket, usize)>,
}

/// A command that waits.
#[derive(Debug, Clone)]
pub struct Parked {
    /// Whose it is.
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
    /// What the command that runs wishes for, until it is parked.
    pub wish: Option<Wish>,
    /// Parked in the batch that runs, and not yet committed.
    pub fresh: Vec<Ticket>,
    /// Waits that a command ended (CLIENT UNBLOCK), with their replies.
    pub ended: Vec<(Ticket, Reply)>,
    /// Answered in the batch that runs: the sessions and the tickets.
    pub answered: Vec<(u64, Ticket)>,
    /// Sessions that may go on.
    pub released: Vec<u64>,
}

impl Waiting {
    /// Parks a command, under the ticket that it had in another engine if that is free.
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

    /// Takes a command out: it was served, gave up, or its session is gone.
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

    /// A key has changed.
    pub fn signal(&mut self, db: usize, key: &[u8]) {
        if self.by_key.is_empty() {
            return;
        }
        let name = name_of(db, key);
        if !self.by_key.get(&name).is_empty() && !self.ready.contains(&name) {
            self.ready.push(name);
        }
    }

    /// The keys of these databases that somebody waits for have changed.
    pub fn signal_all(&mut self, is_meant: &dyn Fn(usize) -> bool) {
        let names = self.by_key.names().into_iter();
        let meant = names.filter(|name| is_meant(key_of(name).0));
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
        let mut all: Vec<u64> = self.parked.iter().map(|(_, p)| p.session).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    }

    /// How many keys are waited for.
    pub fn keys(&self) -> usize {
        self.by_key.len()
    }

    /// Those whose time is over.
    pub fn overdue(&self, now: i64) -> Vec<Ticket> {
        let is_over = |parked: &Parked| parked.wish.deadline.is_some_and(|at| at <= now);
        let over = self.parked.iter().filter(|(_, p)| is_over(p));
        over.map(|(ticket, _)| *ticket).collect()
    }

    /// When the next gives up.
    pub fn next_deadline(&self) -> Option<i64> {
        let deadlines = self.parked.iter().filter_map(|(_, p)| p.wish.deadline);
        deadlines.min()
    }
}
