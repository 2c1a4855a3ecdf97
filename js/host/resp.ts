/** Sessions that speak RESP, as types: what is between a database of this program and other protocols. */

/** What hears of a session. */
export interface RespListener {
  /**
   * Replies and messages, whole ones, as RESP. `false` asks for no further replies until `resume`:
   * these are not read yet. `isLast`: the end is told next.
   */
  data(bytes: Uint8Array, isLast?: boolean): unknown;
  /**
   * The engine has ended the session (QUIT, CLIENT KILL, a protocol error): nothing more comes. `isCut`: it has
   * exceeded a limit, and what was not sent yet is dropped.
   */
  end(isCut?: boolean): void;
  /** What was written so far has run. */
  drain?(): void;
}

/** A session that speaks RESP. */
export interface RespSession {
  /** Takes bytes of commands. */
  write(bytes: Uint8Array): void;
  /** Goes on with what was written, after `data` has asked to wait. */
  resume?(): void;
  /** Says how many bytes of what it was given could not be sent yet. Too many end it. */
  unsent?(bytes: number): void;
  /** Ends it: what it waits for is forgotten. */
  close(): void;
}

/** Whatever opens sessions that speak RESP: a database that is open in this program. */
export interface RespSource {
  /** Opens a session. Its listener may be called before this returns for the last time. */
  resp(listener: RespListener): RespSession;
}
