//! CONFIG's parameters: one table of all, and the values in force.
//!
//! A parameter that the engine uses is a typed field of [`Config`]; others are kept as text. Every value
//! is checked by its parameter's [`Rule`] before it is set.

mod output;
mod rule;
mod table;

pub use crate::error::ConfigRefusal;
use crate::protocol::resp::MAX_BULK;
pub use output::OutputLimit;
pub use rule::Rule;
pub use table::PARAMETERS;

/// When a write is on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AppendFsync {
    /// Before its reply.
    Always,
    /// At most a second after its reply.
    #[default]
    EverySec,
    /// When the operating system likes.
    No,
}

impl AppendFsync {
    /// By Redis's name for it.
    pub fn from_name(name: &str) -> Option<AppendFsync> {
        match name {
            "always" => Some(AppendFsync::Always),
            "everysec" => Some(AppendFsync::EverySec),
            "no" => Some(AppendFsync::No),
            _ => None,
        }
    }

    /// Redis's name for it.
    pub fn name(self) -> &'static str {
        match self {
            AppendFsync::Always => "always",
            AppendFsync::EverySec => "everysec",
            AppendFsync::No => "no",
        }
    }
}

/// The current values.
#[derive(Debug, Clone)]
pub struct Config {
    /// `appendfsync`.
    pub appendfsync: AppendFsync,
    /// `appendonly`: whether the database is in files.
    pub appendonly: bool,
    /// `requirepass`; empty if no password is required.
    pub requirepass: Vec<u8>,
    /// `port` of a server that uses this engine; 0 if there is none.
    pub port: u16,
    /// `notify-keyspace-events`, as CONFIG GET prints it.
    pub notify_keyspace_events: String,
    /// `client-output-buffer-limit`: of normal connections, replicas and subscribers.
    pub output_limits: [OutputLimit; 3],
    /// `client-query-buffer-limit`, in bytes.
    pub client_query_buffer_limit: i64,
    /// `maxclients`.
    pub maxclients: i64,
    /// `proto-max-bulk-len`, in bytes.
    pub proto_max_bulk_len: i64,
    /// `tcp-keepalive`, in seconds; 0 for none.
    pub tcp_keepalive: i64,
    /// `timeout`, in seconds; 0 for none.
    pub timeout: i64,
    /// `hash-max-listpack-entries`.
    pub hash_max_listpack_entries: i64,
    /// `hash-max-listpack-value`, in bytes.
    pub hash_max_listpack_value: i64,
    /// `hll-sparse-max-bytes`: a longer HyperLogLog is dense.
    pub hll_sparse_max_bytes: i64,
    /// `list-max-listpack-size`: the most elements, or if negative one of Redis's sizes.
    pub list_max_listpack_size: i64,
    /// `stream-node-max-bytes`.
    pub stream_node_max_bytes: i64,
    /// `stream-node-max-entries`.
    pub stream_node_max_entries: i64,
    /// `set-max-intset-entries`.
    pub set_max_intset_entries: i64,
    /// `set-max-listpack-entries`.
    pub set_max_listpack_entries: i64,
    /// `set-max-listpack-value`, in bytes.
    pub set_max_listpack_value: i64,
    /// `zset-max-listpack-entries`.
    pub zset_max_listpack_entries: i64,
    /// `zset-max-listpack-value`, in bytes.
    pub zset_max_listpack_value: i64,
    /// `busy-reply-threshold`: after how many milliseconds a script is ended; 0 for never.
    pub busy_reply_threshold: i64,
    /// `latency-monitor-threshold`, in milliseconds; 0 for none.
    pub latency_monitor_threshold: i64,
    /// `slowlog-log-slower-than`, in microseconds; below 0 for no log.
    pub slowlog_log_slower_than: i64,
    /// `latency-tracking`: whether the times of each command are counted by classes.
    pub latency_tracking: bool,
    /// `slowlog-max-len`.
    pub slowlog_max_len: i64,
    /// `maxmemory`, in bytes of data; 0 for no limit.
    pub maxmemory: u64,
    /// `maxmemory-policy`.
    pub maxmemory_policy: String,
    /// `maxmemory-samples`: how many random keys are sampled to evict one.
    pub maxmemory_samples: i64,
    /// `lfu-log-factor`: how hard it is for a counter of uses to grow.
    pub lfu_log_factor: i64,
    /// `lfu-decay-time`: after how many minutes it falls by one; 0 for never.
    pub lfu_decay_time: i64,
    /// `tracking-table-max-keys`; 0 for no limit.
    pub tracking_table_max_keys: i64,
    /// Whether expired keys are deleted in the background (DEBUG SET-ACTIVE-EXPIRE).
    pub active_expire: bool,
    /// Whether `appendfsync` was changed: SQLite's `synchronous` is set after the batch.
    pub appendfsync_changed: bool,
    /// The parameters without a field that differ from their defaults.
    pub kept: Vec<(&'static str, String)>,
    /// The names of the parameters that were set since the engine was opened: the next engine gets them, too.
    pub set: Vec<&'static str>,
    /// The version of the settings: how often parameters were set.
    pub version: u64,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            appendfsync: AppendFsync::EverySec,
            appendonly: false,
            requirepass: Vec::new(),
            port: 0,
            notify_keyspace_events: String::new(),
            output_limits: output::DEFAULT,
            client_query_buffer_limit: 640 << 20,
            maxclients: 10_000,
            proto_max_bulk_len: MAX_BULK,
            tcp_keepalive: 300,
            timeout: 0,
            hash_max_listpack_entries: 512,
            hash_max_listpack_value: 64,
            hll_sparse_max_bytes: 3000,
            list_max_listpack_size: -2,
            stream_node_max_bytes: 4096,
            stream_node_max_entries: 100,
            set_max_intset_entries: 512,
            set_max_listpack_entries: 128,
            set_max_listpack_value: 64,
            zset_max_listpack_entries: 128,
            zset_max_listpack_value: 64,
            busy_reply_threshold: 5000,
            latency_monitor_threshold: 0,
            slowlog_log_slower_than: 10_000,
            latency_tracking: true,
            slowlog_max_len: 128,
            maxmemory: 0,
            maxmemory_policy: "noeviction".to_owned(),
            maxmemory_samples: 5,
            lfu_log_factor: 10,
            lfu_decay_time: 1,
            tracking_table_max_keys: 1_000_000,
            active_expire: true,
            appendfsync_changed: false,
            kept: Vec::new(),
            set: Vec::new(),
            version: 0,
        }
    }
}

