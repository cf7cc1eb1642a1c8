// The writer's desk on this device: what is live, planned and wrong, kept fresh while it is looked at,
// and kept for reading when the vault is away.

import { isRefusal } from "@courtyard/protocol/refusal.ts";
import * as z from "zod/mini";
import type { Core } from "./core.ts";
import { type Following, followDesk, type Later, later, type Silence } from "./desk-following.ts";
import { type DeskQuestions, isDeskNo } from "./desk-questions.ts";
import {
  type DeskState,
  deskState,
  type PreviewPage,
  previewPage,
  receiptAnswer,
} from "./desk-state.ts";
import { keep, kept } from "./remote.ts";

const keptState = z.object({ state: deskState, heard: z.number() });
/** The last state with the time at which it was last confirmed, on this device's clock. */
export type KeptState = z.infer<typeof keptState>;

export interface Writing extends Disposable {
  /** Asks once; what is said is kept. While it is watched, that goes by itself. */
  look(): Promise<Silence | undefined>;
  /** Keeps the state fresh until the returned function is called. */
  watch(): () => void;
  stored(): Promise<KeptState | undefined>;
  /** What the last question came to; undefined after an answer, or before the first. */
  silence(): Silence | undefined;
  /** A page with drafts, shown again whenever it changes until the returned function is called. */
  preview(
    path: string,
    show: {
      page: (page: PreviewPage) => void;
      silence: (silence: Silence) => void;
      /** How much of the next page has come, 0 to 1. */
      progress?: (share: number) => void;
    },
  ): () => void;
  /** Puts a former publication back; nothing is sent after it until a file changes or `publish`. */
  rollback(to: number): Promise<Silence | undefined>;
  /** Publishes what the folder holds; `allowDeletions` however much is gone from it. */
  publish(options?: { allowDeletions?: boolean }): Promise<Silence | undefined>;
}

const CACHE = "writing";
/** An order is answered when it is carried out: pages are rendered and sent. */
const ORDER = 75_000;
/** Pictures make a page heavy; beyond this they are left out. */
const PREVIEW_BYTES = 1_500_000;

const lookAnswer = z.object({ value: deskState });

/** The desk over the questions. */
export function createWriting(
  core: Core & { on: (topic: "link", listener: () => void) => () => void },
  questions: Pick<DeskQuestions, "ask">,
  { after = later }: { after?: Later } = {},
): Writing {
  const { notify, now } = core;
  let silence: Silence | undefined;
  let watchers = 0;
  let following: Following | undefined;
  /** Everything that is being asked again and again, the state among it. */
  const all = new Set<Following>();
  const unhear = core.on("link", () => {
    for (const one of all) one.wake();
  });

  const stored = () => kept(core, CACHE, keptState);

  async function onValue(state: DeskState | undefined): Promise<void> {
    const was = silence;
    silence = undefined;
    const next = state ?? (await stored())?.state;
    if (next) await keep(core, CACHE, { state: next, heard: now() } satisfies KeptState);
    if (state || was) notify("writing");
  }
  function onSilence(why: Silence): void {
    silence = why;
    notify("writing");
  }

  async function look(): Promise<Silence | undefined> {
    if (following) {
      following.wake();
      return silence;
    }
    const answer = await questions.ask("state", { answer: lookAnswer });
    // Whoever began to watch in the meantime is answered instead of us.
    if (following) return silence;
    if (isDeskNo(answer) || isRefusal(answer)) onSilence(answer);
    else await onValue(answer.value);
    return silence;
  }

  function follow(make: () => Following): Following {
    const one = make();
    all.add(one);
    return {
      wake: one.wake,
      [Symbol.dispose]() {
        all.delete(one);
        one[Symbol.dispose]();
      },
    };
  }

  function stop(): void {
    following?.[Symbol.dispose]();
    following = undefined;
  }

  async function order(method: "rollback" | "publish", body: object): Promise<Silence | undefined> {
    const answer = await questions.ask(method, { body, answer: receiptAnswer, patience: ORDER });
    if (isDeskNo(answer) || isRefusal(answer)) return answer;
    await onValue(answer.value.state);
    return undefined;
  }

  return {
    look,
    watch() {
      watchers += 1;
      following ??= follow(() =>
        followDesk(questions, "state", { value: deskState, onValue, onSilence, later: after }),
      );
      return () => {
        watchers -= 1;
        if (watchers === 0) stop();
      };
    },
    stored,
    silence: () => silence,
    preview(path, show) {
      const one = follow(() =>
        followDesk(questions, "preview", {
          body: { path, limit: PREVIEW_BYTES },
          value: previewPage,
          onValue: (page) => page && show.page(page),
          onSilence: show.silence,
          onProgress: show.progress,
          later: after,
        }),
      );
      return () => one[Symbol.dispose]();
    },
    rollback: (to) => order("rollback", { to }),
    publish: ({ allowDeletions = false } = {}) =>
      order("publish", allowDeletions ? { allowDeletions } : {}),
    [Symbol.dispose]() {
      unhear();
      for (const one of all) one[Symbol.dispose]();
      stop();
    },
  };
}
