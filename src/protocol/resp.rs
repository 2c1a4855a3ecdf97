//! Reads commands off a RESP connection: arrays of bulk strings, or inline lines as from telnet.
//!
//! Bytes come in any pieces. A command is given once it is whole, and parsing goes on where it
//! stopped, so that a long command in small pieces costs no more than in one.

use crate::error::ProtocolError;
use std::ops::Range;

use super::text;

/// The longest inline line, and the longest line that holds a length.
const MAX_LINE: usize = 64 * 1024;
/// The longest bulk string that this engine can keep, whatever `proto-max-bulk-len` allows.
pub const MAX_BULK: i64 = 512 * 1024 * 1024;
/// What a word takes beside its bytes until its command has run: places in lists, and a parsed value.
pub const WORD: usize = 32;
/// What a connection may send before it has authenticated.
const MAX_UNAUTHENTICATED_WORDS: i64 = 10;
const MAX_UNAUTHENTICATED_BULK: i64 = 16 * 1024;

/// The bytes of a connection that are not yet commands.
#[derive(Debug, Default)]
pub struct Requests {
    buffer: Vec<u8>,
    /// How far the buffer has been parsed.
    at: usize,
    /// How many words of the array are still to come; `None` between commands.
    missing: Option<i64>,
    /// The words of the command so far, as places in the buffer, or in `inline`.
    words: Vec<Range<usize>>,
    inline: Option<Vec<Vec<u8>>>,
    /// Where the bulk string ends that is on its way; 0 where none is.
    bulk_end: usize,
    is_kept: bool,
}

impl Requests {
    /// Takes in what the connection sent, unless there is no memory for it.
    pub fn feed(&mut self, bytes: &[u8]) -> bool {
        let is_room = self.make_room(bytes.len());
        if is_room {
            self.buffer.extend_from_slice(bytes);
        }
        is_room
    }

    /// Makes room for so many bytes. It grows twofold, so that a long command in small pieces is not
    /// moved for each, but not beyond the bulk string that is on its way.
    fn make_room(&mut self, more: usize) -> bool {
        let needed = self.buffer.len() + more;
        if needed <= self.buffer.capacity() {
            return true;
        }
        let double = self.buffer.len() * 2;
        let wanted = match self.bulk_end {
            0 => double,
            end => double.min(end),
        };
        let wanted = wanted.max(needed) - self.buffer.len();
        let is_made = self.buffer.try_reserve_exact(wanted).is_ok();
        is_made || self.buffer.try_reserve_exact(more).is_ok()
    }

    /// The memory that it takes, and that its command will, in bytes.
    pub fn size(&self) -> usize {
        self.buffer.capacity() + self.words.len() * WORD
    }

    /// The bytes that are kept, and the room for more.
    pub fn buffered(&self) -> (usize, usize) {
        let kept = self.buffer.len();
        (kept, self.buffer.capacity() - kept)
    }

    /// Whether nothing waits to be parsed.
    pub fn is_empty(&self) -> bool {
        self.at >= self.buffer.len() && !self.is_kept
    }

    /// Has `advance` go to the same command again.
    pub fn keep(&mut self) {
        self.is_kept = true;
    }

    /// Goes to the next whole command; `false` where more bytes are needed. The command before it
    /// is dropped.
    pub fn advance(
        &mut self,
        is_authenticated: bool,
        max_bulk: i64,
    ) -> Result<bool, ProtocolError> {
        if std::mem::take(&mut self.is_kept) {
            return Ok(true);
        }
        if self.missing.is_none() {
            self.drop_command();
        }
        loop {
            let done = match self.missing {
                Some(0) => {
                    self.missing = None;
                    return Ok(true);
                }
                Some(_) => self.bulk(is_authenticated, max_bulk)?,
                None => match self.buffer.get(self.at) {
                    None => return Ok(false),
                    Some(b'*') => self.array(is_authenticated)?,
                    Some(_) => self.line_of_words()?,
                },
            };
            match done {
                Step::Needs => return Ok(false),
                Step::Command => return Ok(true),
                Step::Goes => {}
            }
        }
    }

