//! The write-ahead log: one host write for each commit.
//!
//! SQLite writes a frame as a 24-byte header and then the page, and commits with a frame whose
//! header tells the database's size. The frames of a transaction wait in a [`JoinedFile`] and go out
//! when the commit frame is complete, inside the `xWrite` that completes it: so a host that fails
//! fails that `xWrite`, and SQLite rolls the transaction back. (The file control
//! SQLITE_FCNTL_COMMIT_PHASETWO also comes at that moment, but SQLite ignores its result.)
//!
//! The invariant: after an error, the host's file has no frames that a recovery would take for a
//! commit that SQLite rolled back. A host may fail and yet have written everything, or fail in the
//! flush that `synchronous=FULL` asks of a commit. All bytes from the failed run on belong to a
//! transaction that did not happen (SQLite appends to the log alone, or starts it anew when the
//! database has everything), so the file is cut off there: see `withdraw`. Until that succeeds,
//! every write fails. An old transaction's frames behind a new commit need no care: a frame's
//! checksum covers all frames before it.
//!
//! A second promise is for a full disk, on which deleting must be possible. A commit first has the
//! database's file made as large as the database, so that a checkpoint needs no room; and a log that
//! starts has [`RESERVE`] bytes at least. So the log can always be started anew, and a commit that
//! fits into its file goes through, however full the disk is.

use super::file::{HostError, HostFile};
use super::joined::JoinedFile;

/// The size of a frame's header. No page and no WAL header has it, so it tells what a write is.
const FRAME_HEADER: usize = 24;

/// The size of a page.
const PAGE: u64 = 4096;

/// What the log's file has at least: 48 frames. A DEL takes about ten.
const RESERVE: u64 = 32 + 48 * (FRAME_HEADER as u64 + PAGE);

/// By how much the database's file grows at a time, so that few commits have to see to it.
const GROWTH: u64 = 64 * PAGE;

/// The `-wal` file, and where its frames end a transaction.
pub(super) struct WalFile {
    file: JoinedFile,
    /// Where the last commit ends; before there is one somewhere in the file.
    end: u64,
    /// The header of a commit frame whose page is to follow.
    commit_header: Option<u64>,
    /// How many pages the database has after the last commit frame.
    pages: u32,
    /// The header of a commit frame that was written without salt and checksum. SQLite does this if
    /// the transaction overwrote a frame of its own that had been spilled; it then writes the
    /// headers from there on once more, and that frame's is the last.
    unsealed_commit: Option<u64>,
    /// Where the run began that completed a commit whose flush has not been asked for yet.
    unflushed_commit: Option<u64>,
    /// From where on the host's file must be cut off before anything else is written.
    void_from: Option<u64>,
    /// Whether a commit is followed by a flush before it counts (`synchronous=FULL`).
    commits_are_flushed: bool,
    /// Whether what was written last is the log's header.
    is_starting: bool,
}

impl WalFile {
    pub(super) fn new(host: Box<dyn HostFile>) -> WalFile {
        WalFile {
            file: JoinedFile::new(host),
            end: u64::MAX,
            commit_header: None,
            pages: 0,
            unsealed_commit: None,
            unflushed_commit: None,
            void_from: None,
            commits_are_flushed: false,
            is_starting: false,
        }
    }

    /// Tells whether SQLite flushes each commit: a flush that then fails undoes the commit.
    pub(super) fn set_commits_are_flushed(&mut self, flushed: bool) {
        self.commits_are_flushed = flushed;
        self.unflushed_commit = None;
    }

    pub(super) fn is_dirty(&self) -> bool {
        self.file.is_dirty()
    }

    /// Has the empty file be as large as a log is when it starts.
    pub(super) fn reserve(&mut self) -> Result<(), HostError> {
        // That it is empty must be on the device before: else a power cut could leave frames of the old
        // log before the zeros, which would be laid over a database that has gone on since.
        self.sync()?;
        self.file.reserve(RESERVE)
    }

    /// How long the log is at most.
    pub(super) fn end(&mut self) -> Result<u64, HostError> {
        Ok(self.end.min(self.size()?))
    }

    pub(super) fn size(&mut self) -> Result<u64, HostError> {
        self.file.size()
    }

