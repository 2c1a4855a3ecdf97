//! Any bytes from a RESP connection: whole or in pieces they mean the same, and an engine that is
//! given them answers or closes.
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use redlet::protocol::resp::Requests;

fuzz_target!(|input: (u8, &[u8])| {
    let (step, bytes) = input;
    let whole = support::frugally(bytes.len(), || commands(bytes.chunks(bytes.len().max(1))));
    let pieces = commands(bytes.chunks(usize::from(step) + 1));
    assert_eq!(
        whole, pieces,
        "the pieces mean something else than the whole"
    );

    let mut engine = support::engine();
    let session = engine.connect("127.0.0.1:1");
    engine.receive(session, bytes);
    engine.run();
    if whole.1.is_some() {
        assert!(
            engine.is_closing(session),
            "a protocol error closes the connection"
        );
    }
    if step % 16 == 0 {
        support::assert_sound(&mut engine);
    }
});

/// The commands that are read off, and the error that ends them.
fn commands<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> (Vec<Vec<Vec<u8>>>, Option<String>) {
    let mut requests = Requests::default();
    let mut all = Vec::new();
    for chunk in chunks {
        requests.feed(chunk);
        loop {
            match requests.advance(true) {
                Ok(false) => break,
                Ok(true) => all.push(requests.words().iter().map(|word| word.to_vec()).collect()),
                Err(error) => return (all, Some(error.to_string())),
            }
        }
    }
    (all, None)
}
