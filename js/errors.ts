/**
 * What goes wrong, as one class. A leaf: every layer may import it, and it imports nothing.
 *
 * The engine's errors keep Redis's own text, and their first word is the code; what the facade
 * itself reports (`CLOSED`, `LOCKED`, `OPFS`, ...) has a code of the same form.
 */

/** Every `code` of a `RedletError`. docs/errors.md says what each means, and whether the command was carried out. */
export type ErrorCode =
  | RedisCode
  // Opening a database.
  | "CORRUPT"
  | "FOREIGN"
  | "FULL"
  | "IO"
  | "LOCKED"
  | "MODULE"
  | "NAME"
  | "NEW"
  | "NOTAB"
  | "NOTADB"
  | "OPFS"
  | "STORAGE"
  | "TOONEW"
  | "VERSION"
  | "WASM"
  | "WORKER"
  // While it is open.
  | "ASYNC"
  | "BLOCKED"
  | "CLOSED"
  | "DUPLICATE"
  | "OBJECT"
  | "POISONED"
  | "PROTOCOL"
  | "REFUSED"
  | "REPLYLOST"
  | "RESP"
  | "TIMEOUT"
  | "UNKNOWN"
  | "WATCHED";

/** The first words of Redis's errors. */
type RedisCode =
  | "BUSYGROUP"
  | "BUSYKEY"
  | "CROSSSLOT"
  | "ERR"
  | "EXECABORT"
  | "INVALIDOBJ"
  | "MISCONF"
  | "NOAUTH"
  | "NOGROUP"
  | "NOPROTO"
  | "NOSCRIPT"
  | "NOTBUSY"
  | "OOM"
  | "UNBLOCKED"
  | "WRONGPASS"
  | "WRONGTYPE";

/** An error reply of Redis, or a failure of the storage or of the way to it. */
export class RedletError extends Error {
  /**
   * The first word of Redis's message (`ERR`, `WRONGTYPE`, `NOAUTH`, ...), or redlet's own code.
   *
   * @example
   * if (error instanceof RedletError && error.code === "WRONGTYPE") await r.del("k");
   */
  readonly code: ErrorCode;
  /** The command that failed, in upper case, where one did. */
  readonly command: string | undefined;

  constructor(code: ErrorCode, message: string, command?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.command = command;
  }

  /** The error that an error reply says; its message stays exactly Redis's. */
  static fromReply(text: string, command?: string): RedletError {
    const code = /^[A-Z][A-Z0-9_]*(?= |$)/.exec(text)?.[0] ?? "ERR";
    return new RedletError(code as ErrorCode, text, command);
  }

  /** Whatever was thrown as a RedletError: one as it is, the engine's with their own `code`, others with `code`. */
  static from(thrown: unknown, code: ErrorCode): RedletError {
    if (thrown instanceof RedletError) return thrown;
    const own = (thrown as { code?: unknown } | null)?.code;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new RedletError(typeof own === "string" ? (own as ErrorCode) : code, message, undefined, { cause: thrown });
  }

  static {
    // On the prototype, as the built-in errors have it: an own property would be printed with each.
    Object.defineProperty(this.prototype, "name", { value: "RedletError", configurable: true, writable: true });
  }
}

/** What else to say where a page's module runs in Node, in a page that is none: what it needs is not there. */
export function elsewhere(): string {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  if (!process?.versions?.node) return "";
  return '; this is the module for pages, in Node: have "redlet" resolved with the condition "node", or use ":memory:" of "redlet/inline"';
}

/** What is no name of a database. */
export function nameless(given: unknown): RedletError {
  const shown = typeof given === "string" ? JSON.stringify(given) : String(given);
  return new RedletError(
    "NAME",
    `a database needs a name, not ${shown}: "app" in a page, "./app.db" elsewhere, or ":memory:"`,
  );
}
