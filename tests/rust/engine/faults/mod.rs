//! Every call to the storage of random workloads, struck in turn, and the process killed and the
//! power cut at every moment: what was promised must be there, and nothing else.
//!
//! `REDLET_FAULTS` says how many workloads a mode has, `REDLET_SEED` the first one's seed.

mod rig;
pub mod workload;

use std::collections::BTreeMap;

use redlet::command::reply::Reply;
use redlet::engine::state::config::AppendFsync;
use redlet::engine::state::host::Random;
use redlet::vfs::double::{Event, File, Left, Machine, Trouble};

use crate::support::contents::Contents;
use crate::support::keyspace;
use crate::support::native::Clock;
use rig::Rig;
use workload::{Action, Step, Workload};

const TROUBLES: [Trouble; 7] = [
    Trouble::Throws,
    Trouble::ThrowsDone,
    Trouble::ThrowsHalf,
    Trouble::Short,
    Trouble::Huge,
    Trouble::Full,
    Trouble::Dies,
];

/// How much was tried.
#[derive(Default)]
struct Counts {
    struck: usize,
    kills: usize,
    cuts: usize,
}

/// A workload, and what its steps make of the data where nothing goes wrong.
struct Trial {
    workload: Workload,
    /// The files as the machine finds them when it is first watched.
    start: Left,
    start_time: i64,
    /// What there is before the first watched step, and after each.
    states: Vec<Contents>,
    /// When each watched step is taken, in microseconds.
    times: Vec<i64>,
}

impl Trial {
    fn new(seed: u64, mode: AppendFsync) -> Trial {
        let workload = Workload::new(seed, mode);
        let clock = Clock::new(seed);
        // The same start in every run, so that a seed says all.
        clock.set(1_800_000_000_000_000);
        let mut trial = Trial {
            start: Left::default(),
            start_time: 0,
            states: Vec::new(),
            times: Vec::new(),
            workload,
        };
        let machine = Machine::default();
        let mut rig = Rig::open(&machine, &clock, &trial.workload).unwrap();
        let (before, watched) = trial.workload.steps.split_at(trial.workload.prepared);
        for step in before {
            rig.wait(step);
            rig.run(&step.action).unwrap();
        }
        trial.start_time = rig.now() * 1000;
        trial.start = match (before.is_empty(), trial.workload.is_closed) {
            (true, _) => Left::default(),
            (_, true) => {
                rig.run(&Action::Reopen).unwrap();
                machine.left()
            }
            (_, false) => machine.left(),
        };
        // The judge has room for everything in memory: what is tested has not.
        rig.connection()
            .script("PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 0")
            .unwrap();
        clock.set(trial.start_time);
        trial.states.push(rig.contents().unwrap());
        for step in watched {
            rig.wait(step);
            trial.times.push(rig.now() * 1000);
            rig.run(&step.action).unwrap();
            trial.states.push(rig.contents().unwrap());
        }
        trial
    }

    fn steps(&self) -> &[Step] {
        &self.workload.steps[self.workload.prepared..]
    }

    fn rig(&self, machine: &Machine, why: &str) -> Rig {
        let clock = Clock::new(self.workload.seed);
        clock.set(self.start_time);
        let rig = Rig::open(machine, &clock, &self.workload);
        rig.unwrap_or_else(|error| panic!("{why}: {error}"))
    }

    /// Asserts that the contents are those after one of these numbers of steps; gives the number.
    fn expect(
        &self,
        found: &Contents,
        steps: std::ops::RangeInclusive<usize>,
        now: i64,
        why: &str,
    ) -> usize {
        let digest = found.digest(now);
        let newest_first = steps.clone().rev();
        let state = newest_first
            .into_iter()
            .find(|n| self.states[*n].digest(now) == digest);
        state.unwrap_or_else(|| {
            let known = (0..self.states.len()).filter(|n| self.states[*n].digest(now) == digest);
            let last = &self.states[*steps.end()];
            panic!(
                "{why}: expected the state after one of the steps {steps:?}, found that of {:?}; to the last:{}",
                known.collect::<Vec<_>>(),
                found.difference(last, now)
            )
        })
    }

    /// Opens what was left and asserts that it is sound, one of the allowed states, and of use.
    fn check_left(
        &self,
        left: &Left,
        steps: std::ops::RangeInclusive<usize>,
        micros: i64,
        why: &str,
    ) {
        let machine = Machine::holding(left);
        let mut rig = self.rig(&machine, why);
        rig.clock.set(micros);
        rig.connection()
            .integrity_check()
            .unwrap_or_else(|e| panic!("{why}: {e}"));
        let found = rig.contents().unwrap();
        let now = rig.now();
        let state = self.expect(&found, steps, now, why);
        assert_works(&mut rig, why);
        // Recovery has no state of its own, so that now and then is enough.
        if left.wal.len().is_multiple_of(5) {
            drop(rig);
            let found = self.rig(&machine, why).contents().unwrap();
            self.expect(&found, state..=state, now, &format!("{why}, once more"));
        }
    }

