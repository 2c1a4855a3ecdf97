//! Any bytes as the value of a payload whose checksum is right: RESTORE makes a whole value of them, which
//! DUMP and RESTORE then give again, or says that they are none and changes nothing.
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::rdb;

fuzz_target!(|bytes: &[u8]| {
    support::frugally(12 * bytes.len(), || {
        rdb::read(bytes);
    });
    let mut engine = support::engine();
    let session = engine.connect("");
    let run = |engine: &mut Engine, words: &[&[u8]]| {
        let mut replies = engine.run_lines(session, &[words.to_vec()]);
        replies.pop().expect("a reply to each command")
    };
    run(&mut engine, &[b"HSET", b"k", b"field", b"value"]);
    let before = support::rows(&mut engine);
    let payload = rdb::sealed(bytes.to_vec(), 12);
    match run(&mut engine, &[b"RESTORE", b"k", b"0", &payload, b"REPLACE"]) {
        Reply::Ok => {
            let Reply::Opaque(first) = run(&mut engine, &[b"DUMP", b"k"]) else {
                // Fields may have expired.
                return;
            };
            let again = run(&mut engine, &[b"RESTORE", b"copy", b"0", &first]);
            assert_eq!(again, Reply::Ok, "what DUMP gave");
            let kind = run(&mut engine, &[b"TYPE", b"k"]);
            assert_eq!(kind, run(&mut engine, &[b"TYPE", b"copy"]));
            // Some go to another form when they are read for the first time, none does later.
            let Reply::Opaque(second) = run(&mut engine, &[b"DUMP", b"copy"]) else {
                panic!("the copy has no value");
            };
            run(
                &mut engine,
                &[b"RESTORE", b"copy", b"0", &second, b"REPLACE"],
            );
            assert_eq!(run(&mut engine, &[b"DUMP", b"copy"]), Reply::Opaque(second));
        }
        Reply::Error(_) => assert_eq!(before, support::rows(&mut engine)),
        other => panic!("RESTORE answered {other:?}"),
    }
    support::assert_sound(&mut engine);
});
