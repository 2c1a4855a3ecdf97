//! Any bytes as a batch frame: refused whole, or run with a reply to each command.
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use redlet::protocol::frame::{self, Commands};

fuzz_target!(|bytes: &[u8]| {
    let count = support::frugally(bytes.len(), || frame::check(bytes));
    if has_huge(bytes) {
        return;
    }
    let mut engine = support::engine();
    let session = engine.connect("");
    match (count, engine.exec(session, bytes)) {
        (Ok(count), Ok(replies)) => {
            let head = replies.first_chunk::<4>().expect("a count of replies");
            assert_eq!(u32::from_le_bytes(*head) as usize, count);
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
