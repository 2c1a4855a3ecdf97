//! Random stories: batches of commands that make, change and lose keys in every way.

use redlet::engine::state::host::Random;

use super::grammar::{self, Dice, Line};
use super::native::Clock;
use crate::faults::workload;

/// What leads where the grammar and the workloads seldom do.
const MORE: &[&str] = &[
    "SELECT 0",
    "SELECT 1",
    "SELECT 0",
    "FLUSHDB",
    "SWAPDB 0 1",
    "HSET h f 1 g 2",
    "HPEXPIRE h 5 FIELDS 2 f g",
    "HGETEX h PX 5 FIELDS 1 f",
    "HSETEX h PX 5 FIELDS 1 f v",
    "HPEXPIRE h 5000 FIELDS 1 g",
    "HPERSIST h FIELDS 2 f g",
    "HINCRBY h n 1",
    "HINCRBYFLOAT h n 1.5",
    "HDEL h n",
    "SET a v PX 5",
    "SET b 1",
    "GETEX b PERSIST",
    "GETDEL b",
    "PFADD p x y z",
    "PFCOUNT p",
    "XADD x * f v",
    "XADD e 9-* f v",
    "XDEL e 9-0 9-1",
    "XADD o 9-1 f v",
    "XGROUP CREATE o g 0",
    "XREADGROUP GROUP g c STREAMS o >",
    "XCLAIM o g d 0 9-1",
    "XGROUP DELCONSUMER o g d",
    "XACKDEL o g KEEPREF IDS 1 9-1",
    "XDELEX o DELREF IDS 1 9-1",
    "XGROUP CREATE x g 0 MKSTREAM",
    "XREADGROUP GROUP g c COUNT 1 STREAMS x >",
    "XREADGROUP GROUP g c STREAMS x 0",
    "XGROUP CREATECONSUMER x g d",
    "XGROUP SETID x g $",
    "XGROUP SETID x g 0 ENTRIESREAD 1",
    "XGROUP DELCONSUMER x g c",
    "XGROUP DESTROY x g",
    "XAUTOCLAIM x g d 0 0",
    "XACK x g 1-1",
    "XSETID x 33177117420000-0",
    "XTRIM x MAXLEN 1",
    "RPUSH l a b",
    "RPOPLPUSH l m",
    "LMOVE m l LEFT LEFT",
    "LSET l 0 z",
    "LTRIM l 1 -1",
    "LINSERT l BEFORE a q",
    "LREM l 0 a",
    "LPUSH l a",
    "RPOP l",
    "SADD s a b c",
    "SMOVE s t a",
    "SPOP t",
    "SPOP s 2",
    "ZADD z 1 a 2 b 3 c",
    "ZADD z INCR 1 a",
    "ZREM z a",
    "ZREMRANGEBYSCORE z 1 1",
    "ZREMRANGEBYLEX z - (b",
    "ZREMRANGEBYRANK z 0 0",
    "ZPOPMAX z",
    "ZPOPMIN z",
    "ZUNIONSTORE y 1 z",
    "ZINTERSTORE y 1 z",
    "SDIFFSTORE y s nothing",
    "SUNIONSTORE y s t",
    "SREM s b",
    "GEORADIUS geo 13 38 100 km STORE y",
    "ZRANGESTORE y z 0 -1",
    "ZDIFFSTORE y 2 z nothing",
    "GEOADD geo 13.3 38.1 a",
    "GEOSEARCHSTORE y geo FROMMEMBER a BYRADIUS 1 km",
    "SINTERSTORE y s s",
    "SORT s ALPHA STORE y",
    "SETRANGE b 3 x",
    "SETBIT b 7 1",
    "BITFIELD b SET u8 0 7",
    "BITOP NOT c b",
    "INCRBYFLOAT n 1.5",
    "INCR i",
    "APPEND i 1",
    "EXPIRE i 100",
    "PERSIST i",
    "DEL i",
    "COPY b c REPLACE",
    "COPY b c DB 1 REPLACE",
    "RENAME a b",
    "RENAMENX b a",
    "MOVE a 1",
    "MOVE b 0",
];

/// What comes next, the same for one seed.
pub struct Stories {
    pub dice: Dice,
    random: Random,
}

impl Stories {
    pub fn new(seed: u64) -> Stories {
        Stories {
            dice: Dice::new(seed),
            random: Random::new(&Clock::new(seed)),
        }
    }

    /// A few commands, maybe in a transaction.
    pub fn batch(&mut self) -> Vec<Line> {
        let count = 1 + self.dice.below(5);
        let mut lines: Vec<Line> = (0..count).map(|_| self.line()).collect();
        let around = match self.dice.below(6) {
            0 => "MULTI",
            1 => "ATOMIC",
            _ => return lines,
        };
        lines.insert(self.dice.below(count), vec![around.into()]);
        lines.push(vec![b"EXEC".to_vec()]);
        lines
    }

    fn line(&mut self) -> Line {
        match self.dice.below(4) {
            0 => grammar::line(&mut self.dice),
            1 => workload::line(&mut self.random),
            _ => self.dice.pick(MORE).split(' ').map(Into::into).collect(),
        }
    }
}
