// One round of publishing: read what changed, render what it affects, send what differs, and what is
// to come.

import { performance } from "node:perf_hooks";
import type { DeskStatus } from "../desk/desk-api.ts";
import { absoluteUrl } from "../model/permalink.ts";
import type { SiteModel } from "../model/site-model.ts";
import { asId } from "../store/content-files.ts";
import type { Problem } from "../store/problem.ts";
import { isStrict } from "../store/strict.ts";
import type { PublisherEvent } from "./events.ts";
import type { Hold } from "./hold.ts";
import type { Output } from "./output.ts";
import type { ProblemBoard } from "./problem-board.ts";
import type { Publication, Sent, WentBack } from "./publication.ts";
import type { Schedule, WaitingVersions } from "./schedule.ts";
import type { SiteSource } from "./site-source.ts";

/** How a round ended: what became of the sending, or why there was none. */
export type Outcome = Sent["kind"] | "vanished" | "no-settings" | "held" | "strict" | "failed";

/** Changed paths; none means only to send what is not live yet, or to renew a manifest. */
export type Todo = readonly string[] | "everything";

export interface RoundOptions {
  /** Whatever is gone from the folder is meant to be. */
  allowDeletions?: boolean;
  /** Publish also after going back to a former version. */
  release?: boolean;
  /** What the last run found: its files stand as they are, and nothing is rendered. */
  stands?: readonly Problem[] | undefined;
  /** Paths to name besides those of `todo`. */
  named?: readonly string[];
}

export interface Round {
  run(todo: Todo, options?: RoundOptions): Promise<Outcome>;
  /** Makes a former version live again, and holds from then on. */
  goBack(to: number | undefined): Promise<WentBack>;
  /** How the last one left things. */
  readonly status: DeskStatus;
}

/** Rounds over one folder; `sidecar` is the address that messages name. */
export function createRound({
  source,
  output,
  publication,
  schedule,
  waiting,
  hold,
  board,
  strict,
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
  schedule: Schedule;
  waiting: WaitingVersions;
  hold: Hold;
  board: ProblemBoard;
  /** Send nothing while anything is wrong that a strict publication does not let pass. */
  strict: boolean;
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
  /** Whether what waits at the sidecar may be another than what the folder says. */
  let isScheduleOld = false;
  /** Whether what was rendered last is wrong for `strict`: a round without changes must not send it. */
  let isWrong = false;

  /** Says what is wrong with what was rendered, and whether that is too much. */
  function judged(problems: readonly Problem[]): Outcome | undefined {
    const wrong = strict ? problems.filter(isStrict).length : 0;
    isWrong = wrong > 0;
    if (!isWrong) return undefined;
    onEvent({ event: "strict", findings: wrong });
    status = { kind: "failed", message: `--strict: ${wrong}` };
    return "strict";
  }

  function standAsBefore(problems: readonly Problem[]): Outcome | undefined {
    board.show(problems);
    return judged(problems);
  }

  async function render(
    todo: Todo,
    { allowDeletions = false, named = [] }: RoundOptions,
  ): Promise<Outcome | undefined> {
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
    const wrong = judged(updated.problems);
    if (wrong) return wrong;
    model = updated.model;
    isScheduleOld = true;
    const changed = todo === "everything" ? named : [...todo, ...named];
    for (const path of changed) unsent.what.add(asId(path));
    unsent.written += updated.rendered.written.length;
    unsent.dropped += updated.rendered.dropped.length;
    unsent.ms += performance.now() - started;
    return undefined;
  }

  /** The outcome that keeps a round from sending. */
  async function held(release: boolean): Promise<Outcome | undefined> {
    if (hold.to === undefined) return undefined;
    if (release) hold.release();
    if (hold.isDoubtful) {
      const live = await publication.present();
      if (!live) return fellShort({ kind: "away", reason: "it does not tell what is live" });
      hold.settle(live);
    }
    await hold.look();
    if (hold.to === undefined) {
      // What is live now is another version than the last that we made.
      publication.doubt();
      return undefined;
    }
    if (last !== "held") onEvent({ event: "held", to: hold.to });
    status = { kind: "held", to: hold.to };
    return "held";
  }

  function fellShort(sent: Extract<Sent, { kind: "away" | "refused" }>): Outcome {
    if (sent.kind === "away") {
      if (last !== "away" && !signal.aborted)
        onEvent({ event: "waiting", reason: sent.reason, origin: sidecar });
      status = { kind: "away", reason: sent.reason };
    } else {
      if (last !== "refused") onEvent({ event: "refused", code: sent.code, detail: sent.detail });
      status = { kind: "refused", code: sent.code, detail: sent.detail };
    }
    return sent.kind;
  }

  async function send(): Promise<Outcome> {
    const started = performance.now();
    if (waiting.isDue(clock())) publication.doubt();
    const sent = await publication.send();
    if (sent.kind === "away" || sent.kind === "refused") return fellShort(sent);
    const itself = sent.kind === "unchanged" && sent.tookOver && waiting.has(sent.seq);
    if (sent.kind === "live" || itself) {
      const what = [...unsent.what];
      onEvent({
        event: "published",
        seq: sent.seq,
        itself,
        what,
        written: unsent.written,
        dropped: unsent.dropped,
        uploaded: sent.kind === "live" ? sent.uploaded : 0,
        renderMs: Math.round(unsent.ms),
        sendMs: Math.round(performance.now() - started),
        url: urlOf(what),
      });
    } else if (last === undefined || unsent.what.size > 0) {
      onEvent({ event: "unchanged", seq: sent.seq });
    }
    status = { kind: "live" };
    unsent = nothing();
    output.save();
    source.save();
    if (isScheduleOld) {
      const trouble = await schedule.renew();
      if (trouble?.kind === "away" || trouble?.kind === "refused") return fellShort(trouble);
      isScheduleOld = false;
    }
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
    async run(todo, options = {}) {
      const { release = false, stands } = options;
      try {
        const isDue = (source.nextChange() ?? Number.POSITIVE_INFINITY) <= clock();
        const looks = todo.length > 0 || isDue || isWrong;
        const rendered = () => (looks ? render(todo, options) : undefined);
        const stopped = stands ? standAsBefore(stands) : await rendered();
        last = stopped ?? (await held(release)) ?? (await send());
      } catch (error) {
        if (signal.aborted) return "failed";
        const message = error instanceof Error ? error.message : String(error);
        // It is tried again by itself, and told once.
        const isKnown = status.kind === "failed" && status.message === message;
        if (last !== "failed" || !isKnown) onEvent({ event: "failed", message });
        status = { kind: "failed", message };
        last = "failed";
      }
      return last;
    },
    async goBack(to) {
      const started = performance.now();
      const intend = ({ seq, root }: { seq: number; root: string }) =>
        hold.intend({ to: seq, root });
      const went = await publication.goBack({ to, from: hold.to, intend });
      if (went.kind === "refused") hold.settle(undefined);
      if (went.kind !== "live") return went;
      const { seq, changed } = went;
      await hold.begin({ to: went.to.header.seq, seq });
      // They were newer than what was live, and are older than what is.
      schedule.forget();
      isScheduleOld = true;
      last = "held";
      status = { kind: "held", to: went.to.header.seq };
      const ms = Math.round(performance.now() - started);
      const { live: at, header } = went.to;
      onEvent({ event: "rolled-back", seq, to: header.seq, at, changed, ms, url: urlOf([]) });
      return went;
    },
  };
}

function nothing() {
  return { what: new Set<string>(), written: 0, dropped: 0, ms: 0 };
}
