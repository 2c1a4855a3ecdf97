//! Scripts that mean harm: each ends by a limit, and the next script runs as ever.

use redlet_lua::{Failure, Host, Input, Interpreter, Settings, Source, Value, Vm, sha1};

/// A host that answers PING, and ends a script at so many instructions.
struct Limited {
    limit: u64,
}

impl Host for Limited {
    fn command(&mut self, _words: &[&[u8]], _resp: u8, reply: &mut Vec<u8>) {
        reply.extend(b"+PONG\r\n");
    }
    fn may_run(&mut self, _words: &[&[u8]]) -> Option<bool> {
        Some(true)
    }
    fn log(&mut self, _level: u8, _text: &[u8]) {}
    fn clock(&mut self) -> f64 {
        0.0
    }
    fn is_over(&mut self, instructions: u64) -> bool {
        instructions >= self.limit
    }
}

fn run(vm: &mut Vm, text: &str) -> Result<Value, Failure> {
    let source = Source {
        id: &sha1::hex(text.as_bytes()),
        text: text.as_bytes(),
    };
    vm.run(source, Input::default(), &mut Limited { limit: 1_000_000 })
}

/// Runs all, one to a line; each may end in any of these ways.
fn all_end(scripts: &str, ways: &[&str]) {
    let mut vm = Vm::new(Settings {
        version: "7.4.0".to_owned(),
        memory: 16 << 20,
    });
    for script in scripts.lines() {
        let outcome = run(&mut vm, script);
        let way = match &outcome {
            Ok(_) => "value",
            Err(Failure::Over) => "over",
            Err(Failure::Memory) => "memory",
            Err(Failure::Compile(_)) => "compile",
            Err(Failure::Raised(_)) => "raised",
            Err(Failure::Lost) => "lost",
        };
        assert!(ways.contains(&way), "{script}: {outcome:?}");
        assert_eq!(
            run(&mut vm, "return 1 + 1"),
            Ok(Value::Int(2)),
            "after {script}"
        );
    }
}

#[test]
fn whatever_runs_without_end_is_ended() {
    all_end(include_str!("cases/endless.txt"), &["over"]);
}

#[test]
fn whatever_takes_memory_without_end_is_ended() {
    all_end(include_str!("cases/greedy.txt"), &["memory", "over"]);
}

#[test]
fn whatever_nests_without_end_is_an_error() {
    all_end(
        include_str!("cases/deep.txt"),
        &["raised", "value", "compile", "memory", "over"],
    );
}
