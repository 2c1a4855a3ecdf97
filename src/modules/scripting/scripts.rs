//! The scripts by their digests: those of EVAL, of which the last used are kept, and those of SCRIPT LOAD.

use std::collections::HashMap;
use std::rc::Rc;

use super::rules::Flags;
use super::{metadata, store};
use crate::command::Tx;
use crate::error::Result;

/// How many scripts of EVAL are kept, as in Redis 7.4.
const MOST_EVALUATED: usize = 500;
/// How many bytes of sources memory holds; more are read from the file again.
const MOST_BYTES: usize = 4 << 20;

/// A script.
#[derive(Debug)]
pub struct Script {
    /// Its digest: 40 lower-case hexadecimal digits.
    pub digest: String,
    /// Its flags, if it says any.
    pub flags: Option<Flags>,
    /// Its source, without what its first line says.
    pub body: Vec<u8>,
}

impl Script {
    /// Reads the first line of a source.
    pub fn new(digest: String, source: &[u8]) -> Result<Script> {
        let (flags, body) = metadata::script(source)?;
        Ok(Script {
            digest,
            flags,
            body: body.to_vec(),
        })
    }
}

/// The scripts that memory holds.
#[derive(Debug, Default)]
pub struct Scripts {
    used: HashMap<String, Rc<Script>>,
    bytes: usize,
    /// The scripts of EVAL in the file, each with when it was last used; none until somebody asks.
    evaluated: Option<HashMap<String, u64>>,
    /// The number of uses.
    now: u64,
    /// How many scripts of EVAL were dropped.
    pub evicted: u64,
}

impl Scripts {
    /// Drops what the file may say otherwise.
    pub fn forget(&mut self) {
        self.used.clear();
        self.bytes = 0;
        self.evaluated = None;
    }

    /// The script with this digest, if it is known.
    pub fn find(&mut self, tx: &mut Tx, digest: &str) -> Result<Option<Rc<Script>>> {
        self.now += 1;
        if let Some(evaluated) = &mut self.evaluated
            && let Some(used_at) = evaluated.get_mut(digest)
        {
            *used_at = self.now;
        }
        if let Some(script) = self.used.get(digest) {
            return Ok(Some(script.clone()));
        }
        let Some(source) = store::script(tx.store, digest)? else {
            return Ok(None);
        };
        let script = Script::new(digest.to_owned(), &source)?;
        self.note_use(tx, digest)?;
        Ok(Some(self.hold(script)))
    }

    /// Notes that a script of the file was used that was not used since the engine was opened.
    fn note_use(&mut self, tx: &mut Tx, digest: &str) -> Result<()> {
        let now = self.now;
        if let Some(used_at) = self.evaluated(tx)?.get_mut(digest) {
            *used_at = now;
        }
        Ok(())
    }

    fn evaluated(&mut self, tx: &mut Tx) -> Result<&mut HashMap<String, u64>> {
        let evaluated = match self.evaluated.take() {
            Some(evaluated) => evaluated,
            // In their order, and all before those that are used from now on.
            None => {
                let found = store::evaluated(tx.store)?;
                self.now += found.len() as u64;
                let from = self.now - found.len() as u64;
                found.into_iter().zip(from..).collect()
            }
        };
        Ok(self.evaluated.insert(evaluated))
    }

    fn hold(&mut self, script: Script) -> Rc<Script> {
        if self.bytes + script.body.len() > MOST_BYTES {
            self.used.clear();
            self.bytes = 0;
        }
        self.bytes += script.body.len();
        let script = Rc::new(script);
        self.used.insert(script.digest.clone(), script.clone());
        script
    }

    /// Keeps a script that compiles: for good if it was loaded, else with the last of EVAL.
    pub fn keep(
        &mut self,
        tx: &mut Tx,
        script: Script,
        source: &[u8],
        is_loaded: bool,
    ) -> Result<Rc<Script>> {
        // In a full storage nothing could be run that only reads, or deletes.
        let is_full = tx.server.eviction.full_until > tx.now_micros;
        if is_loaded {
            store::put_script(tx.store, &script.digest, source, true)?;
            if let Some(evaluated) = &mut self.evaluated {
                evaluated.remove(&script.digest);
            }
        } else if !is_full {
            self.make_room(tx)?;
            store::put_script(tx.store, &script.digest, source, false)?;
            let now = self.now;
            self.evaluated(tx)?.insert(script.digest.clone(), now);
        }
        Ok(self.hold(script))
    }

    /// Drops the script of EVAL that was used longest ago, if there are many.
    fn make_room(&mut self, tx: &mut Tx) -> Result<()> {
        let evaluated = self.evaluated(tx)?;
        if evaluated.len() < MOST_EVALUATED {
            return Ok(());
        }
        let oldest = evaluated.iter().min_by_key(|(_, used_at)| **used_at);
        let Some(digest) = oldest.map(|(digest, _)| digest.clone()) else {
            return Ok(());
        };
        evaluated.remove(&digest);
        store::delete_script(tx.store, &digest)?;
        if let Some(gone) = self.used.remove(&digest) {
            self.bytes -= gone.body.len();
        }
        self.evicted += 1;
        Ok(())
    }

    /// Drops all scripts.
    pub fn flush(&mut self, tx: &mut Tx) -> Result<()> {
        self.forget();
        Ok(store::delete_scripts(tx.store)?)
    }
}

impl Scripts {
    /// Notes that a script is kept for good, whoever brought it.
    pub fn was_loaded(&mut self, digest: &str) {
        if let Some(evaluated) = &mut self.evaluated {
            evaluated.remove(digest);
        }
    }
}
