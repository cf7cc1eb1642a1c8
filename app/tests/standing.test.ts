import { expect, test, vi } from "vitest";
import { openCourtyard } from "../src/state/open-courtyard.ts";
import { deviceOf, pairedStorage } from "./people.ts";
import { postOffice } from "./post-office.ts";

const STRANGER = { friend: false, relay: false, blocked: false };

test("makes a friend at the sidecar, changes nothing else, and remembers it without a line", async () => {
  await using office = postOffice();
  const alice = await office.house("alice", ["laptop"]);
  const bob = await office.house("bob", ["laptop"]);
  const storage = await pairedStorage(alice.person, "laptop");
  const device = deviceOf(alice.person, "laptop").row;
  await using laptop = await openCourtyard({ storage, device });
  await vi.waitFor(() => expect(laptop.link.state.kind).toBe("ready"));
  const { standings } = laptop;
  const person = { id: bob.person.identity.id, address: bob.person.address };

  expect(await standings.stored(person.id)).toBeUndefined();
  expect(await standings.of(person.id)).toEqual(STRANGER);
  const heard = vi.fn();
  laptop.on("contacts", heard);
  await standings.put(person, { friend: true });
  expect(heard).toHaveBeenCalled();
  expect(await standings.put(person, { relay: true })).toEqual({
    ...STRANGER,
    friend: true,
    relay: true,
  });
  expect(await standings.stored(person.id)).toMatchObject({ friend: true, relay: true });

  // Another of the owner's devices decides otherwise: the sidecar's word is the one that counts.
  alice.contacts.set(person.id, { identity: person.id, ...STRANGER, blocked: true });
  expect(await standings.of(person.id)).toEqual({ ...STRANGER, blocked: true });

  await alice.sidecar[Symbol.asyncDispose]();
  expect(await standings.of(person.id)).toHaveProperty("code");
  expect(await standings.put(person, { blocked: false })).toHaveProperty("code");
  expect(await standings.stored(person.id)).toMatchObject({ blocked: true });
});
