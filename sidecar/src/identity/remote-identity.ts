import { type Address, formatAddress } from "@courtyard/protocol/address.ts";
import { deviceOf, type Identity } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog, verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { comparePin, type Pin, pinOf } from "@courtyard/protocol/pin.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { TenantEvents } from "../events/tenant-events.ts";
import type { Logger } from "../log.ts";
import { reachOf } from "../net/guarded-client.ts";
import type { Store } from "../store/open-store.ts";
import {
  alarmOf,
  clearAlarm,
  putAlarm,
  putRemoteIdentity,
  remoteIdentity,
} from "../store/remote-identity.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { LogSource } from "./log-source.ts";
import { createPinRoom } from "./pin-room.ts";
import { createWeightedCache } from "./weighted-cache.ts";

/** Other people's identities, as each tenant has pinned them. */
export interface RemoteIdentities {
  /**
   * The identity that lives at an address: the pinned one, refetched when it is old or does not
   * know `device`. Refuses `identity-unreachable` and what the log's reader refuses, and with an
   * alarm `identity-rollback`, `identity-fork`, `identity-other`. Writes no pin.
   */
  resolve(
    tenant: Tenant,
    address: Address,
    options?: { device?: string; fresh?: boolean },
  ): Promise<Identity | Refusal>;
  /** What is known without asking anybody: from memory or pinned. */
  known(tenant: Tenant, address: Address): Promise<Identity | undefined>;
  /**
   * The owner has decided for the identity that now stands at an address, after an alarm: pins it
   * in place of the former one. Refuses `identity-other` when another one stands there.
   */
  trust(tenant: Tenant, address: Address, id: string): Promise<Identity | Refusal>;
  /**
   * Pins it; called inside the transaction that accepts something from this identity. Refuses
   * `quota-exceeded` for a stranger's log when too much of the disk is taken by such.
   */
  pin(
    tenant: Tenant,
    address: Address,
    identity: Identity,
    options: { now: number; stranger: boolean },
  ): Refusal | undefined;
}

/** A known log is asked for again after this, for revocations. */
const FRESH_FOR = 10 * 60_000;
/** And when somebody signs with a device that we do not know, no more often than this. */
const REFETCH_AFTER = 5_000;
const PINS_KEPT = 5_000;
const BYTES_KEPT = 32 * 1024 * 1024;

interface Kept {
  identity: Identity;
  checkedAt: number;
  pinned: Pin | null;
  /** Of the log as text. */
  bytes: number;
}

