import { formatAddress } from "@courtyard/protocol/address.ts";
import { expect, test } from "vitest";
import { createPinRoom } from "../../src/identity/pin-room.ts";
import { putRemoteIdentity } from "../../src/store/remote-identity.ts";
import { countRows, testSidecar } from "../harness.ts";
import { remoteHouse } from "../support/remote-house.ts";

const pinned = (tenant: string, address: string, bytes: number) => ({
  ...{ tenant, address, identity: "x", seq: 0, hash: "x", log: "x".repeat(bytes), at: 1 },
});

test("counts what was pinned before, and what comes to it", async () => {
  await using house = await testSidecar();
  const { store } = house.sidecar;
  store.transaction(() => putRemoteIdentity(store, pinned("a", "u@h.example", 60)));
  const room = createPinRoom(store, { most: 100 });
  expect([room.has("a", 40), room.has("a", 41), room.has("b", 100)]).toEqual([true, false, true]);
  room.took("a", 40);
  expect(room.has("a", 1)).toBe(false);
});

test("refuses strangers when their logs have filled what they may fill, and still knows friends", async () => {
  await using house = await testSidecar();
  const alice = await house.person("alice");
  const { store } = house.sidecar;
  store.transaction(() => {
    for (let n = 0; n < 256; n++) {
      putRemoteIdentity(store, pinned(alice.tenant.id, `u${n}@h.example`, 1024 * 1024));
    }
  });
  await using paula = await remoteHouse("paula");
  const send = async () =>
    house.post(alice.tenant, "/_courtyard/inbox", await paula.person.sealed(alice, "hi"));
  expect((await send()).json).toMatchObject({ code: "quota-exceeded" });
  expect(countRows(house.dir, "sealed")).toBe(0);
  const phone = await alice.connect(alice.phone);
  const { id } = paula.person.identity;
  const address = formatAddress(paula.person.address);
  await phone.call("contacts.put", { identity: id, address, friend: true });
  expect((await send()).status).toBe(202);
  await phone.close();
});
