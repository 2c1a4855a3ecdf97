//! Spikes of latency: when something took longer than `latency-monitor-threshold`.

/// How many spikes of an event are kept.
const MAX_SPIKES: usize = 160;

/// One kind of what can take long.
#[derive(Debug)]
pub struct Event {
    /// Redis's name for it.
    pub name: &'static str,
    /// The worst ever, milliseconds.
    pub worst: i64,
    /// The last spikes, the latest last: seconds since the Unix epoch, and milliseconds.
    pub spikes: Vec<(i64, i64)>,
}

/// Every event that ever took long.
#[derive(Debug, Default)]
pub struct Latency(pub Vec<Event>);

impl Latency {
    /// Notes a spike of so many milliseconds at `at`, seconds. Of a second the worst is kept.
    pub fn note(&mut self, name: &'static str, at: i64, millis: i64) {
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

    /// The spikes of an event.
    pub fn of(&self, name: &[u8]) -> Vec<(i64, i64)> {
        let event = self.0.iter().find(|event| event.name.as_bytes() == name);
        event.map(|event| event.spikes.clone()).unwrap_or_default()
    }

    /// Forgets these events, or all where none is named; how many they were.
    pub fn forget(&mut self, names: &[&[u8]]) -> i64 {
        let before = self.0.len();
        self.0.retain(|event| {
            let is_named = names.contains(&event.name.as_bytes());
            !(names.is_empty() || is_named)
        });
        (before - self.0.len()) as i64
    }
}
