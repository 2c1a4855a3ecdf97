// The storage that state libraries persist to, under the libraries themselves.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { built, load } from "./installed.mjs";

let db;
let webStorage;
before(async () => {
  const { Redlet } = await built("node");
  ({ webStorage } = await built("adapters/web-storage"));
  db = await Redlet.open(":memory:");
});
after(() => db.close());
beforeEach(() => db.flushall());

test("items are strings under a prefix", async () => {
  const storage = webStorage(db, { prefix: "a*[" });
  const other = webStorage(db);
  await db.set("a*", "kept");
  await Promise.all([storage.setItem("k", "v"), storage.setItem("é", ""), other.setItem("k", "w")]);
  assert.deepEqual(await Promise.all([storage.getItem("k"), storage.getItem("é"), storage.getItem("none")]), [
    "v",
    "",
    null,
  ]);
  assert.deepEqual((await storage.getAllKeys()).sort(), ["k", "é"]);
  assert.deepEqual((await storage.entries()).sort(), [
    ["k", "v"],
    ["é", ""],
  ]);
  await storage.removeItem("k");
  await storage.clear();
  assert.deepEqual((await db.keys("*")).sort(), ["a*", "storage:k"]);
  assert.equal(await webStorage(db, { ttl: 50 }).setItem("k", "v"), undefined);
  assert.equal(await db.ttl("storage:k"), 50);
});

test("a prefix is not the start of another", async () => {
  const [draft, drafts, open] = ["draft", "drafts", "draft-"].map((prefix) => webStorage(db, { prefix }));
  await Promise.all([draft, drafts, open].map((storage, at) => storage.setItem("k", String(at))));
  assert.deepEqual(await draft.getAllKeys(), ["k"]);
  await draft.clear();
  assert.deepEqual(await Promise.all([draft, drafts, open].map((storage) => storage.getItem("k"))), [null, "1", "2"]);
});

test("zustand's persist", async () => {
  const { createStore } = await load("zustand/vanilla");
  const { createJSONStorage, persist } = await load("zustand/middleware");
  const open = async () => {
    const options = { name: "bears", storage: createJSONStorage(() => webStorage(db)), skipHydration: true };
    const store = createStore(
      persist((set) => ({ bears: 0, add: () => set((s) => ({ bears: s.bears + 1 })) }), options),
    );
    await store.persist.rehydrate();
    return store;
  };
  const first = await open();
  first.getState().add();
  first.getState().add();
  await db.ping();
  assert.equal((await open()).getState().bears, 2);
  first.persist.clearStorage();
  await db.ping();
  assert.equal((await open()).getState().bears, 0);
});

test("TanStack Query's persister of a client", async () => {
  const { QueryClient } = await load("@tanstack/query-core");
  const { persistQueryClientRestore, persistQueryClientSave } = await load("@tanstack/query-persist-client-core");
  const { createAsyncStoragePersister } = await load("@tanstack/query-async-storage-persister");
  const persister = createAsyncStoragePersister({ storage: webStorage(db), throttleTime: 0 });
  const queryClient = new QueryClient();
  queryClient.setQueryData(["todos"], [{ id: 1 }]);
  await persistQueryClientSave({ queryClient, persister });
  while ((await db.dbsize()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const restored = new QueryClient();
  await persistQueryClientRestore({ queryClient: restored, persister });
  assert.deepEqual(restored.getQueryData(["todos"]), [{ id: 1 }]);
  await persister.removeClient();
  assert.equal(await db.dbsize(), 0);
  for (const client of [queryClient, restored]) client.clear();
});

test("TanStack Query's persister of single queries", async () => {
  const { QueryClient } = await load("@tanstack/query-core");
  const { experimental_createQueryPersister: createQueryPersister } = await load("@tanstack/query-persist-client-core");
  let fetched = 0;
  const open = () => {
    const persister = createQueryPersister({ storage: webStorage(db), maxAge: 10_000 });
    const client = new QueryClient({
      defaultOptions: { queries: { staleTime: 10_000, persister: persister.persisterFn } },
    });
    return { persister, client, ask: () => client.fetchQuery({ queryKey: ["n"], queryFn: async () => ++fetched }) };
  };
  const first = open();
  assert.equal(await first.ask(), 1);
  while ((await db.dbsize()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const second = open();
  assert.equal(await second.ask(), 1);
  await second.persister.restoreQueries(second.client);
  await second.persister.persisterGc();
  for (const { client } of [first, second]) client.clear();
});

test("redux-persist", async () => {
  const { createPersistoid, getStoredState } = (await load("redux-persist")).default;
  const config = { key: "root", storage: webStorage(db), version: 1 };
  const persistoid = createPersistoid(config);
  persistoid.update({ todos: ["a"], count: 1 });
  await persistoid.flush();
  assert.deepEqual(await getStoredState(config), { todos: ["a"], count: 1 });
});
