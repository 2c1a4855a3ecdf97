//! What is written is read again, and what is damaged is refused or is another whole value: never a
//! panic, never memory for what is only claimed.

use super::{Consumer, Form, Group, Node, Pending, Stream, Value, read, sealed, verified, write};
use crate::entry::{StreamId, pack};

/// Random numbers (xorshift64*).
struct Dice(u64);

fn dump(value: &Value, form: Form) -> Vec<u8> {
    let (value, version) = write(value, form);
    sealed(value, version)
}

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    fn word(&mut self, number: usize) -> Vec<u8> {
        match self.below(3) {
            0 => (number as i64 * 1_234_567_891 - 4000)
                .to_string()
                .into_bytes(),
            1 => format!("word {number}").into_bytes(),
            _ => [vec![b'x'; self.below(400)], number.to_string().into()].concat(),
        }
    }

    fn stream(&mut self, words: Vec<Vec<u8>>) -> Stream {
        let mut stream = Stream {
            last_id: StreamId::new(u64::MAX, 3),
            max_deleted: StreamId::new(9, u64::MAX),
            added: 1000,
            is_counted: true,
            ..Stream::default()
        };
        for (number, word) in words.into_iter().enumerate() {
            let id = StreamId::new(
                10 + number as u64 / 2,
                number as u64 % 2 * 1000 + number as u64,
            );
            let fields = [&b"f"[..], b"g"][self.below(9) / 8].to_vec();
            let fields = pack(&[&fields, &word, &word, b"x"]);
            if number % 7 == 0 {
                stream.nodes.push(Node::default());
            }
            stream.nodes.last_mut().unwrap().count += 1;
            stream.entries.push((id, fields));
        }
        let pending = |entry, consumer| Pending {
            entry: StreamId::new(entry, 0),
            consumer,
            delivered_at: 1_790_000_000_000,
            deliveries: 300,
        };
        let consumer = |name: &str| Consumer {
            name: name.into(),
            seen_at: 1_790_000_000_001,
            active_at: Some(1_790_000_000_001),
        };
        stream.groups.push(Group {
            name: b"group".to_vec(),
            last_id: StreamId::new(10, 5),
            entries_read: [None, Some(7)][self.below(2)],
            consumers: vec![consumer("ann"), consumer("17")],
            pending: vec![pending(10, 1), pending(11, 0), pending(14, 1)],
        });
        stream
    }

    fn value(&mut self, kind: usize) -> Value {
        let words: Vec<Vec<u8>> = (0..1 + self.below(30)).map(|n| self.word(n)).collect();
        let words = words.into_iter();
        match kind {
            0 => Value::String(self.word(3)),
            1 => Value::List(words.collect()),
            2 => Value::Set(words.collect()),
            3 => Value::Set((1..60).map(|n| n.to_string().into_bytes()).collect()),
            4 => Value::ZSet(words.map(|word| (word, self.below(99) as f64)).collect()),
            7 => Value::Stream(self.stream(words.collect())),
            5 => Value::Hash(words.map(|word| (word, self.word(1), None)).collect()),
            _ => {
                let at = |dice: &mut Dice| Some(1_790_000_000_000 + dice.below(3) as i64);
                let mut fields: Vec<_> = words
                    .map(|word| (word, self.word(1), at(self).filter(|at| at % 3 > 0)))
                    .collect();
                // In the order in which Redis has those of a listpack.
                fields.sort_by_key(|(.., at)| at.unwrap_or(i64::MAX));
                Value::Hash(fields)
            }
        }
    }
}

const KINDS: usize = 8;

fn forms(kind: usize) -> &'static [Form] {
    match kind {
        0..=2 | 7 => &[Form::Plain],
        3 => &[Form::Intset, Form::Plain],
        _ => &[Form::Plain, Form::Packed],
    }
}

fn values() -> impl Iterator<Item = (Value, Form)> {
    let mut dice = Dice(7);
    (0..KINDS * 20).flat_map(move |number| {
        let kind = number % KINDS;
        let value = dice.value(kind);
        let forms = forms(kind).iter();
        forms.map(|form| (value.clone(), *form)).collect::<Vec<_>>()
    })
}