export function createRemoteIdentities({
  store,
  source,
  events,
  log,
  clock,
}: {
  store: Store;
  source: LogSource;
  events: TenantEvents;
  log: Logger;
  clock: () => number;
}): RemoteIdentities {
  const kept = createWeightedCache<Kept>({ most: PINS_KEPT, mostWeight: BYTES_KEPT });
  const room = createPinRoom(store);
  const keyOf = (tenant: Tenant, address: Address): string =>
    `${tenant.id} ${formatAddress(address)}`;

  function keep(key: string, entry: Kept): void {
    kept.put(key, entry, entry.bytes);
  }

  async function recall(tenant: Tenant, address: Address): Promise<Kept | undefined> {
    const key = keyOf(tenant, address);
    const memory = kept.get(key);
    if (memory) return memory;
    const row = remoteIdentity(store, tenant.id, formatAddress(address));
    if (!row) return undefined;
    const identity = await verifyIdentityLog(row.log, nodeBackend);
    if (isRefusal(identity)) throw new Error(`pinned identity of ${row.address}: ${identity.code}`);
    const bytes = row.log.length;
    const entry = { identity, checkedAt: row.at, pinned: pinOf(identity), bytes };
    keep(key, entry);
    return entry;
  }

  function raiseAlarm(tenant: Tenant, address: Address, pin: Pin, seen: Identity, no: Refusal) {
    const name = formatAddress(address);
    const found = JSON.stringify(pinOf(seen));
    const last = alarmOf(store, tenant.id, name);
    // Once for each strange history: an attacker must not ring the bell at will.
    if (last?.code === no.code && last.seen === found) return;
    putAlarm(store, {
      tenant: tenant.id,
      address: name,
      code: no.code,
      pinned: JSON.stringify(pin),
      seen: found,
      at: clock(),
    });
    log.warn({ tenant: tenant.id, address: name, code: no.code }, "identity alarm");
    events.emit(tenant.id, "identity.alarm", { address: name, code: no.code, id: pin.id });
  }

  async function refetch(
    tenant: Tenant,
    address: Address,
    wanted: { before: Kept | undefined; maxAge: number; byStranger: boolean },
  ): Promise<Identity | Refusal> {
    const { before, maxAge, byStranger } = wanted;
    const options = { reach: reachOf(tenant), maxAge, byStranger };
    const { identity, at, bytes } = await source.fetch(address, options);
    if (isRefusal(identity)) return identity;
    const pin = before?.pinned;
    if (pin) {
      const compared = comparePin(pin, identity);
      if (isRefusal(compared)) {
        raiseAlarm(tenant, address, pin, identity, compared);
        return compared;
      }
    }
    keep(keyOf(tenant, address), { identity, checkedAt: at, pinned: pin ?? null, bytes });
    return identity;
  }

  return {
    async resolve(tenant, address, { device, fresh = false } = {}) {
      const before = await recall(tenant, address);
      const lacksDevice =
        device !== undefined && before !== undefined && !deviceOf(before.identity, device);
      const patience = fresh || lacksDevice ? REFETCH_AFTER : FRESH_FOR;
      const maxAge = source.isHere(address) ? 0 : patience;
      if (before && clock() - before.checkedAt < maxAge) return before.identity;
      // Only who is written to us from names a device; what the owner wants names none.
      const byStranger = device !== undefined;
      const after = await refetch(tenant, address, { before, maxAge, byStranger });
      if (!isRefusal(after) || !before) return after;
      // Their site is down or cut off, which is when a relay helps: what we pinned still holds.
      // Another history than the pinned one is an alarm instead, and nothing goes on.
      return isAlarm(after) ? after : before.identity;
    },
    async known(tenant, address) {
      const here = source.cached(address)?.identity;
      const pinned = await recall(tenant, address);
      if (pinned) return pinned.identity;
      return here && !isRefusal(here) ? here : undefined;
    },
    async trust(tenant, address, id) {
      const options = { reach: reachOf(tenant), maxAge: REFETCH_AFTER, byStranger: false };
      const { identity } = await source.fetch(address, options);
      if (isRefusal(identity)) return identity;
      if (identity.id !== id) return refuse("identity-other");
      kept.delete(keyOf(tenant, address));
      pin(tenant, address, identity, { now: clock(), stranger: false });
      return identity;
    },
    pin,
  };

  function pin(
    tenant: Tenant,
    address: Address,
    identity: Identity,
    { now, stranger }: { now: number; stranger: boolean },
  ): Refusal | undefined {
    const key = keyOf(tenant, address);
    const entry = kept.get(key);
    const pin = pinOf(identity);
    // A batch may carry an identity that was read just before a longer one was pinned.
    if (entry?.pinned?.id === pin.id && entry.pinned.seq >= pin.seq) return undefined;
    const name = formatAddress(address);
    const log = formatIdentityLog(identity);
    const bytes = log.length;
    const before = entry?.pinned ? entry.bytes : 0;
    if (stranger && !room.has(tenant.id, bytes - before)) {
      return refuse("quota-exceeded", "identities");
    }
    const { id, seq, hash } = pin;
    const row = { tenant: tenant.id, address: name, identity: id, seq, hash, log, at: now };
    putRemoteIdentity(store, row);
    clearAlarm(store, tenant.id, name);
    store.afterCommit(() => {
      room.took(tenant.id, bytes - before);
      keep(key, { identity, checkedAt: entry?.checkedAt ?? now, pinned: pin, bytes });
    });
    return undefined;
  }
}

function isAlarm({ code }: Refusal): boolean {
  return code === "identity-rollback" || code === "identity-fork" || code === "identity-other";
}
