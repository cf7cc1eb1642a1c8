import { parseAddress } from "@courtyard/protocol/address.ts";
import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import type { VaultStore } from "../store/vault-store.ts";
import { isVaultRefusal } from "../vault-refusal.ts";
import type { Alarm } from "./alarm.ts";
import { type OwnSealing, sealToOwn } from "./seal-to-own.ts";

/** The same alarm is told no more often, so that an attacker cannot ring the bell at will. */
const PAUSE = 24 * 60 * 60 * 1000;

/**
 * Tells the owner's devices of every alarm that they were not told of lately. What cannot be sent now
 * is sent with the next alarm or link.
 */
export async function warnDevices(
  store: VaultStore,
  {
    sealing,
    deliver,
    clock,
  }: {
    sealing: () => Promise<OwnSealing>;
    deliver: (envelope: Envelope) => Promise<Refusal | null>;
    clock: () => number;
  },
): Promise<Refusal | null> {
  for (const alarm of store.alarms.all().records) {
    if (clock() - alarm.told < PAUSE) continue;
    const envelope = await warning(alarm, await sealing());
    const refusal = isRefusal(envelope) ? envelope : await deliver(envelope);
    if (refusal) return refusal;
    const name = `${alarm.identity} ${alarm.code}`;
    // It may have been seen again, or dismissed, while we sent it.
    const now = store.alarms.get(name);
    if (now && !isVaultRefusal(now)) store.alarms.put(name, { ...now, told: clock() });
  }
  return null;
}

async function warning(alarm: Alarm, own: OwnSealing): Promise<Envelope | Refusal> {
  const { identity, code, last: at } = alarm;
  const address = parseAddress(alarm.address);
  if (isRefusal(address)) return address;
  const payload = { v: 1, kind: "vault.alarm", identity, address, code, at } as const;
  return sealToOwn(payload, { ...own, devices: own.me.head.devices });
}