    /// The words of the command that `advance` went to.
    pub fn words(&self) -> Vec<&[u8]> {
        match &self.inline {
            Some(words) => words.iter().map(Vec::as_slice).collect(),
            None => self
                .words
                .iter()
                .map(|range| self.buffer.get(range.clone()).unwrap_or_default())
                .collect(),
        }
    }

    fn drop_command(&mut self) {
        self.words.clear();
        self.inline = None;
        if self.at >= self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
        } else if self.at > MAX_LINE {
            // Moving what is left costs its length: done seldom, it does not add up.
            if self.at * 2 > self.buffer.len() {
                self.buffer.drain(..self.at);
                self.at = 0;
            }
        }
        if self.buffer.is_empty() && self.buffer.capacity() > MAX_LINE {
            self.buffer = Vec::new();
        }
        if self.words.capacity() > MAX_LINE {
            self.words = Vec::new();
        }
    }

    /// The text from `at + 1` to the line's end, and where the next line starts.
    fn line(&self, too_long: ProtocolError) -> Result<Option<(&[u8], usize)>, ProtocolError> {
        let rest = self.buffer.get(self.at + 1..).unwrap_or_default();
        let end = rest.windows(2).position(|pair| pair == b"\r\n");
        check_length(end.unwrap_or(rest.len()), too_long)?;
        let line = |end| Some((rest.get(..end)?, self.at + 1 + end + 2));
        Ok(end.and_then(line))
    }

    /// `*3`.
    fn array(&mut self, is_authenticated: bool) -> Result<Step, ProtocolError> {
        let Some((text, next)) = self.line(ProtocolError::LongArrayLine)? else {
            return Ok(Step::Needs);
        };
        let count = crate::number::parse_i64(text).filter(|count| *count <= i64::from(i32::MAX));
        let Some(count) = count else {
            return Err(ProtocolError::ArrayLength);
        };
        if count > MAX_UNAUTHENTICATED_WORDS && !is_authenticated {
            return Err(ProtocolError::UnauthenticatedArray);
        }
        self.at = next;
        if count > 0 {
            self.missing = Some(count);
        } else {
            self.drop_command();
        }
        Ok(Step::Goes)
    }

    /// `$3`, the bytes, and the line's end.
    fn bulk(&mut self, is_authenticated: bool, max_bulk: i64) -> Result<Step, ProtocolError> {
        let Some(mark) = self.buffer.get(self.at) else {
            return Ok(Step::Needs);
        };
        if *mark != b'$' {
            return Err(ProtocolError::NoBulk(*mark));
        }
        let Some((text, start)) = self.line(ProtocolError::LongBulkLine)? else {
            return Ok(Step::Needs);
        };
        let length = crate::number::parse_i64(text).filter(|n| (0..=max_bulk).contains(n));
        let Some(length) = length else {
            return Err(ProtocolError::BulkLength);
        };
        if length > MAX_UNAUTHENTICATED_BULK && !is_authenticated {
            return Err(ProtocolError::UnauthenticatedBulk);
        }
        let end = start + length as usize;
        self.bulk_end = end + 2;
        if self.buffer.len() < self.bulk_end {
            return Ok(Step::Needs);
        }
        self.bulk_end = 0;
        self.words.push(start..end);
        self.at = end + 2;
        self.missing = self.missing.map(|count| count - 1);
        Ok(Step::Goes)
    }

    /// An inline command: words to the line's end, quoted as in redis-cli.
    fn line_of_words(&mut self) -> Result<Step, ProtocolError> {
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        // A zero byte ends the text for Redis, so no line's end is found behind it.
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | 0));
        let end = end.filter(|end| rest.get(*end) == Some(&b'\n'));
        check_length(end.unwrap_or(rest.len()), ProtocolError::LongInline)?;
        let Some(end) = end else {
            return Ok(Step::Needs);
        };
        let line = rest.get(..end).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Some(words) = text::split(line) else {
            return Err(ProtocolError::UnbalancedQuotes);
        };
        self.at += end + 1;
        if words.is_empty() {
            self.drop_command();
            return Ok(Step::Goes);
        }
        self.inline = Some(words);
        Ok(Step::Command)
    }
}

