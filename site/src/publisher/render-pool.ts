// Threads that render pages side by side, for as long as there are many to render.

import { Worker } from "node:worker_threads";
import type { PageDone, PageTask, WorkerAnswer, WorkerStart } from "./page-task.ts";
import { RenderFailed } from "./render-page.ts";
import { growSlowly } from "./slow-growth.ts";

export interface RenderPool extends AsyncDisposable {
  /** Takes a page; resolves when there is room for the next. Rejects once a thread failed. */
  take(task: PageTask): Promise<void>;
  /** Resolves when everything taken is done. */
  finish(): Promise<void>;
}

/** Pages in one message: fewer cost more to say than to render. */
const TOGETHER = 16;
/** Messages that a thread has before it: what it needs to go on while this thread is busy. */
const AHEAD = 3;

/** Of a thread's young objects, in MB: V8's own 48 buy no time here. */
const YOUNG = 16;

/** Starts `threads` threads; `done` hears of every page that was rendered. */
export function startRenderPool({
  threads,
  start,
  done,
}: {
  threads: number;
  start: Omit<WorkerStart, "name">;
  done: (page: PageDone) => void;
}): RenderPool {
  let failure: Error | undefined;
  let wake = (): void => undefined;
  let batch: PageTask[] = [];
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG };
  const slowly = growSlowly();
  const workers = Array.from({ length: threads }, (_, index) => {
    const workerData: WorkerStart = { ...start, name: `${index}-` };
    const url = new URL("./render-worker.ts", import.meta.url);
    const worker = new Worker(url, { workerData, resourceLimits });
    const one = { worker, waiting: 0 };
    worker.on("message", (answer: WorkerAnswer) => {
      one.waiting -= 1;
      if (answer.ok) for (const page of answer.done) done(page);
      else fail(answer.fault ? new RenderFailed(answer.fault) : new Error(answer.message));
      wake();
    });
    worker.on("error", (error) => fail(error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", (code) => fail(new Error(`A rendering thread ended with ${code}.`)));
    return one;
  });

  function fail(error: Error): void {
    failure ??= error;
    wake();
  }

  /** Waits until `enough`, or throws what a thread failed with. */
  async function until(enough: () => boolean): Promise<void> {
    while (!failure && !enough()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (failure) throw failure;
  }

  async function send(): Promise<void> {
    const least = () => workers.reduce((a, b) => (b.waiting < a.waiting ? b : a));
    await until(() => least().waiting < AHEAD);
    const next = least();
    next.waiting += 1;
    next.worker.postMessage(batch);
    batch = [];
  }

  return {
    async take(task) {
      batch.push(task);
      if (batch.length >= TOGETHER) await send();
    },
    async finish() {
      if (batch.length > 0) await send();
      await until(() => workers.every(({ waiting }) => waiting === 0));
    },
    async [Symbol.asyncDispose]() {
      for (const { worker } of workers) worker.removeAllListeners("exit");
      await Promise.all(workers.map(({ worker }) => worker.terminate()));
      slowly[Symbol.dispose]();
    },
  };
}
