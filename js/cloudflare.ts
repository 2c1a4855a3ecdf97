/** redlet in Cloudflare's Durable Objects: `redlet/cloudflare`. */

export type { Client as Redlet } from "./client/client.ts";
export { connect } from "./cloudflare/direct.ts";
export type { ObjectNamespace } from "./cloudflare/link.ts";
export { type CallReply, RedletObject, type Words } from "./cloudflare/object.ts";
export type { Usage } from "./cloudflare/pages.ts";
export { createRouter, type RouterOptions } from "./cloudflare/router.ts";
export { RedletError } from "./errors.ts";
export type * from "./types.ts";
