// A plain RESP2 client for comparisons: every command on a connection of its own.

import { connect } from "node:net";

/** Sends one command; gives its reply as bytes, or undefined where none comes in time. */
export function ask(port, words, patience) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let timer;
    socket.on("connect", () => {
      timer = setTimeout(() => finish(undefined), patience);
    });
    let got = Buffer.alloc(0);
    const finish = (value) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(value);
    };
    socket.on("error", reject);
    socket.on("close", () => finish(got.length > 0 ? got : undefined));
    socket.on("data", (bytes) => {
      got = Buffer.concat([got, bytes]);
      if (end(got, 0) !== undefined) finish(got);
    });
    const parts = words.flatMap((word) => {
      const bytes = Buffer.from(word);
      return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")];
    });
    socket.write(Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]));
  });
}

/** Where the reply at a place ends, if it is all there. */
function end(bytes, at) {
  const line = bytes.indexOf("\r\n", at);
  if (line < 0) return undefined;
  const number = Number(bytes.subarray(at + 1, line));
  const kind = String.fromCharCode(bytes[at]);
  let next = line + 2;
  if (kind === "$" && number >= 0) next += number + 2;
  for (let left = kind === "*" ? number : 0; left > 0; left--) {
    next = end(bytes, next);
    if (next === undefined) return undefined;
  }
  return next <= bytes.length ? next : undefined;
}

/** The JSON that REST answers for a reply: numbers as they are, strings as text or in base64. */
export function json(bytes, encoding) {
  let at = 0;
  const read = () => {
    const line = bytes.indexOf("\r\n", at);
    const kind = String.fromCharCode(bytes[at]);
    const text = bytes.toString("utf8", at + 1, line);
    at = line + 2;
    if (kind === ":") return text;
    if (kind === "+") return JSON.stringify(encoding === "base64" && text !== "OK" ? btoa(text) : text);
    if (kind === "-") return JSON.stringify(text);
    if (text === "-1") return "null";
    if (kind === "*") return `[${Array.from({ length: Number(text) }, read).join(",")}]`;
    const start = at;
    at += Number(text) + 2;
    return JSON.stringify(bytes.toString(encoding === "base64" ? "base64" : "utf8", start, at - 2));
  };
  const isError = bytes[0] === 45;
  return isError ? { error: JSON.parse(read()) } : { result: read() };
}

/** Joins what comes in parts: gives the whole replies so far, and keeps the rest. */
export function wholeReplies() {
  let kept = Buffer.alloc(0);
  return (bytes) => {
    kept = Buffer.concat([kept, bytes]);
    let whole = 0;
    for (let next = end(kept, 0); next !== undefined; next = end(kept, next)) whole = next;
    const replies = kept.subarray(0, whole);
    kept = kept.subarray(whole);
    return replies;
  };
}
