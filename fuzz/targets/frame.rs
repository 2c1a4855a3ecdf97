//! Any bytes as a batch frame: refused whole, or run with a reply to each command.
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use redlet::protocol::frame::{self, Commands};
use redlet::protocol::tag::{Form, Tag};

fuzz_target!(|bytes: &[u8]| {
    let count = support::frugally(bytes.len(), || frame::check(bytes));
    if has_huge(bytes) {
        return;
    }
    let mut engine = support::engine();
    let session = engine.connect("");
    match (count, engine.exec(session, bytes)) {
        (Ok(count), Ok(replies)) => {
            let (told, first) = frame::head(&replies);
            assert_eq!(told as usize, count);
            let rest = many(&replies[first..], count);
            assert_eq!(rest, b"", "behind the last reply");
        }
        (Err(_), Err(_)) => {
            let keys = engine
                .connection()
                .one("SELECT count(*) FROM keys", (), |row| row.get::<i64>(0));
            assert_eq!(
                keys.expect("a count"),
                Some(0),
                "a frame that is refused has run"
            );
        }
        (checked, ran) => panic!("the check says {checked:?}, the run {}", ran.is_ok()),
    }
});

/// Whether one of the frame's commands is too much work.
fn has_huge(bytes: &[u8]) -> bool {
    let Ok(mut commands) = Commands::new(bytes) else {
        return false;
    };
    let mut words = Vec::new();
    while let Ok(true) = commands.next(&mut words) {
        if support::is_huge(&words) {
            return true;
        }
    }
    false
}

/// What is behind so many values.
fn many(bytes: &[u8], count: usize) -> &[u8] {
    (0..count).fold(bytes, |rest, _| behind(rest))
}

/// What is behind a value.
fn behind(bytes: &[u8]) -> &[u8] {
    let (tag, _, _) = Tag::ALL[bytes[0] as usize];
    let number = |at: usize| {
        let number = bytes[at..].first_chunk().expect("a length or a count");
        u32::from_le_bytes(*number) as usize
    };
    match tag.form() {
        Form::Empty => &bytes[1..],
        Form::Number => &bytes[9..],
        Form::Bytes => &bytes[5 + number(1)..],
        Form::List => many(&bytes[5..], number(1)),
        Form::Twos => many(&bytes[5..], 2 * number(1)),
        Form::Scores => (0..number(2)).fold(&bytes[6..], |rest, _| &behind(rest)[8..]),
        Form::Two => many(&bytes[1..], 2),
        Form::NumberAndBytes => &bytes[13 + number(9)..],
        Form::NumberAndValue => behind(&bytes[9..]),
    }
}
