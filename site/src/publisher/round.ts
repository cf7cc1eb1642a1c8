// One round of publishing: read what changed, render what it affects, send what differs.

import { performance } from "node:perf_hooks";
import type { DeskStatus } from "../desk/desk-api.ts";
import { absoluteUrl } from "../model/permalink.ts";
import type { SiteModel } from "../model/site-model.ts";
import { asId } from "../store/content-files.ts";
import type { PublisherEvent } from "./events.ts";
import type { Output } from "./output.ts";
import type { ProblemBoard } from "./problem-board.ts";
import type { Publication, Sent } from "./publication.ts";
import type { SiteSource } from "./site-source.ts";

/** How a round ended: what became of the sending, or why there was none. */
export type Outcome = Sent["kind"] | "vanished" | "no-settings" | "failed";

/** Changed paths; none means only to send what is not live yet, or to renew a manifest. */
export type Todo = readonly string[] | "everything";

export interface Round {
  /** `allowDeletions`: whatever is gone from the folder is meant to be. */
  run(todo: Todo, options?: { allowDeletions?: boolean }): Promise<Outcome>;
  /** How the last one left things. */
  readonly status: DeskStatus;
}

/** Rounds over one folder; `sidecar` is the address that messages name. */
export function createRound({
  source,
  output,
  publication,
  board,
  origin,
  sidecar,
  folder,
  onEvent,
  signal,
  clock,
}: {
  source: SiteSource;
  output: Output;
  publication: Publication;
  board: ProblemBoard;
  origin: string;
  sidecar: string;
  folder: string;
  onEvent: (event: PublisherEvent) => void;
  /** When aborted, the round ends as soon as it can, without a word. */
  signal: AbortSignal;
  clock: () => number;
}): Round {
  let model: SiteModel | undefined;
  let last: Outcome | undefined;
  let status: DeskStatus = { kind: "starting" };
  /** What was rendered and is not live yet, over several rounds while the sidecar is away. */
  let unsent = nothing();

  async function render(todo: Todo, allowDeletions: boolean): Promise<Outcome | undefined> {
    const started = performance.now();
    const updated = await source.update(todo, { allowDeletions });
    if (updated.kind === "vanished") {
      const { gone, of } = updated;
      if (last !== "vanished") onEvent({ event: "vanished", folder, gone, of });
      status = { kind: "asks", gone, of };
      return "vanished";
    }
    board.show(updated.problems);
    if (updated.kind === "no-settings") {
      status = { kind: "no-settings" };
      return "no-settings";
    }
    model = updated.model;
    if (todo !== "everything") for (const path of todo) unsent.what.add(asId(path));
    unsent.written += updated.rendered.written.length;
    unsent.dropped += updated.rendered.dropped.length;
    unsent.ms += performance.now() - started;
    return undefined;
  }

  async function send(): Promise<Outcome> {
    const started = performance.now();
    const sent = await publication.send();
    switch (sent.kind) {
      case "away":
        if (last !== "away" && !signal.aborted)
          onEvent({ event: "waiting", reason: sent.reason, origin: sidecar });
        status = { kind: "away", reason: sent.reason };
        return "away";
      case "refused":
        if (last !== "refused") onEvent({ event: "refused", code: sent.code, detail: sent.detail });
        status = { kind: "refused", code: sent.code, detail: sent.detail };
        return "refused";
      case "unchanged":
        if (last === undefined || unsent.what.size > 0)
          onEvent({ event: "unchanged", seq: sent.seq });
        break;
      case "live":
        onEvent({
          event: "published",
          seq: sent.seq,
          what: [...unsent.what],
          written: unsent.written,
          dropped: unsent.dropped,
          uploaded: sent.uploaded,
          renderMs: Math.round(unsent.ms),
          sendMs: Math.round(performance.now() - started),
          url: urlOf([...unsent.what]),
        });
    }
    status = { kind: "live" };
    unsent = nothing();
    output.save();
    return sent.kind;
  }

  function urlOf(what: readonly string[]): string {
    const path = what.map((file) => model?.addresses.get(file)).find((url) => url !== undefined);
    return absoluteUrl(path ?? "/", origin);
  }

  return {
    get status() {
      return status;
    },
    async run(todo, { allowDeletions = false } = {}) {
      try {
        const isDue = (source.nextChange() ?? Number.POSITIVE_INFINITY) <= clock();
        const stopped = todo.length > 0 || isDue ? await render(todo, allowDeletions) : undefined;
        last = stopped ?? (await send());
      } catch (error) {
        if (signal.aborted) return "failed";
        const message = error instanceof Error ? error.message : String(error);
        onEvent({ event: "failed", message });
        status = { kind: "failed", message };
        last = "failed";
      }
      return last;
    },
  };
}

function nothing() {
  return { what: new Set<string>(), written: 0, dropped: 0, ms: 0 };
}
