// Who signed this envelope: the vault's own judgement, whatever its sidecar says. Identity logs prove
// themselves, so they may come through the sidecar; a home machine must not fetch from hosts that a
// stranger's `from` names (its router, its printer).

import { type Address, formatAddress } from "@courtyard/protocol/address.ts";
import { findDevice, type Identity } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog, verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { parseKid } from "@courtyard/protocol/kid.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { comparePin, pinOf } from "@courtyard/protocol/pin.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { VaultStore } from "../store/vault-store.ts";
import { isVaultRefusal } from "../vault-refusal.ts";
import { type Alarm, alarmRecord } from "./alarm.ts";

/**
 * Asks the sidecar for the log at an address. `alarm` is the code of one that the sidecar itself has
 * about it; the log is then the one that it had pinned. Refuses `delivery-unreachable` when there is
 * no line to the sidecar.
 */
export type LookUp = (
  address: string,
) => Promise<{ log: string; alarm?: string | undefined } | Refusal>;

export interface Senders {
  /**
   * The identity that a kid belongs to, pinned. Refuses `key-unknown` for no kid, `identity-other` when
   * somebody else lives at `from`, `identity-unreachable` when nothing is known and nobody answers,
   * `delivery-unreachable` when nothing is known and our own sidecar cannot be asked.
   */
  of(sender: { kid: string; from: Address }): Promise<Identity | Refusal>;
}

/** A log that agreed with its pin this recently is asked for again only if it lacks device or address. */
const FRESH = 10 * 60 * 1000;
const IN_MEMORY = 500;

export function senders(
  store: VaultStore,
  {
    own,
    lookUp,
    clock,
    onAlarm,
  }: {
    own: () => Identity | undefined;
    lookUp: LookUp;
    clock: () => number;
    onAlarm: (alarm: Alarm) => void;
  },
): Senders {
  const verified = new Map<string, { identity: Identity; fetchedAt: number }>();

  function remember(identity: Identity, fetchedAt: number): void {
    verified.delete(identity.id);
    if (verified.size >= IN_MEMORY) verified.delete(verified.keys().next().value ?? "");
    verified.set(identity.id, { identity, fetchedAt });
  }

  async function pinned(
    id: string,
  ): Promise<{ identity: Identity; fetchedAt: number } | undefined> {
    const inMemory = verified.get(id);
    if (inMemory) return inMemory;
    const record = store.known.get(id);
    // A damaged pin is as good as none: the next fetch pins again.
    if (record === undefined || isVaultRefusal(record)) return undefined;
    const identity = await verifyIdentityLog(record.log, nodeBackend);
    if (isRefusal(identity) || identity.id !== id) return undefined;
    remember(identity, record.fetchedAt);
    return { identity, fetchedAt: record.fetchedAt };
  }

  function pin(identity: Identity, now: number): Identity {
    const log = formatIdentityLog(identity);
    store.known.put(identity.id, { pin: pinOf(identity), log, fetchedAt: now });
    remember(identity, now);
    return identity;
  }

  function raise(identity: string, address: string, code: Alarm["code"]): void {
    const now = clock();
    const former = store.alarms.get(`${identity} ${code}`);
    const known = former === undefined || isVaultRefusal(former) ? undefined : former;
    const alarm: Alarm = {
      identity,
      address,
      code,
      first: known?.first ?? now,
      last: now,
      count: (known?.count ?? 0) + 1,
      told: known?.told ?? 0,
    };
    store.alarms.put(`${identity} ${code}`, alarm);
    onAlarm(alarm);
  }

  return {
    of: async ({ kid, from }) => {
      const id = parseKid(kid)?.identityId;
      if (id === undefined) return refuse("key-unknown");
      const mine = own();
      if (mine?.id === id) return mine;

      const known = await pinned(id);
      const now = clock();
      const knowsDevice = known !== undefined && findDevice(known.identity, kid) !== undefined;
      const address = formatAddress(from);
      const knowsAll = knowsDevice && known.identity.head.urls.includes(address);
      if (knowsAll && Math.abs(now - known.fetchedAt) < FRESH) return known.identity;

      const found = await lookUp(address);
      const identity = isRefusal(found) ? found : await verifyIdentityLog(found.log, nodeBackend);
      if (isRefusal(identity)) {
        // Away or broken: whoever is pinned already is still known.
        if (known && knowsDevice) return known.identity;
        if (!isRefusal(found) || found.code === "delivery-unreachable") return identity;
        return refuse("identity-unreachable", found.code);
      }
      const told = alarmRecord.shape.code.safeParse(isRefusal(found) ? undefined : found.alarm);
      if (told.success && identity.id === id) raise(id, address, told.data);
      const livesThere = identity.head.urls.includes(address);
      if (known === undefined) {
        if (identity.id !== id) return refuse("identity-other");
        return livesThere ? pin(identity, now) : refuse("identity-address");
      }
      const compared = comparePin(pinOf(known.identity), identity);
      if (!isRefusal(compared) && livesThere) return pin(identity, now);
      const code = isRefusal(compared) ? compared.code : "identity-address";
      const alarm = alarmRecord.shape.code.safeParse(code);
      // Anybody can serve another's old log, or their own, at an address that is theirs, and name it
      // in `from`; only a fork is proof wherever it is found, since two entries need the root key.
      const trusted = known.identity.head.urls.includes(address);
      if (alarm.success && (trusted || code === "identity-fork")) raise(id, address, alarm.data);
      // The pinned history stays the one that counts.
      return knowsDevice ? known.identity : refuse(code);
    },
  };
}
