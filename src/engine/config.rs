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

/// The values in force.
#[derive(Debug, Default)]
pub struct Config {
    /// `appendfsync`.
    pub appendfsync: AppendFsync,
    /// `requirepass`; empty where none is required.
    pub requirepass: Vec<u8>,
}
