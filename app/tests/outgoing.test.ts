// How far a message got: the acknowledgement and the outbox event come from two sides and in any order.

import { makeEnvelope } from "@courtyard/protocol/envelope.ts";
import { expect, test } from "vitest";
import type { Core } from "../src/state/core.ts";
import { deviceSigner } from "../src/state/device.ts";
import { memoryStorage } from "../src/state/memory-storage.ts";
import { oneAtATime } from "../src/state/one-at-a-time.ts";
import { createOutgoing } from "../src/state/outgoing.ts";
import { deviceOf, person } from "./people.ts";

test("a message that was handed on while its acknowledgement is written down stays handed on", async () => {
  const to = { username: "bob", host: "bob.example", port: 443 };
  const alice = await person({ username: "alice", host: "alice.example", port: 443 }, ["laptop"]);
  const { row: device } = deviceOf(alice, "laptop");
  const signer = await deviceSigner(device);
  for (let wait = 0; wait < 24; wait++) {
    await using storage = memoryStorage();
    const taken = Promise.withResolvers<void>();
    const link: Core["link"] = {
      deliver: ({ id }) => taken.promise.then(() => ({ ok: true, id })),
      request: async () => ({ ok: true, result: null }),
    };
    const now = Date.now;
    const core = { device, signer, storage, link, notify() {}, now, inTurn: oneAtATime() };
    const queue = createOutgoing(core);
    const envelope = await makeEnvelope({
      ...{ from: alice.address, to, kid: device.kid, signer, now: now() },
      ...{ type: "sealed.message", data: {} },
    });
    const message = { id: "m", peer: "p", author: "a", text: "Hello", at: 1, n: 1 };
    await storage.write([
      { shelf: "messages", key: "m", value: { ...message, delivery: { state: "waiting" } } },
      ...queue.enqueue(envelope, { shelf: "messages", key: "m", topic: "messages:p" }),
    ]);
    await queue.flush();
    taken.resolve();
    for (let tick = 0; tick < wait; tick++) await Promise.resolve();
    await queue.onOutbox({ id: envelope.id, state: "delivered" });
    await expect.poll(() => storage.list("outgoing")).toEqual([]);
    await core.inTurn(async () => {});
    expect((await storage.get("messages", "m"))?.delivery, `${wait} ticks`).toEqual({
      state: "delivered",
    });
    expect(await storage.list("tracked")).toEqual([]);
  }
});
