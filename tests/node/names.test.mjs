// What names a database, and what is said of a place where none can be: errors of redlet's, and nothing is left.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Redlet, RedletError } from "redlet";

const folder = mkdtempSync(join(tmpdir(), "redlet-names-"));
after(() => rmSync(folder, { recursive: true }));

/** Everything in a folder and in its folders. */
const all = (path) => readdirSync(path, { recursive: true }).sort();

const NO_NAMES = [undefined, null, "", 42, {}, { name: "" }, { path: 5 }, ["x"], new URL("https://example.com/x")];

for (const given of NO_NAMES) {
  test(`open(${given instanceof URL ? given : JSON.stringify(given)}) says that a database needs a name`, async () => {
    const error = { name: "RedletError", code: "NAME", message: /a database needs a name, not .*"\.\/app\.db"/ };
    await assert.rejects(Redlet.open(given), error);
    await assert.rejects(Redlet.import(given, new Uint8Array()), error);
    await assert.rejects(Redlet.delete(given), error);
  });
}

test("a word alone is no path: a page's module that runs on a server makes no file", async () => {
  const before = readdirSync(process.cwd());
  for (const given of ["app", "app.db", { name: "app", fallback: "memory" }, ".", "..", "./"]) {
    const advice = { name: "RedletError", code: "NAME", message: /is no path of a file: .*\{ path \}/ };
    await assert.rejects(Redlet.open(given), advice);
    await assert.rejects(Redlet.delete(given), advice);
  }
  assert.deepEqual(readdirSync(process.cwd()), before);
  await assert.rejects(Redlet.open("file://elsewhere/x.db"), { code: "NAME" });
});

test("a path, a file: URL as an object or a text, and { path } name one file", async () => {
  const path = join(folder, "one file.db");
  const url = pathToFileURL(path);
  const short = relative(process.cwd(), path);
  const names = [path, url, url.href, { path }, { path: url }, { name: url.href }, short, { path: short }];
  for (const [n, name] of names.entries()) {
    const r = await Redlet.open(name);
    assert.equal(await r.incr("n"), n + 1);
    await r.close();
  }
  const cwd = mkdtempSync(join(folder, "cwd-"));
  const script = `const { Redlet } = await import(${JSON.stringify(import.meta.resolve("redlet"))});
    for (const name of ["./x.db", { path: "x.db" }]) {
      const r = await Redlet.open(name);
      console.log(await r.incr("n"));
      await r.close();
    }`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd,
    encoding: "utf8",
  });
  assert.equal(stdout, "1\n2\n", stderr);
  assert.deepEqual(all(cwd), ["x.db"]);
});

