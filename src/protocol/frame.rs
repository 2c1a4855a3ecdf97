//! The batch frame: what the facade and the engine say to each other.
//!
//! Little endian, nothing aligned. A request is a count of commands, each a count of words, each
//! a length and bytes. A reply is a count of values, each a tag byte and what follows it ([`Tag`]).
//! Where the replies have changed the session, what restores it stands before them, a value that is
//! not counted. The twin of `js/protocol/frame.ts`; made to be built and taken apart quickly there.

use super::tag::Tag;
use crate::command::reply::{Layout, Reply};
use crate::entry::{StreamId, unpack};

/// The frame does not hold what it says.
#[derive(Debug, PartialEq, Eq)]
pub struct FrameError;

/// Reads the commands of a request frame.
#[derive(Debug)]
pub struct Commands<'a> {
    rest: &'a [u8],
    left: u32,
}

impl<'a> Commands<'a> {
    /// Starts at the head of a frame.
    pub fn new(frame: &'a [u8]) -> Result<Commands<'a>, FrameError> {
        let mut commands = Commands {
            rest: frame,
            left: 0,
        };
        commands.left = commands.number()?;
        // A command takes four bytes at least: a count that lies is known before anything is done.
        if u64::from(commands.left) * 4 > commands.rest.len() as u64 {
            return Err(FrameError);
        }
        Ok(commands)
    }

    /// How many commands are still to come.
    pub fn left(&self) -> usize {
        self.left as usize
    }

    /// Reads the next command's words into `words`; `false` after the last.
    pub fn next(&mut self, words: &mut Vec<&'a [u8]>) -> Result<bool, FrameError> {
        words.clear();
        if self.left == 0 {
            return if self.rest.is_empty() {
                Ok(false)
            } else {
                Err(FrameError)
            };
        }
        self.left -= 1;
        let count = self.number()?;
        // A count that lies is found at the first word that is not there.
        let most = self.rest.len() / 4;
        let room = most.min(count as usize);
        if room > words.capacity() {
            words.try_reserve(room).map_err(|_| FrameError)?;
        }
        for _ in 0..count {
            let length = self.number()? as usize;
            let (word, rest) = self.rest.split_at_checked(length).ok_or(FrameError)?;
            words.push(word);
            self.rest = rest;
        }
        Ok(true)
    }

    fn number(&mut self) -> Result<u32, FrameError> {
        let (bytes, rest) = self.rest.split_first_chunk::<4>().ok_or(FrameError)?;
        self.rest = rest;
        Ok(u32::from_le_bytes(*bytes))
    }
}

/// Whether the whole frame is well formed: checked before a batch starts, so that none runs half.
pub fn check(frame: &[u8]) -> Result<usize, FrameError> {
    let mut commands = Commands::new(frame)?;
    let count = commands.left();
    let mut words = Vec::new();
    while commands.next(&mut words)? {}
    Ok(count)
}

/// How many replies a frame has, and where the first of them is.
pub fn head(frame: &[u8]) -> (u32, usize) {
    let number = |at: usize| {
        let bytes = frame.get(at..).and_then(|rest| rest.first_chunk());
        bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
    };
    let is_told = frame.get(4) == Some(&(Tag::Restoration as u8));
    let first = if is_told { 9 + number(5) as usize } else { 4 };
    (number(0), first)
}

/// Puts what restores the session before the replies of a frame.
pub fn tell(out: &mut Vec<u8>, restoration: &[u8]) {
    let length = (restoration.len() as u32).to_le_bytes();
    let told = [Tag::Restoration as u8].into_iter().chain(length);
    out.splice(4..4, told.chain(restoration.iter().copied()));
}

/// What restores the session, as the first of the values that it is sent.
pub fn restoration(frame: &[u8], values: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(frame.len() + values.len() + 5);
    sized(Tag::Restoration, frame, &mut out);
    out.extend_from_slice(values);
    out
}

/// Appends a command as it stands in a request frame.
pub fn command(words: &[&[u8]], out: &mut Vec<u8>) {
    out.extend_from_slice(&(words.len() as u32).to_le_bytes());
    for word in words {
        out.extend_from_slice(&(word.len() as u32).to_le_bytes());
        out.extend_from_slice(word);
    }
}

/// Appends the announcement of a deferred reply; `again` is the command that goes on with the
/// wait in another engine, if anybody wants to know.
pub fn deferred(ticket: u64, again: &[u8], out: &mut Vec<u8>) {
    out.push(Tag::Deferred as u8);
    out.extend_from_slice(&(ticket as f64).to_le_bytes());
    out.extend_from_slice(&(again.len() as u32).to_le_bytes());
    out.extend_from_slice(again);
}

/// Appends a deferred reply that has come.
pub fn arrived(ticket: u64, reply: &Reply, out: &mut Vec<u8>) {
    out.push(Tag::Arrived as u8);
    out.extend_from_slice(&(ticket as f64).to_le_bytes());
    encode(reply, out);
}

/// The largest integer that a JavaScript number holds exactly.
const MAX_SAFE: i64 = 1 << 53;

/// Appends a reply.
pub fn encode(reply: &Reply, out: &mut Vec<u8>) {
    match reply {
        Reply::Nil => out.push(Tag::Nil as u8),
        Reply::NilArray => out.push(Tag::NilArray as u8),
        Reply::Ok => out.push(Tag::Ok as u8),
        Reply::Int(number) if (-MAX_SAFE..=MAX_SAFE).contains(number) => {
            out.push(Tag::Int as u8);
            out.extend_from_slice(&(*number as f64).to_le_bytes());
        }
        Reply::Int(number) => {
            out.push(Tag::BigInt as u8);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Reply::Double(number) => {
            out.push(Tag::Double as u8);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Reply::Fixed(number) => {
            out.push(Tag::Fixed as u8);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Reply::Bulk(bytes) => bulk(bytes, out),
        Reply::Opaque(bytes) => sized(Tag::Opaque, bytes, out),
        Reply::Status(text) => sized(Tag::Status, text.as_bytes(), out),
        Reply::Error(text) => sized(Tag::Error, text.as_bytes(), out),
        Reply::Verbatim(text) => sized(Tag::Verbatim, text.as_bytes(), out),
        Reply::Marked(_, text) => sized(Tag::Verbatim, text, out),
        Reply::Bool(is_true) => out.push(if *is_true { Tag::True } else { Tag::False } as u8),
        Reply::BigNumber(digits) => sized(Tag::BigNumber, digits.as_bytes(), out),
        Reply::Array(items) => list(Tag::Array, items, out),
        Reply::Map(pairs) => twos(Tag::Map, pairs, out),
        Reply::Set(items) => list(Tag::Set, items, out),
        Reply::Pairs(pairs) => twos(Tag::Pairs, pairs, out),
        Reply::Entry(id, fields) => entry(*id, fields.as_deref(), out),
        Reply::Streams(pairs) => twos(Tag::Streams, pairs, out),
        Reply::Push(items) => list(Tag::Push, items, out),
        Reply::None => out.push(Tag::None as u8),
        Reply::Several(items) => list(Tag::Array, items, out),
        Reply::Deferred(ticket) => deferred(*ticket, &[], out),
        Reply::Scores(members, layout) => scores(members, *layout, out),
    }
}

/// Members and scores become objects in JavaScript; the layout is for who shows them as RESP.
fn scores(members: &[(Vec<u8>, f64)], layout: Layout, out: &mut Vec<u8>) {
    out.extend_from_slice(&[Tag::Scores as u8, layout as u8]);
    out.extend_from_slice(&(members.len() as u32).to_le_bytes());
    for (member, score) in members {
        bulk(member, out);
        out.extend_from_slice(&score.to_le_bytes());
    }
}

/// The id, then what it has for fields: a map, or nothing where it was deleted.
fn entry(id: StreamId, fields: Option<&[u8]>, out: &mut Vec<u8>) {
    out.push(Tag::Entry as u8);
    sized(Tag::Ascii, id.to_string().as_bytes(), out);
    let Some(packed) = fields else {
        out.push(Tag::NilArray as u8);
        return;
    };
    let words = unpack(packed);
    out.push(Tag::Map as u8);
    out.extend_from_slice(&(words.len() as u32 / 2).to_le_bytes());
    for word in words {
        bulk(word, out);
    }
}

fn bulk(bytes: &[u8], out: &mut Vec<u8>) {
    let tag = match bytes.is_ascii() {
        true => Tag::Ascii,
        false => Tag::Bulk,
    };
    sized(tag, bytes, out);
}

fn sized(tag: Tag, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(tag as u8);
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn list(tag: Tag, items: &[Reply], out: &mut Vec<u8>) {
    out.push(tag as u8);
    out.extend_from_slice(&(items.len() as u32).to_le_bytes());
    for item in items {
        encode(item, out);
    }
}

fn twos(tag: Tag, pairs: &[(Reply, Reply)], out: &mut Vec<u8>) {
    out.push(tag as u8);
    out.extend_from_slice(&(pairs.len() as u32).to_le_bytes());
    for (first, second) in pairs {
        encode(first, out);
        encode(second, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(commands: &[&[&str]]) -> Vec<u8> {
        let mut out = (commands.len() as u32).to_le_bytes().to_vec();
        for words in commands {
            out.extend_from_slice(&(words.len() as u32).to_le_bytes());
            for word in *words {
                out.extend_from_slice(&(word.len() as u32).to_le_bytes());
                out.extend_from_slice(word.as_bytes());
            }
        }
        out
    }

    #[test]
    fn a_frame_gives_its_commands() {
        let bytes = frame(&[&["GET", "k"], &["PING"], &[]]);
        let mut commands = Commands::new(&bytes).unwrap();
        let mut words = Vec::new();
        let mut all = Vec::new();
        while commands.next(&mut words).unwrap() {
            all.push(words.join(&b' '));
        }
        assert_eq!(all, [b"GET k".to_vec(), b"PING".to_vec(), Vec::new()]);
    }

    #[test]
    fn a_frame_that_lies_is_refused() {
        let good = frame(&[&["SET", "key", "value"]]);
        for cut in 0..good.len() {
            assert_eq!(check(&good[..cut]), Err(FrameError), "cut at {cut}");
        }
        assert_eq!(check(&[&good[..], b"x"].concat()), Err(FrameError));
        assert_eq!(check(&u32::MAX.to_le_bytes()), Err(FrameError));
        assert_eq!(check(&good), Ok(1));
    }
}
