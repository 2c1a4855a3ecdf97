//! The tags of a frame: the byte that says of what kind a value is, and so what stands behind it.
//!
//! The one definition. `js/protocol/tags.gen.ts` is generated from it, and every change of it is a change of `PROTOCOL`
//! in `js/transport/messages.ts`.

/// An enum whose variants are bytes, with a list of them for what is generated.
macro_rules! bytes {
    (
        $(#[doc = $about:literal])*
        pub enum $enum:ident {
            $($(#[doc = $doc:literal])* $name:ident = $byte:literal,)*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum $enum {
            $($(#[doc = $doc])* $name = $byte,)*
        }

        impl $enum {
            /// All of them, each with its name and with what it means.
            pub const ALL: &[($enum, &str, &str)] =
                &[$(($enum::$name, stringify!($name), concat!($($doc),*)),)*];
        }
    };
}

bytes! {
    /// The kind of a value.
    pub enum Tag {
        /// No value.
        Nil = 0,
        /// No array.
        NilArray = 1,
        /// `OK`.
        Ok = 2,
        /// An integer that a double holds exactly, as a double.
        Int = 3,
        /// Any other integer.
        BigInt = 4,
        /// A double.
        Double = 5,
        /// A bulk string of ASCII.
        Ascii = 6,
        /// Any other bulk string.
        Bulk = 7,
        /// A simple string other than `OK`.
        Status = 8,
        /// An error, prefix included.
        Error = 9,
        /// Text for people.
        Verbatim = 10,
        /// An array.
        Array = 11,
        /// A map.
        Map = 12,
        /// A set.
        Set = 13,
        /// Pairs in order.
        Pairs = 14,
        /// A message out of band, or the confirmation of a subscription.
        Push = 15,
        /// No reply (CLIENT REPLY OFF).
        None = 16,
        /// Members with their scores, in order.
        Scores = 17,
        /// In the place of a reply that comes later: its ticket, and the command that goes on with the wait in
        /// another engine.
        Deferred = 18,
        /// A double that is a text with four decimals.
        Fixed = 19,
        /// Bytes that are no text, whatever they look like.
        Opaque = 20,
        /// An entry of a stream: its id and its fields.
        Entry = 21,
        /// Streams with their entries, in order.
        Streams = 22,
        /// What restores the session, as a frame. It stands first among replies, or messages, and is none of them.
        Restoration = 23,
        /// A deferred reply that has come: its ticket, and the reply.
        Arrived = 24,
        /// False.
        False = 25,
        /// True.
        True = 26,
        /// The digits of a number of any length.
        BigNumber = 27,
    }
}

bytes! {
    /// What stands behind a tag.
    pub enum Form {
        /// Nothing.
        Empty = b'0',
        /// A number of eight bytes.
        Number = b'1',
        /// A length and so many bytes.
        Bytes = b'2',
        /// A count and so many values.
        List = b'3',
        /// A count and twice as many values.
        Twos = b'4',
        /// A layout's byte, a count, and so many values with a number behind each.
        Scores = b'5',
        /// Two values.
        Two = b'6',
        /// A number, a length and so many bytes.
        NumberAndBytes = b'7',
        /// A number and a value.
        NumberAndValue = b'8',
    }
}

impl Tag {
    /// What stands behind it.
    pub const fn form(self) -> Form {
        match self {
            Tag::Nil | Tag::NilArray | Tag::Ok | Tag::None | Tag::False | Tag::True => Form::Empty,
            Tag::Int | Tag::BigInt | Tag::Double | Tag::Fixed => Form::Number,
            Tag::Ascii | Tag::Bulk | Tag::Opaque | Tag::Restoration => Form::Bytes,
            Tag::Status | Tag::Error | Tag::Verbatim | Tag::BigNumber => Form::Bytes,
            Tag::Array | Tag::Set | Tag::Push => Form::List,
            Tag::Map | Tag::Pairs | Tag::Streams => Form::Twos,
            Tag::Scores => Form::Scores,
            Tag::Entry => Form::Two,
            Tag::Deferred => Form::NumberAndBytes,
            Tag::Arrived => Form::NumberAndValue,
        }
    }
}
