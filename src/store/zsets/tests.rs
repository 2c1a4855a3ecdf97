//! Sorted sets against a plain sorted vector, with so small odds that every level is there early.

use super::*;
use crate::sqlite::Connection;

/// xorshift64*: the test's own randomness.
struct Dice(u64);

impl Dice {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.bits()) * limit as u128) >> 64) as usize
    }

    fn score(&mut self) -> f64 {
        match self.below(12) {
            0 => f64::NEG_INFINITY,
            1 => f64::INFINITY,
            2 => -0.0,
            3 => 0.0,
            _ => self.below(40) as f64 / 4.0 - 5.0,
        }
    }

    fn member(&mut self) -> Vec<u8> {
        match self.below(400) {
            0 => Vec::new(),
            1 => vec![0],
            n => n.to_string().into_bytes(),
        }
    }
}

struct Rig {
    store: Store,
    zset: KeyRow,
    dice: Dice,
    /// In the order of scores and names.
    model: Vec<Scored>,
}

impl Rig {
    fn new(seed: u64) -> Rig {
        let conn = Connection::memory().unwrap();
        let mut store = Store::open(conn, &crate::store::types::CORE).unwrap();
        let db = store.db(0).unwrap();
        let zset = store.new_zset(db, b"z").unwrap();
        let dice = Dice(seed * 2 + 1);
        Rig {
            store,
            zset,
            dice,
            model: Vec::new(),
        }
    }

    fn sort(&mut self) {
        self.model.sort_by(|a, b| {
            let by_score = a.score.partial_cmp(&b.score).unwrap();
            by_score.then_with(|| a.member.cmp(&b.member))
        });
    }

    fn put(&mut self) {
        let (member, score) = (self.dice.member(), self.dice.score());
        let random = self.dice.bits();
        match self.store.score(&self.zset, &member).unwrap() {
            None => {
                self.store
                    .add_member(&self.zset, &member, score, random)
                    .unwrap();
                self.model.push(Scored { member, score });
            }
            Some(old) => {
                self.store
                    .move_member(&self.zset, &member, old, score, random)
                    .unwrap();
                self.model
                    .iter_mut()
                    .find(|e| e.member == member)
                    .unwrap()
                    .score = score;
            }
        }
        self.sort();
    }

    fn remove(&mut self) {
        if self.model.is_empty() {
            return;
        }
        let at = self.dice.below(self.model.len());
        let gone = self.model.remove(at);
        self.store
            .remove_member(&self.zset, &gone.member, gone.score)
            .unwrap();
    }

    /// A place, and how many members stand before it.
    fn place(&mut self) -> (Place, usize) {
        let before = |is: &dyn Fn(&Scored) -> bool| self.model.iter().filter(|e| is(e)).count();
        match self.dice.below(6) {
            0 => (Place::start(), 0),
            1 => (Place::end(), self.model.len()),
            2 => {
                let score = self.dice.score();
                (Place::before_score(score), before(&|e| e.score < score))
            }
            3 => {
                let score = self.dice.score();
                (Place::after_score(score), before(&|e| e.score <= score))
            }
            kind => {
                let (score, member) = (self.dice.score(), self.dice.member());
                let is_after = kind == 5;
                let place = match is_after {
                    true => Place::after(score, &member),
                    false => Place::at(score, &member),
                };
                let count = before(&|e| {
                    let is_less = e.score < score || (e.score == score && e.member < member);
                    is_less || (is_after && e.score == score && e.member == member)
                });
                (place, count)
            }
        }
    }

    fn remove_range(&mut self) {
        let ((from, start), (to, end)) = (self.place(), self.place());
        // Mostly short ones, or nothing is left to go on with.
        if end > start + 8 && self.dice.below(10) > 0 {
            return;
        }
        let removed = self.store.remove_between(&self.zset, &from, &to).unwrap();
        let expected = self.model.drain(start..end.max(start)).count();
        assert_eq!(removed as usize, expected);
    }

    fn become_skiplist(&mut self) {
        let dice = &mut self.dice;
        self.store.build_ranks(&self.zset, || dice.bits()).unwrap();
        self.zset.encoding = Encoding::Skiplist;
    }

    fn check(&mut self) {
        for _ in 0..3 {
            let (place, before) = self.place();
            let rank = self.store.rank(&self.zset, &place).unwrap();
            assert_eq!(rank as usize, before, "{place:?}");
        }
        let rank = self.dice.below(self.model.len() + 2);
        let limit = self.dice.below(6);
        let found = self
            .store
            .members_by_rank(&self.zset, rank as i64, limit as i64)
            .unwrap();
        let wanted: Vec<Scored> = self.model.iter().skip(rank).take(limit).cloned().collect();
        assert_eq!(found, wanted);
        let ((from, start), (to, end)) = (self.place(), self.place());
        let is_reverse = self.dice.below(2) == 0;
        let found = self
            .store
            .members_between(&self.zset, &from, &to, is_reverse, (1, 5))
            .unwrap();
        let mut wanted = self.model.get(start..end).unwrap_or_default().to_vec();
        if is_reverse {
            wanted.reverse();
        }
        let wanted: Vec<Scored> = wanted.into_iter().skip(1).take(5).collect();
        assert_eq!(found, wanted, "{from:?} {to:?} {is_reverse}");
    }

