//! A session: what the engine remembers of one connection.

use super::limits::Held;
use super::waiting::Ticket;
use crate::command::reply::Reply;
use crate::memory::{self, NoMemory};
use crate::protocol::resp::Requests;
use crate::protocol::{encode, frame};

/// Which commands are answered (CLIENT REPLY).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReplyMode {
    /// All.
    #[default]
    On,
    /// None.
    Off,
    /// All but the next one.
    SkipNext,
    /// All but this one.
    Skip,
}

/// One connection's state.
pub struct Session {
    /// Its number, which no other session of this engine ever has.
    pub id: u64,
    /// The client's address, `host:port`; empty for the program that runs the engine.
    pub address: String,
    /// The client's own number, which is the same in every engine: that of a tab.
    pub client: Option<i64>,
    /// The number of the database (SELECT).
    pub db: usize,
    /// The protocol's version, 2 or 3.
    pub resp: u8,
    /// Whether it may run commands.
    pub is_authenticated: bool,
    /// CLIENT SETNAME.
    pub name: Vec<u8>,
    /// CLIENT SETINFO LIB-NAME.
    pub lib_name: Vec<u8>,
    /// CLIENT SETINFO LIB-VER.
    pub lib_version: Vec<u8>,
    /// CLIENT REPLY.
    pub reply_mode: ReplyMode,
    /// CLIENT NO-EVICT.
    pub no_evict: bool,
    /// CLIENT NO-TOUCH.
    pub no_touch: bool,
    /// Whether the connection ends once its output is sent.
    pub is_closing: bool,
    /// When it connected, microseconds.
    pub connected_at: i64,
    /// When it last ran a command, microseconds.
    pub active_at: i64,
    /// The number in the table of the last command that it ran.
    pub last_command: Option<usize>,
    /// How many commands it ran.
    pub commands: u64,
    /// What a RESP connection has sent and has not run.
    pub requests: Requests,
    /// What is to be sent: replies and messages of a RESP connection; for the program that runs the
    /// engine only messages and deferred replies, as values of a frame.
    pub output: Vec<u8>,
    /// How many bytes of the output are from committed batches.
    pub committed: usize,
    /// The number of replies of the current batch in the output.
    pub replies: usize,
    /// The commands since MULTI.
    pub transaction: Option<Transaction>,
    /// The database, and whether there was a transaction, before the current batch.
    pub at_start: Option<(usize, bool)>,
    /// The blocked command that a RESP connection waits for.
    pub blocked: Option<Ticket>,
    /// Whether CLIENT PAUSE holds back its commands.
    pub is_paused: bool,
    /// Whether it does not read its output, so that nothing more of it is run.
    pub is_held: bool,
    /// Whether its restoration may have changed since it was last sent; see `restoration`.
    pub is_changed: bool,
    /// The restoration that was last sent; none if a failed batch took it back.
    pub told: Option<Vec<u8>>,
    /// Memory that is held for it.
    pub held: Held,
}

/// The commands since MULTI.
#[derive(Debug, Default)]
pub struct Transaction {
    /// Their words.
    pub queue: Vec<Vec<Vec<u8>>>,
    /// Their memory, in bytes.
    pub size: usize,
    /// Whether a command was refused, so that EXEC fails.
    pub is_refused: bool,
    /// Whether it began with ATOMIC.
    pub is_atomic: bool,
    /// Whether EXEC is running them.
    pub is_running: bool,
}

impl Session {
    /// A new connection at time `now`.
    pub fn new(id: u64, address: &str, is_authenticated: bool, now: i64) -> Session {
        Session {
            id,
            address: address.to_owned(),
            client: None,
            db: 0,
            resp: 2,
            is_authenticated,
            name: Vec::new(),
            lib_name: Vec::new(),
            lib_version: Vec::new(),
            reply_mode: ReplyMode::On,
            no_evict: false,
            no_touch: false,
            is_closing: false,
            connected_at: now,
            active_at: now,
            last_command: None,
            commands: 0,
            requests: Requests::default(),
            output: Vec::new(),
            committed: 0,
            replies: 0,
            transaction: None,
            at_start: None,
            blocked: None,
            is_paused: false,
            is_held: false,
            is_changed: false,
            told: None,
            held: Held::default(),
        }
    }