test("an instance is not made by hand", () => {
  for (const given of ["x", undefined, {}])
    assert.throws(() => new Redlet(given), { name: "RedletError", code: "NEW", message: /await Redlet\.open\(/ });
});

const PLACES = {
  "in a folder that is missing": (path) => join(path, "none", "x.db"),
  "that is a folder": (path) => {
    mkdirSync(join(path, "folder.db"));
    return join(path, "folder.db");
  },
  "in a folder that is a file": (path) => {
    writeFileSync(join(path, "file"), "");
    return join(path, "file", "x.db");
  },
  "that is a device": () => "/dev/null",
  "whose log is a folder": (path) => {
    mkdirSync(join(path, "x.db-wal"));
    return join(path, "x.db");
  },
  "whose links lead in a circle": (path) => {
    symlinkSync("a.db", join(path, "b.db"));
    symlinkSync("b.db", join(path, "a.db"));
    return join(path, "a.db");
  },
  "whose link leads to a folder that is missing": (path) => {
    symlinkSync(join(path, "none", "x.db"), join(path, "a.db"));
    return join(path, "a.db");
  },
  "with a name that is too long": (path) => join(path, `${"x".repeat(300)}.db`),
  "with a zero in its name": (path) => join(path, "x\0.db"),
};

for (const [what, make] of Object.entries(PLACES)) {
  test(`a database ${what} is refused with the code IO, and leaves nothing`, async () => {
    const place = mkdtempSync(join(folder, "place-"));
    const path = make(place);
    const before = all(place);
    for (let round = 0; round < 2; round++)
      await assert.rejects(Redlet.open(path), { name: "RedletError", code: "IO", message: /can't be used: / });
    await assert.rejects(Redlet.import(path, new Uint8Array()), { name: "RedletError" });
    const r = await Redlet.open({ path, fallback: "memory" });
    assert.equal(r.storage, "memory");
    await r.close();
    assert.deepEqual(all(place), before);
  });
}

/** Mounts a file system in a folder for the time of some work; skips the test where that is not permitted. */
async function onDisk(t, size, work) {
  const disk = mkdtempSync(join(folder, "disk-"));
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", disk]).status !== 0) {
    t.skip("a file system can't be mounted here");
    return;
  }
  try {
    await work(disk);
  } finally {
    spawnSync("umount", ["-l", disk]);
  }
}

test("a place that can only be read is refused with the code IO, and left as it is", async (t) => {
  await onDisk(t, "2m", async (disk) => {
    const path = join(disk, "x.db");
    await (await Redlet.open(path)).close();
    const before = all(disk);
    spawnSync("mount", ["-o", "remount,ro", disk]);
    for (const name of ["x.db", "new.db"])
      await assert.rejects(Redlet.open(join(disk, name)), { name: "RedletError", code: "IO", message: /only be read/ });
    await assert.rejects(Redlet.delete(path), { code: "IO" });
    assert.deepEqual(all(disk), before);
  });
});

test("a program without the rights to a place is refused with the code IO", (t) => {
  if (process.getuid?.() !== 0) {
    t.skip("this program can't become another user");
    return;
  }
  const place = mkdtempSync(join(folder, "rights-"));
  spawnSync("chmod", ["755", folder, place]);
  const script = `process.setuid(65534);
    const error = await Redlet.open(${JSON.stringify(join(place, "x.db"))}).catch((error) => error);
    console.log(error.code, error.message);`;
  const loading = `const { Redlet } = await import(${JSON.stringify(import.meta.resolve("redlet"))});
    await (await Redlet.open(":memory:")).close();`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", loading + script], {
    encoding: "utf8",
  });
  assert.match(stdout, /^IO .*can't be used: this program may not/, stderr);
  assert.deepEqual(all(place), []);
});

/** Takes all the room that there is. */
function fill(disk) {
  const { bsize } = statfsSync(disk);
  for (let n = 0; statfsSync(disk).bavail > 0; n++) {
    try {
      writeFileSync(join(disk, `filler${n}`), Buffer.alloc(Math.min(statfsSync(disk).bavail, 64) * bsize));
    } catch (error) {
      assert.equal(error.code, "ENOSPC");
    }
  }
}

test("a full disk can be read and deleted from, also when it is opened full, and nothing is left of what did not open", async (t) => {
  await onDisk(t, "4m", async (disk) => {
    const path = join(disk, "x.db");
    let r = await Redlet.open(path);
    const value = "v".repeat(1000);
    for (let n = 0; n < 500; n++) r.set(`k${n}`, value);
    await r.get("k0");
    // Another program takes the rest.
    fill(disk);
    const refused = async () => {
      for (let n = 0; n < 2000; n++) await r.set(`more${n}`, value);
    };
    await assert.rejects(refused(), (error) => error instanceof RedletError);
    const readsAndDeletes = async (n) => {
      assert.equal(await r.get(`k${n}`), value);
      // At the latest when it is sent again.
      assert.equal(await r.del(`k${n}`).catch(() => r.del(`k${n}`)), 1);
    };
    await readsAndDeletes(1);
    await r.close();
    fill(disk);
    for (let n = 2; n < 6; n++) {
      r = await Redlet.open(path);
      await readsAndDeletes(n);
      assert.equal(await r.exists(`k${n - 1}`), 0);
      await r.close();
      fill(disk);
    }
    const before = all(disk);
    assert.deepEqual(
      before.filter((name) => name.endsWith(".lock")),
      [],
    );
    await assert.rejects(Redlet.open(join(disk, "new.db")), { name: "RedletError", code: "FULL" });
    await assert.rejects(Redlet.import(join(disk, "new.db"), Buffer.alloc(8192)), { code: "FULL" });
    assert.deepEqual(all(disk), before);
    assert.equal(await Redlet.delete(path), true);
    assert.deepEqual(
      all(disk).filter((name) => name.startsWith("x.db")),
      [],
    );
  });
});
