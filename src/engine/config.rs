//! CONFIG's parameters.

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

/// The values in force.
#[derive(Debug)]
pub struct Config {
    /// `appendfsync`.
    pub appendfsync: AppendFsync,
    /// `requirepass`; empty where none is required.
    pub requirepass: Vec<u8>,
    /// Whether expired keys are deleted in the background (DEBUG SET-ACTIVE-EXPIRE).
    pub active_expire: bool,
    /// Set where `appendfsync` was changed: SQLite is told after the batch.
    pub appendfsync_changed: bool,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            appendfsync: AppendFsync::EverySec,
            requirepass: Vec::new(),
            active_expire: true,
            appendfsync_changed: false,
        }
    }
}
