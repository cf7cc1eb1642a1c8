// What the desk shows of a publisher, and where its orders go.

import { setTimeout as sleep } from "node:timers/promises";
import { DESK_LISTS, type DeskState } from "../desk/desk-api.ts";
import type { DeskWork } from "../desk/serve-desk.ts";
import { inlinePage } from "../preview/inline-page.ts";
import type { Preview } from "../preview/serve-preview.ts";
import { describeProblem, type Problem } from "../store/problem.ts";
import type { SiteSettings } from "../theme/site-settings.ts";
import type { FormerVersion } from "./former-versions.ts";
import type { History } from "./history.ts";
import type { Orders } from "./orders.ts";
import type { ProblemBoard } from "./problem-board.ts";
import type { Publication } from "./publication.ts";
import type { Round } from "./round.ts";
import type { WaitingVersions } from "./schedule.ts";
import type { SiteSource } from "./site-source.ts";
import { draftsOf, momentsOf } from "./unpublished.ts";

/** For the sidecar's word on former versions, in milliseconds. */
const PATIENCE = 1_500;

/** The publisher's side of its desk. */
export function createDeskWork({
  origin,
  clock,
  round,
  source,
  board,
  history,
  publication,
  waiting,
  orders,
  preview,
  settings,
}: {
  origin: string;
  clock: () => number;
  round: Pick<Round, "status">;
  source: Pick<SiteSource, "content" | "preview">;
  board: ProblemBoard;
  history: History;
  publication: Pick<Publication, "seq" | "former">;
  waiting: Pick<WaitingVersions, "moments">;
  orders: Orders;
  preview: Pick<Preview, "url">;
  settings: SiteSettings;
}): DeskWork {
  let known: { readonly seq: number; readonly list: readonly FormerVersion[] } | undefined;

  /** Asked once per publication, and not waited for long. */
  async function former(): Promise<readonly FormerVersion[]> {
    const { seq } = publication;
    if (known?.seq === seq) return known.list;
    const asked = publication.former().then((list) => {
      if (list) known = { seq, list };
    });
    await Promise.race([asked, sleep(PATIENCE, undefined, { ref: false })]);
    return known?.list ?? [];
  }

  async function state(): Promise<DeskState> {
    const now = clock();
    const { content } = source;
    const problems = board.standing.toSorted((a, b) => rank(a) - rank(b));
    const errors = problems.filter(({ severity }) => severity === "error").length;
    const drafts = content ? draftsOf(content, { now, url: preview.url }) : [];
    const moments = content ? momentsOf(content, { now, sent: waiting.moments }) : [];
    return {
      v: 1,
      site: origin,
      now,
      seq: publication.seq,
      status: round.status,
      publications: history.publications.slice(0, DESK_LISTS),
      problems: problems.slice(0, DESK_LISTS).map(shown),
      counts: { errors, warnings: problems.length - errors, drafts: drafts.length },
      scheduled: moments.slice(0, DESK_LISTS),
      drafts: drafts.slice(0, DESK_LISTS),
      versions: (await former()).map(({ header, live }) => ({
        seq: header.seq,
        at: live,
        files: header.count,
      })),
      preview: preview.url("/"),
    };
  }

  return {
    state,
    publish: (order) => orders.give({ kind: "publish", ...order }),
    rollback: (order) => orders.give({ kind: "rollback", ...order }),
    settings: settings.read,
    changeSettings: settings.change,
    preview: async (path, limit) =>
      (await inlinePage(source.preview, { path, limit })) ?? { code: "page-unknown", detail: path },
  };
}

function rank({ severity }: Problem): number {
  return severity === "error" ? 0 : 1;
}

function shown(problem: Problem): DeskState["problems"][number] {
  const { code, severity, file, line, column, excerpt } = problem;
  const sentence = { en: describeProblem(problem, "en"), zh: describeProblem(problem, "zh") };
  return { code, severity, file, line, column, excerpt, sentence };
}
