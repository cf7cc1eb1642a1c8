import { LIMITS } from "@courtyard/protocol/limits.ts";
import type { Batch } from "../inbox/batch.ts";
import type { Store } from "../store/open-store.ts";
import { deleteFetched, sealedAfter } from "../store/sealed.ts";

/** Pushes a device's queue down one of its sockets. */
export interface QueuePush {
  /** Something may be waiting: sends as much as the window allows. */
  pump(): void;
  /** The device has committed everything up to `n`. */
  fetched(n: number): void;
}

/** Envelopes that may be out on one socket and not yet fetched. */
const WINDOW = 2 * LIMITS.queuedItems;
/** And their bytes: well under what a socket may have unsent, or a slow device is cut off for ever. */
const WINDOW_BYTES = 2 * LIMITS.frameBytes;
/** Leaves room for the frame around the items, and one envelope may overshoot it. */
const FRAME_FILL = LIMITS.frameBytes - LIMITS.envelopeBytes - 1024;

/**
 * Starts after number 0: what a former socket was sent and did not fetch is sent again, and the
 * device knows it by the envelope's id.
 */
export function createQueuePush({
  store,
  batch,
  tenant,
  device,
  clock,
  send,
}: {
  store: Store;
  batch: Batch;
  tenant: string;
  device: string;
  clock: () => number;
  send: (frame: string) => void;
}): QueuePush {
  let sent: { n: number; bytes: number }[] = [];
  let last = 0;

  function nextFrame(): boolean {
    const room = Math.min(WINDOW - sent.length, LIMITS.queuedItems);
    if (room <= 0 || sent.reduce((sum, { bytes }) => sum + bytes, 0) > WINDOW_BYTES) return false;
    const rows = sealedAfter(store, { tenant, device, after: last, now: clock(), limit: room });
    const items: string[] = [];
    let size = 0;
    for (const { n, envelope } of rows) {
      if (size > FRAME_FILL) break;
      // The text was made by JSON.stringify of a parsed envelope: it goes into the frame as it is.
      items.push(`{"n":${n},"envelope":${envelope}}`);
      const bytes = Buffer.byteLength(envelope);
      size += bytes;
      sent.push({ n, bytes });
      last = n;
    }
    if (items.length === 0) return false;
    send(`{"t":"queued","items":[${items.join(",")}]}`);
    return true;
  }

  function pump(): void {
    while (nextFrame());
  }

  return {
    pump,
    fetched: (n) => {
      const upTo = Math.min(n, last);
      if (upTo <= 0) return;
      sent = sent.filter((one) => one.n > upTo);
      void batch
        .submit(() => {
          deleteFetched(store, tenant, device, upTo);
          return undefined;
        })
        .then(pump);
    },
  };
}
