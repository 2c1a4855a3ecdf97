//! An interpreter in an instance of its own: requests, and the questions of a running script, as bytes.
//!
//! [`Remote`] is the engine's side, [`answer`] the instance's. Numbers are little-endian; a text is its length in four
//! bytes, then its bytes; a list of texts is their count in four bytes, then they. Bytes that don't fit are never
//! trusted: a request that can't be read, or an answer, is a lost instance.

use crate::interpreter::{Host, Input, Memory, Source};
use crate::reader::Reader;
use crate::request::{Executor, Outcome, Request};
use crate::value::status;

/// Reaches an instance.
pub trait Transport {
    /// Sends a request, and answers the questions that come before the reply. `None` where the instance failed: the
    /// next request is to find a new one.
    fn send(&mut self, request: &[u8], answer: &mut dyn FnMut(&[u8]) -> Vec<u8>)
    -> Option<Vec<u8>>;
}

/// The engine's side.
#[derive(Debug)]
pub struct Remote<T> {
    transport: T,
    /// What every request begins with, as any of them may be the first of a new instance.
    settings: Vec<u8>,
    used: Memory,
}

impl<T: Transport> Remote<T> {
    /// `version` is `redis.REDIS_VERSION`: three numbers.
    pub fn new(transport: T, version: &str) -> Remote<T> {
        Remote::with_memory(transport, version, crate::MEMORY)
    }

    /// The same; `memory` is how many bytes scripts may use, and libraries.
    pub fn with_memory(transport: T, version: &str, memory: u32) -> Remote<T> {
        let mut settings = memory.to_le_bytes().to_vec();
        put_text(&mut settings, version.as_bytes());
        Remote {
            transport,
            settings,
            used: Memory::default(),
        }
    }
}

impl<T: Transport> Executor for Remote<T> {
    fn execute(&mut self, request: Request, host: &mut dyn Host) -> Outcome {
        let mut bytes = self.settings.clone();
        put_request(&mut bytes, request);
        let mut answer = |question: &[u8]| answer_question(question, host).unwrap_or_default();
        let reply = self.transport.send(&bytes, &mut answer);
        let reply = reply.as_deref().and_then(read_reply);
        let (outcome, used) = reply.unwrap_or_else(|| (lost(), Memory::default()));
        self.used = used;
        outcome
    }

    fn used(&self) -> Memory {
        self.used
    }
}

fn lost() -> Outcome {
    Outcome {
        status: status::LOST,
        bytes: Vec::new(),
    }
}

/// The bytes of a request's tag.
mod tag {
    pub const COMPILE: u8 = b'c';
    pub const RUN: u8 = b'r';
    pub const LOAD: u8 = b'l';
    pub const UNLOAD: u8 = b'u';
    pub const CALL: u8 = b'f';
    pub const FLUSH_SCRIPTS: u8 = b'S';
    pub const FLUSH_LIBRARIES: u8 = b'L';
}

/// The bytes of a question's tag.
mod ask {
    pub const COMMAND: u8 = b'c';
    pub const MAY_RUN: u8 = b'm';
    pub const LOG: u8 = b'l';
    pub const CLOCK: u8 = b't';
    pub const IS_OVER: u8 = b'o';
}

fn put_text(to: &mut Vec<u8>, text: &[u8]) {
    // Neither side has more than 4 GB.
    to.extend((text.len() as u32).to_le_bytes());
    to.extend(text);
}

fn put_texts(to: &mut Vec<u8>, texts: &[&[u8]]) {
    to.extend((texts.len() as u32).to_le_bytes());
    for text in texts {
        put_text(to, text);
    }
}

fn put_source(to: &mut Vec<u8>, tag: u8, source: Source) {
    to.push(tag);
    put_text(to, source.id.as_bytes());
    put_text(to, source.text);
}

fn put_input(to: &mut Vec<u8>, input: Input) {
    put_texts(to, input.keys);
    put_texts(to, input.arguments);
}

fn put_request(to: &mut Vec<u8>, request: Request) {
    match request {
        Request::Compile(script) => put_source(to, tag::COMPILE, script),
        Request::Run(script, input) => {
            put_source(to, tag::RUN, script);
            put_input(to, input);
        }
        Request::Load(library) => put_source(to, tag::LOAD, library),
        Request::Unload(library) => {
            to.push(tag::UNLOAD);
            put_text(to, library.as_bytes());
        }
        Request::Call(library, function, input) => {
            put_source(to, tag::CALL, library);
            put_text(to, function.as_bytes());
            put_input(to, input);
        }
        Request::FlushScripts => to.push(tag::FLUSH_SCRIPTS),
        Request::FlushLibraries => to.push(tag::FLUSH_LIBRARIES),
    }
}

/// The parts of requests and questions.
impl<'a> Reader<'a> {
    fn word(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.text()?).ok()
    }

    fn texts(&mut self) -> Option<Vec<&'a [u8]>> {
        let count = self.count()?;
        (0..count).map(|_| self.text()).collect()
    }

    fn source(&mut self) -> Option<Source<'a>> {
        let (id, text) = (self.word()?, self.text()?);
        Some(Source { id, text })
    }
}