/// A line is refused by its length alone, however its bytes came: whole or in pieces.
fn check_length(length: usize, too_long: ProtocolError) -> Result<(), ProtocolError> {
    match length > MAX_LINE {
        true => Err(too_long),
        false => Ok(()),
    }
}

/// How parsing went on.
enum Step {
    /// More bytes are needed.
    Needs,
    /// A part was read.
    Goes,
    /// A whole command was read.
    Command,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command of `input`, given in pieces of `size` bytes, as one string each.
    fn read(input: &[u8], size: usize) -> Result<Vec<String>, String> {
        let mut requests = Requests::default();
        let mut out = Vec::new();
        for piece in input.chunks(size.max(1)) {
            requests.feed(piece);
            while requests
                .advance(true, MAX_BULK)
                .map_err(|error| error.to_string())?
            {
                let words = requests.words();
                out.push(String::from_utf8_lossy(&words.join(&b'|')).into_owned());
            }
        }
        Ok(out)
    }

    #[test]
    fn commands_are_read_in_any_pieces() {
        let input = b"*2\r\n$3\r\nGET\r\n$1\r\nk\r\nSET a \"b c\\x41\"\r\n\r\n*0\r\n*-1\r\n*1\r\n$0\r\n\r\nPING\n";
        for size in 1..input.len() {
            let got = read(input, size);
            assert_eq!(
                got,
                Ok(vec![
                    "GET|k".into(),
                    "SET|a|b cA".into(),
                    String::new(),
                    "PING".into()
                ])
            );
        }
    }

    #[test]
    fn what_is_no_command_is_named() {
        for (input, want) in [
            ("*a\r\n", "invalid multibulk length"),
            ("*2147483648\r\n", "invalid multibulk length"),
            ("*1\r\n:1\r\n", "expected '$', got ':'"),
            ("*1\r\n$-1\r\n", "invalid bulk length"),
            ("*1\r\n$536870913\r\n", "invalid bulk length"),
            ("SET \"a\r\n", "unbalanced quotes in request"),
        ] {
            let got = read(input.as_bytes(), 1);
            assert_eq!(got, Err(format!("ERR Protocol error: {want}")), "{input:?}");
        }
    }

    #[test]
    fn an_inline_line_with_a_zero_byte_never_ends() {
        assert_eq!(read(b"PING\0\r\nPING\r\n", 100), Ok(vec![]));
        let long = [b"\0\n".as_slice(), &[b'x'; MAX_LINE]].concat();
        let want = "ERR Protocol error: too big inline request";
        assert_eq!(read(&long, long.len()), Err(want.into()));
    }

    #[test]
    fn a_claimed_length_allocates_nothing() {
        let mut requests = Requests::default();
        requests.feed(b"*1\r\n$536870912\r\nabc");
        assert_eq!(requests.advance(true, MAX_BULK), Ok(false));
        assert!(requests.buffer.capacity() < 1024);
        requests = Requests::default();
        requests.feed(b"*2147483647\r\n");
        assert_eq!(requests.advance(true, MAX_BULK), Ok(false));
        assert!(requests.words.capacity() < 1024);
    }

    #[test]
    fn a_stranger_may_say_little() {
        for (input, want) in [
            ("*11\r\n", ProtocolError::UnauthenticatedArray),
            ("*1\r\n$16385\r\n", ProtocolError::UnauthenticatedBulk),
        ] {
            let mut requests = Requests::default();
            requests.feed(input.as_bytes());
            assert_eq!(requests.advance(false, MAX_BULK), Err(want));
        }
    }
}
