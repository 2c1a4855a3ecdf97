//! What the engine remembers between commands: the server, its sessions, and what belongs to them.
//!
//! It is below the commands: nothing here runs one, or knows what runs them.

pub mod accesses;
pub mod changes;
pub mod command_stats;
pub mod config;
pub mod eviction;
pub mod host;
mod keyspace_events;
pub mod latency;
pub mod limits;
pub mod modules;
pub mod pace;
pub mod pause;
pub mod pubsub;
pub mod register;
pub mod server;
pub mod session;
pub mod slowlog;
pub mod tracking;
pub mod waiting;
pub mod watch;
