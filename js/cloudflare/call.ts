/** A call to an object: runs a frame in a session of its own, and waits for replies that come later. */

import { frameOf, repliesOf } from "../protocol/frame.ts";
import { arrivedIn, deferredIn, values } from "../protocol/values.ts";
import type { Core } from "./core.ts";

/** Runs a frame, and returns the frame of its replies. */
export function call(core: Core, frame: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let replies: Uint8Array[] | undefined;
    /** Where in the frame each deferred reply stands. */
    const deferred = new Map<number, number>();

    const session = core.connect({
      take(bytes) {
        for (const value of values(bytes)) {
          const arrived = arrivedIn(value);
          if (!arrived) continue;
          const at = deferred.get(arrived.ticket);
          if (replies && at !== undefined) replies[at] = arrived.reply.slice();
          deferred.delete(arrived.ticket);
        }
        finish();
      },
      lose: reject,
    });

    function finish(): void {
      if (!replies || deferred.size > 0) return;
      resolve(frameOf(replies));
      replies = undefined;
      core.disconnect(session);
    }

    try {
      core.exec(session, frame, (given) => {
        replies = repliesOf(given);
        for (const [at, reply] of replies.entries()) {
          const ticket = deferredIn(reply)?.ticket;
          if (ticket !== undefined) deferred.set(ticket, at);
        }
        core.watch(session, deferred.size > 0);
        finish();
      });
    } catch (error) {
      core.disconnect(session);
      reject(error);
    }
  });
}
