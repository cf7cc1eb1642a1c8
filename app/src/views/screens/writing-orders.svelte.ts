import { refuse } from "@courtyard/protocol/refusal.ts";
import type { Silence } from "../../state/desk-following.ts";

export type Order = "publish" | "rollback";

/** One order to the publisher at a time, and what it was refused with. */
export interface Orders {
  readonly busy: Order | null;
  readonly refused: Silence | null;
  run(order: Order, ask: () => Promise<Silence | undefined>, done: () => void): Promise<void>;
}

/** Call while a component is made. */
export function createOrders(): Orders {
  let busy = $state<Order | null>(null);
  let refused = $state.raw<Silence | null>(null);
  return {
    get busy() {
      return busy;
    },
    get refused() {
      return refused;
    },
    async run(order, ask, done) {
      if (busy) return;
      busy = order;
      refused = (await ask().catch(() => refuse("internal"))) ?? null;
      busy = null;
      if (!refused) done();
    },
  };
}