    /// Runs without trouble, and lets the process die and the power fail at every moment of it.
    fn kill(&self, counts: &mut Counts) {
        let seed = self.workload.seed;
        let machine = Machine::holding(&self.start);
        machine.record();
        let mut rig = self.rig(&machine, "untroubled");
        let mut promises = Promises::new(self.workload.mode);
        for (n, step) in self.steps().iter().enumerate() {
            rig.wait(step);
            rig.run(&step.action).unwrap();
            promises.note(&rig.engine_mode());
            machine.mark(n + 1);
        }
        drop(rig);
        let mut random = Random::new(&Clock::new(seed ^ 0x5EED));
        let mut below = move |limit: usize| random.below(limit as u64) as usize;
        let replay = Machine::holding(&self.start);
        let (mut acknowledged, mut flushed) = (0, 0);
        for (at, event) in machine.events().iter().enumerate() {
            if let Event::Mark(steps) = event {
                acknowledged = *steps;
                continue;
            }
            let in_flight = (acknowledged + 1).min(self.states.len() - 1);
            let micros = self.times[acknowledged.min(self.times.len() - 1)];
            let place =
                |what| format!("seed {seed} {:?}: {what} in event {at}", self.workload.mode);
            // The process dies with the call half done.
            let halved = Machine::holding(&replay.left());
            halved.repeat(&half(event, &mut below));
            self.check_left(
                &halved.left(),
                acknowledged..=in_flight,
                micros,
                &place("a kill"),
            );
            counts.kills += 1;
            replay.repeat(event);
            // With the call on its way, flushes that are done aside.
            if *event == Event::Flush(File::Wal) {
                flushed = acknowledged;
            }
            let durable = flushed.max(promises.durable(acknowledged));
            for _ in 0..2 {
                let left = replay.after_power_cut(&mut below);
                self.check_left(&left, durable..=in_flight, micros, &place("a power cut"));
                counts.cuts += 1;
            }
        }
    }

    /// Runs again and again, each time with trouble at another call, until all were struck.
    fn strike(&self, counts: &mut Counts) {
        for at in 0.. {
            let trouble = TROUBLES[(self.workload.seed as usize + at) % TROUBLES.len()];
            let machine = Machine::holding(&self.start);
            machine.strike(at, trouble);
            let place = format!(
                "seed {} {:?}: {trouble:?} at call {at}",
                self.workload.seed, self.workload.mode
            );
            let mut rig = self.open_in_trouble(&machine, &place);
            // What struck while it opened lasts into the first step.
            let mut is_mended = false;
            for (n, step) in self.steps().iter().enumerate() {
                rig.wait(step);
                self.take(&mut rig, n, trouble, &format!("{place}, step {n}"));
                if machine.has_struck() && !is_mended {
                    is_mended = true;
                    rig.mend();
                    let place = format!("{place}, step {n}: {}", step.action);
                    self.check_agreement(&mut rig, n + 1..=n + 1, n + 1, &place);
                }
            }
            if !machine.has_struck() {
                return;
            }
            counts.struck += 1;
            self.check_end(rig, &place);
        }
    }

    /// Opens the database; where that fails it says why, and what has failed once does not again.
    fn open_in_trouble(&self, machine: &Machine, place: &str) -> Rig {
        let clock = Clock::new(self.workload.seed);
        clock.set(self.start_time);
        match Rig::open(machine, &clock, &self.workload) {
            Ok(rig) => rig,
            Err(error) => {
                assert!(["IO", "FULL"].contains(&error.code()), "{place}: {error}");
                machine.mend();
                let again = Rig::open(machine, &clock, &self.workload);
                again.unwrap_or_else(|error| panic!("{place}: not again: {error}"))
            }
        }
    }

    /// Takes a step; where it is refused it has not happened, and happens when it is taken again.
    fn take(&self, rig: &mut Rig, n: usize, trouble: Trouble, place: &str) {
        let action = &self.steps()[n].action;
        let Err(told) = rig.run(action) else {
            return;
        };
        let names_cause =
            told.contains("injected") || told.contains("space") || told.contains("read");
        assert!(names_cause, "{place}: {told}");
        if trouble == Trouble::Full {
            assert_reads(rig, place);
        }
        rig.machine.mend();
        let flushes = match action {
            Action::Batch(lines) => lines.iter().any(|line| {
                ["WAITAOF", "CONFIG"]
                    .map(str::as_bytes)
                    .contains(&line[0].as_slice())
            }),
            _ => true,
        };
        // A batch whose own flush fails is committed, and told that it is not on the device.
        let last = n + usize::from(flushes);
        let in_flight = if trouble == Trouble::Dies {
            n + 1
        } else {
            last
        };
        let found = self.check_agreement(rig, n..=last, in_flight, place);
        rig.mend();
        if found == n {
            rig.run(action)
                .unwrap_or_else(|told| panic!("{place}: again: {told}"));
        }
    }

