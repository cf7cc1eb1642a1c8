import type { Refusal } from "@courtyard/protocol/refusal.ts";
import type { RetryPolicy } from "../config/config.ts";
import type { TenantEvents } from "../events/tenant-events.ts";
import type { Logger } from "../log.ts";
import type { Store } from "../store/open-store.ts";
import { postponeOutbox, settleOutbox, type WaitingRow, waitingFor } from "../store/outbox.ts";
import { isRetryable } from "./retryable.ts";

/** Empties one tenant's outbox towards one destination, first in, first out. */
export interface Courier {
  /** Something was added. Waits out a back-off that is running. */
  kick(): void;
  /** The other side is known to be up: forget the back-off. */
  retryNow(): void;
  readonly idle: boolean;
  close(): Promise<void>;
}

/** What became of a carried envelope; `via` names the friend who took it to relay. */
export interface Carried {
  readonly results: readonly (Refusal | undefined)[];
  readonly via?: string;
}

interface CourierOptions {
  readonly store: Store;
  readonly events: TenantEvents;
  readonly log: Logger;
  readonly clock: () => number;
  /** 0 to 1, for the jitter. */
  readonly chance: () => number;
  readonly retry: RetryPolicy;
  readonly tenant: string;
  readonly destination: string;
  /** Carries rows by the best way there is. Never throws. */
  readonly carry: (rows: readonly WaitingRow[]) => Promise<Carried>;
  readonly onIdle: () => void;
}

export function createCourier(options: CourierOptions): Courier {
  const { store, log, clock, chance, retry, tenant, destination } = options;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** Something was added, or the other side came up, while a run was going on. */
  let again = false;
  let urgent = false;
  let closed = false;

  /** Half fixed, half chance, so that the many who wait for one server do not all come at once. */
  function backOff(attempts: number): number {
    const whole = Math.min(retry.most, retry.first * 2 ** Math.min(attempts, 30));
    return whole / 2 + (whole / 2) * chance();
  }

  function settle(rows: readonly WaitingRow[], { results, via }: Carried): Refusal | undefined {
    let stop: Refusal | undefined;
    store.transaction(() => {
      for (const [i, row] of rows.entries()) {
        const refusal = results[i];
        if (refusal && isRetryable(refusal.code, row.attempts)) {
          stop ??= refusal;
          continue;
        }
        const state = refusal ? "refused" : "delivered";
        settleOutbox(store, row.n, {
          state,
          ...(refusal && { code: refusal.code }),
          ...(via !== undefined && { via }),
        });
        tell(row, state, refusal?.code);
      }
    });
    return stop;
  }

  function dropExpired(rows: readonly WaitingRow[]): WaitingRow[] {
    const now = clock();
    const over = rows.filter((row) => row.exp <= now);
    if (over.length > 0) {
      store.transaction(() => {
        for (const row of over) {
          settleOutbox(store, row.n, { state: "expired", code: "delivery-expired" });
          tell(row, "expired", "delivery-expired");
        }
      });
    }
    return rows.filter((row) => row.exp > now);
  }

  function tell({ id, type }: WaitingRow, state: string, code: string | undefined): void {
    store.afterCommit(() => {
      log.debug({ tenant, destination, id, type, state, code }, "outbox");
      options.events.emit(
        tenant,
        "outbox",
        code === undefined ? { id, state } : { id, state, code },
      );
    });
  }

  async function run(): Promise<void> {
    while (!closed) {
      again = false;
      urgent = false;
      const page = { tenant, destination, after: 0, limit: retry.window };
      const rows = dropExpired(waitingFor(store, page));
      if (rows.length === 0) return;
      const stop = settle(rows, await options.carry(rows));
      if (stop && !closed && !urgent) {
        const wait = backOff(rows[0]?.attempts ?? 0);
        const nextAt = clock() + Math.round(wait);
        postponeOutbox(store, { tenant, destination, nextAt, code: stop.code });
        log.info(
          { tenant, destination, code: stop.code, wait: Math.round(wait) },
          "will try again",
        );
        timer = setTimeout(() => {
          timer = undefined;
          start();
        }, wait);
        return;
      }
    }
  }

  function start(): void {
    running = run()
      .catch((error) => log.error({ err: error, tenant, destination }, "courier failed"))
      .finally(() => {
        running = undefined;
        if (closed || timer) return;
        // After the last look at the table.
        if (again || urgent) start();
        else options.onIdle();
      });
  }

  return {
    kick: () => {
      if (running) again = true;
      else if (!timer && !closed) start();
    },
    retryNow: () => {
      clearTimeout(timer);
      timer = undefined;
      if (running) urgent = true;
      else if (!closed) start();
    },
    get idle() {
      return !running && !timer;
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      timer = undefined;
      await running;
    },
  };
}