    pub(super) fn read(&mut self, buf: &mut [u8], at: u64) -> Result<usize, HostError> {
        self.file.read(buf, at)
    }

    pub(super) fn write(
        &mut self,
        bytes: &[u8],
        at: u64,
        database: &mut JoinedFile,
    ) -> Result<(), HostError> {
        self.heal()?;
        if std::mem::replace(&mut self.is_starting, at == 0) {
            // Not before: SQLite has flushed the new header when the first frame comes. Else a power cut
            // could leave the old one, and before the zeros some frames of the old log, which would
            // be laid over a database that has gone on since.
            // Where there is no room for it there may be enough for this commit.
            let _ = self.file.reserve(RESERVE);
        }
        let completes_commit = self.follow(bytes, at);
        if completes_commit {
            // Before the frame is whole: nobody must find a commit that did not happen.
            let grown = self.grow(database);
            grown.map_err(|error| self.withdraw(self.file.pending_at(), error))?;
        }
        if bytes.len() == FRAME_HEADER {
            // SQLite corrects the checksums of a transaction that outgrew its cache header by header.
            self.file.bridge(at, PAGE);
        }
        let taken = self.file.write(bytes, at);
        taken.map_err(|error| self.withdraw(self.file.last_run(), error))?;
        if completes_commit {
            self.write_out()?;
            self.end = at + bytes.len() as u64;
            self.unflushed_commit = self.commits_are_flushed.then(|| self.file.last_run());
        }
        Ok(())
    }

    /// Makes the database's file as large as the commit frame says that the database is.
    fn grow(&self, database: &mut JoinedFile) -> Result<(), HostError> {
        let size = u64::from(self.pages) * PAGE;
        match database.size()? < size {
            true => database.reserve(size.next_multiple_of(GROWTH)),
            false => Ok(()),
        }
    }

    /// Hands the pending frames to the host.
    fn write_out(&mut self) -> Result<(), HostError> {
        let written = self.file.write_out();
        written.map_err(|error| self.withdraw(self.file.last_run(), error))
    }

    /// Follows SQLite through the frames. Returns whether these bytes make a commit whole.
    fn follow(&mut self, bytes: &[u8], at: u64) -> bool {
        if bytes.len() != FRAME_HEADER {
            let header = self.commit_header.take();
            return header.is_some_and(|header| header + FRAME_HEADER as u64 == at);
        }
        let (start, salt_and_checksum) = bytes.split_at(8);
        let pages = match start {
            [_, _, _, _, pages @ ..] => pages.try_into().map_or(0, u32::from_be_bytes),
            _ => 0,
        };
        let is_commit = pages > 0;
        if is_commit {
            self.pages = pages;
        }
        let is_sealed = salt_and_checksum.iter().any(|&byte| byte != 0);
        let seals = is_commit && is_sealed && self.unsealed_commit == Some(at);
        if is_commit {
            self.unsealed_commit = (!is_sealed).then_some(at);
        }
        self.commit_header = (is_commit && is_sealed).then_some(at);
        seals
    }

    /// Makes sure that the file has nothing from `start` on, after the failure `error`.
    fn withdraw(&mut self, start: u64, error: HostError) -> HostError {
        self.unflushed_commit = None;
        self.void_from = Some(self.void_from.map_or(start, |void| void.min(start)));
        // If this fails too, `void_from` stays, and the next write tries again.
        let _ = self.heal();
        error
    }

    /// Cuts off what a failure left in the file, if something is left.
    pub(super) fn heal(&mut self) -> Result<(), HostError> {
        if let Some(start) = self.void_from
            && self.file.size()? > start
        {
            self.file.truncate(start)?;
        }
        self.void_from = None;
        Ok(())
    }

    pub(super) fn truncate(&mut self, size: u64) -> Result<(), HostError> {
        self.heal()?;
        self.end = self.end.min(size);
        self.file.truncate(size)
    }

    pub(super) fn sync(&mut self) -> Result<(), HostError> {
        self.heal()?;
        self.write_out()?;
        let commit = self.unflushed_commit.take();
        self.file.sync().map_err(|error| match commit {
            Some(start) => self.withdraw(start, error),
            None => error,
        })
    }

    pub(super) fn close(&mut self) -> Result<(), HostError> {
        let written = self.heal().and_then(|()| self.write_out());
        self.file.close().and(written)
    }
}
