// What the desk tells a publisher to do, in line with its own rounds: one thing at a time.

import type { DeskRefusal, RollbackOrder } from "../desk/desk-api.ts";

type Wish =
  | { readonly kind: "publish"; readonly allowDeletions: boolean }
  | ({ readonly kind: "rollback" } & RollbackOrder);

export interface Order {
  readonly wish: Wish;
  done(refusal: DeskRefusal | undefined): void;
}

export interface Orders {
  /** Waits for its turn, and for what came of it. */
  give(wish: Wish): Promise<DeskRefusal | undefined>;
  take(): Order | undefined;
  /** Answers whoever still waits, and everybody after. */
  close(): void;
}

/** Orders that wait together; more are refused. */
const LINE = 8;
const ENDING: DeskRefusal = { code: "busy", detail: "the publisher is ending" };

/** An empty line; `wake` is called when somebody stands in it. */
export function createOrders(wake: () => void): Orders {
  const line: Order[] = [];
  let closed = false;
  return {
    give(wish) {
      if (closed) return Promise.resolve(ENDING);
      if (line.length >= LINE) {
        return Promise.resolve({ code: "busy", detail: "other orders come first" });
      }
      return new Promise((done) => {
        line.push({ wish, done });
        wake();
      });
    },
    take: () => line.shift(),
    close() {
      closed = true;
      for (const { done } of line.splice(0)) done(ENDING);
    },
  };
}
