//! Adds members to a set and updates its row: the number of members, and the encoding.

use crate::command::Tx;
use crate::command::args::Key;
use crate::error::Result;
use crate::number;
use crate::store::Encoding;
use crate::store::keys::KeyRow;

/// A set that grows.
pub struct Writer {
    set: KeyRow,
    was: (i64, Encoding),
}

fn is_integer(member: &[u8]) -> bool {
    member.len() <= 20 && number::parse_i64(member).is_some()
}

impl Writer {
    /// Starts to add to a set, or makes one that has room for these members.
    pub fn open(tx: &mut Tx, key: Key, set: Option<KeyRow>, members: &[&[u8]]) -> Result<Writer> {
        let expected = members.len() as i64;
        let config = &tx.server.config;
        let (ints, entries) = (
            config.set_max_intset_entries,
            config.set_max_listpack_entries,
        );
        let set = match set {
            Some(set) => set,
            None => {
                let is_integers = members.first().is_some_and(|member| is_integer(member));
                let encoding = match is_integers && expected <= ints {
                    true => Encoding::Intset,
                    false if expected <= entries => Encoding::Listpack,
                    false => Encoding::Hashtable,
                };
                tx.store.new_set(tx.db, key.0, encoding)?
            }
        };
        let was = (set.size, set.encoding);
        let mut writer = Writer { set, was };
        let is_too_many = match writer.set.encoding {
            Encoding::Intset => expected > ints,
            Encoding::Listpack => expected > entries,
            _ => false,
        };
        if is_too_many {
            writer.become_hashtable(tx)?;
        }
        Ok(writer)
    }

    /// Adds a member. Returns whether it is new.
    pub fn add(&mut self, tx: &mut Tx, member: &[u8]) -> Result<bool> {
        if self.set.encoding != Encoding::Hashtable && tx.store.has_member(&self.set, member)? {
            return Ok(false);
        }
        self.make_room(tx, member)?;
        let is_new = tx.store.add_to_set(&self.set, member)?;
        self.set.size += i64::from(is_new);
        Ok(is_new)
    }

    /// Changes the encoding if the new member asks for it.
    fn make_room(&mut self, tx: &mut Tx, member: &[u8]) -> Result<()> {
        let config = &tx.server.config;
        let has_room = self.set.size < config.set_max_listpack_entries
            && member.len() as i64 <= config.set_max_listpack_value;
        match self.set.encoding {
            Encoding::Intset if is_integer(member) => {
                if self.set.size >= config.set_max_intset_entries {
                    return self.become_hashtable(tx);
                }
            }
            Encoding::Intset if has_room => {
                self.become_listpack(tx)?;
            }
            Encoding::Listpack if has_room => {}
            Encoding::Hashtable => {}
            _ => return self.become_hashtable(tx),
        }
        Ok(())
    }

    /// A listpack made of an intset has its order.
    fn become_listpack(&mut self, tx: &mut Tx) -> Result<()> {
        let members = super::members(tx, &self.set)?;
        self.set.encoding = Encoding::Listpack;
        tx.store.clear_members(&self.set)?;
        for member in members {
            tx.store.add_to_set(&self.set, &member)?;
        }
        Ok(())
    }

    fn become_hashtable(&mut self, tx: &mut Tx) -> Result<()> {
        self.set.encoding = Encoding::Hashtable;
        Ok(tx.store.pack_members(&self.set)?)
    }

    /// Writes what has become of the set.
    pub fn finish(self, tx: &mut Tx) -> Result<()> {
        if (self.set.size, self.set.encoding) != self.was {
            tx.store.put_set(tx.db, &self.set)?;
        }
        Ok(())
    }
}