fn read_reply(reply: &[u8]) -> Option<(Outcome, Memory)> {
    let mut reader = Reader(reply);
    let status = reader.byte()?;
    let (scripts, libraries) = (reader.count()? as usize, reader.count()? as usize);
    let outcome = Outcome {
        status,
        bytes: reader.0.to_vec(),
    };
    Some((outcome, Memory { scripts, libraries }))
}

/// The engine's answer to what a script asks.
fn answer_question(question: &[u8], host: &mut dyn Host) -> Option<Vec<u8>> {
    let mut reader = Reader(question);
    let mut answer = Vec::new();
    match reader.byte()? {
        ask::COMMAND => {
            let resp = reader.byte()?;
            host.command(&reader.texts()?, resp, &mut answer);
        }
        ask::MAY_RUN => answer.push(host.may_run(&reader.texts()?).map_or(2, u8::from)),
        ask::LOG => {
            let level = reader.byte()?;
            host.log(level, reader.0);
        }
        ask::CLOCK => answer.extend(host.clock().to_le_bytes()),
        ask::IS_OVER => {
            let instructions = u64::from_le_bytes(reader.0.try_into().ok()?);
            answer.push(host.is_over(instructions).into());
        }
        _ => return None,
    }
    Some(answer)
}

/// The instance's side: executes a request and gives the reply. The executor is made of the version and the memory where
/// there is none; `ask` asks the engine.
pub fn answer<E: Executor>(
    executor: &mut Option<E>,
    make: impl FnOnce(&str, u32) -> E,
    request: &[u8],
    ask: &mut dyn FnMut(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let reply = execute(executor, make, request, ask);
    let (outcome, used) = reply.unwrap_or_else(|| (lost(), Memory::default()));
    let mut bytes = vec![outcome.status];
    bytes.extend((used.scripts as u32).to_le_bytes());
    bytes.extend((used.libraries as u32).to_le_bytes());
    bytes.extend(outcome.bytes);
    bytes
}

fn execute<E: Executor>(
    executor: &mut Option<E>,
    make: impl FnOnce(&str, u32) -> E,
    request: &[u8],
    ask: &mut dyn FnMut(&[u8]) -> Vec<u8>,
) -> Option<(Outcome, Memory)> {
    let mut reader = Reader(request);
    let memory = reader.count()?;
    let version = reader.word()?;
    let executor = executor.get_or_insert_with(|| make(version, memory));
    let mut host = Asking {
        ask,
        question: Vec::new(),
    };
    let outcome = match reader.byte()? {
        tag::COMPILE => executor.execute(Request::Compile(reader.source()?), &mut host),
        tag::RUN => {
            let script = reader.source()?;
            let (keys, arguments) = (&reader.texts()?, &reader.texts()?);
            executor.execute(Request::Run(script, Input { keys, arguments }), &mut host)
        }
        tag::LOAD => executor.execute(Request::Load(reader.source()?), &mut host),
        tag::UNLOAD => executor.execute(Request::Unload(reader.word()?), &mut host),
        tag::CALL => {
            let (library, function) = (reader.source()?, reader.word()?);
            let (keys, arguments) = (&reader.texts()?, &reader.texts()?);
            let input = Input { keys, arguments };
            executor.execute(Request::Call(library, function, input), &mut host)
        }
        tag::FLUSH_SCRIPTS => executor.execute(Request::FlushScripts, &mut host),
        tag::FLUSH_LIBRARIES => executor.execute(Request::FlushLibraries, &mut host),
        _ => return None,
    };
    Some((outcome, executor.used()))
}

/// The host of a script in an instance: the engine, which is asked.
struct Asking<'a> {
    ask: &'a mut dyn FnMut(&[u8]) -> Vec<u8>,
    question: Vec<u8>,
}

impl Asking<'_> {
    fn about(&mut self, tag: u8, rest: &[u8]) -> Vec<u8> {
        self.question.clear();
        self.question.push(tag);
        self.question.extend(rest);
        (self.ask)(&self.question)
    }
}

impl Host for Asking<'_> {
    fn command(&mut self, words: &[&[u8]], resp: u8, reply: &mut Vec<u8>) {
        self.question.clear();
        self.question.extend([ask::COMMAND, resp]);
        put_texts(&mut self.question, words);
        *reply = (self.ask)(&self.question);
    }

    fn may_run(&mut self, words: &[&[u8]]) -> Option<bool> {
        self.question.clear();
        self.question.push(ask::MAY_RUN);
        put_texts(&mut self.question, words);
        match *(self.ask)(&self.question) {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }

    fn log(&mut self, level: u8, text: &[u8]) {
        self.question.clear();
        self.question.extend([ask::LOG, level]);
        self.question.extend(text);
        (self.ask)(&self.question);
    }

    fn clock(&mut self) -> f64 {
        let answer = self.about(ask::CLOCK, &[]);
        answer.try_into().map_or(0.0, f64::from_le_bytes)
    }

    fn is_over(&mut self, instructions: u64) -> bool {
        // An engine that doesn't answer can't be asked for anything: the script ends.
        *self.about(ask::IS_OVER, &instructions.to_le_bytes()) != [0]
    }
}
