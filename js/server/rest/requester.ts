/** `@upstash/redis` on a database of this program: the same protocol without the requests. */

import type { RespSource } from "../../host/resp.ts";
import { Refusal } from "./refusal.ts";
import { type Answered, RestProtocol } from "./rest-protocol.ts";
import { commandOf, commandsOf } from "./words.ts";

/** What `@upstash/redis` asks its requester. */
export interface UpstashRequest {
  path?: string[];
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | (() => AbortSignal);
  isStreaming?: boolean;
  onMessage?: (data: string) => void;
}

/** The answer; a pipeline gets an array of these. */
export interface UpstashResponse<T> {
  result?: T;
  error?: string;
}

/** What `new Redis(...)` of `@upstash/redis` takes in place of an address and a token. */
export interface UpstashRequester {
  request<T = unknown>(request: UpstashRequest): Promise<UpstashResponse<T>>;
}

/** A requester for `new Redis(createRequester(redlet))`: `@upstash/redis` without HTTP requests. */
export function createRequester(redlet: RespSource, options: { password?: string } = {}): UpstashRequester {
  const rest = new RestProtocol(redlet, options.password);
  return { request: (request) => ask(rest, request) };
}

async function ask<T>(rest: RestProtocol, request: UpstashRequest): Promise<UpstashResponse<T>> {
  const { path = [], body, isStreaming, onMessage } = request;
  const signal = typeof request.signal === "function" ? request.signal() : request.signal;
  if (isStreaming) {
    void read(await rest.stream(path, "all"), signal, onMessage);
    return { result: 1 as T };
  }
  const asked = { access: "all", encoding: "text", signal } as const;
  const isMany = path[0] === "pipeline" || path[0] === "multi-exec";
  let answered: Answered;
  try {
    if (path[0] === "pipeline") answered = await rest.pipeline(commandsOf(body), asked);
    else if (path[0] === "multi-exec") answered = await rest.transaction(commandsOf(body), asked);
    else answered = await rest.command(commandOf([...path, ...(body as unknown[])]), asked);
  } catch (error) {
    if (error instanceof Refusal && !isMany) return { error: error.message };
    throw error;
  }
  const answer = JSON.parse(answered.json);
  // A pipeline's caller expects an array, and looks for no error beside it.
  if (isMany && answered.status !== 200) throw new Error(answer.error);
  return answer;
}

/** Gives the lines of an event stream until it ends, or the signal ends it. */
async function read(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
  onMessage: ((data: string) => void) | undefined,
): Promise<void> {
  const reader = stream.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  signal?.addEventListener("abort", cancel, { once: true });
  if (signal?.aborted) cancel();
  const decoder = new TextDecoder();
  // Events are never cut: each part of the stream is one.
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done || !value) return;
    for (const line of decoder.decode(value).split("\n")) if (line.startsWith("data: ")) onMessage?.(line.slice(6));
  }
}
