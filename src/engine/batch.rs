//! A batch: the unit of work. All its commands run in one transaction and are answered together.
//!
//! A batch comes as a frame of one session, or as what all RESP connections sent meanwhile. Its
//! replies are held back until the commit; where it fails, every command is told so instead.

use super::Engine;
use super::session::Session;
use crate::error::Error;
use crate::protocol::frame::{self, Commands, FrameError};
use crate::protocol::{encode, resp::ProtocolError};
use crate::reply::Reply;
use crate::sqlite::StorageError;

/// Where a session's output stood before a batch, and how many replies the batch added.
struct Mark {
    session: u64,
    length: usize,
    replies: usize,
}

impl Engine {
    /// Runs a frame of commands as a batch of `session`, and gives the frame of their replies.
    ///
    /// # Errors
    /// Fails where the frame is malformed or the session unknown; nothing has run then.
    pub fn exec(&mut self, session: u64, frame: &[u8]) -> Result<Vec<u8>, FrameError> {
        let count = frame::check(frame)?;
        let mut commands = Commands::new(frame)?;
        let mut current = self.server.sessions.remove(&session).ok_or(FrameError)?;
        self.server.stats.input_bytes += frame.len() as u64;
        let mut out = (count as u32).to_le_bytes().to_vec();
        let done = self.transaction(|engine| {
            let mut words = Vec::new();
            while let Ok(true) = commands.next(&mut words) {
                frame::encode(&engine.run_one(&mut current, &words), &mut out);
            }
        });
        if let Err(error) = done {
            out.truncate(4);
            let refusal = Reply::Error(error.to_string());
            (0..count).for_each(|_| frame::encode(&refusal, &mut out));
        }
        self.server.stats.output_bytes += out.len() as u64;
        self.server.sessions.insert(session, current);
        Ok(out)
    }

    /// Takes in what a RESP connection sent; it runs with the next [`Engine::run`].
    pub fn receive(&mut self, session: u64, bytes: &[u8]) {
        if let Some(session) = self.server.sessions.get_mut(&session) {
            self.server.stats.input_bytes += bytes.len() as u64;
            session.requests.feed(bytes);
        }
    }

    /// Runs every whole command that came in, as one batch. Gives the sessions that have output or
    /// are to be closed.
    pub fn run(&mut self) -> Vec<u64> {
        let waiting: Vec<u64> = self
            .server
            .sessions
            .values()
            .filter(|session| !session.requests.is_empty() && !session.is_closing)
            .map(|session| session.id)
            .collect();
        let mut marks = Vec::with_capacity(waiting.len());
        let done = self.transaction(|engine| {
            for id in &waiting {
                if let Some(mut session) = engine.server.sessions.remove(id) {
                    marks.push(engine.run_requests(&mut session));
                    engine.server.sessions.insert(*id, session);
                }
            }
        });
        if let Err(error) = done {
            self.refuse_all(&marks, &error);
        }
        waiting
    }

    /// Runs what one connection sent, its output after what it has already.
    fn run_requests(&mut self, session: &mut Session) -> Mark {
        let mut mark = Mark {
            session: session.id,
            length: session.output.len(),
            replies: 0,
        };
        // The commands are read off while the session runs them.
        let mut requests = std::mem::take(&mut session.requests);
        while !session.is_closing {
            match requests.advance(session.is_authenticated) {
                Ok(false) => break,
                Ok(true) if is_http(&requests.words()) => {
                    session.output.truncate(mark.length);
                    mark.replies = 0;
                    session.is_closing = true;
                }
                Ok(true) => {
                    let reply = self.run_one(session, &requests.words());
                    mark.replies += usize::from(reply != Reply::None);
                    encode::encode(&reply, session.resp, &mut session.output);
                }
                Err(error) => refuse_protocol(session, &error, &mut mark),
            }
        }
        session.requests = requests;
        self.server.stats.output_bytes += (session.output.len() - mark.length) as u64;
        mark
    }

    /// Puts the error in the place of every reply of a batch that was rolled back.
    fn refuse_all(&mut self, marks: &[Mark], error: &Error) {
        let refusal = Reply::Error(error.to_string());
        for mark in marks {
            if let Some(session) = self.server.sessions.get_mut(&mark.session) {
                session.output.truncate(mark.length);
                for _ in 0..mark.replies {
                    encode::encode(&refusal, session.resp, &mut session.output);
                }
            }
        }
    }

    /// Takes the bytes that are to be sent to a RESP connection.
    pub fn output(&mut self, session: u64) -> Vec<u8> {
        let session = self.server.sessions.get_mut(&session);
        session.map_or_else(Vec::new, |s| std::mem::take(&mut s.output))
    }

    /// Whether the connection is to be closed once its output is sent.
    pub fn is_closing(&self, session: u64) -> bool {
        let session = self.server.sessions.get(&session);
        session.is_none_or(|s| s.is_closing)
    }

    /// Runs the commands of one session as a batch, for those that speak Rust.
    pub fn run_lines(&mut self, session: u64, lines: &[Vec<&[u8]>]) -> Vec<Reply> {
        let Some(mut current) = self.server.sessions.remove(&session) else {
            return Vec::new();
        };
        let run = |engine: &mut Engine| {
            let run_one = |line: &Vec<&[u8]>| engine.run_one(&mut current, line);
            lines.iter().map(run_one).collect()
        };
        let replies = self.transaction(run).unwrap_or_else(|error| {
            let text = error.to_string();
            lines.iter().map(|_| Reply::Error(text.clone())).collect()
        });
        self.server.sessions.insert(session, current);
        replies
    }

    /// Runs `work` in a transaction and commits. If the storage fails, everything is rolled back and
    /// the error is given: no reply that `work` made may be sent then. Where only the flush fails
    /// that a WAITAOF wanted, the batch stays committed, and is told the error all the same: none
    /// of it is known to be on the device.
    pub(super) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Engine) -> T,
    ) -> Result<T, Error> {
        self.failed = self.store.connection().begin().err();
        let done = work(self);
        let result = match self.failed.take() {
            None => self.store.connection().commit(),
            Some(error) => Err(error),
        };
        result.map_err(|error| self.roll_back(error))?;
        self.after_commit()?;
        Ok(done)
    }

    /// Undoes the batch, on disk and in memory.
    fn roll_back(&mut self, error: StorageError) -> Error {
        let undone = self.store.connection().rollback();
        self.server.last_write_failed = true;
        self.server.wants_flush = false;
        match undone.and_then(|()| self.store.forget()) {
            Ok(()) => Error::Storage(error),
            Err(worse) => Error::Storage(worse),
        }
    }

    /// Runs one command, unless the batch has already failed: then every reply will be the error.
    fn run_one(&mut self, session: &mut Session, words: &[&[u8]]) -> Reply {
        match self.failed {
            None => self.execute(session, words),
            Some(_) => Reply::Error(String::new()),
        }
    }
}

/// Whether a browser was made to send this: any page may post to a server on its visitor's machine.
/// As in Redis nothing of it is answered, and what follows does not run.
fn is_http(words: &[&[u8]]) -> bool {
    let name = words.first().copied().unwrap_or_default();
    name.eq_ignore_ascii_case(b"POST") || name.eq_ignore_ascii_case(b"HOST:")
}

/// What is no command ends the connection; it is told why.
fn refuse_protocol(session: &mut Session, error: &ProtocolError, mark: &mut Mark) {
    encode::encode(
        &Reply::Error(error.to_string()),
        session.resp,
        &mut session.output,
    );
    mark.replies += 1;
    session.is_closing = true;
}
