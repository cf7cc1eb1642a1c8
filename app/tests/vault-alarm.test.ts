import { makeEnvelope } from "@courtyard/protocol/envelope.ts";
import { sealRecipients } from "@courtyard/protocol/prekey.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { sealPayload } from "@courtyard/protocol/seal.ts";
import type { JsonObject } from "@courtyard/protocol/strict-json.ts";
import { webSigner } from "@courtyard/protocol/web/ed25519.ts";
import { expect, test, vi } from "vitest";
import { openCourtyard } from "../src/state/open-courtyard.ts";
import { deviceOf, pairedStorage } from "./people.ts";
import { type House, postOffice } from "./post-office.ts";

/** Puts an alarm by the vault about `about` into the queue of a house's laptop. */
async function vaultWarns(house: House, about: House): Promise<void> {
  const { identity, address } = house.person;
  const { row, keys } = deviceOf(house.person, "vault");
  const now = Date.now();
  const context = { from: address, to: address, kid: row.kid };
  const seen = { identity: about.person.identity.id, address: { ...about.person.address } };
  const payload = { v: 1, kind: "vault.alarm", ...seen, code: "identity-fork", at: now };
  const recipients = await sealRecipients(identity.head.devices, { prekeys: [], now });
  const data = await sealPayload(payload, { ...context, recipients });
  const signer = await webSigner(keys.sign);
  const envelope = await makeEnvelope({ ...context, type: "sealed.message", data, signer, now });
  const { id } = deviceOf(house.person, "laptop").row;
  house.queues.set(id, [{ n: 1, envelope: envelope as unknown as JsonObject }]);
}

test("shows what the vault has seen, and sends nothing, until the owner asks again", async () => {
  await using office = postOffice();
  const alice = await office.house("alice", ["laptop", "vault"]);
  const bob = await office.house("bob", ["laptop"]);
  const storage = await pairedStorage(alice.person, "laptop");
  const device = deviceOf(alice.person, "laptop").row;
  const open = () => openCourtyard({ storage, device });

  const first = await open();
  await vi.waitFor(() => expect(first.link.state.kind).toBe("ready"));
  const peer = await first.chat.start(bob.person.address);
  if (isRefusal(peer)) throw new Error(peer.code);
  await first[Symbol.asyncDispose]();

  await vaultWarns(alice, bob);
  await using laptop = await open();
  const alarm = async () => (await laptop.contacts.known(peer))?.contact.alarm;
  await vi.waitFor(async () => expect(await alarm()).toMatchObject({ code: "identity-fork" }));
  // Looking Bob up by the way finds nothing wrong; that is no reason to hide what the vault saw.
  await laptop.contacts.lookup(bob.person.address);
  expect(await alarm()).toMatchObject({ code: "identity-fork", byVault: true });
  expect(await laptop.chat.send(peer, "secret")).toMatchObject({ code: "identity-fork" });

  expect(await laptop.contacts.fresh(peer, { maxAge: 0, again: true })).not.toHaveProperty("code");
  expect(await alarm()).toBeUndefined();
  expect(await laptop.chat.send(peer, "hello")).not.toHaveProperty("code");
});
