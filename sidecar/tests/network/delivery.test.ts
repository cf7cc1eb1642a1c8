import { expect, test } from "vitest";
import { countRows, testSidecar, until } from "../harness.ts";

const QUICK = { first: 30, most: 200, idle: 500 };

test("delivers a sealed message from one sidecar to another and into the vault's queue", async () => {
  await using here = await testSidecar({ retry: QUICK });
  await using there = await testSidecar({ retry: QUICK });
  const alice = await here.person("alice");
  const bob = await there.person("bob");
  const vault = await bob.connect(bob.vault);
  const phone = await alice.connect(alice.phone);

  const envelope = await alice.sealed(bob, "the cicadas are back");
  expect(await phone.deliver(envelope)).toEqual({ t: "ack", id: envelope.id });
  const { items } = await vault.next((frame) => frame.t === "queued");
  expect(items).toHaveLength(1);
  expect(await bob.open(items[0].envelope, bob.vault)).toEqual({ text: "the cicadas are back" });
  expect(await phone.next((frame) => frame.t === "event")).toEqual({
    t: "event",
    event: "outbox",
    data: { id: envelope.id, state: "delivered" },
  });

  vault.send({ t: "fetched", n: items[0].n });
  await until(() => countRows(there.dir, "sealed_for") === 1);
  const bobsPhone = await bob.connect(bob.phone);
  const second = await bobsPhone.next((frame) => frame.t === "queued");
  bobsPhone.send({ t: "fetched", n: second.items[0].n });
  await until(() => countRows(there.dir, "sealed") === 0);
});
