//! Client-side caching: which session may have cached which key, and the invalidations to send.

use super::changes::Change;
use super::register::Register;
use super::session::Session;
use crate::command::reply::Reply;
use crate::order::sorted;

/// How a session's caching works (CLIENT TRACKING).
#[derive(Debug, Clone, Default)]
pub struct Mode {
    /// The session that gets the invalidations, if it is another.
    pub redirect: Option<u64>,
    /// Whether that session has ended.
    pub is_broken: bool,
    /// That session's client number: it may come back.
    pub redirect_client: Option<i64>,
    /// Whether all changes of keys with the prefixes are sent (BCAST).
    pub is_broadcast: bool,
    /// The prefixes, in order; an empty one means every key.
    pub prefixes: Vec<Vec<u8>>,
    /// Keys are tracked only after CLIENT CACHING YES (OPTIN).
    pub opt_in: bool,
    /// Keys are tracked except after CLIENT CACHING NO (OPTOUT).
    pub opt_out: bool,
    /// The session's own changes are not sent (NOLOOP).
    pub no_loop: bool,
    /// What CLIENT CACHING has set for the next command.
    pub caching: Option<bool>,
}

/// All tracked keys and sessions.
#[derive(Debug, Default)]
pub struct Tracking {
    modes: Vec<(u64, Mode)>,
    readers: Register,
    /// The keys that changed since the last broadcast, and by which session.
    changed: Vec<(Vec<u8>, u64)>,
    /// The session whose command runs; 0 is the engine.
    pub current: u64,
    /// Whether the keys that the current command looks up are tracked.
    pub records_lookups: bool,
    /// The keys that the current command has looked up.
    lookups: Vec<Vec<u8>>,
}

impl Tracking {
    /// The session's mode; none if it does not track.
    pub fn mode(&mut self, session: u64) -> Option<&mut Mode> {
        let found = self.modes.iter_mut().find(|(other, _)| *other == session);
        found.map(|(_, mode)| mode)
    }

    /// The session that gets a session's invalidations: 0 for itself, -1 if it does not track.
    pub fn redirect(&self, session: u64) -> i64 {
        let found = self.modes.iter().find(|(other, _)| *other == session);
        found.map_or(-1, |(_, mode)| mode.redirect.unwrap_or(0) as i64)
    }

    /// Starts to track for a session.
    pub fn start(&mut self, session: u64, mode: Mode) {
        self.modes.retain(|(other, _)| *other != session);
        self.modes.push((session, mode));
    }

    /// A session has ended: invalidations that were redirected to it are lost.
    pub fn lose(&mut self, session: u64, client: Option<i64>) {
        for (_, mode) in &mut self.modes {
            if mode.redirect == Some(session) {
                mode.is_broken = true;
                mode.redirect_client = client;
            }
        }
    }

    /// A client is back: it gets the redirected invalidations again.
    pub fn find(&mut self, session: u64, client: i64) {
        for (_, mode) in &mut self.modes {
            if mode.is_broken && mode.redirect_client == Some(client) {
                mode.is_broken = false;
                mode.redirect = Some(session);
            }
        }
    }

    /// Ends a session's tracking.
    pub fn stop(&mut self, session: u64) {
        if self.mode(session).is_some() {
            self.modes.retain(|(other, _)| *other != session);
            self.readers.forget(session);
        }
    }

    /// Whether no session tracks.
    pub fn is_idle(&self) -> bool {
        self.modes.is_empty()
    }

    /// How many sessions track, how many keys are tracked, for how many sessions in total, and how many
    /// different prefixes there are.
    pub fn figures(&self) -> [usize; 4] {
        let prefixes = self.modes.iter().flat_map(|(_, mode)| &mode.prefixes);
        let mut prefixes: Vec<_> = sorted(prefixes.collect(), |a, b| a.cmp(b));
        prefixes.dedup();
        let readers = &self.readers;
        [
            self.modes.len(),
            readers.len(),
            readers.interests(),
            prefixes.len(),
        ]
    }

    /// Drops keys beyond this number, if it is not 0. Sessions that may have cached them get invalidations.
    pub fn limit(&mut self, most: i64, outbox: &mut Vec<(u64, Reply)>) {
        while most > 0 && self.readers.len() as i64 > most {
            let Some((key, readers)) = self.readers.take_any() else {
                return;
            };
            self.tell(&key, &readers, 0, outbox);
        }
    }

    /// Whether the keys of the session's next command are tracked. CLIENT CACHING applies once.
    pub fn wants_reads(&mut self, session: u64) -> bool {
        let Some(mode) = self.mode(session) else {
            return false;
        };
        let said = mode.caching.take();
        match (mode.is_broadcast, mode.opt_in, mode.opt_out) {
            (true, ..) => false,
            (_, true, _) => said == Some(true),
            (_, _, true) => said != Some(false),
            _ => true,
        }
    }

    /// The current command looks up a key.
    pub fn record_lookup(&mut self, key: &[u8]) {
        self.lookups.push(key.to_vec());
    }

    /// Tracks the keys that a session's command has looked up. This is done after the command, because a
    /// read may itself change a key, if it has expired.
    pub fn track_lookups(&mut self, session: u64) {
        for key in std::mem::take(&mut self.lookups) {
            self.readers.add(&key, session);
        }
    }

