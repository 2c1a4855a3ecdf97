/** An example of every method: see `tests/docs/commands.ts`. */

import { Redlet } from "redlet";

const r = await Redlet.open("./scripting.db");

await r.eval("return redis.call('INCRBY', KEYS[1], ARGV[1])", ["score"], 2); // 2
await r.eval_ro("return redis.call('GET', KEYS[1])", ["score"]); // "2"
await r.scriptLoad("return #ARGV"); // "2341fb02e46697ddb0c727ff293bd612557191a5"
await r.evalsha("2341fb02e46697ddb0c727ff293bd612557191a5", [], "a", "b"); // 2
await r.evalsha_ro("2341fb02e46697ddb0c727ff293bd612557191a5", [], "a"); // 1
await r.scriptExists("2341fb02e46697ddb0c727ff293bd612557191a5"); // [1]
await r.scriptFlush(); // "OK"
await r.scriptDebug("NO"); // "OK"
await r.scriptKill().catch((error) => error.code); // "NOTBUSY"
await r.script("EXISTS", "2341fb02e46697ddb0c727ff293bd612557191a5"); // [0]
const library =
  "#!lua name=lib\nredis.register_function{ function_name = 'twice', callback = function(_, args) return args[1] * 2 end, flags = { 'no-writes' } }";
await r.functionLoad(library); // "lib"
await r.fcall("twice", [], 21); // 42
await r.fcall_ro("twice", [], 4); // 8
await r.functionList(); // [{ library_name: "lib", engine: "LUA", functions: [{ name: "twice", description: null, flags: ["no-writes"] }] }]
await r.functionDump(); // bytes
await r.functionRestore(await r.functionDump(), "REPLACE"); // "OK"
await r.functionStats(); // { running_script: null, engines: { LUA: { libraries_count: 1, functions_count: 1 } } }
await r.functionDelete("lib"); // "OK"
await r.functionFlush(); // "OK"
await r.functionKill().catch((error) => error.code); // "NOTBUSY"
await r.function("STATS"); // { running_script: null, engines: { LUA: { libraries_count: 0, functions_count: 0 } } }
await r.scriptHelp(); // lines of text
await r.functionHelp(); // lines of text
await r.close();
