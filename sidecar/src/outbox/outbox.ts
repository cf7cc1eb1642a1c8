import { formatAddress, parseAddress, sameAddress } from "@courtyard/protocol/address.ts";
import { type Envelope, parseEnvelope, verifyEnvelopeSync } from "@courtyard/protocol/envelope.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import type { RetryPolicy } from "../config/config.ts";
import type { ServerLimits } from "../config/server-limits.ts";
import type { TenantEvents } from "../events/tenant-events.ts";
import type { OwnIdentities } from "../identity/own-identity.ts";
import type { Batch } from "../inbox/batch.ts";
import { type Accepted, type Inbox, nodeSha256, REVOKED_GRACE } from "../inbox/receive.ts";
import type { Logger } from "../log.ts";
import type { Store } from "../store/open-store.ts";
import {
  countWaiting,
  insertOutbox,
  outboxHas,
  overdueOutbox,
  settleOutbox,
  type WaitingRow,
  waitingDestinations,
} from "../store/outbox.ts";
import type { TenantDirectory } from "../tenant/directory.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { type Carried, type Courier, createCourier } from "./courier.ts";
import { carriedNothing, type Transport } from "./transport.ts";

/** What the tenant's devices send, until it is acknowledged or its time is over. */
export interface Outbox {
  /**
   * Takes an envelope of an own device; answers after the commit. One to the tenant itself goes
   * straight to the inbox. Refuses what `verifyEnvelope` does, `from-other`, `queue-full`.
   */
  send(tenant: Tenant, value: JsonValue): Promise<Accepted | Refusal>;
  /** Adds an envelope of the sidecar's own making, inside a transaction. Refuses `queue-full`. */
  add(tenant: Tenant, envelope: Envelope): Refusal | undefined;
  /** The sidecar at this address is up: what waits for it goes now. */
  retryNow(tenant: string, destination: string): void;
  /** Goes on with what waited when the process last ended. */
  start(): void;
  /** Marks what is past its time; called by the sweep. */
  expire(): void;
  close(): Promise<void>;
}

export function createOutbox(options: {
  store: Store;
  batch: Batch;
  inbox: Inbox;
  own: OwnIdentities;
  tenants: TenantDirectory;
  events: TenantEvents;
  log: Logger;
  clock: () => number;
  chance: () => number;
  limits: ServerLimits;
  retry: RetryPolicy;
  direct: Transport;
  /** A friend's sidecar, for what the direct way could not carry. */
  byFriend: (tenant: Tenant, rows: readonly WaitingRow[]) => Promise<Carried | undefined>;
}): Outbox {
  const { store, batch, own, tenants, clock, limits, retry } = options;
  const couriers = new Map<string, Courier>();
  let closed = false;

  async function carry(
    tenantId: string,
    destination: string,
    rows: readonly WaitingRow[],
  ): Promise<Carried> {
    const tenant = tenants.byId(tenantId);
    const to = parseAddress(destination);
    if (!tenant || isRefusal(to)) return { results: rows.map(() => refuse("address-form")) };
    const results = await options.direct(tenant, to, rows);
    if (!carriedNothing(results) || (rows[0]?.attempts ?? 0) < retry.relayAfter) return { results };
    return (await options.byFriend(tenant, rows)) ?? { results };
  }

  function courierFor(tenant: string, destination: string): Courier {
    const key = `${tenant} ${destination}`;
    const known = couriers.get(key);
    if (known) return known;
    const { events, log, chance } = options;
    const courier = createCourier({
      ...{ store, events, log, clock, chance, retry, tenant, destination },
      carry: (rows) => carry(tenant, destination, rows),
      onIdle: () => couriers.delete(key),
    });
    couriers.set(key, courier);
    return courier;
  }

  function add(tenant: Tenant, envelope: Envelope): Refusal | undefined {
    if (outboxHas(store, tenant.id, envelope.id)) return undefined;
    if (countWaiting(store, tenant.id) >= limits.outboxItems) return refuse("queue-full");
    const destination = formatAddress(envelope.to);
    const { id, type, exp } = envelope;
    const text = JSON.stringify(envelope);
    insertOutbox(store, { tenant: tenant.id, id, destination, type, exp, envelope: text }, clock());
    store.afterCommit(() => {
      if (!closed) courierFor(tenant.id, destination).kick();
    });
    return undefined;
  }

  return {
    add,
    send: async (tenant, value) => {
      const envelope = parseEnvelope(value);
      if (isRefusal(envelope)) return envelope;
      if (!sameAddress(envelope.from, tenant.address)) return refuse("from-other");
      if (sameAddress(envelope.to, tenant.address)) return options.inbox.receive(tenant, value);
      const identity = own.of(tenant.id);
      if (!identity) return refuse("key-unknown");
      const verified = verifyEnvelopeSync(envelope, {
        identity,
        now: clock(),
        revokedGrace: REVOKED_GRACE,
        backend: nodeBackend,
        sha256: nodeSha256,
      });
      if (isRefusal(verified)) return verified;
      return (await batch.submit(() => add(tenant, verified))) ?? { ok: true, id: verified.id };
    },
    retryNow: (tenant, destination) => couriers.get(`${tenant} ${destination}`)?.retryNow(),
    start: () => {
      for (const { tenant, destination } of waitingDestinations(store)) {
        courierFor(tenant, destination).kick();
      }
    },
    expire: () => {
      const over = overdueOutbox(store, clock(), 1000);
      store.transaction(() => {
        for (const { n, tenant, id } of over) {
          settleOutbox(store, n, { state: "expired", code: "delivery-expired" });
          const data = { id, state: "expired", code: "delivery-expired" };
          store.afterCommit(() => options.events.emit(tenant, "outbox", data));
        }
      });
    },
    close: async () => {
      closed = true;
      await Promise.all([...couriers.values()].map((courier) => courier.close()));
    },
  };
}
