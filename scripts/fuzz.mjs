// Fuzzes the engine with libFuzzer: `npm run fuzz -- [target ...] [--seconds 20]`.
//
// Runs on stable Rust: the coverage that libFuzzer follows comes from LLVM's own pass. What it has
// learned stays in .cache/fuzz/, so that each run goes on from the last. An input that breaks
// something is kept in fuzz/artifacts/; `npm run fuzz -- target fuzz/artifacts/file` runs it again.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

process.chdir(new URL("..", import.meta.url).pathname);

const TARGETS = ["resp", "frame", "arguments", "restore"];
const COVERAGE = [
  "-Cpasses=sancov-module",
  "-Cllvm-args=-sanitizer-coverage-level=4",
  "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
  "-Cllvm-args=-sanitizer-coverage-pc-table",
  "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "20" } },
});
const files = positionals.filter((each) => existsSync(each));
const named = positionals.filter((each) => !existsSync(each));
const unknown = named.filter((each) => !TARGETS.includes(each));
if (unknown.length > 0) {
  console.error(`no target ${unknown.join(", ")}: there are ${TARGETS.join(", ")}`);
  process.exit(2);
}
const folder = `${process.env.CARGO_TARGET_DIR ?? "target"}/fuzz`;
// The host is named so that build scripts and macros are built without coverage.
const host = /host: (.*)/.exec(output("rustc", ["-vV"]))[1];

run(
  "cargo",
  ["build", "--release", "--quiet", "--manifest-path", "fuzz/Cargo.toml", "--target", host, "--target-dir", folder],
  {
    RUSTFLAGS: COVERAGE.join(" "),
  },
);
mkdirSync("fuzz/artifacts", { recursive: true });
for (const target of named.length > 0 ? named : TARGETS) {
  const corpus = `.cache/fuzz/${target}`;
  const seeds = `.cache/fuzz/${target}-seeds`;
  mkdirSync(corpus, { recursive: true });
  mkdirSync(seeds, { recursive: true });
  plant(target, seeds);
  const limits = [`-max_total_time=${flags.seconds}`, "-max_len=4096", "-timeout=20", "-rss_limit_mb=4096"];
  const quiet = ["-print_final_stats=1", "-verbosity=0", `-artifact_prefix=fuzz/artifacts/${target}-`];
  console.log(`fuzzing ${target} ${files.length > 0 ? `with ${files.join(", ")}` : `for ${flags.seconds} s`}`);
  const inputs = files.length > 0 ? files : [...limits, corpus, seeds];
  run(`${folder}/${host}/release/${target}`, [...quiet, ...inputs]);
}

/** Writes what the transcripts say as inputs of a target, to start from. */
function plant(target, folder) {
  if (target === "arguments" || readdirSync(folder).length > 0) return;
  if (target === "restore") {
    values().forEach((bytes, number) => {
      writeFileSync(`${folder}/${number}`, bytes);
    });
    return;
  }
  for (const file of readdirSync("tests/commands")) {
    const cases = readFileSync(`tests/commands/${file}`, "utf8").split(/^# /m);
    cases.forEach((text, number) => {
      const lines = [...text.matchAll(/^> (.*)$/gm)].map(([, line]) =>
        line.split(" ").map((word) => Buffer.from(word)),
      );
      writeFileSync(`${folder}/${file}-${number}`, target === "resp" ? resp(lines) : frame(lines));
    });
  }
}

/** The values in the payloads of DUMP's transcript, without the version and the checksum behind them. */
function values() {
  const text = readFileSync("tests/commands/dump.test", "utf8");
  const codes = { a: 7, b: 8, t: 9, n: 10, r: 13 };
  const payloads = [...text.matchAll(/^> RESTORE \S+ \S+ "((?:[^"\\]|\\.)*)"/gm)].map(([, quoted]) => {
    const parts = quoted.match(/\\x..|\\.|[\s\S]/g) ?? [];
    return Buffer.from(
      parts.map((part) => {
        if (part.startsWith("\\x")) return Number.parseInt(part.slice(2), 16);
        return (part[0] === "\\" && codes[part[1]]) || part.charCodeAt(part.length - 1);
      }),
    );
  });
  return payloads.map((payload) => payload.subarray(0, -10));
}

function resp(lines) {
  const parts = lines.map((words) => [
    `*${words.length}\r\n`,
    ...words.flatMap((word) => [`$${word.length}\r\n`, word, "\r\n"]),
  ]);
  // The first byte says how large the pieces are.
  return Buffer.concat([Buffer.from([5]), ...parts.flat().map((part) => Buffer.from(part))]);
}

function frame(lines) {
  const number = (value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const parts = lines.map((words) => [number(words.length), ...words.flatMap((word) => [number(word.length), word])]);
  return Buffer.concat([number(lines.length), ...parts.flat()]);
}

function output(command, args) {
  return spawnSync(command, args, { encoding: "utf8" }).stdout;
}

function run(command, args, env = {}) {
  const { status, signal } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  if (status !== 0) {
    console.error(`failed: ${command} ${args.join(" ")}${signal ? ` (${signal})` : ""}`);
    process.exit(1);
  }
}
