// Generated from tests/rust/generated/typescript/letters.rs by `UPDATE=1 cargo test --test generated`. Do not edit.

/** A parameter of a method. */
export const enum Parameter {
  /** A word. */
  Word = "v",
  /** A word that may be left out. */
  OptionalWord = "u",
  /** Words: an array of them, or several arguments. */
  Words = "w",
  /** The same, where all of them may be left out. */
  OptionalWords = "x",
  /** The options. In JavaScript they are always the last argument; the letter says where they stand on the wire. */
  Options = "o",
  /** Names with values. */
  Pairs = "p",
  /** Scores with members. */
  Members = "m",
  /** Longitudes and latitudes with members. */
  Places = "l",
  /** An array that is sent as `n a b c`. */
  Counted = "n",
  /** An array that is sent as `FIELDS n a b c`. */
  Fields = "f",
  /** An array that is sent as `IDS n a b c`. */
  Ids = "i",
  /** Names with values that are sent as `n a 1 b 2`. */
  CountedPairs = "q",
  /** Names with values that are sent as `FIELDS n a 1 b 2`. */
  FieldsWithValues = "e",
  /** A word that is sent behind `GROUP`. */
  Group = "g",
  /** Keys with ids, which are sent as `STREAMS key [key ...] id [id ...]`. */
  Streams = "s",
}

/** What follows the word of an option. A digit is so many words. */
export const enum Takes {
  /** One word. */
  Word = "",
  /** Nothing. */
  Nothing = "!",
  /** As many words as there are. */
  Words = "*",
  /** A word, each time that the option's own is said. */
  Repeated = "+",
  /** A word, which may have another before it. */
  Prefixed = "~",
}
