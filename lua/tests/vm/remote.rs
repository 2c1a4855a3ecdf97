//! An interpreter behind the bytes of [`remote`]: what goes in and comes out is what the linked one has.

use redlet_lua::remote::{Remote, Transport, answer};
use redlet_lua::{
    Failure, Host, Input, Interpreter, Memory, ScriptError, Settings, Source, Value, Vm,
};

const MEMORY: u32 = 8 << 20;

/// Both sides in one program. `is_broken` is an instance that fails.
#[derive(Default)]
struct Loop {
    vm: Option<Vm>,
    is_broken: bool,
}

impl Transport for Loop {
    fn send(
        &mut self,
        request: &[u8],
        to_ask: &mut dyn FnMut(&[u8]) -> Vec<u8>,
    ) -> Option<Vec<u8>> {
        if std::mem::take(&mut self.is_broken) {
            self.vm = None;
            return None;
        }
        let make = |version: &str, memory: u32| {
            let memory = memory as usize;
            Vm::new(Settings {
                memory,
                ..Settings::new(version)
            })
        };
        Some(answer(&mut self.vm, make, request, to_ask))
    }
}

/// A host that keeps what it is asked.
#[derive(Default)]
struct Noting(Vec<String>);

impl Host for Noting {
    fn command(&mut self, words: &[&[u8]], resp: u8, reply: &mut Vec<u8>) {
        let words: Vec<_> = words.iter().map(|word| word.escape_ascii()).collect();
        let words: Vec<_> = words.iter().map(ToString::to_string).collect();
        self.0.push(format!("{resp} {}", words.join(" ")));
        match words.first().map(String::as_str) {
            Some("FAIL") => reply.extend(b"-WRONG no\r\n"),
            _ => reply.extend(b"$4\r\n\0\xff\r\n\r\n"),
        }
    }
    fn may_run(&mut self, words: &[&[u8]]) -> Option<bool> {
        match words {
            [b"get", ..] => Some(true),
            [b"set", ..] => Some(false),
            _ => None,
        }
    }
    fn log(&mut self, level: u8, text: &[u8]) {
        self.0.push(format!("log {level} {}", text.escape_ascii()));
    }
    fn clock(&mut self) -> f64 {
        1.25
    }
    fn is_over(&mut self, instructions: u64) -> bool {
        instructions > 1_000_000
    }
}

fn source<'a>(id: &'a str, text: &'a str) -> Source<'a> {
    let text = text.as_bytes();
    Source { id, text }
}

fn remote() -> Remote<Loop> {
    Remote::with_memory(Loop::default(), "7.4.0", MEMORY)
}

fn run(text: &str, host: &mut Noting) -> Result<Value, Failure> {
    let input = Input {
        keys: &[b"a", b"\0"],
        arguments: &[b"", b"\xff"],
    };
    remote().run(source("id", text), input, host)
}

fn bulk(text: &[u8]) -> Value {
    Value::Bulk(text.to_vec())
}

#[test]
fn words_and_replies_are_passed_to_the_byte() {
    let mut host = Noting::default();
    let text = "redis.setresp(3) return {redis.call('ECHO', KEYS[2], ARGV[1], ARGV[2]), #KEYS, redis.REDIS_VERSION}";
    let expected = vec![bulk(b"\0\xff\r\n"), Value::Int(2), bulk(b"7.4.0")];
    assert_eq!(run(text, &mut host), Ok(Value::Array(expected)));
    assert_eq!(host.0, ["3 ECHO \\x00  \\xff"]);
}

#[test]
fn every_question_is_answered() {
    let mut host = Noting::default();
    let text = "redis.log(redis.LOG_WARNING, 'a\\0b')
        local ok, no = pcall(redis.acl_check_cmd, 'nothing')
        return {tostring(os.clock()), redis.acl_check_cmd('get', 'k'), redis.acl_check_cmd('set', 'k') == false, not ok}";
    let one = || Value::Int(1);
    let expected = vec![bulk(b"1.25"), one(), one(), one()];
    assert_eq!(run(text, &mut host), Ok(Value::Array(expected)));
    assert_eq!(host.0, ["log 3 a\\x00b"]);
}

#[test]
fn failures_are_told_apart() {
    let mut host = Noting::default();
    assert!(
        matches!(run("x =", &mut host), Err(Failure::Compile(text)) if text.starts_with(b"user_script:1:"))
    );
    let error = run("return redis.call('FAIL')", &mut host);
    assert!(
        matches!(error, Err(Failure::Raised(ScriptError { text, is_counted: true })) if text.starts_with(b"WRONG no"))
    );
    assert_eq!(run("while true do end", &mut host), Err(Failure::Over));
    let greedy = "local s = 'x' while true do s = s .. s end";
    assert_eq!(run(greedy, &mut host), Err(Failure::Memory));
}

#[test]
fn libraries_are_loaded_called_and_dropped() {
    let (mut remote, mut host) = (remote(), Noting::default());
    let code = "redis.register_function{function_name='f', flags={'no-writes'}, description='d',
        callback=function(keys, args) return {keys[1], args[1]} end}";
    let library = source("l", code);
    let functions = remote.load(library, &mut host).unwrap();
    assert_eq!(
        (&*functions[0].name, &*functions[0].flags),
        (&b"f"[..], &["no-writes"][..])
    );
    let input = Input {
        keys: &[b"k"],
        arguments: &[b"v"],
    };
    let value = remote.call(library, "f", input, &mut host);
    assert_eq!(value, Ok(Value::Array(vec![bulk(b"k"), bulk(b"v")])));
    let used = remote.memory();
    assert!(used.scripts == 0 && used.libraries > 10_000);
    remote.unload("l");
    remote.flush_libraries();
    remote.flush_scripts();
    assert_eq!(remote.memory(), Memory::default());
}

#[test]
fn a_lost_instance_is_told_and_the_next_request_finds_a_new_one() {
    let transport = Loop {
        is_broken: true,
        ..Loop::default()
    };
    let mut remote = Remote::new(transport, "7.4.0");
    let mut host = Noting::default();
    let script = source("id", "return 1");
    assert_eq!(remote.compile(script), Err(Failure::Lost));
    let value = remote.run(script, Input::default(), &mut host);
    assert_eq!(value, Ok(Value::Int(1)));
}

#[test]
fn bytes_that_are_no_request_are_refused() {
    for request in [
        &b""[..],
        b"\0\0\0\0\x05\0\0\x007.4",
        b"\0\0\x80\0\0\0\0\0r\xff\xff\xff\xff",
    ] {
        let mut vm = None;
        let make = |version: &str, _| Vm::new(Settings::new(version));
        let reply = answer(&mut vm, make, request, &mut |_| Vec::new());
        assert_eq!(reply.first(), Some(&255), "{request:?}");
    }
}
