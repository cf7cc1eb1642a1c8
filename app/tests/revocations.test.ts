import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { appendEntry, revokeDevice } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { sealedMessageSchema } from "@courtyard/protocol/messages/sealed-message.ts";
import { openSealed } from "@courtyard/protocol/seal.ts";
import { expect, test, vi } from "vitest";
import { openCourtyard } from "../src/state/open-courtyard.ts";
import { deviceOf, pairedStorage } from "./people.ts";
import { postOffice } from "./post-office.ts";

test("asks the vault alone to revoke a device, and shows what the log then says", async () => {
  await using office = postOffice();
  const alice = await office.house("alice", ["laptop", "phone", "vault"]);
  const storage = await pairedStorage(alice.person, "laptop");
  const device = deviceOf(alice.person, "laptop").row;
  await using laptop = await openCourtyard({ storage, device });
  await vi.waitFor(() => expect(laptop.link.state.kind).toBe("ready"));
  const { revocations, contacts } = laptop;
  const [phone, vault] = ["phone", "vault"].map((name) => deviceOf(alice.person, name));
  if (!phone || !vault) throw new Error("people for tests have their devices");

  expect(await revocations.ask(device.id)).toMatchObject({ code: "capability-missing" });
  expect(await revocations.ask(vault.row.id)).toMatchObject({ code: "capability-missing" });
  expect(await revocations.asked(phone.row.id)).toBeUndefined();
  expect(await revocations.ask(phone.row.id)).toBeUndefined();
  expect(await revocations.asked(phone.row.id)).toBeTypeOf("number");

  const asked = () => (alice.queues.get(vault.row.id) ?? []).map(({ envelope }) => envelope);
  const payloads = () =>
    Promise.all(
      asked().map(async (envelope) => {
        const { from, to, kid, data } = envelope as unknown as Envelope;
        const sealed = sealedMessageSchema.parse(data);
        expect(sealed.keys.map((key) => key.device)).toEqual([vault.row.id]);
        const context = { from, to, kid, device: vault.row.id };
        return openSealed(sealed, {
          ...context,
          privateKeyFor: () => vault.keys.seal.privateKey,
        });
      }),
    );
  const revoke = { v: 1, kind: "device.revoke", device: phone.row.id };
  await vi.waitFor(async () => expect(await payloads()).toContainEqual(revoke));

  const { identity, root } = alice.person;
  const devices = identity.head.devices.map((one) =>
    one.id === phone.row.id ? revokeDevice(one, Date.now()) : one,
  );
  const longer = await appendEntry(identity, {
    rootSigner: root,
    change: { devices },
    now: Date.now(),
  });
  if ("code" in longer) throw new Error(longer.code);
  alice.log = formatIdentityLog(longer);
  const shown = async () =>
    (await contacts.known(device.me))?.identity.head.devices.find(({ id }) => id === phone.row.id);
  await vi.waitFor(async () => expect(await shown()).toHaveProperty("until"), 5_000);
});