    /// Sends invalidations of what has changed.
    pub(super) fn observe(&mut self, change: &Change, outbox: &mut Vec<(u64, Reply)>) {
        match change {
            Change::Key(change) if change.is_unwatched => {}
            Change::Key(change) => self.invalidate(change.key, change.by, outbox),
            // Of two databases that change places Redis forgets this: its caches keep what stands in the
            // other one now.
            Change::Flush(_) | Change::Swapped(..) => self.flush(outbox),
            Change::Swap(..) => {}
        }
    }

    /// The session `by` has changed a key: sends invalidations.
    fn invalidate(&mut self, key: &[u8], by: u64, outbox: &mut Vec<(u64, Reply)>) {
        if self.modes.is_empty() {
            return;
        }
        if self.modes.iter().any(|(_, mode)| mode.is_broadcast) {
            self.changed.push((key.to_vec(), by));
        }
        let readers = self.readers.take(key);
        // NOLOOP covers what the session's own command finds to have expired; with BCAST it does not.
        let by = if by == 0 { self.current } else { by };
        self.tell(key, &readers, by, outbox);
    }

    /// Sends invalidations of a key to the sessions that have read it.
    fn tell(&self, key: &[u8], readers: &[u64], by: u64, outbox: &mut Vec<(u64, Reply)>) {
        for (session, mode) in &self.modes {
            let is_meant = !mode.is_broadcast && readers.contains(session);
            if is_meant && !(mode.no_loop && *session == by) {
                let keys = Reply::Array(vec![Reply::Bulk(key.to_vec())]);
                outbox.push(invalidation(*session, mode, keys));
            }
        }
    }

    /// Sends the keys that a command has changed to the sessions with BCAST, in one message for each
    /// prefix.
    pub fn broadcast(&mut self, outbox: &mut Vec<(u64, Reply)>) {
        if self.changed.is_empty() {
            return;
        }
        // Of a key that changed more than once, the last change alone: whose it is decides about NOLOOP.
        let mut changed = std::mem::take(&mut self.changed);
        changed.reverse();
        let mut changed = sorted(changed, |a, b| a.0.cmp(&b.0));
        changed.dedup_by(|earlier, last| earlier.0 == last.0);
        for (session, mode) in self.modes.iter().filter(|(_, mode)| mode.is_broadcast) {
            for prefix in &mode.prefixes {
                let is_meant = |(key, by): &&(Vec<u8>, u64)| {
                    key.starts_with(prefix) && !(mode.no_loop && by == session)
                };
                let meant = changed.iter().filter(is_meant);
                let keys: Vec<Reply> = meant.map(|(key, _)| Reply::Bulk(key.clone())).collect();
                if !keys.is_empty() {
                    outbox.push(invalidation(*session, mode, Reply::Array(keys)));
                }
            }
        }
    }

    /// All keys have been deleted: sends one invalidation for all.
    pub fn flush(&mut self, outbox: &mut Vec<(u64, Reply)>) {
        for (session, mode) in &self.modes {
            outbox.push(invalidation(*session, mode, Reply::Nil));
        }
        self.readers.clear();
    }
}

/// Who is told that the session's keys have changed, and how: what is redirected is marked by a third
/// word.
fn invalidation(session: u64, mode: &Mode, keys: Reply) -> (u64, Reply) {
    let words = |first: &[u8], second| vec![Reply::Bulk(first.to_vec()), second];
    match mode.redirect {
        None => (session, Reply::Push(words(INVALIDATE, keys))),
        Some(gone) if mode.is_broken => {
            let id = Reply::Int(gone as i64);
            (session, Reply::Push(words(BROKEN, id)))
        }
        Some(target) => {
            let mut words = words(INVALIDATE, keys);
            words.push(Reply::Nil);
            (target, Reply::Push(words))
        }
    }
}

/// Whether a message is an invalidation.
pub fn is_invalidation(message: &Reply) -> bool {
    matches!(message, Reply::Push(words) if matches!(words.first(), Some(Reply::Bulk(word)) if word == INVALIDATE))
}

const INVALIDATE: &[u8] = b"invalidate";
const BROKEN: &[u8] = b"tracking-redir-broken";

/// What a session gets to see of a message. An invalidation is a push of RESP3; an older connection
/// can be told another's on the channel that Redis has for it, if it listens.
pub fn as_told(message: Reply, session: &Session, is_listening: bool) -> Option<Reply> {
    let Reply::Push(mut words) = message else {
        return Some(message);
    };
    let is_new = session.resp > 2 || session.is_in_process();
    match words.first() {
        Some(Reply::Bulk(word)) if word == INVALIDATE => {}
        Some(Reply::Bulk(word)) if word == BROKEN && !is_new => return None,
        _ => return Some(Reply::Push(words)),
    }
    let is_redirected = words.len() > 2;
    words.truncate(2);
    if is_new {
        return Some(Reply::Push(words));
    }
    let keys = words.pop()?;
    let word = |text: &str| Reply::Bulk(text.into());
    (is_redirected && is_listening)
        .then(|| Reply::Push(vec![word("message"), word("__redis__:invalidate"), keys]))
}
