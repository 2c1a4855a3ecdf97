//! Libraries and their functions.

use redlet_lua::{Failure, Function, Host, Input, Interpreter, Settings, Source, Value, Vm};

/// A host that answers nothing but PING.
struct Idle;

impl Host for Idle {
    fn command(&mut self, _words: &[&[u8]], _resp: u8, reply: &mut Vec<u8>) {
        reply.extend(b"+PONG\r\n");
    }
    fn may_run(&mut self, _words: &[&[u8]]) -> Option<bool> {
        None
    }
    fn log(&mut self, _level: u8, _text: &[u8]) {}
    fn clock(&mut self) -> f64 {
        0.0
    }
    fn is_over(&mut self, instructions: u64) -> bool {
        instructions >= 1_000_000
    }
}

fn library<'a>(id: &'a str, text: &'a str) -> Source<'a> {
    Source {
        id,
        text: text.as_bytes(),
    }
}

fn load(text: &str) -> Result<Vec<Function>, String> {
    let mut vm = Vm::new(Settings::new("7.4.0"));
    vm.load(library("a", text), &mut Idle)
        .map_err(|failure| message(&failure))
}

fn message(failure: &Failure) -> String {
    match failure {
        Failure::Compile(text) => String::from_utf8_lossy(text).into_owned(),
        Failure::Raised(error) => String::from_utf8_lossy(&error.text).into_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn what_is_registered_is_given() {
    let functions = load(
        "redis.register_function{function_name = 'f', callback = function() end, description = 'd',
            flags = {'no-writes', 'allow-stale'}}",
    );
    let expected = Function {
        name: b"f".to_vec(),
        description: Some(b"d".to_vec()),
        flags: vec!["no-writes", "allow-stale"],
    };
    assert_eq!(functions, Ok(vec![expected]));
    assert_eq!(load(""), Ok(Vec::new()));
}

/// A line of code, and the error that redis-server gives for it.
#[test]
fn what_is_wrong_is_said_as_redis_says_it() {
    let cases = [
        (
            "x = 1",
            "ERR user_function:1: Attempt to modify a readonly table",
        ),
        (
            "return y",
            "ERR user_function:1: Script attempted to access nonexistent global variable 'y'",
        ),
        (
            "redis.call('ping')",
            "ERR user_function:1: Script attempted to access nonexistent global variable 'call'",
        ),
        (
            "math.random()",
            "ERR user_function:1: Script attempted to access nonexistent global variable 'math'",
        ),
        (
            "redis.x = 1",
            "ERR user_function:1: Attempt to modify a readonly table",
        ),
        (
            "local a = = 1",
            "user_function:1: unexpected symbol near '='",
        ),
        ("while true do end", "Over"),
        (
            "redis.register_function()",
            "ERR wrong number of arguments to redis.register_function",
        ),
        (
            "redis.register_function('f', 1)",
            "ERR second argument to redis.register_function must be a function",
        ),
        (
            "redis.register_function{}",
            "ERR redis.register_function must get a function name argument",
        ),
        (
            "redis.register_function{function_name = 'f'}",
            "ERR redis.register_function must get a callback argument",
        ),
        (
            "redis.register_function{other = 1}",
            "ERR unknown argument given to redis.register_function",
        ),
        (
            "redis.register_function{flags = {'no-such'}}",
            "ERR unknown flag given",
        ),
        (
            "redis.register_function('a b', function() end)",
            "ERR Library names can only contain letters, numbers, or underscores(_) and must be at least one character long",
        ),
        (
            "redis.register_function('f', redis.log) redis.register_function('f', redis.log)",
            "ERR Function already exists in the library",
        ),
    ];
    for (text, error) in cases {
        assert_eq!(load(text), Err(error.to_owned()), "{text}");
    }
}

#[test]
fn functions_are_called_and_keep_what_is_local_to_their_library() {
    let mut vm = Vm::new(Settings::new("7.4.0"));
    let text = "local n = 0
        redis.register_function('count', function() n = n + 1 return n end)
        redis.register_function('words', function(keys, args) return {keys[1], args[1], #keys + #args} end)
        redis.register_function('ping', function() return redis.call('PING') end)
        redis.register_function('write', function() g = 1 end)";
    // It is loaded by the first call that needs it.
    let input = Input {
        keys: &[b"k"],
        arguments: &[b"a"],
    };
    let mut call = |function: &str| vm.call(library("a", text), function, input, &mut Idle);
    assert_eq!(call("count"), Ok(Value::Int(1)));
    assert_eq!(call("count"), Ok(Value::Int(2)));
    assert_eq!(call("ping"), Ok(Value::Status(b"PONG".to_vec())));
    let words = [
        Value::Bulk(b"k".to_vec()),
        Value::Bulk(b"a".to_vec()),
        Value::Int(2),
    ];
    assert_eq!(call("words"), Ok(Value::Array(words.to_vec())));
    let failure = call("write").expect_err("globals are read-only");
    let expected = "ERR user_function:5: Attempt to modify a readonly table script: write, on @user_function:5.";
    assert_eq!(message(&failure), expected);
    // Two versions have two ids, and know nothing of each other.
    let newer = "redis.register_function('count', function() return 'new' end)";
    vm.load(library("b", newer), &mut Idle).expect("it loads");
    vm.unload("a");
    let new = vm.call(library("b", newer), "count", Input::default(), &mut Idle);
    assert_eq!(new, Ok(Value::Bulk(b"new".to_vec())));
    let again = vm.call(library("a", text), "count", Input::default(), &mut Idle);
    assert_eq!(again, Ok(Value::Int(1)));
}

/// A host whose one reply has all types of RESP3.
struct Typed;

impl Host for Typed {
    fn command(&mut self, _words: &[&[u8]], _resp: u8, reply: &mut Vec<u8>) {
        reply.extend(
            b"*8\r\n%1\r\n$1\r\na\r\n:1\r\n~1\r\n$1\r\nm\r\n,1.5\r\n(123\r\n=5\r\ntxt:x\r\n#t\r\n#f\r\n_\r\n",
        );
    }
    fn may_run(&mut self, _words: &[&[u8]]) -> Option<bool> {
        None
    }
    fn log(&mut self, _level: u8, _text: &[u8]) {}
    fn clock(&mut self) -> f64 {
        0.0
    }
    fn is_over(&mut self, _instructions: u64) -> bool {
        false
    }
}

#[test]
fn the_types_of_resp3_come_in_and_go_out() {
    let mut vm = Vm::new(Settings::new("7.4.0"));
    let text = "redis.setresp(3) return redis.call('TYPES')";
    let bulk = |text: &str| Value::Bulk(text.as_bytes().to_vec());
    let expected = vec![
        Value::Map(vec![(bulk("a"), Value::Int(1))]),
        Value::Set(vec![bulk("m")]),
        Value::Double(1.5),
        Value::BigNumber(b"123".to_vec()),
        Value::Verbatim {
            format: b"txt".to_vec(),
            text: b"x".to_vec(),
        },
        Value::Bool(true),
        Value::Bool(false),
    ];
    let value = vm.run(library("s", text), Input::default(), &mut Typed);
    assert_eq!(value, Ok(Value::Array(expected)));
}
