import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { Logger } from "../log.ts";
import type { Store } from "../store/open-store.ts";

/** undefined: done and committed. */
export type Outcome = Refusal | undefined;

/** Commits many small pieces of work in one transaction, so that one fsync acknowledges them all. */
export interface Batch {
  /**
   * Runs `work` with others that come in the same turn of the event loop, in the order of the
   * calls. Answers only after the commit. A refusal, or a throw (`internal`), undoes this work
   * and no other; a commit that fails refuses all of them with `internal`. `work` may be undone and
   * run again before its answer: what it does outside the store belongs in `store.afterCommit`.
   */
  submit(work: () => Outcome): Promise<Outcome>;
  /** Commits what is there now. */
  flush(): void;
  readonly count: { batches: number };
}

interface Item {
  work: () => Outcome;
  answer: (outcome: Outcome) => void;
}

/** Carries a refusal out of a transaction, to roll it back. Not an Error: it is an expected value. */
class Undo {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

export function createBatch({
  store,
  log,
  most,
}: {
  store: Store;
  log: Logger;
  most: number;
}): Batch {
  let queue: Item[] = [];
  let scheduled = false;
  const count = { batches: 0 };

  function orUndo(work: () => Outcome): Outcome {
    const outcome = work();
    if (isRefusal(outcome)) throw new Undo(outcome);
    return outcome;
  }

  /**
   * All of them, or undefined when there is one to undo and so nothing is done yet. Most batches hold
   * none, and a savepoint for each piece of work, of which SQLite copies every page that it touches,
   * took as long as the work itself.
   */
  function runTogether(items: readonly Item[]): Outcome[] | undefined {
    let broken = false;
    try {
      return store.transaction(() => {
        broken = true;
        const outcomes = items.map(({ work }) => orUndo(work));
        broken = false;
        return outcomes;
      });
    } catch (error) {
      if (broken) return undefined;
      throw error;
    }
  }

  function runOne(work: () => Outcome): Outcome {
    try {
      return store.transaction(() => orUndo(work));
    } catch (error) {
      if (error instanceof Undo) return error.refusal;
      log.error({ err: error }, "work in a batch failed");
      return refuse("internal");
    }
  }

  function commit(): void {
    scheduled = false;
    const items = queue.slice(0, most);
    queue = queue.slice(most);
    if (queue.length > 0) schedule();
    let outcomes: Outcome[];
    try {
      outcomes =
        runTogether(items) ?? store.transaction(() => items.map(({ work }) => runOne(work)));
      count.batches += 1;
    } catch (error) {
      log.error({ err: error, items: items.length }, "a batch did not commit");
      outcomes = items.map(() => refuse("internal"));
    }
    for (const [i, { answer }] of items.entries()) answer(outcomes[i]);
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    // After the poll phase: all frames that the kernel had for us are in the same batch, and while
    // an fsync blocks us the next batch gathers in the socket buffers.
    setImmediate(commit);
  }

  return {
    submit: (work) =>
      new Promise((answer) => {
        queue.push({ work, answer });
        schedule();
      }),
    flush: () => {
      while (queue.length > 0) commit();
    },
    count,
  };
}
