/** Sets an engine in this program up, before anybody has a session. */

import { RedletError } from "../errors.ts";
import type { Engine } from "../host/engine.ts";
import { Decode, FrameReader } from "../protocol/frame-reader.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import type { ConfigName } from "./commands.gen.ts";
import { type Command, command, encode } from "./encode.ts";
import { DEFAULT, settingsOf } from "./settings.ts";

/** Has an engine in this program use them. Throws a RedletError that names the setting that can't be. */
export function configure(engine: Engine, config: { readonly [name: string]: unknown }): void {
  const settings = settingsOf(config);
  if (settings.length === 0) return;
  const reply = ask(engine, DEFAULT, settings);
  if (reply instanceof RedletError) throw reply;
}

/** What a parameter of CONFIG is. */
export function parameter(engine: Engine, name: ConfigName): string {
  return String((ask(engine, GET, [name]) as Record<string, unknown>)[name] ?? "");
}

const GET = command("CONFIG GET");

function ask(engine: Engine, asked: Command, words: string[]): unknown {
  const writer = new FrameWriter();
  encode(writer, asked, words);
  const session = engine.connect("");
  const reply = new FrameReader(engine.exec(session, writer.finish())).next(Decode.Text, asked.name);
  engine.disconnect(session);
  return reply;
}
