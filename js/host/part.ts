/** A part of the engine that is loaded after the database was opened. */

/** What some commands need, and a database does without until then. It belongs to one database. */
export interface Part {
  /** Whether it is there. It never goes again. */
  readonly isLoaded: boolean;
  /** Whether it is loaded after the first reply, though no command has asked for it. */
  readonly isPrefetched: boolean;
  /** Whether a frame of commands can only run once it is there. The frame may be malformed. */
  isNeededBy(frame: Uint8Array): boolean;
  /** Loads it. Fails with a RedletError; whoever calls later has it tried again. */
  load(): Promise<void>;
}
