/** Streams of server-sent events: the messages of channels, and MONITOR. */

import { textOf, utf8 } from "../../protocol/bytes.ts";
import { Refusal } from "./refusal.ts";
import { decodeReplies, ErrorReply, encodeCommands, Integer, type Reply2, Status, type Word } from "./resp2.ts";
import { type Backend, refusalIn } from "./session.ts";

/** What a client may leave unread before it is cut off, in bytes. */
const MAX_UNREAD = 1 << 23;

/**
 * The stream of what a command (SUBSCRIBE, PSUBSCRIBE, MONITOR) has a session told, once it is told something. Throws a
 * Refusal where there are too many sessions.
 */
export async function events(backend: Backend, words: readonly Word[]): Promise<ReadableStream<Uint8Array>> {
  let begin = (_: Refusal | undefined) => {};
  const begun = new Promise<Refusal | undefined>((resolve) => {
    begin = resolve;
  });
  const stream = open(backend, words, begin);
  const refusal = await begun;
  if (refusal) throw refusal;
  return stream;
}

/** Opens it; `begin` hears when the first reply is there, or why there will be none. */
function open(
  { source, password }: Backend,
  words: readonly Word[],
  begin: (refusal?: Refusal) => void,
): ReadableStream<Uint8Array> {
  const login = password ? [["AUTH", password]] : [];
  let skipped = login.length;
  let close = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(stream) {
        const session = source.resp({
          data(bytes) {
            const replies = [...decodeReplies(bytes)];
            begin(refusalIn(replies));
            for (const reply of replies) {
              if (skipped-- > 0) continue;
              stream.enqueue(utf8(event(reply)));
            }
            if ((stream.desiredSize ?? 0) >= 0) return;
            session.close();
            stream.error(unread());
          },
          end(isCut) {
            begin();
            if (isCut) stream.error(unread());
            else stream.close();
          },
        });
        close = () => session.close();
        session.write(encodeCommands([...login, words]));
      },
      cancel: () => close(),
    },
    { highWaterMark: MAX_UNREAD, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}

function unread(): Refusal {
  return new Refusal(429, "the client does not read its messages");
}

/** `data: message,channel,text`; every line of it is a field of the event. */
function event(reply: Reply2): string {
  const line = Array.isArray(reply) ? reply.map(word).join(",") : plain(reply);
  return `${line
    .split(/\r\n|\r|\n/)
    .map((part) => `data: ${part}\n`)
    .join("")}\n`;
}

/** MONITOR's first line is `"OK"`, its others are as they are. */
function plain(reply: Reply2): string {
  if (reply instanceof Status) return reply.text === "OK" ? '"OK"' : reply.text;
  return word(reply);
}

function word(reply: Reply2): string {
  if (reply instanceof Uint8Array) return textOf(reply);
  if (reply instanceof Integer) return reply.digits;
  return reply instanceof ErrorReply || reply instanceof Status ? reply.text : "";
}
