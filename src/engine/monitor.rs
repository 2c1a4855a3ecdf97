//! MONITOR's lines.

use super::session::Session;
use crate::protocol::text::quote;

/// A command as MONITOR shows it: the time, the database and where it came from, its words.
pub fn line(now: i64, session: &Session, words: &[&[u8]]) -> String {
    let (seconds, micros) = (now.div_euclid(1_000_000), now.rem_euclid(1_000_000));
    let mut line = format!("{seconds}.{micros:06} [{} {}]", session.db, session.address);
    for word in words {
        line.push(' ');
        quote(word, &mut line);
    }
    line
}
