// lua.wasm: the interpreter in an instance of its own, with a host in JavaScript. The language itself is tested natively
// (`cargo test -p redlet-lua`), where the C is the same; here is what differs: errors are exceptions of WebAssembly, the
// C library and the functions of math are ours, and the memory has an end.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const MODULE = new WebAssembly.Module(readFileSync(new URL("../../dist/redlet/lua.wasm", import.meta.url)));
const MEGABYTE = 1 << 20;

const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const text = (value) => Buffer.concat([u32(Buffer.byteLength(value)), Buffer.from(value)]);
const texts = (values) => Buffer.concat([u32(values.length), ...values.map(text)]);

/** An instance whose questions `answer` gets. */
function instance(answer = () => Buffer.alloc(1), memory = 64 * MEGABYTE) {
  const write = (bytes) => {
    const at = exports.room(bytes.length);
    new Uint8Array(exports.memory.buffer).set(bytes, at);
  };
  const ask = (at, length) => write(answer(Buffer.from(exports.memory.buffer.slice(at, at + length))));
  const { exports } = new WebAssembly.Instance(MODULE, { redlet: { ask } });
  const send = (...request) => {
    write(Buffer.concat([u32(memory), text("7.4.0"), ...request]));
    const at = exports.run();
    const length = new DataView(exports.memory.buffer).getUint32(at, true);
    const reply = Buffer.from(exports.memory.buffer.slice(at + 4, at + 4 + length));
    return { status: reply[0], bytes: reply.subarray(9) };
  };
  let count = 0;
  const run = (code) => send(Buffer.from("r"), text(`script ${++count}`), text(code), texts(["k"]), texts(["a", "b"]));
  return { run, memory: exports.memory };
}

const bulk = (value) => Buffer.concat([Buffer.from("$"), text(value)]);
/** What a script returns that returns a string. */
function string(outcome) {
  assert.equal(outcome.status, 0, outcome.bytes.toString("latin1"));
  assert.equal(String.fromCharCode(outcome.bytes[0]), "$");
  return outcome.bytes.subarray(5).toString("latin1");
}

/** A host of the command PING and the like, which never ends a script. */
function questions(asked) {
  return (question) => {
    asked.push(question);
    if (question[0] === 0x63) return Buffer.from(question.includes("FAIL") ? "-WRONG no\r\n" : "$2\r\nhi\r\n");
    return Buffer.alloc(question[0] === 0x74 ? 8 : 1);
  };
}

test("a script calls commands and gets their replies", () => {
  const asked = [];
  const { run } = instance(questions(asked));
  assert.deepEqual(run("return redis.call('ECHO', KEYS[1], ARGV[2])"), { status: 0, bytes: bulk("hi") });
  assert.deepEqual(asked, [Buffer.concat([Buffer.from([0x63, 2]), texts(["ECHO", "k", "b"])])]);
});

test("errors are raised, caught and raised again", () => {
  const { run } = instance(questions([]));
  const raised = run("return redis.call('FAIL')");
  assert.equal(raised.status, 2);
  assert.match(raised.bytes.toString("latin1"), /WRONG no script: script 1, on @user_script:1\./);
  assert.equal(string(run("local ok, e = pcall(error, 'x', 0) return e")), "x");
  const code = `local co = coroutine.wrap(function() local ok, e = pcall(function() error({err = 'deep'}) end)
    coroutine.yield(tostring(e)) error('again', 0) end)
    local first = co() local ok, second = pcall(co) return first .. ' ' .. second`;
  assert.equal(string(run(code)), "deep again");
  assert.equal(run("x =").status, 1);
});

test("a hundred thousand caught errors leave the stack as it was", () => {
  const code = "local n = 0 for i = 1, 100000 do if not pcall(error, 'x') then n = n + 1 end end return tostring(n)";
  assert.equal(string(instance().run(code)), "100000");
});