    /// Whether it belongs to the program that runs the engine. That needs no password: it could read
    /// the file anyway.
    pub fn is_in_process(&self) -> bool {
        self.address.is_empty()
    }

    /// Where it comes from, as others are shown it: its address, or which session of the program it is.
    pub fn origin(&self) -> String {
        match self.is_in_process() {
            true => format!("client:{}", self.id),
            false => self.address.clone(),
        }
    }

    /// Adds a reply or a message to the output; not where there is no memory for it.
    pub fn put(&mut self, reply: &Reply) -> Result<(), NoMemory> {
        if self.held.is_cut {
            return Ok(());
        }
        memory::extend(&mut self.output, reply.weight())?;
        match self.is_in_process() {
            true => frame::encode(reply, &mut self.output),
            false => encode::encode(reply, self.resp, &mut self.output),
        }
        Ok(())
    }

    /// Adds a deferred reply to the output of a session of the program; not where there is no memory for it.
    pub fn put_arrived(&mut self, ticket: Ticket, reply: &Reply) -> Result<(), NoMemory> {
        memory::extend(&mut self.output, 9 + reply.weight())?;
        frame::arrived(ticket, reply, &mut self.output);
        Ok(())
    }

    /// Adds a message, or the reply to a command that ran before. Who can't be told it loses its
    /// connection, as what follows would be taken for it.
    pub fn tell(&mut self, message: &Reply) {
        if self.put(message).is_err() {
            self.close();
        }
    }

    /// Ends the connection once its output is sent. A session of the program goes on: it ends with its client.
    pub fn close(&mut self) {
        self.is_closing = !self.is_in_process();
    }

    /// Whether it sent what can run now.
    pub fn can_run(&self) -> bool {
        !self.requests.is_empty() && !self.is_closing && !self.is_waiting()
    }

    /// Whether it runs nothing until a blocked command is answered, a pause over, or its output read.
    pub fn is_waiting(&self) -> bool {
        self.blocked.is_some() || self.is_paused || self.is_held
    }

    /// Whether EXEC runs its commands: none of them may block.
    pub fn is_in_exec(&self) -> bool {
        let running = self.transaction.as_ref().map(|multi| multi.is_running);
        running.unwrap_or(false)
    }

    /// Notes what a batch that fails goes back to.
    pub fn begin_batch(&mut self) {
        // It may have its turn several times in one batch.
        self.at_start
            .get_or_insert((self.db, self.transaction.is_some()));
    }

    /// Where the batch failed, SELECT and MULTI were answered with the error, too.
    pub fn end_batch(&mut self, has_failed: bool) {
        if let Some((db, was_in_transaction)) = self.at_start.take()
            && has_failed
        {
            self.is_changed = true;
            self.told = None;
            self.db = db;
            self.transaction = self.transaction.take().filter(|_| was_in_transaction);
        }
    }

    /// A command of a failed batch does not run: a transaction lacks it, and EXEC is its end.
    pub fn miss(&mut self, words: &[&[u8]]) {
        let name = words.first().copied().unwrap_or_default();
        self.is_changed = true;
        let is_end = name.eq_ignore_ascii_case(b"EXEC") || name.eq_ignore_ascii_case(b"DISCARD");
        self.transaction = self.transaction.take().filter(|_| !is_end);
        if let Some(transaction) = &mut self.transaction {
            transaction.is_refused = true;
        }
    }

    /// RESET: back to a fresh connection, but for what identifies it.
    pub fn reset(&mut self, is_authenticated: bool) {
        let fresh = Session::new(self.id, &self.address, is_authenticated, self.connected_at);
        // CLIENT REPLY SKIP holds for RESET's own reply, OFF does not.
        let reply_mode = match self.reply_mode {
            ReplyMode::Skip => ReplyMode::Skip,
            _ => ReplyMode::On,
        };
        *self = Session {
            reply_mode,
            client: self.client,
            lib_name: std::mem::take(&mut self.lib_name),
            lib_version: std::mem::take(&mut self.lib_version),
            commands: self.commands,
            active_at: self.active_at,
            last_command: self.last_command,
            requests: std::mem::take(&mut self.requests),
            output: std::mem::take(&mut self.output),
            committed: self.committed,
            replies: self.replies,
            is_held: self.is_held,
            is_changed: true,
            told: self.told.take(),
            held: std::mem::take(&mut self.held),
            ..fresh
        };
    }
}
