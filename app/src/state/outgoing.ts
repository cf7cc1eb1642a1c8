// What this device has written and its sidecar has not yet taken: kept in order, sent again with the
// same envelope id after every break, so that it arrives and arrives once. After that the sidecar's
// outbox tells how far it got.

import { sameAddress } from "@courtyard/protocol/address.ts";
import type { Envelope } from "@courtyard/protocol/envelope.ts";
import { isRefusal, isRefusalCode, type RefusalCode } from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import type { Core, Topic } from "./core.ts";
import { type Change, sortable } from "./storage-port.ts";

/** Key: a counter that sorts, so that the order of writing is the order of sending. */
export interface Outgoing {
  readonly envelope: Envelope;
}

/** Key: envelope id. Whose delivery state to change when the sidecar tells how the envelope fared. */
export interface Tracked {
  readonly shelf: "messages" | "comments";
  readonly key: string;
  readonly topic: Topic;
  /** The sidecar has it; only its outbox knows more. */
  readonly accepted?: boolean;
}

/** How far something written here got: on this device, in the own sidecar, at the other's. */
export type DeliveryState = "waiting" | "accepted" | "delivered" | "refused" | "expired";

/** What every tracked row shows of its delivery. */
export interface Delivery {
  readonly state: DeliveryState;
  readonly code?: RefusalCode;
}

/** Refusals that say "not now" rather than "no". */
const TEMPORARY: ReadonlySet<RefusalCode> = new Set([
  "rate-limited",
  "shutting-down",
  "queue-full",
  "internal",
  "timeout",
  "link-limit",
  "quota-exceeded",
]);
const RETRY_AFTER = 30_000;

export interface OutgoingQueue {
  /** The changes that put an envelope in line; write them together with the row it is about. */
  enqueue(envelope: Envelope, tracked?: Tracked): Change[];
  /** Sends all that waits, in order. */
  flush(): Promise<void>;
  /** Takes an `outbox` event of the sidecar. */
  onOutbox(data: JsonValue): Promise<void>;
  /** Asks the sidecar about what it took and never reported on. */
  reconcile(): Promise<void>;
}

/** The queue. `later` runs a task after a delay, as `setTimeout` does. */
export function createOutgoing(
  { storage, link, device, notify, now, inTurn }: Core,
  later: (task: () => void, delay: number) => void = setTimeout,
): OutgoingQueue {
  let counter = 0;
  const inFlight = new Set<string>();

  function nextKey(): string {
    counter = Math.max(counter + 1, now() * 1000);
    return sortable(counter);
  }

  /**
   * The outbox event of an envelope may come before the acknowledgement, or while that is written down:
   * what is settled is tracked no more, and stays as it is.
   */
  const settle = (id: string, delivery: Delivery, more: Change[] = []) =>
    inTurn(() => settleNow(id, delivery, more));

  async function settleNow(id: string, delivery: Delivery, more: Change[]): Promise<void> {
    const tracked = await storage.get("tracked", id);
    const changes = [...more];
    if (tracked) {
      const done = delivery.state !== "accepted";
      changes.push({
        shelf: "tracked",
        key: id,
        value: done ? null : { ...tracked, accepted: true },
      });
      changes.push(...(await withDelivery(tracked, delivery)));
    }
    await storage.write(changes);
    if (tracked) notify(tracked.topic);
  }

  async function withDelivery(tracked: Tracked, delivery: Delivery): Promise<Change[]> {
    const { shelf, key } = tracked;
    if (shelf === "messages") {
      const row = await storage.get(shelf, key);
      return row ? [{ shelf, key, value: { ...row, delivery } }] : [];
    }
    const row = await storage.get(shelf, key);
    return row ? [{ shelf, key, value: { ...row, delivery } }] : [];
  }

  async function send(key: string, envelope: Envelope): Promise<void> {
    const answer = await link.deliver(envelope);
    const done: Change[] = [{ shelf: "outgoing", key, value: null }];
    if (!isRefusal(answer) || answer.code === "envelope-replayed") {
      // To the own house: the sidecar that took it is the one it is for.
      const home = sameAddress(envelope.to, device.address);
      return settle(envelope.id, { state: home ? "delivered" : "accepted" }, done);
    }
    if (TEMPORARY.has(answer.code)) return void later(() => void flush(), RETRY_AFTER);
    const state = answer.code === "envelope-expired" ? "expired" : "refused";
    return settle(envelope.id, { state, code: answer.code }, done);
  }

  async function flush(): Promise<void> {
    const rows = (await storage.list("outgoing")).filter((row) => !inFlight.has(row.key));
    for (const { key, value } of rows) {
      inFlight.add(key);
      // Not awaited one by one: the link keeps the order, and the acknowledgements come as they come.
      void send(key, value.envelope)
        .catch((cause) => console.error(cause))
        .finally(() => inFlight.delete(key));
    }
  }

  async function onOutbox(data: JsonValue): Promise<void> {
    if (typeof data !== "object" || data === null || Array.isArray(data)) return;
    const { id, state, code } = data as JsonObject;
    if (typeof id !== "string") return;
    const delivery = readDelivery(state, code);
    if (delivery && delivery.state !== "accepted") await settle(id, delivery);
  }

  async function reconcile(): Promise<void> {
    const open = (await storage.list("tracked")).filter((row) => row.value.accepted);
    if (open.length === 0) return;
    const answer = await link.request("outbox.list", { limit: OUTBOX_PAGE });
    if (isRefusal(answer)) return;
    const items = ((answer.result as JsonObject | null)?.items ?? []) as readonly JsonValue[];
    const wanted = new Set(open.map((row) => row.key));
    for (const item of items) {
      const id = (item as JsonObject | null)?.id;
      if (typeof id === "string" && wanted.has(id)) await onOutbox(item);
    }
  }

  return {
    enqueue: (envelope, tracked) => [
      { shelf: "outgoing", key: nextKey(), value: { envelope } },
      ...(tracked ? [{ shelf: "tracked" as const, key: envelope.id, value: tracked }] : []),
    ],
    flush,
    onOutbox,
    reconcile,
  };
}

const OUTBOX_PAGE = 200;

/** Reads the sidecar's words for a delivery. */
function readDelivery(
  state: JsonValue | undefined,
  code: JsonValue | undefined,
): Delivery | undefined {
  const reason = isRefusalCode(code) ? { code } : {};
  switch (state) {
    case "waiting":
      return { state: "accepted" };
    case "delivered":
      return { state: "delivered" };
    case "refused":
      return { state: "refused", ...reason };
    case "expired":
      return { state: "expired", ...reason };
    default:
      return undefined;
  }
}
