// What the desk shows of a publisher, and where its orders go.

import { DESK_LISTS, type DeskState } from "../desk/desk-api.ts";
import type { DeskWork } from "../desk/serve-desk.ts";
import { describeProblem, type Problem } from "../store/problem.ts";
import type { History } from "./history.ts";
import type { Orders } from "./orders.ts";
import type { ProblemBoard } from "./problem-board.ts";
import type { Publication } from "./publication.ts";
import type { Round } from "./round.ts";
import type { SiteSource } from "./site-source.ts";
import { draftsOf, momentsOf } from "./unpublished.ts";

/** The publisher's side of its desk. */
export function createDeskWork({
  origin,
  clock,
  round,
  source,
  board,
  history,
  publication,
  orders,
}: {
  origin: string;
  clock: () => number;
  round: Pick<Round, "status">;
  source: Pick<SiteSource, "content">;
  board: ProblemBoard;
  history: History;
  publication: Pick<Publication, "seq">;
  orders: Orders;
}): DeskWork {
  async function state(): Promise<DeskState> {
    const now = clock();
    const { content } = source;
    const problems = board.standing.toSorted((a, b) => rank(a) - rank(b));
    const errors = problems.filter(({ severity }) => severity === "error").length;
    const drafts = content ? draftsOf(content, { now, url: (path) => path }) : [];
    const moments = content ? momentsOf(content, { now, sent: new Set() }) : [];
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
      versions: [],
      preview: null,
    };
  }

  return {
    state,
    publish: (order) => orders.give({ kind: "publish", ...order }),
    rollback: async () => ({ code: "version-unknown", detail: "" }),
    preview: async (path) => ({ code: "page-unknown", detail: path }),
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
