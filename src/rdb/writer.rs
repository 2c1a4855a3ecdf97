//! Writes values in the forms that Redis 7.0 writes, strings without packing them.

use super::listpack::{Listpack, put_low};
use super::{Form, NEWEST, NODE_PACKED, NODE_PLAIN, Value, WRITTEN, Written, intset, kind};
use crate::number;

/// The most bytes of a list's node: what Redis takes without being told otherwise.
const NODE: usize = 8192;
/// What an element takes in a listpack beside its bytes, at most.
const AROUND: usize = 10;

/// The value, and the format's version that it needs.
pub fn write(value: &Value, form: Form) -> Written {
    let mut out = Writer::new();
    let mut version = WRITTEN;
    match value {
        Value::String(bytes) => {
            out.byte(kind::STRING);
            out.string(bytes);
        }
        Value::List(items) => out.nodes(items),
        Value::Set(members) => out.members(members, form),
        Value::ZSet(members) => out.scored(members, form),
        Value::Hash(fields) => match fields.iter().filter_map(|(.., at)| *at).min() {
            Some(first) => {
                version = NEWEST;
                out.expiring(fields, first);
            }
            None => out.fields(fields, form),
        },
        Value::Stream(stream) => out.stream(stream),
    }
    (out.finish(), version)
}

/// A value that is written.
#[derive(Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// One that has written nothing.
    pub fn new() -> Writer {
        Writer(Vec::new())
    }

    /// What is written.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    /// A byte.
    pub fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// Bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// A length in as many bytes as it needs.
    pub fn length(&mut self, length: u64) {
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
        self.raw(bytes.get(8 - width..).unwrap_or_default());
        if let Some(first) = self.0.get_mut(start) {
            *first |= head;
        }
    }

    /// A string, as an integer where it is one of 32 bits.
    pub fn string(&mut self, bytes: &[u8]) {
        let number = number::parse_i64(bytes).filter(|_| bytes.len() <= 11);
        match number.and_then(|number| i32::try_from(number).ok()) {
            Some(number) => {
                let (head, width) = match number {
                    -128..=127 => (0xc0, 1),
                    -32_768..=32_767 => (0xc1, 2),
                    _ => (0xc2, 4),
                };
                self.0.push(head);
                put_low(&mut self.0, number.into(), width);
            }
            None => self.bytes(bytes),
        }
    }

    /// Bytes behind their length.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
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
        self.byte(kind::LIST_OF_LISTPACKS);
        self.length(nodes.len() as u64);
        for (container, bytes) in nodes {
            self.length(container);
            self.bytes(&bytes);
        }
    }

    fn members(&mut self, members: &[Vec<u8>], form: Form) {
        if form == Form::Intset {
            let members = members.iter().filter_map(|word| number::parse_i64(word));
            self.byte(kind::SET_INTSET);
            return self.bytes(&intset::write(&members.collect::<Vec<i64>>()));
        }
        // Redis 7.0 reads no set in a listpack.
        self.byte(kind::SET);
        self.length(members.len() as u64);
        members.iter().for_each(|member| self.string(member));
    }

    fn scored(&mut self, members: &[(Vec<u8>, f64)], form: Form) {
        if form == Form::Packed {
            self.byte(kind::ZSET_LISTPACK);
            let mut pack = Listpack::new();
            for (member, score) in members {
                pack.push(member);
                pack.push(number::format_f64(*score).as_bytes());
            }
            return self.bytes(&pack.finish());
        }
        self.byte(kind::ZSET);
        self.length(members.len() as u64);
        // The last first, as Redis does: each then stands before all that it has read.
        for (member, score) in members.iter().rev() {
            self.string(member);
            self.0.extend_from_slice(&score.to_le_bytes());
        }
    }

    fn fields(&mut self, fields: &[(Vec<u8>, Vec<u8>, Option<i64>)], form: Form) {
        if form == Form::Packed {
            self.byte(kind::HASH_LISTPACK);
            let mut pack = Listpack::new();
            for (field, value, _) in fields {
                pack.push(field);
                pack.push(value);
            }
            return self.bytes(&pack.finish());
        }
        self.byte(kind::HASH);
        self.length(fields.len() as u64);
        for (field, value, _) in fields {
            self.string(field);
            self.string(value);
        }
    }

    /// One by one in either form: Redis makes a listpack of few, in the order that it needs.
    fn expiring(&mut self, fields: &[(Vec<u8>, Vec<u8>, Option<i64>)], first: i64) {
        self.byte(kind::HASH_EXPIRING);
        self.raw(&first.to_le_bytes());
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
