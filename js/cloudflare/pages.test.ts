import assert from "node:assert/strict";
import { test } from "node:test";
import { Pages } from "./pages.ts";

const PAGE = 4096;

/** The object's SQL storage, as far as pages ask it. */
function storage(rows: Map<number, Uint8Array>): SqlStorage {
  function answer(query: string, [first = 0, second = 0]: unknown[]): Record<string, SqlStorageValue>[] {
    if (query.startsWith("SELECT max")) return [{ last: rows.size === 0 ? null : Math.max(...rows.keys()) }];
    if (query.startsWith("SELECT page")) {
      const asked = [...rows].filter(([page]) => page >= Number(first) && page <= Number(second));
      return asked.map(([page, data]) => ({ page, data: data.slice().buffer }));
    }
    if (query.startsWith("INSERT")) rows.set(Number(first), (second as Uint8Array).slice());
    else if (query.startsWith("DELETE")) for (const page of rows.keys()) if (page >= Number(first)) rows.delete(page);
    return [];
  }
  const exec = (query: string, ...bindings: unknown[]) => {
    const found = answer(query, bindings);
    return { toArray: () => found, rowsRead: found.length, rowsWritten: query.startsWith("INSERT") ? 1 : 0 };
  };
  return { exec, databaseSize: 0 } as unknown as SqlStorage;
}

test("pages are a file, wherever it is read and written", () => {
  // A linear congruential generator: the same story each time.
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const rows = new Map<number, Uint8Array>();
  let pages = new Pages(storage(rows));
  let file = new Uint8Array();
  for (let round = 0; round < 2000; round++) {
    const [at, length] = [random(8 * PAGE), 1 + random(3 * PAGE)];
    if (random(20) === 0) {
      const size = random(8) * PAGE;
      const cut = new Uint8Array(size);
      cut.set(file.subarray(0, size));
      file = cut;
      pages.truncate(size);
    } else if (random(2) === 0) {
      const bytes = Uint8Array.from({ length }, () => random(256));
      assert.equal(pages.write(bytes, at), length);
      const size = Math.ceil((at + length) / PAGE) * PAGE;
      const grown = new Uint8Array(Math.max(file.length, size));
      grown.set(file);
      grown.set(bytes, at);
      file = grown;
    } else {
      const read = new Uint8Array(length).fill(255);
      const count = Math.max(0, Math.min(length, file.length - at));
      assert.equal(pages.read(read, at), count);
      assert.deepEqual(read.subarray(0, count), file.subarray(at, at + count));
    }
    assert.equal(pages.size(), file.length);
    // As another object would find them.
    if (random(10) === 0) pages = new Pages(storage(rows));
  }
  assert.ok([...rows.values()].every((data) => data.length === PAGE));
});

test("a whole page that is written is one row", () => {
  const pages = new Pages(storage(new Map()));
  pages.write(new Uint8Array(3 * PAGE), 0);
  pages.write(new Uint8Array(PAGE), PAGE);
  assert.equal(pages.usage.rowsWritten, 4);
});

test("a write that fails is remembered", () => {
  const sql = storage(new Map());
  const pages = new Pages(sql);
  Object.assign(sql, {
    exec: () => {
      throw new Error("full");
    },
  });
  assert.throws(() => pages.write(new Uint8Array(PAGE), 0), /full/);
  assert.match(String(pages.failure), /full/);
});
