// Generated from src/protocol/tag.rs by `UPDATE=1 cargo test --test generated`. Do not edit.

/** The byte before a value: its kind. */
export const enum Tag {
  /** No value. */
  Nil = 0,
  /** No array. */
  NilArray = 1,
  /** `OK`. */
  Ok = 2,
  /** An integer that a double holds exactly, as a double. */
  Int = 3,
  /** Any other integer. */
  BigInt = 4,
  /** A double. */
  Double = 5,
  /** A bulk string of ASCII. */
  Ascii = 6,
  /** Any other bulk string. */
  Bulk = 7,
  /** A simple string other than `OK`. */
  Status = 8,
  /** An error, prefix included. */
  Error = 9,
  /** Text for people. */
  Verbatim = 10,
  /** An array. */
  Array = 11,
  /** A map. */
  Map = 12,
  /** A set. */
  Set = 13,
  /** Pairs in order. */
  Pairs = 14,
  /** A message out of band, or the confirmation of a subscription. */
  Push = 15,
  /** No reply (CLIENT REPLY OFF). */
  None = 16,
  /** Members with their scores, in order. */
  Scores = 17,
  /** In the place of a reply that comes later: its ticket, and the command that goes on with the wait in another engine. */
  Deferred = 18,
  /** A double that is a text with four decimals. */
  Fixed = 19,
  /** Bytes that are no text, whatever they look like. */
  Opaque = 20,
  /** An entry of a stream: its id and its fields. */
  Entry = 21,
  /** Streams with their entries, in order. */
  Streams = 22,
  /** What restores the session, as a frame. It stands first among replies, or messages, and is none of them. */
  Restoration = 23,
  /** A deferred reply that has come: its ticket, and the reply. */
  Arrived = 24,
  /** False. */
  False = 25,
  /** True. */
  True = 26,
  /** The digits of a number of any length. */
  BigNumber = 27,
}

/** What stands behind a tag, as a character of `FORMS`. */
export const enum Form {
  /** Nothing. */
  Empty = 48,
  /** A number of eight bytes. */
  Number = 49,
  /** A length and so many bytes. */
  Bytes = 50,
  /** A count and so many values. */
  List = 51,
  /** A count and twice as many values. */
  Twos = 52,
  /** A layout's byte, a count, and so many values with a number behind each. */
  Scores = 53,
  /** Two values. */
  Two = 54,
  /** A number, a length and so many bytes. */
  NumberAndBytes = 55,
  /** A number and a value. */
  NumberAndValue = 56,
}

/** What stands behind each tag, in the order of their bytes. */
export const FORMS = "0001112222234343057126428002";

/** How members and scores stand in RESP. */
export const enum Layout {
  /** In one array. */
  Flat = 0,
  /** As pairs: RESP2 sees one array, RESP3 arrays of two. */
  Pairs = 1,
  /** In arrays of two, in RESP2 as well. */
  Nested = 2,
}