    /// Asserts that what the engine says is what another process would find in its files. Where the
    /// host died in a commit that could not be withdrawn yet, that one may be there.
    fn check_agreement(
        &self,
        rig: &mut Rig,
        steps: std::ops::RangeInclusive<usize>,
        in_flight: usize,
        place: &str,
    ) -> usize {
        let now = rig.now();
        let in_memory = rig.contents().unwrap_or_else(|e| panic!("{place}: {e}"));
        let state = self.expect(
            &in_memory,
            steps.clone(),
            now,
            &format!("{place}: in memory"),
        );
        let left = Machine::holding(&rig.machine.left());
        let on_disk = self.rig(&left, place).contents().unwrap();
        self.expect(
            &on_disk,
            state..=in_flight.max(state),
            now,
            &format!("{place}: on disk"),
        );
        state
    }

    /// A run that met trouble ends as one that did not.
    fn check_end(&self, mut rig: Rig, place: &str) {
        let last = self.states.len() - 1;
        let mut random = Random::new(&Clock::new(self.workload.seed));
        let mut below = move |limit: usize| random.below(limit as u64) as usize;
        if self.workload.mode != AppendFsync::No {
            // Two seconds later everything is on the device.
            for _ in 0..2 {
                rig.clock.advance(1_100_000);
                rig.engine.tick();
            }
        }
        let micros = rig.now() * 1000;
        let is_flushed = self.workload.mode != AppendFsync::No && rig.engine_mode() != "no";
        let least = if is_flushed { last } else { 0 };
        let found = rig.contents().unwrap();
        let why = format!("{place}: at the end");
        self.expect(&found, last..=last, rig.now(), &why);
        if below(6) == 0 {
            keyspace::check(&mut rig.engine, place);
            let left = rig.machine.left();
            let why = format!("{place}: killed at the end");
            self.check_left(&left, last..=last, micros, &why);
        }
        let left = rig.machine.after_power_cut(&mut below);
        self.check_left(
            &left,
            least..=last,
            micros,
            &format!("{place}: power cut at the end"),
        );
    }
}

/// Which acknowledged steps a power cut must leave alone, because of the mode they were
/// acknowledged in.
struct Promises {
    is_always: bool,
    /// After how many steps all of them were promised.
    durable: BTreeMap<usize, usize>,
    steps: usize,
}

impl Promises {
    fn new(mode: AppendFsync) -> Promises {
        Promises {
            is_always: mode == AppendFsync::Always,
            durable: BTreeMap::from([(0, 0)]),
            steps: 0,
        }
    }

    /// A step was acknowledged, and the mode is this now.
    fn note(&mut self, mode: &str) {
        self.steps += 1;
        let was_always = std::mem::replace(&mut self.is_always, mode == "always");
        // The step that turns to another mode is flushed, and so is the first of `always`.
        if was_always || self.is_always {
            self.durable.insert(self.steps, self.steps);
        }
    }

    fn durable(&self, acknowledged: usize) -> usize {
        let promised = self.durable.range(..=acknowledged).next_back();
        promised.map_or(0, |(_, steps)| *steps)
    }
}

/// The event as a process leaves it that dies in it.
fn half(event: &Event, below: &mut dyn FnMut(usize) -> usize) -> Event {
    match event {
        Event::Write(file, at, bytes) => {
            let share = below(bytes.len() + 1);
            Event::Write(*file, *at, bytes[..share].to_vec())
        }
        other => other.clone(),
    }
}

/// Asserts that the engine takes writes and gives them back, and leaves nothing of it.
fn assert_works(rig: &mut Rig, place: &str) {
    let lines = ["SET probe works", "GET probe", "DEL probe"];
    let lines = lines.map(|line| line.split(' ').map(|word| word.into()).collect());
    let replies = rig.batch(&lines);
    let expected = [Reply::Ok, Reply::Bulk(b"works".to_vec()), Reply::Int(1)];
    assert_eq!(replies, expected, "{place}: not of use");
}

/// Asserts that reads go on.
fn assert_reads(rig: &mut Rig, place: &str) {
    let lines =
        ["DBSIZE", "GET none"].map(|line| line.split(' ').map(|word| word.into()).collect());
    let replies = rig.batch(&lines);
    assert!(
        matches!(replies[..], [Reply::Int(_), Reply::Nil]),
        "{place}: no reads: {replies:?}"
    );
}

/// Tries the workloads of a mode, and prints how much was tried.
fn try_mode(mode: AppendFsync) {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse::<u64>().unwrap())
    };
    let first = number("REDLET_SEED").unwrap_or(1);
    let workloads = number("REDLET_FAULTS").unwrap_or(5);
    let mut counts = Counts::default();
    for seed in first..first + workloads {
        let trial = Trial::new(seed, mode);
        trial.kill(&mut counts);
        trial.strike(&mut counts);
        if (seed - first) % 100 == 99 {
            println!("{} workloads so far", seed - first + 1);
        }
    }
    println!(
        "appendfsync {}: {workloads} workloads, {} calls struck, {} kills, {} power cuts, no violation",
        mode.name(),
        counts.struck,
        counts.kills,
        counts.cuts
    );
}

#[test]
fn always_loses_nothing() {
    try_mode(AppendFsync::Always);
}

#[test]
fn everysec_loses_nothing_that_was_flushed() {
    try_mode(AppendFsync::EverySec);
}

#[test]
fn no_loses_no_part_of_a_batch() {
    try_mode(AppendFsync::No);
}
