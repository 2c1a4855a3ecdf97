//! The letters of `js/client/commands.gen.ts`, with which it says what a command takes. The one definition of them:
//! `js/client/letters.gen.ts` is generated from it.

use crate::const_enum;

/// An enum of texts, with a list of them for what is generated.
macro_rules! texts {
    ($($(#[doc = $about:literal])* enum $enum:ident { $($(#[doc = $doc:literal])* $name:ident = $text:literal,)* })*) => {$(
        $(#[doc = $about])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub enum $enum {
            $($(#[doc = $doc])* $name,)*
        }

        impl $enum {
            /// All of them, each with its name and with what it means.
            pub const ALL: &[($enum, &str, &str)] =
                &[$(($enum::$name, stringify!($name), concat!($($doc),*)),)*];

            /// As it stands in the table.
            pub fn text(self) -> &'static str {
                match self {
                    $($enum::$name => $text,)*
                }
            }
        }
    )*};
}

texts! {
    /// A parameter of a method.
    enum Parameter {
        /// A word.
        Word = "v",
        /// A word that may be left out.
        OptionalWord = "u",
        /// Words: an array of them, or several arguments.
        Words = "w",
        /// The same, where all of them may be left out.
        OptionalWords = "x",
        /// The options. In JavaScript they are always the last argument; the letter says where they stand on the wire.
        Options = "o",
        /// Names with values.
        Pairs = "p",
        /// Scores with members.
        Members = "m",
        /// Longitudes and latitudes with members.
        Places = "l",
        /// An array that is sent as `n a b c`.
        Counted = "n",
        /// An array that is sent as `FIELDS n a b c`.
        Fields = "f",
        /// An array that is sent as `IDS n a b c`.
        Ids = "i",
        /// Names with values that are sent as `n a 1 b 2`.
        CountedPairs = "q",
        /// Names with values that are sent as `FIELDS n a 1 b 2`.
        FieldsWithValues = "e",
        /// A word that is sent behind `GROUP`.
        Group = "g",
        /// Keys with ids, which are sent as `STREAMS key [key ...] id [id ...]`.
        Streams = "s",
    }

    /// What follows the word of an option. A digit is so many words.
    enum Takes {
        /// One word.
        Word = "",
        /// Nothing.
        Nothing = "!",
        /// As many words as there are.
        Words = "*",
        /// A word, each time that the option's own is said.
        Repeated = "+",
        /// A word, which may have another before it.
        Prefixed = "~",
    }
}

/// The whole of `js/client/letters.gen.ts`.
pub fn module() -> String {
    let parameters = Parameter::ALL.iter();
    let parameters =
        parameters.map(|(it, name, about)| (format!("{:?}", it.text()), *name, *about));
    let takes = Takes::ALL.iter();
    let takes = takes.map(|(it, name, about)| (format!("{:?}", it.text()), *name, *about));
    [
        "// Generated from tests/rust/generated/typescript/letters.rs by `UPDATE=1 cargo test --test generated`. Do not edit.\n".to_owned(),
        const_enum("Parameter", "A parameter of a method.", parameters),
        const_enum(
            "Takes",
            "What follows the word of an option. A digit is so many words.",
            takes,
        ),
    ]
    .concat()
}
