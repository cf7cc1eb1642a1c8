import { refuse } from "@courtyard/protocol/refusal.ts";
import { expect, test } from "vitest";
import { createBatch } from "../../src/inbox/batch.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { rememberSeen, wasSeen } from "../../src/store/seen.ts";
import { testLog, testSidecar } from "../harness.ts";

const open = (): Store => openStore(":memory:", { now: 0 });

test("commits many pieces of work in one transaction", async () => {
  const store = open();
  const batch = createBatch({ store, log: testLog, most: 256 });
  const all = Array.from({ length: 50 }, (_, i) =>
    batch.submit(() => {
      rememberSeen(store, "t", `id${i}`, 1);
      return undefined;
    }),
  );
  expect(await Promise.all(all)).toEqual(Array.from({ length: 50 }, () => undefined));
  expect(batch.count.batches).toBe(1);
});

test("a refusal or a fault undoes its own work and no other's, and its effects do not happen", async () => {
  const store = open();
  const batch = createBatch({ store, log: testLog, most: 256 });
  const effects: string[] = [];
  const piece = (id: string, end: () => ReturnType<typeof refuse> | undefined) =>
    batch.submit(() => {
      rememberSeen(store, "t", id, 1);
      store.afterCommit(() => effects.push(id));
      return end();
    });
  const answers = await Promise.all([
    piece("a", () => undefined),
    piece("b", () => refuse("queue-full")),
    piece("c", () => {
      throw new Error("a fault");
    }),
    piece("d", () => undefined),
  ]);
  expect(answers.map((answer) => answer?.code)).toEqual([
    undefined,
    "queue-full",
    "internal",
    undefined,
  ]);
  expect(["a", "b", "c", "d"].map((id) => wasSeen(store, "t", id))).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(effects).toEqual(["a", "d"]);
});

test("answers internal to all when the commit fails, and goes on afterwards", async () => {
  const store = open();
  let broken = true;
  const flaky: Store = {
    ...store,
    transaction: (work) => {
      if (broken) throw new Error("disk full");
      return store.transaction(work);
    },
  };
  const batch = createBatch({ store: flaky, log: testLog, most: 2 });
  const two = [batch.submit(() => undefined), batch.submit(() => undefined)];
  expect((await Promise.all(two)).map((answer) => answer?.code)).toEqual(["internal", "internal"]);
  broken = false;
  expect(await batch.submit(() => undefined)).toBeUndefined();
});

test("a store rolls back a failed transaction whole, and can be used again", () => {
  const store = open();
  expect(() =>
    store.transaction(() => {
      rememberSeen(store, "t", "x", 1);
      store.transaction(() => rememberSeen(store, "t", "y", 1));
      throw new Error("no");
    }),
  ).toThrow("no");
  expect([wasSeen(store, "t", "x"), wasSeen(store, "t", "y")]).toEqual([false, false]);
  expect(store.transaction(() => rememberSeen(store, "t", "x", 1))).toBe(true);
});

test("a flood over one socket is committed in few batches", async () => {
  await using house = await testSidecar();
  const [alice, carol] = [await house.person("alice"), await house.person("carol")];
  const phone = await alice.connect(alice.phone);
  const before = house.sidecar.gauges().batches;
  const sent = await Promise.all(Array.from({ length: 60 }, () => alice.sealed(carol, "x")));
  for (const envelope of sent) phone.send({ t: "deliver", envelope });
  for (const { id } of sent) await phone.next((frame) => frame.t === "ack" && frame.id === id);
  expect(house.sidecar.gauges().batches - before).toBeLessThan(40);
});
