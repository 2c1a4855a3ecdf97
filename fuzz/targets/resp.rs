//! Any bytes from a RESP connection: whole or in pieces they are read, answered and kept alike, and
//! what is no command closes the connection.
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use redlet::protocol::resp::{MAX_BULK, Requests};

fuzz_target!(|input: (u8, &[u8])| {
    let (step, bytes) = input;
    let whole = support::frugally(bytes.len(), || commands(bytes.chunks(bytes.len().max(1))));
    let pieces = commands(bytes.chunks(usize::from(step) + 1));
    assert_eq!(
        whole, pieces,
        "the pieces mean something else than the whole"
    );

    if whole.0.iter().any(|words| support::is_huge(words)) {
        return;
    }
    let sent = answers(std::iter::once(bytes));
    // What comes after a command that waits is not read before its reply.
    let waits = whole.0.iter().any(|words| may_wait(words));
    assert!(
        sent.is_closing || whole.1.is_none() || waits,
        "a protocol error closes the connection"
    );
    if !whole.0.iter().any(|words| tells_of_batches(words)) {
        assert_eq!(
            sent,
            answers(bytes.chunks(usize::from(step) + 1)),
            "the pieces are answered otherwise than the whole"
        );
    }
});

/// What a connection gets to see, and what stays in the database.
#[derive(Debug, PartialEq)]
struct Answers {
    output: Vec<u8>,
    is_closing: bool,
    rows: Vec<String>,
}

/// Each chunk is a batch of its own.
fn answers<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> Answers {
    let mut engine = support::engine();
    let session = engine.connect("127.0.0.1:1");
    let mut output = Vec::new();
    for chunk in chunks {
        engine.receive(session, chunk);
        engine.run();
        output.extend(engine.output(session));
    }
    support::assert_sound(&mut engine);
    Answers {
        output,
        is_closing: engine.is_closing(session),
        rows: support::rows(&mut engine),
    }
}

/// Commands that may have to wait for their replies, or make others wait (CLIENT PAUSE).
fn may_wait(words: &[Vec<u8>]) -> bool {
    let name = words.first().map(|word| word.to_ascii_uppercase());
    let starts = [&b"BL"[..], b"BR", b"BZ", b"XREAD", b"CLIENT"];
    name.is_some_and(|name| starts.iter().any(|start| name.starts_with(start)))
}

/// Commands whose replies show what has come in and gone out so far; and what a browser was made to
/// send, which takes back the replies that its batch has not sent yet.
fn tells_of_batches(words: &[Vec<u8>]) -> bool {
    let name = words.first().map(Vec::as_slice).unwrap_or_default();
    [
        &b"INFO"[..],
        b"CLIENT",
        b"LATENCY",
        b"POST",
        b"HOST:",
        b"SLOWLOG",
    ]
    .iter()
    .any(|each| name.eq_ignore_ascii_case(each))
}

/// The commands that are read off, and the error that ends them.
fn commands<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> (Vec<Vec<Vec<u8>>>, Option<String>) {
    let mut requests = Requests::default();
    let mut all = Vec::new();
    for chunk in chunks {
        requests.feed(chunk);
        loop {
            match requests.advance(true, MAX_BULK) {
                Ok(false) => break,
                Ok(true) => all.push(requests.words().iter().map(|word| word.to_vec()).collect()),
                Err(error) => return (all, Some(error.to_string())),
            }
        }
    }
    (all, None)
}
