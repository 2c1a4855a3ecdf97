//! Plays a transcript on something that commands can be said to.

use std::collections::HashMap;

use redlet::engine::Engine;
use redlet::protocol::text;
use redlet::reply::Reply;

use super::native::{self, Clock};
use super::transcript::{self, Case, Step};

/// Something that commands can be said to.
pub trait Peer {
    fn say(&mut self, session: usize, words: &[Vec<u8>]) -> Reply;
    fn wait(&mut self, ms: u64);
}

/// An engine, with a clock that moves only when a transcript says so.
pub struct OnEngine {
    clock: Clock,
    engine: Engine,
    sessions: HashMap<usize, u64>,
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
    pub fn into_engine(self) -> Engine {
        self.engine
    }
}

impl Peer for OnEngine {
    fn say(&mut self, session: usize, words: &[Vec<u8>]) -> Reply {
        let engine = &mut self.engine;
        let id = *self
            .sessions
            .entry(session)
            .or_insert_with(|| engine.connect("127.0.0.1:1"));
        // A real server is never faster than this between two commands.
        self.clock.advance(10);
        let reply = native::run(engine, id, words);
        match engine.protocol(id) {
            2 => reply.into_resp2(),
            _ => reply,
        }
    }
    fn wait(&mut self, ms: u64) {
        self.clock.advance(ms as i64 * 1000);
    }
}

/// What does not match, as a report; `None` where all does.
pub fn play(case: &Case, peer: &mut dyn Peer) -> Option<String> {
    for step in &case.steps {
        match step {
            Step::Wait(ms) => peer.wait(*ms),
            Step::Say {
                session,
                line,
                want,
                at,
            } => {
                let words = text::split(line.as_bytes()).expect("balanced quotes");
                let got = text::display(&peer.say(*session, &words));
                if !transcript::matches(want, &got) {
                    let file = case.file;
                    let want = want.join("\n");
                    return Some(format!(
                        "{file}.test:{at}: {}\n> {line}\n--- want\n{want}\n--- got\n{got}\n",
                        case.title
                    ));
                }
            }
        }
    }
    None
}
