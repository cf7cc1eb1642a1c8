// Revoking another of the owner's devices: only the vault may change the identity, so it is asked by a
// sealed envelope to self. The answer is the identity's log, in which the device then stands revoked.

import type { DeviceRevoke } from "@courtyard/protocol/private-payload.ts";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { type Chat, isVault } from "./chat.ts";
import type { Contacts } from "./contacts.ts";
import type { Core } from "./core.ts";
import type { OutgoingQueue } from "./outgoing.ts";

export interface Revocations {
  /**
   * Asks the vault; what is asked waits here until the sidecar takes it. Refuses `not-found` for a
   * device that is not there, `capability-missing` for the vault, the sidecar and this device.
   */
  ask(deviceId: string): Promise<undefined | Refusal>;
  /** When it was asked for; undefined when it was not. */
  asked(deviceId: string): Promise<number | undefined>;
}

/** A vault that is there has done it by then; else the next connection tells. */
const LOOKS = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

/** The revocations of this device. `later` runs a task after a delay, as `setTimeout` does. */
export function createRevocations(
  { storage, device, now, notify }: Core,
  contacts: Pick<Contacts, "known" | "refreshSelf">,
  chat: Pick<Chat, "sealForVault">,
  outgoing: OutgoingQueue,
  later: (task: () => void, delay: number) => void = setTimeout,
): Revocations {
  const key = (id: string) => `revoking/${id}`;
  const recordOf = async (id: string) =>
    (await contacts.known(device.me))?.identity.head.devices.find((one) => one.id === id);

  async function look(id: string, round = 0): Promise<void> {
    await contacts.refreshSelf();
    const delay = LOOKS[round];
    if (delay === undefined || (await recordOf(id))?.until !== undefined) return;
    later(() => void look(id, round + 1).catch(console.error), delay);
  }

  return {
    async ask(id) {
      const record = await recordOf(id);
      if (!record || record.until !== undefined) return refuse("not-found");
      if (id === device.id || !isRevocable(record)) return refuse("capability-missing");
      const payload: DeviceRevoke = { v: 1, kind: "device.revoke", device: id };
      const envelope = await chat.sealForVault({ ...payload });
      if (!envelope) return refuse("sealed-not-for-me", "no vault");
      const asked = { shelf: "settings", key: key(id), value: String(now()) } as const;
      await storage.write([...outgoing.enqueue(envelope), asked]);
      notify("identity");
      void outgoing.flush();
      void look(id).catch(console.error);
      return undefined;
    },
    async asked(id) {
      const at = await storage.get("settings", key(id));
      return at === undefined ? undefined : Number(at);
    },
  };
}

/** Whether the vault does it when it is asked: not the vault itself, nor what serves. */
export function isRevocable(record: Parameters<typeof isVault>[0]): boolean {
  return record.until === undefined && !isVault(record) && !record.can.includes("serve");
}