test("numbers are read and written as C does", () => {
  const { run } = instance();
  const cases = {
    "0.1 + 0.2": "0.3",
    "1e15": "1e+15",
    "2^53": "9.007199254741e+15",
    "tonumber('  0x1p4 ')": "16",
    "tonumber('1e-320')": "9.9998886718268e-321",
    "tonumber('1e')": "nil",
    "string.format('%.17g %5.2f|%-6d|%x|%q', 0.1, 2/3, 42, 255, 'a\\n')": '0.10000000000000001  0.67|42    |ff|"a\\\n"',
    "math.floor(-2.5) .. ' ' .. math.fmod(-7, 3) .. ' ' .. 2^0.5 .. ' ' .. math.sin(1)":
      "-3 -1 1.4142135623731 0.8414709848079",
    "math.log10(1000) .. ' ' .. math.atan2(1, -1) .. ' ' .. math.ldexp(3, 4) .. ' ' .. math.tanh(0.5)":
      "3 2.3561944901923 48 0.46211715726001",
    "table.concat({math.frexp(10)}, ' ') .. ' ' .. table.concat({math.modf(-3.25)}, ' ')": "0.625 4 -3 -0.25",
    "table.concat({math.frexp(5e-324)}, ' ') .. ' ' .. table.concat({math.modf(-1/0)}, ' ')": "0.5 -1073 -inf -0",
    "cjson.encode(cjson.decode('[1.5, -2e3, 12345678901234]'))": "[1.5,-2000,12345678901234]",
    "tostring(math.random(1000000)) .. ' ' .. redis.sha1hex('')": "",
  };
  for (const [expression, expected] of Object.entries(cases)) {
    const found = string(run(`return tostring(${expression})`));
    if (expected === "") assert.match(found, /^\d+ da39a3ee5e6b4b0d3255bfef95601890afd80709$/);
    else assert.equal(found, expected, expression);
  }
});

test("a script ends where the host says so, whatever it catches", () => {
  let questions = 0;
  const { run } = instance((question) => Buffer.from([question[0] === 0x6f && ++questions === 10 ? 1 : 0]));
  assert.equal(run("while true do pcall(function() while true do end end) end").status, 3);
  assert.equal(questions, 10);
  assert.equal(string(run("return 'next'")), "next");
});

test("a script that takes too much memory ends, and the next one runs", () => {
  const { run, memory } = instance(undefined, 4 * MEGABYTE);
  for (const code of ["local s = 'x' while true do s = s .. s end", "local t = {} while true do t[#t + 1] = {} end"]) {
    assert.equal(run(code).status, 4, code);
    assert.equal(string(run("return 'next'")), "next");
  }
  assert.ok(memory.buffer.byteLength < 32 * MEGABYTE);
});

test("recursion without end is an error, not a trap", () => {
  const { run } = instance();
  const deep = [
    "local function f() return 1 + f() end return f()",
    "local function f() return pcall(f) end f() error('end')",
    "return string.rep('a', 100000):match(string.rep('a?', 100000) .. 'b')",
    "local t = {} for i = 1, 100000 do t = {t} end return cjson.encode(t)",
    "local co co = function() return coroutine.wrap(co)() end return co()",
    "return loadstring('return ' .. string.rep('(', 100000))()",
    "local s = setmetatable({}, {__index = function(t, k) return t[k] end}) return s.x",
  ];
  for (const code of deep) assert.ok([1, 2].includes(run(code).status), code);
  // A reply's error stands within it, as in Redis.
  const nested = run("local t = {} for i = 1, 100000 do t = {t} end return t");
  assert.match(nested.bytes.toString("latin1"), /^\*+-.{5}ERR reached lua stack limit/s);
  assert.equal(string(run("return 'next'")), "next");
});

test("what a host throws ends the call, and a new instance works", () => {
  const { run } = instance(() => {
    throw new RangeError("the host failed");
  });
  assert.throws(() => run("return pcall(redis.call, 'PING')"), /the host failed/);
  assert.equal(string(instance().run("return 'new'")), "new");
});
