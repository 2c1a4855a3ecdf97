/** The public types, for every entry point. */

export type { Abortable } from "./client/abortable.ts";
export type { BinaryRedlet } from "./client/binary.ts";
export type { ScanOptions, Word } from "./client/client.ts";
export type { Commands } from "./client/commands.gen.ts";
export type { ListenOptions, Reconnected, RedletEvent, RedletEvents } from "./client/events.ts";
export type { Named } from "./client/options.ts";
export type { BinaryPipeline, ExecOptions, Pipeline, Transaction } from "./client/pipeline.ts";
export type { Binary, BinaryCommands } from "./client/replies.ts";
export type { Script, ScriptOptions } from "./client/script.ts";
export type { Config } from "./client/settings.ts";
export type { Key, Reply, Scored, StreamEntry, StreamInfo, Value } from "./client/signatures.ts";
export type { Message, SubscribeOptions, Subscription } from "./client/subscription.ts";
export type { SyncRedlet } from "./client/sync.ts";
export type { ErrorCode } from "./errors.ts";
export type { Estimate } from "./host/quota.ts";
export type { ImportSource } from "./host/source.ts";
export type { Timing } from "./host/timing.ts";
export type { TypedReply } from "./protocol/typed-reply.ts";
export type { AppendFsync, Kept, OpenOptions, RespListener, RespSession, StorageKind } from "./transport/transport.ts";