impl Config {
    /// Sets what CONFIG REWRITE kept. Unknown parameters and values are left out.
    pub fn load(&mut self, settings: Vec<(Vec<u8>, Vec<u8>)>) {
        for (name, value) in settings {
            let found = parameter(&name).filter(|found| found.change == Change::Live);
            if let Some(parameter) = found
                && let Ok(value) = parameter.rule.check(&value)
            {
                // It fails where this engine can't be so.
                let _ = parameter.set(self, &value);
            }
        }
        self.appendfsync_changed = false;
    }

    /// What CONFIG REWRITE keeps: all that differ from their default.
    pub fn settings(&self) -> Vec<(&'static str, Vec<u8>)> {
        let default = Config {
            appendonly: self.appendonly,
            ..Config::default()
        };
        let own = PARAMETERS.iter().filter(|parameter| {
            parameter.change == Change::Live && parameter.own_name() == parameter.name
        });
        let values = own.map(|parameter| (parameter.name, parameter.get(self), parameter));
        let changed = values.filter(|(_, value, parameter)| *value != parameter.get(&default));
        changed.map(|(name, value, _)| (name, value)).collect()
    }

    /// The longest word that a command may have, in bytes.
    pub fn max_bulk(&self) -> i64 {
        self.proto_max_bulk_len.min(MAX_BULK)
    }

    /// Whether `notify-keyspace-events` asks for events of this class; `K` and `E` are the channels.
    pub fn wants_event(&self, class: char) -> bool {
        let asked = &self.notify_keyspace_events;
        asked.contains(class) || (asked.contains('A') && rule::ALL_EVENTS.contains(class))
    }
}

/// A parameter of CONFIG.
pub struct Parameter {
    /// Its name, lower-case.
    pub name: &'static str,
    /// The values that it may have.
    pub rule: Rule,
    /// Whether CONFIG SET may change it.
    pub change: Change,
    /// Where its value is.
    place: Place,
}

/// Whether CONFIG SET may change a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Yes.
    Live,
    /// No: it is set at the start.
    Immutable,
    /// No, for safety.
    Protected,
}

/// Where a parameter's value is.
enum Place {
    /// In [`Config::kept`]; this is the default.
    Kept(&'static str),
    /// In a field.
    Field {
        get: fn(&Config) -> Vec<u8>,
        set: fn(&mut Config, &[u8]) -> Result<(), ConfigRefusal>,
    },
    /// It is another name of this parameter.
    Alias(&'static str),
}

/// The parameter of that name, in any case.
pub fn parameter(name: &[u8]) -> Option<&'static Parameter> {
    let is_it = |p: &&Parameter| p.name.as_bytes().eq_ignore_ascii_case(name);
    PARAMETERS.iter().find(is_it)
}

impl Parameter {
    /// Its main name, if it was found by another.
    pub fn own_name(&self) -> &'static str {
        match self.place {
            Place::Alias(of) => of,
            _ => self.name,
        }
    }

    /// Its value.
    pub fn get(&self, config: &Config) -> Vec<u8> {
        match self.place {
            Place::Kept(default) => match config.kept.iter().find(|(name, _)| *name == self.name) {
                Some((_, kept)) => kept.clone().into_bytes(),
                None => default.into(),
            },
            Place::Field { get, .. } => get(config),
            Place::Alias(of) => parameter(of.as_bytes()).map_or_else(Vec::new, |p| p.get(config)),
        }
    }

    /// Sets its value, which its rule has checked.
    ///
    /// # Errors
    /// Fails if this engine can't have the value.
    pub fn set(&self, config: &mut Config, value: &[u8]) -> Result<(), ConfigRefusal> {
        match self.place {
            Place::Kept(_) => {
                let text = String::from_utf8_lossy(value).into_owned();
                config.kept.retain(|(name, _)| *name != self.name);
                config.kept.push((self.name, text));
                Ok(())
            }
            Place::Field { set, .. } => set(config, value),
            Place::Alias(of) => match parameter(of.as_bytes()) {
                Some(parameter) => parameter.set(config, value),
                None => Ok(()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_passes_its_own_rule_unchanged() {
        let config = Config::default();
        for parameter in PARAMETERS {
            let value = parameter.get(&config);
            let checked = parameter.rule.check(&value);
            assert_eq!(checked.ok(), Some(value), "{}", parameter.name);
        }
    }

    #[test]
    fn a_value_that_is_set_is_the_value_that_is_read() {
        let mut config = Config::default();
        for parameter in PARAMETERS {
            let value = parameter.get(&config);
            assert_eq!(parameter.set(&mut config, &value), Ok(()));
            assert_eq!(parameter.get(&config), value, "{}", parameter.name);
        }
    }

    #[test]
    fn names_are_given_once() {
        let mut names: Vec<_> = PARAMETERS.iter().map(|p| p.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
