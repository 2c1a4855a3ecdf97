//! Writes values in the forms that Redis 7.0 writes, strings without packing them.

use super::listpack::Listpack;
use super::{Form, NEWEST, NODE_PACKED, NODE_PLAIN, Value, WRITTEN, intset, kind};
use crate::number;
use crate::order::sorted;

/// The most bytes of a list's node: what Redis takes without being told otherwise.
const NODE: usize = 8192;
/// What an element takes in a listpack beside its bytes, at most.
const AROUND: usize = 10;

/// The value, and the format's version that it needs.
pub fn write(value: &Value, form: Form) -> (Vec<u8>, u16) {
    let mut out = Writer(Vec::new());
    let mut version = WRITTEN;
    match value {
        Value::String(bytes) => {
            out.0.push(kind::STRING);
            out.string(bytes);
        }
        Value::List(items) => out.nodes(items),
        Value::Set(members) => out.members(members, form),
        Value::ZSet(members) => out.scored(members, form),
        Value::Hash(fields) => match fields.iter().filter_map(|(.., at)| *at).min() {
            Some(first) => {
                version = NEWEST;
                out.expiring(fields, form, first);
            }
            None => out.fields(fields, form),
        },
    }
    (out.0, version)
}

struct Writer(Vec<u8>);

impl Writer {
    fn length(&mut self, length: u64) {
        let bytes = length.to_be_bytes();
        let (head, width) = match length {
            ..0x40 => (0, 1),
            0x40..0x4000 => (0x40, 2),
            0x4000..=0xffff_ffff => {
                self.0.push(0x80);
                (0, 4)
            }
            _ => {
                self.0.push(0x81);
                (0, 8)
            }
        };
        let start = self.0.len();
        self.0.extend(bytes.iter().skip(8 - width));
        if let Some(first) = self.0.get_mut(start) {
            *first |= head;
        }
    }

    /// A string, as an integer where it is one of 32 bits.
    fn string(&mut self, bytes: &[u8]) {
        let number = number::parse_i64(bytes).filter(|_| bytes.len() <= 11);
        match number.and_then(|number| i32::try_from(number).ok()) {
            Some(number) => {
                let (head, width) = match number {
                    -128..=127 => (0xc0, 1),
                    -32_768..=32_767 => (0xc1, 2),
                    _ => (0xc2, 4),
                };
                self.0.push(head);
                self.0.extend(number.to_le_bytes().iter().take(width));
            }
            None => self.bytes(bytes),
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// One listpack of all these words.
    fn packed<'a>(&mut self, words: impl Iterator<Item = &'a [u8]>) {
        let mut pack = Listpack::new();
        words.for_each(|word| pack.push(word));
        self.bytes(&pack.finish());
    }

    fn nodes(&mut self, items: &[Vec<u8>]) {
        let mut nodes = Vec::new();
        let mut pack = Listpack::new();
        for item in items {
            let is_large = item.len() > NODE;
            if pack.size() + item.len() + AROUND > NODE {
                close(&mut pack, &mut nodes);
            }
            match is_large {
                true => nodes.push((NODE_PLAIN, item.clone())),
                false => pack.push(item),
            }
        }
        close(&mut pack, &mut nodes);
        self.0.push(kind::LIST_OF_LISTPACKS);
        self.length(nodes.len() as u64);
        for (container, bytes) in nodes {
            self.length(container);
            self.bytes(&bytes);
        }
    }

    fn members(&mut self, members: &[Vec<u8>], form: Form) {
        if form == Form::Intset {
            let members = members.iter().filter_map(|word| number::parse_i64(word));
            self.0.push(kind::SET_INTSET);
            return self.bytes(&intset::write(&members.collect::<Vec<i64>>()));
        }
        // Redis 7.0 reads no set in a listpack.
        self.0.push(kind::SET);
        self.length(members.len() as u64);
        members.iter().for_each(|member| self.string(member));
    }

    fn scored(&mut self, members: &[(Vec<u8>, f64)], form: Form) {
        if form == Form::Packed {
            self.0.push(kind::ZSET_LISTPACK);
            let mut pack = Listpack::new();
            for (member, score) in members {
                pack.push(member);
                pack.push(number::format_f64(*score).as_bytes());
            }
            return self.bytes(&pack.finish());
        }
        self.0.push(kind::ZSET);
        self.length(members.len() as u64);
        // The last first, as Redis does: each then stands before all that it has read.
        for (member, score) in members.iter().rev() {
            self.string(member);
            self.0.extend_from_slice(&score.to_le_bytes());
        }
    }

    fn fields(&mut self, fields: &[(Vec<u8>, Vec<u8>, Option<i64>)], form: Form) {
        let words = fields.iter().flat_map(|(field, value, _)| [field, value]);
        let words = words.map(Vec::as_slice);
        if form == Form::Packed {
            self.0.push(kind::HASH_LISTPACK);
            return self.packed(words);
        }
        self.0.push(kind::HASH);
        self.length(fields.len() as u64);
        words.for_each(|word| self.string(word));
    }

    fn expiring(&mut self, fields: &[(Vec<u8>, Vec<u8>, Option<i64>)], form: Form, first: i64) {
        let is_packed = form == Form::Packed;
        self.0.push(match is_packed {
            true => kind::HASH_LISTPACK_EXPIRING,
            false => kind::HASH_EXPIRING,
        });
        self.0.extend_from_slice(&first.to_le_bytes());
        if is_packed {
            let mut pack = Listpack::new();
            // Redis looks for those that expire at the front.
            let order = |at: &Option<i64>| at.unwrap_or(i64::MAX);
            let fields = sorted(fields.iter().collect(), |a, b| {
                order(&a.2).cmp(&order(&b.2))
            });
            for (field, value, at) in fields {
                pack.push(field);
                pack.push(value);
                pack.push(at.unwrap_or(0).to_string().as_bytes());
            }
            return self.bytes(&pack.finish());
        }
        self.length(fields.len() as u64);
        for (field, value, at) in fields {
            // 0 is none, so the first deadline is at distance 1.
            self.length(at.map_or(0, |at| (at - first) as u64 + 1));
            self.string(field);
            self.string(value);
        }
    }
}

/// Ends a node that has elements, and starts another.
fn close(pack: &mut Listpack, nodes: &mut Vec<(u64, Vec<u8>)>) {
    let done = std::mem::replace(pack, Listpack::new());
    if done.has_elements() {
        nodes.push((NODE_PACKED, done.finish()));
    }
}
