//! LATENCY: events that took longer than `latency-monitor-threshold`.

/// How many slow runs of an event are kept.
const MAX_SPIKES: usize = 160;

/// A kind of event.
#[derive(Debug)]
pub struct Event {
    /// Redis's name for it.
    pub name: &'static str,
    /// The longest ever, in milliseconds.
    pub worst: i64,
    /// The last slow runs, the newest last: seconds since the Unix epoch, and milliseconds.
    pub spikes: Vec<(i64, i64)>,
}

/// All events that were ever slow.
#[derive(Debug, Default)]
pub struct Latency(pub Vec<Event>);

impl Latency {
    /// Adds a run of so many milliseconds at `at`, in seconds. Of each second the longest is kept.
    pub fn add(&mut self, name: &'static str, at: i64, millis: i64) {
        let known = self.0.iter().position(|event| event.name == name);
        let index = known.unwrap_or_else(|| {
            self.0.push(Event {
                name,
                worst: 0,
                spikes: Vec::new(),
            });
            self.0.len() - 1
        });
        let Some(event) = self.0.get_mut(index) else {
            return;
        };
        event.worst = event.worst.max(millis);
        match event.spikes.last_mut() {
            Some((second, worst)) if *second == at => *worst = millis.max(*worst),
            _ => event.spikes.push((at, millis)),
        }
        if event.spikes.len() > MAX_SPIKES {
            event.spikes.remove(0);
        }
    }

    /// The slow runs of an event.
    pub fn of(&self, name: &[u8]) -> Vec<(i64, i64)> {
        let event = self.0.iter().find(|event| event.name.as_bytes() == name);
        event.map(|event| event.spikes.clone()).unwrap_or_default()
    }

    /// Deletes these events, or all if none is named. Returns how many there were.
    pub fn forget(&mut self, names: &[&[u8]]) -> i64 {
        let before = self.0.len();
        self.0.retain(|event| {
            let is_named = names.contains(&event.name.as_bytes());
            !(names.is_empty() || is_named)
        });
        (before - self.0.len()) as i64
    }
}
