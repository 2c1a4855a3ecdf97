//! Client-side caching: which session may have cached which key, and the invalidations on their way.

use super::register::Register;
use super::session::Session;
use crate::order::sorted;
use crate::reply::Reply;

/// How a session's caching works (CLIENT TRACKING).
#[derive(Debug, Clone, Default)]
pub struct Mode {
    /// Another session gets the messages.
    pub redirect: Option<u64>,
    /// That session is gone.
    pub is_broken: bool,
    /// Whose it was, across engines: it may come back.
    pub redirect_client: Option<i64>,
    /// Every change of keys with one of the prefixes is told, whatever was read.
    pub is_broadcast: bool,
    /// The prefixes, in order; an empty one means every key.
    pub prefixes: Vec<Vec<u8>>,
    /// Keys are noted only after CLIENT CACHING YES.
    pub opt_in: bool,
    /// Keys are noted unless after CLIENT CACHING NO.
    pub opt_out: bool,
    /// The session's own changes are not told.
    pub no_loop: bool,
    /// What CLIENT CACHING said for the next command.
    pub caching: Option<bool>,
}

/// Everything that is tracked.
#[derive(Debug, Default)]
pub struct Tracking {
    modes: Vec<(u64, Mode)>,
    readers: Register,
    /// The keys that changed since the last broadcast, and by which session.
    changed: Vec<(Vec<u8>, u64)>,
    /// Whether the keys that the command looks at are to be noted.
    pub is_noting: bool,
    /// Those of the command that runs.
    noted: Vec<Vec<u8>>,
}

impl Tracking {
    /// The session's mode; none where it does not track.
    pub fn mode(&mut self, session: u64) -> Option<&mut Mode> {
        let found = self.modes.iter_mut().find(|(other, _)| *other == session);
        found.map(|(_, mode)| mode)
    }

    /// Who is told for a session: 0 where it is itself, -1 where it does not track.
    pub fn redirect(&self, session: u64) -> i64 {
        let found = self.modes.iter().find(|(other, _)| *other == session);
        found.map_or(-1, |(_, mode)| mode.redirect.unwrap_or(0) as i64)
    }

    /// Starts to track for a session.
    pub fn start(&mut self, session: u64, mode: Mode) {
        self.modes.retain(|(other, _)| *other != session);
        self.modes.push((session, mode));
    }

    /// A session is gone: nobody hears what was redirected to it.
    pub fn lose(&mut self, session: u64, client: Option<i64>) {
        for (_, mode) in &mut self.modes {
            if mode.redirect == Some(session) {
                mode.is_broken = true;
                mode.redirect_client = client;
            }
        }
    }

    /// A client is back: it hears again what was redirected to it.
    pub fn find(&mut self, session: u64, client: i64) {
        for (_, mode) in &mut self.modes {
            if mode.is_broken && mode.redirect_client == Some(client) {
                mode.is_broken = false;
                mode.redirect = Some(session);
            }
        }
    }

    /// Ends it.
    pub fn stop(&mut self, session: u64) {
        if self.mode(session).is_some() {
            self.modes.retain(|(other, _)| *other != session);
            self.readers.forget(session);
        }
    }

    /// Whether anybody tracks.
    pub fn is_idle(&self) -> bool {
        self.modes.is_empty()
    }

    /// How many sessions track, how many keys are noted, for how many sessions in all, and how many
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

    /// Forgets keys beyond so many, if that is not 0; whoever may have one is told that it changed.
    pub fn limit(&mut self, most: i64, outbox: &mut Vec<(u64, Reply)>) {
        while most > 0 && self.readers.len() as i64 > most {
            let Some((key, readers)) = self.readers.take_any() else {
                return;
            };
            self.tell(&key, &readers, 0, outbox);
        }
    }

    /// Whether what the session reads now is to be noted; what CLIENT CACHING said holds once.
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

    /// Notes that the command that runs reads a key.
    pub fn note(&mut self, key: &[u8]) {
        self.noted.push(key.to_vec());
    }

    /// Keeps what a session's command read: once it is done, as a read may change its key itself,
    /// by what it finds to be expired.
    pub fn keep_noted(&mut self, session: u64) {
        for key in std::mem::take(&mut self.noted) {
            self.readers.add(&key, session);
        }
    }

    /// A key changed by the session `by`: whoever may have it is told.
    pub fn invalidate(&mut self, key: &[u8], by: u64, outbox: &mut Vec<(u64, Reply)>) {
        if self.modes.is_empty() {
            return;
        }
        if self.modes.iter().any(|(_, mode)| mode.is_broadcast) {
            self.changed.push((key.to_vec(), by));
        }
        let readers = self.readers.take(key);
        self.tell(key, &readers, by, outbox);
    }

    /// Tells those who read a key that the session `by` changed it.
    fn tell(&self, key: &[u8], readers: &[u64], by: u64, outbox: &mut Vec<(u64, Reply)>) {
        for (session, mode) in &self.modes {
            let is_meant = !mode.is_broadcast && readers.contains(session);
            if is_meant && !(mode.no_loop && *session == by) {
                let keys = Reply::Array(vec![Reply::Bulk(key.to_vec())]);
                outbox.push(invalidation(*session, mode, keys));
            }
        }
    }

    /// Tells what a command changed to those who want to know of all keys with a prefix: in one
    /// message a prefix.
    pub fn broadcast(&mut self, outbox: &mut Vec<(u64, Reply)>) {
        if self.changed.is_empty() {
            return;
        }
        let changed = sorted(std::mem::take(&mut self.changed), |a, b| a.0.cmp(&b.0));
        for (session, mode) in self.modes.iter().filter(|(_, mode)| mode.is_broadcast) {
            for prefix in &mode.prefixes {
                let is_meant = |(key, by): &&(Vec<u8>, u64)| {
                    key.starts_with(prefix) && !(mode.no_loop && by == session)
                };
                let meant = changed.iter().filter(is_meant);
                let mut keys: Vec<Reply> = meant.map(|(key, _)| Reply::Bulk(key.clone())).collect();
                keys.dedup();
                if !keys.is_empty() {
                    outbox.push(invalidation(*session, mode, Reply::Array(keys)));
                }
            }
        }
    }

    /// Every key is gone: all are told at once.
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

/// Whether a message tells that keys have changed.
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
