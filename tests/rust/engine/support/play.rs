//! Plays a transcript on something that commands can be said to.

use std::collections::HashMap;
use std::io::Cursor;

use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::protocol::text;

use super::native::Clock;
use super::resp;
use super::transcript::{self, Case, Step};

/// Something that commands can be said to.
pub trait Peer {
    /// Sends a command.
    fn say(&mut self, session: usize, words: &[Vec<u8>]);
    /// What the session is told next; `None` where it is told nothing.
    fn hear(&mut self, session: usize) -> Option<Reply>;
    fn wait(&mut self, ms: u64);
}

/// An engine, with a clock that moves only when a transcript says so.
pub struct OnEngine {
    clock: Clock,
    engine: Engine,
    sessions: HashMap<usize, (u64, Vec<u8>)>,
}

impl OnEngine {
    pub fn new(clock: Clock, engine: Engine) -> OnEngine {
        OnEngine {
            clock,
            engine,
            sessions: HashMap::new(),
        }
    }

    /// The engine, to look at what the transcript left.
    #[cfg(target_family = "wasm")]
    pub fn into_engine(self) -> Engine {
        self.engine
    }

    fn collect(&mut self) {
        for (id, output) in self.sessions.values_mut() {
            output.extend(self.engine.output(*id));
        }
    }
}

impl Peer for OnEngine {
    fn say(&mut self, session: usize, words: &[Vec<u8>]) {
        let engine = &mut self.engine;
        let connect = || (engine.connect("127.0.0.1:1"), Vec::new());
        let (id, _) = *self.sessions.entry(session).or_insert_with(connect);
        // A real server is never faster than this between two commands.
        self.clock.advance(10);
        self.engine.receive(id, &resp::write_command(words));
        self.engine.run();
        self.collect();
    }

    fn hear(&mut self, session: usize) -> Option<Reply> {
        let (_, output) = self.sessions.get_mut(&session)?;
        let mut cursor = Cursor::new(&*output);
        let reply = resp::read_reply(&mut cursor, &mut Vec::new()).ok()?;
        let read = cursor.position() as usize;
        output.drain(..read);
        Some(reply)
    }

    fn wait(&mut self, ms: u64) {
        self.clock.advance(ms as i64 * 1000);
        self.engine.tick();
        self.collect();
    }
}

/// What does not match, as a report; `None` where all does.
pub fn play(case: &Case, peer: &mut dyn Peer) -> Option<String> {
    case.steps.iter().find_map(|step| match step {
        Step::Wait(ms) => {
            peer.wait(*ms);
            None
        }
        Step::Say {
            session,
            line,
            want,
            at,
        } => {
            let words = text::split(line.as_bytes()).expect("balanced quotes");
            peer.say(*session, &words);
            match want.is_empty() {
                true => None,
                false => compare(case, *at, line, want, peer.hear(*session)),
            }
        }
        Step::Hear { session, want, at } => compare(case, *at, "<", want, peer.hear(*session)),
    })
}

fn compare(
    case: &Case,
    at: usize,
    line: &str,
    want: &[String],
    got: Option<Reply>,
) -> Option<String> {
    let got = got.map_or("nothing".to_owned(), |reply| text::display(&reply));
    if transcript::matches(want, &got) {
        return None;
    }
    let (file, title, want) = (case.file, &case.title, want.join("\n"));
    Some(format!(
        "{file}.test:{at}: {title}\n> {line}\n--- want\n{want}\n--- got\n{got}\n"
    ))
}
