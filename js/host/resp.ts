/** Sessions that speak RESP, as types: what is between a database of this program and other protocols. */

/** Receives what a session sends. */
export interface RespListener {
  /**
   * Gets whole replies and messages, as RESP. Return `false` to get no more until `resume`. `isLast`: the session ends
   * after these.
   */
  data(bytes: Uint8Array, isLast?: boolean): unknown;
  /**
   * The engine has ended the session (QUIT, CLIENT KILL, a protocol error). `isCut`: the session has exceeded a limit;
   * drop what was not sent yet.
   */
  end(isCut?: boolean): void;
  /** All that was written has run. */
  drain?(): void;
}

/** A session that speaks RESP. */
export interface RespSession {
  /** Takes the bytes of commands. */
  write(bytes: Uint8Array): void;
  /** Goes on after `data` has returned `false`. */
  resume?(): void;
  /** Says how many bytes of the output are not sent yet. The session ends if there are too many. */
  unsent?(bytes: number): void;
  /** Ends the session, and its waits. */
  close(): void;
}

/** What can open sessions that speak RESP: a database that is open in this program. */
export interface RespSource {
  /** Opens a session. The listener may already be called before this returns. */
  resp(listener: RespListener): RespSession;
}
