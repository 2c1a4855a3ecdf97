/** `redlet/rest`: the REST protocol of Upstash over an open database. */

export type { RespSource } from "./host/resp.ts";
export { createHandler, type Handler, type HandlerOptions } from "./server/rest/handler.ts";
export {
  createRequester,
  type UpstashRequest,
  type UpstashRequester,
  type UpstashResponse,
} from "./server/rest/requester.ts";
