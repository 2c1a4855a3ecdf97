//! What a script may do: by its flags, by the command that runs it, and by the room that there is.

use super::error::{
    ARITY_IN_SCRIPT, MAY_WRITE, NOT_IN_SCRIPT, UNKNOWN_IN_SCRIPT, WRITE_IN_READ_ONLY,
};
use crate::command::args::Args;
use crate::command::{Command, Flag, Tx};
use crate::error::{Error, Result};
use redlet_lua::interpreter::FLAGS;

/// The flags of a script or function, a bit each, in the order of [`FLAGS`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// Adds the flag of this name, if there is one.
    pub fn add(&mut self, name: &[u8]) -> Option<()> {
        let at = FLAGS.iter().position(|flag| flag.as_bytes() == name)?;
        self.0 |= 1 << at;
        Some(())
    }

    /// Those with these names, with spaces between them.
    pub fn of(names: &str) -> Flags {
        let mut flags = Flags::default();
        for name in names.split_whitespace() {
            flags.add(name.as_bytes());
        }
        flags
    }

    fn has(self, name: &str) -> bool {
        Flags::of(name).0 & self.0 != 0
    }
}

/// What a script that runs may do.
#[derive(Debug)]
pub struct Rules {
    /// Whether commands that write are refused.
    pub is_read_only: bool,
    /// Why commands that may add data are refused, until the first that writes has run: a script is not stopped half-way.
    lacks_room: Option<Error>,
    /// Whether a command that writes has run.
    pub has_written: bool,
}

impl Rules {
    /// The rules for a script with these flags, or that does not say; refused where it may not run at all.
    pub fn new(tx: &mut Tx, flags: Option<Flags>) -> Result<Rules> {
        let is_read_only = tx.command.is(Flag::readonly);
        let says_no_writes = flags.is_some_and(|flags| flags.has("no-writes"));
        let allows_no_room = says_no_writes || flags.is_some_and(|flags| flags.has("allow-oom"));
        if is_read_only && flags.is_some() && !says_no_writes {
            return Err(MAY_WRITE);
        }
        let lacks_room = match allows_no_room {
            true => None,
            false => tx.lack_of_room()?,
        };
        match lacks_room {
            Some(why) if flags.is_some() => Err(why),
            lacks_room => Ok(Rules {
                is_read_only: is_read_only || says_no_writes,
                lacks_room,
                has_written: false,
            }),
        }
    }

    /// Finds a command, and refuses it if the script may not run it.
    pub fn admit<'a>(
        &mut self,
        tx: &mut Tx,
        words: &'a [&'a [u8]],
    ) -> Result<(&'static Command, Args<'a>)> {
        let (command, args) = tx.table.find(words).map_err(|error| match error {
            Error::Arity(_) => ARITY_IN_SCRIPT,
            _ => UNKNOWN_IN_SCRIPT,
        })?;
        if command.is(Flag::noscript) || command.is(Flag::internal) {
            return Err(NOT_IN_SCRIPT);
        }
        let is_write = tx.is_write(command);
        if is_write && self.is_read_only {
            return Err(WRITE_IN_READ_ONLY);
        }
        if command.is(Flag::denyoom)
            && !self.has_written
            && let Some(why) = self.lacks_room.take()
        {
            // It is refused again.
            let again = Error::Other(why.to_string().into());
            self.lacks_room = Some(again);
            return Err(why);
        }
        self.has_written |= command.is(Flag::write);
        Ok((command, args))
    }
}

impl Rules {
    /// For the code of a library, which runs no commands.
    pub fn none() -> Rules {
        Rules {
            is_read_only: true,
            lacks_room: None,
            has_written: false,
        }
    }
}
