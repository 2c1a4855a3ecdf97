/** Sets an engine in this program up, before anybody has a session. */

import { RedletError } from "../errors.ts";
import type { Engine } from "../host/engine.ts";
import { encode } from "./encode.ts";
import { Decode, FrameReader, FrameWriter } from "./frame.ts";
import { DEFAULT, settingsOf } from "./settings.ts";

/** Has an engine in this program use them. Throws a RedletError that names the setting that can't be. */
export function configure(engine: Engine, config: { readonly [name: string]: unknown }): void {
  const settings = settingsOf(config);
  if (settings.length === 0) return;
  const writer = new FrameWriter();
  encode(writer, DEFAULT, settings);
  const session = engine.connect("");
  const reply = new FrameReader(engine.exec(session, writer.finish())).next(Decode.Text, DEFAULT.name);
  engine.disconnect(session);
  if (reply instanceof RedletError) throw reply;
}
