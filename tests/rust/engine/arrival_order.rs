//! Commands of several connections that are run in one batch.

use crate::support::native::{self, Clock};
use crate::support::resp;

fn command(text: &str) -> Vec<u8> {
    let words: Vec<Vec<u8>> = text.split(' ').map(|word| word.into()).collect();
    resp::write_command(&words)
}

#[test]
fn commands_run_in_the_order_in_which_they_came() {
    let clock = Clock::new(1);
    let mut engine = native::memory_engine(&clock);
    let publisher = engine.connect("127.0.0.1:1");
    let listener = engine.connect("127.0.0.1:2");
    engine.receive(listener, &command("SUBSCRIBE news"));
    engine.receive(publisher, &command("PUBLISH news hello"));
    engine.run();
    assert_eq!(engine.output(publisher), b":1\r\n");
    engine.receive(listener, &command("UNSUBSCRIBE news"));
    engine.receive(publisher, &command("PUBLISH news again"));
    engine.run();
    assert_eq!(engine.output(publisher), b":0\r\n");
}