#[test]
fn what_is_written_is_read_again() {
    for (value, form) in values() {
        let payload = dump(&value, form);
        let (mut found, _) = read(verified(&payload).unwrap()).unwrap();
        if let (Value::ZSet(members), Form::Plain) = (&mut found, form) {
            members.reverse();
        }
        if let Value::Stream(stream) = &mut found {
            for node in &mut stream.nodes {
                assert_eq!(node.put, node.count as i64);
                (node.put, node.bytes) = (0, 0);
            }
        }
        assert_eq!(found, value);
    }
}

#[test]
fn a_payload_that_was_changed_is_refused() {
    for (value, form) in values() {
        let payload = dump(&value, form);
        for at in 0..payload.len().min(200) {
            let mut damaged = payload.clone();
            damaged[at] ^= 1 << (at % 8);
            assert_eq!(verified(&damaged), None, "at {at}");
        }
        assert_eq!(verified(&payload[..payload.len() - 1]), None);
    }
    let value = b"\0\x01a".to_vec();
    assert!(verified(&sealed(value.clone(), 12)).is_some());
    assert!(verified(&sealed(value, 13)).is_none(), "a newer version");
    assert_eq!(verified(b""), None);
}

#[test]
fn a_value_that_is_cut_off_is_refused() {
    for (value, form) in values() {
        let payload = dump(&value, form);
        let bytes = verified(&payload).unwrap();
        for cut in 0..bytes.len() {
            assert_eq!(read(&bytes[..cut]), None, "{value:?} cut at {cut}");
        }
    }
}

#[test]
fn a_damaged_value_is_refused_or_is_another() {
    let mut dice = Dice(99);
    let mut refused = 0;
    for (value, form) in values() {
        let payload = dump(&value, form);
        let bytes = verified(&payload).unwrap();
        for _ in 0..300 {
            let mut damaged = bytes.to_vec();
            for _ in 0..1 + dice.below(3) {
                let at = dice.below(damaged.len());
                damaged[at] = match dice.below(3) {
                    0 => 0xff,
                    1 => damaged[at] ^ (1 << dice.below(8)),
                    _ => dice.below(256) as u8,
                };
            }
            match read(&damaged) {
                // It is whole: so it can be written, and is the same again.
                Some((other, form)) => {
                    let payload = dump(&other, form);
                    assert!(read(verified(&payload).unwrap()).is_some(), "{other:?}");
                }
                None => refused += 1,
            }
        }
    }
    assert!(refused > 10_000, "{refused}");
}

#[test]
fn what_no_redis_writes_is_refused() {
    for (what, bytes) in [
        ("nothing", &b""[..]),
        ("a type that there is not", b"\x63\x00"),
        ("a module's", b"\x07\x00"),
        ("no elements", b"\x02\x00"),
        ("no nodes", b"\x12\x00"),
        ("a member twice", b"\x02\x02\x01a\x01a"),
        ("a field twice", b"\x04\x02\x01a\x01x\x01a\x01y"),
        ("a score that is none", b"\x03\x01\x01a\xfd"),
        (
            "a binary score that is none",
            b"\x05\x01\x01a\0\0\0\0\0\0\xf8\x7f",
        ),
        (
            "an intset that does not ascend",
            b"\x0b\x0c\x02\0\0\0\x02\0\0\0\x02\0\x01\0",
        ),
        (
            "an intset of three bytes each",
            b"\x0b\x0b\x03\0\0\0\x01\0\0\0\x02\0\x01",
        ),
        ("a listpack that is too long", b"\x10\x07\x08\0\0\0\0\0\xff"),
        (
            "an odd number of fields",
            b"\x10\x09\x09\0\0\0\x01\0\x01\x01\xff",
        ),
        ("a length of four gigabytes", b"\x00\x80\xff\xff\xff\xff"),
        (
            "a packed string of terabytes",
            b"\x00\xc3\x01\x81\0\0\xff\0\0\0\0\0a",
        ),
        (
            "billions of members",
            b"\x02\x81\0\xff\xff\xff\xff\xff\xff\xff\x01a",
        ),
    ] {
        assert_eq!(read(bytes), None, "{what}");
    }
}