    /// Every count of every level, against the members.
    fn check_counts(&mut self) {
        let sql = "SELECT count(*) FROM ranks AS node WHERE count <>
            (SELECT count(*) FROM scores WHERE key_id = node.key_id
             AND (score, member) >= (node.score, node.member)
             AND NOT EXISTS (SELECT 1 FROM ranks AS next WHERE next.key_id = node.key_id
               AND next.level = node.level AND (next.score, next.member) > (node.score, node.member)
               AND (scores.score, scores.member) >= (next.score, next.member)))";
        let wrong: Option<i64> = self.store.conn.one(sql, (), |row| row.get(0)).unwrap();
        assert_eq!(wrong, Some(0));
        let sql = "SELECT count(*) FROM ranks AS node WHERE member <> 0 AND level > 1 AND NOT EXISTS
            (SELECT 1 FROM ranks AS low WHERE low.key_id = node.key_id AND low.level = node.level - 1
             AND low.score = node.score AND low.member = node.member)";
        let lonely: Option<i64> = self.store.conn.one(sql, (), |row| row.get(0)).unwrap();
        assert_eq!(lonely, Some(0));
    }
}

#[test]
fn ranks_and_ranges_are_those_of_a_sorted_vector() {
    for seed in 0..6 {
        let mut rig = Rig::new(seed);
        for step in 0..1_500 {
            if step == 40 + seed * 10 {
                rig.become_skiplist();
            }
            match rig.dice.below(20) {
                0..=11 => rig.put(),
                12..=17 => rig.remove(),
                18 if rig.dice.below(30) == 0 => rig.become_skiplist(),
                _ => rig.remove_range(),
            }
            rig.check();
            if step % 50 == 0 {
                rig.check_counts();
            }
        }
        assert_eq!(rig.store.members(&rig.zset).unwrap(), rig.model);
    }
}

#[test]
fn a_copy_has_counts_of_its_own() {
    let mut rig = Rig::new(5);
    (0..200).for_each(|_| rig.put());
    rig.become_skiplist();
    let db = rig.store.db(0).unwrap();
    let original = rig.zset;
    rig.store.copy(&original, db, b"copy").unwrap();
    let copy = rig.store.find(db, b"copy", 0).unwrap().unwrap();
    rig.zset.id = copy.id;
    (0..200).for_each(|_| rig.put());
    rig.check_counts();
    rig.store.delete(db, &copy).unwrap();
    let left = "SELECT count(*) FROM scores WHERE key_id = ?1";
    let left: Option<i64> = rig
        .store
        .conn
        .one(left, (copy.id,), |row| row.get(0))
        .unwrap();
    assert_eq!(left, Some(0));
}

#[test]
fn a_scan_goes_on_although_memory_forgot_where_it_was() {
    let mut rig = Rig::new(3);
    (0..300).for_each(|_| rig.put());
    let mut given = Vec::new();
    let mut cursor = 0;
    loop {
        let (found, next) = rig.store.scan_members(&rig.zset, cursor, 7).unwrap();
        given.extend(found.into_iter().map(|found| found.member));
        if next == 0 {
            break;
        }
        cursor = next;
        rig.store.cursors = Cursors::default();
    }
    let mut wanted: Vec<Vec<u8>> = rig.model.iter().map(|e| e.member.clone()).collect();
    wanted.sort();
    assert_eq!(given, wanted);
}

/// Every statement finds its place through an index.
#[test]
fn no_statement_reads_a_whole_set() {
    let rig = Rig::new(1);
    let plan = |sql: &str| {
        let sql = format!("EXPLAIN QUERY PLAN {sql}");
        let lines = rig
            .store
            .conn
            .all(&sql, (), |row| row.get::<String>(3))
            .unwrap();
        lines.join("; ")
    };
    let range = "(score, member) >= (1, 2) AND (score, member) < (3, 4)";
    for sql in [
        format!(
            "SELECT member, score FROM scores WHERE key_id = 1 AND {range} ORDER BY score DESC, member DESC LIMIT 5 OFFSET 1"
        ),
        format!(
            "SELECT score, member, count FROM ranks WHERE key_id = 1 AND level = 2 AND {range} ORDER BY score, member"
        ),
    ] {
        let plan = plan(&sql);
        assert!(
            plan.contains("(score,member)>(?,?) AND (score,member)<(?,?)"),
            "{plan}"
        );
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}
