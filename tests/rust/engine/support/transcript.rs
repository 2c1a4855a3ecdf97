//! Reads `tests/commands/*.test`: what a person would see in redis-cli.
//!
//! `# title` starts a case on an empty database; `> words` is a command, `2> words` one from a
//! second session; the lines below it are the reply, a line after `~ ` a glob for it,
//! and `~ ...` alone any reply. Without any
//! the command is sent and its reply not waited for; `2< ` is what the second session is told next,
//! on the lines below it. `! wait 30` lets 30 ms pass. `[7.4]` in a title: Redis 7.0 lacks it, 8.0 and 8.2 are asked; `[8.2]`:
//! 8.2 alone is asked; `[own words]`: the reply is text that redlet words itself; `[in memory]`: over files it is another.

use super::asked::Version;
use redlet::glob;

/// A case: its title and what happens.
pub struct Case {
    pub title: String,
    pub file: &'static str,
    pub steps: Vec<Step>,
}

pub enum Step {
    /// A session says a line and expects a reply.
    Say {
        session: usize,
        line: String,
        want: Vec<String>,
        at: usize,
    },
    /// A session is told something that it has not asked for just now.
    Hear {
        session: usize,
        want: Vec<String>,
        at: usize,
    },
    /// Milliseconds pass.
    Wait(u64),
}

impl Case {
    /// Whether it tells of a database that is in no file.
    #[cfg(target_family = "wasm")]
    pub fn is_in_memory(&self) -> bool {
        self.title.contains("[in memory]")
    }

    /// The mark in its title that says since when Redis has what the case is about.
    fn is_marked(&self, mark: &str) -> bool {
        self.title.contains(mark)
    }

    /// Whether the words are redlet's own, so that no server is asked.
    pub fn is_own(&self) -> bool {
        self.is_marked("[own words]")
    }

    /// Whether Redis has it since 7.1 or later.
    pub fn is_newer(&self) -> bool {
        self.is_marked("[7.4]")
    }

    /// Whether Redis has it since 8.2.
    pub fn is_newest(&self) -> bool {
        self.is_marked("[8.2]")
    }

    /// Whether a version answers as it says: errors that 7.0 has may be worded otherwise later.
    pub fn is_for(&self, version: Version) -> bool {
        match version {
            Version::V7_0 => !self.is_newer() && !self.is_newest(),
            Version::V8_0 => self.is_newer(),
            Version::V8_2 => self.is_newer() || self.is_newest(),
        }
    }
}

/// Every transcript by its name, in the program itself: a browser has no folder to read.
pub const FILES: &[(&str, &str)] = include!("transcripts.gen.inc");

/// Every case of every file, in order. A module's file has its name, and is played where this build has it.
pub fn all() -> Vec<Case> {
    let lacking = crate::modules::lacking();
    FILES
        .iter()
        .filter(|(file, _)| !lacking.iter().any(|module| module == file))
        .flat_map(|(file, text)| read(file, text))
        .collect()
}

fn read(file: &'static str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(title) = line.strip_prefix("# ") {
            cases.push(Case {
                title: title.to_owned(),
                file,
                steps: Vec::new(),
            });
            continue;
        }
        if line.is_empty() && cases.is_empty() {
            continue;
        }
        let case = cases
            .last_mut()
            .unwrap_or_else(|| panic!("{file}:{}: a case starts with '# title'", number + 1));
        read_line(case, line, number + 1);
    }
    for case in &mut cases {
        trim(case);
    }
    cases
}

fn read_line(case: &mut Case, line: &str, at: usize) {
    if let Some(ms) = line.strip_prefix("! wait ") {
        case.steps
            .push(Step::Wait(ms.parse().expect("milliseconds")));
    } else if let Some((session, line)) = command(line) {
        case.steps.push(Step::Say {
            session,
            line: line.to_owned(),
            want: Vec::new(),
            at,
        });
    } else if let Some(session) = line.strip_suffix("<") {
        let session = session.parse().expect("a session's number");
        let want = Vec::new();
        case.steps.push(Step::Hear { session, want, at });
    } else if let Some(Step::Say { want, .. } | Step::Hear { want, .. }) = case.steps.last_mut() {
        want.push(line.to_owned());
    } else if !line.is_empty() {
        panic!("{}:{at}: a reply needs a command above it", case.file);
    }
}

/// `> words` or `2> words`.
fn command(line: &str) -> Option<(usize, &str)> {
    match line.split_once("> ") {
        Some(("", rest)) => Some((1, rest)),
        Some((digit, rest)) if digit.len() == 1 => Some((digit.parse().ok()?, rest)),
        _ => None,
    }
}

/// Empty lines before the next case are no part of a reply.
fn trim(case: &mut Case) {
    for step in &mut case.steps {
        if let Step::Say { want, .. } | Step::Hear { want, .. } = step {
            while want.last().is_some_and(String::is_empty) {
                want.pop();
            }
        }
    }
}

/// Whether `got`, as redis-cli prints it, is what the transcript says.
pub fn matches(want: &[String], got: &str) -> bool {
    let got: Vec<&str> = got.split('\n').collect();
    if want == ["~ ..."] {
        return true;
    }
    want.len() == got.len()
        && want
            .iter()
            .zip(&got)
            .all(|(want, got)| match want.strip_prefix("~ ") {
                Some(pattern) => glob::finds(pattern.as_bytes(), got.as_bytes()),
                None => want == got,
            })
}
