/** The settings that a database is opened with: parameters of CONFIG, for all its clients. */

import type { ConfigName } from "./commands.gen.ts";
import { type Command, command } from "./encode.ts";

type Camel<S extends string> = S extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : S;

/**
 * Parameters of CONFIG with their values, by Redis's names or those in camel case; `true` and `false`
 * are `yes` and `no`: `{ "notify-keyspace-events": "KEA", maxmemory: "100mb", maxmemoryPolicy: "allkeys-lru" }`.
 */
export type Config = { readonly [Name in ConfigName | Camel<ConfigName>]?: string | number | boolean | undefined };

/** Sets what nobody has set yet, and checks all of it. */
export const DEFAULT: Command = command("CONFIG DEFAULT");

/** The words of a config, names and values in turn. */
export function settingsOf(config: { readonly [name: string]: unknown }): string[] {
  return Object.entries(config).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (!["string", "number", "boolean"].includes(typeof value)) {
      throw new TypeError(
        `the setting "${name}" is ${value === null ? "null" : `a ${typeof value}`}, not a string, number or boolean`,
      );
    }
    const text = typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
    return [name.replace(/[A-Z]/g, "-$&").toLowerCase(), text];
  });
}
