/** Runs transcripts in the page: opened by transcripts.test.mjs. */

import { Redlet, type TypedReply } from "redlet";
import { format, resp2 } from "../../www/cli/format.ts";
import { split } from "../../www/cli/words.ts";

/** A line that is said, or milliseconds that pass. */
type Step = { line: string } | { wait: number };

/** What each line of a case is answered, as redis-cli prints it. */
async function play(steps: Step[]): Promise<string[]> {
  const db = await Redlet.open(":memory:");
  const printed: string[] = [];
  let version = 2;
  for (const step of steps) {
    if ("wait" in step) {
      await new Promise((resolve) => setTimeout(resolve, step.wait));
      continue;
    }
    const words = split(step.line);
    const reply: TypedReply = await db.reply(...words);
    if (/^hello [23]/i.test(step.line) && reply.type === "map") version = Number(words[1]);
    if (/^reset$/i.test(step.line)) version = 2;
    printed.push(format(version === 2 ? resp2(reply) : reply));
  }
  await db.close();
  return printed;
}

Object.assign(window, { play });
