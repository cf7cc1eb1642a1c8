// The desk: where the writer's own programs look at the publisher and tell it what to do. Over 150
// lines, since every shape of the API stands here and nowhere else.
//
// A publisher that runs writes `desk.json` (mode 0600) into its folder:
//
//   { "v": 1, "url": "http://127.0.0.1:PORT", "token": "…" }        gone again when it ends
//
// Every request goes to `url` with `Authorization: Bearer TOKEN`. The desk listens on 127.0.0.1 alone
// and answers only requests whose `Host` is exactly that of `url` (a page of the web that points its
// own name at 127.0.0.1 still sends its name) and which carry no `Origin`: no page of any kind is a
// client, so there is no CORS. Bodies are JSON of at most 64 KiB, no body is `{}`. No answer is cached.
//
//   GET  /state                     → State
//   POST /publish   PublishOrder    → Receipt      publish what the folder holds, release a hold;
//                                                  `allowDeletions` answers what `asks`
//   POST /rollback  RollbackOrder   → Receipt      409 `version-unknown` when it is not there
//   GET  /preview?path=/posts/x/&limit=BYTES → PreviewPage     404 `page-unknown`
//
// What goes wrong is `{ code, detail }` with a status: 400 `request-shape`, 401 `unauthorized`,
// 403 `host-forbidden`, 404 `not-found`, 409 as above or `busy`, 413 `request-shape`, 500 `failed`,
// 502 `refused` or `away`: the sidecar said no, or nothing. An order to publish that could not reach
// the sidecar is no refusal: it is tried again, and `status` tells.
// Times are milliseconds since 1970. Files are relative to the content folder; those of a problem
// begin with the folder's own name, as a terminal shows them. Readers must leave unknown keys alone.

import { z } from "zod";

export const deskFile = z.object({
  v: z.literal(1),
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d+$/),
  token: z.string().min(32),
});
export type DeskFile = z.infer<typeof deskFile>;

const sentences = z.object({ en: z.string(), zh: z.string() });

/** A finding, as of the last look at the folder. */
const deskProblem = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  /** The line as it stands in the file; may be empty. */
  excerpt: z.string(),
  sentence: sentences,
});

/** One switch of what readers see. */
export const deskPublication = z.object({
  seq: z.int(),
  at: z.number(),
  /** `scheduled` went live at the sidecar by itself. */
  kind: z.enum(["publish", "rollback", "scheduled"]),
  /** Content files whose change led here, the first few; empty at a first start. */
  what: z.array(z.string()),
  /** How many there were. */
  changes: z.int(),
  /** Files written or taken away, and how long it took from the settled save to live. */
  files: z.int(),
  ms: z.number(),
  /** The changed page, or the site. */
  url: z.string(),
});
export type DeskPublication = z.infer<typeof deskPublication>;

/** A text that comes or goes by itself. */
const deskMoment = z.object({
  at: z.number(),
  event: z.enum(["appears", "expires"]),
  file: z.string(),
  title: z.string(),
  /** Whether the sidecar holds the signed version: it happens though this machine sleeps. */
  sent: z.boolean(),
});
export type DeskMoment = z.infer<typeof deskMoment>;

/** A text that readers do not see. */
const deskDraft = z.object({
  file: z.string(),
  title: z.string(),
  why: z.enum(["draft", "scheduled", "private", "expired"]),
  /** For `GET /preview`. */
  path: z.string(),
  /** Opens in a browser on this machine, without more: it carries the preview's key. */
  url: z.string(),
});
export type DeskDraft = z.infer<typeof deskDraft>;

/** What the publisher is at. */
const deskStatus = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("starting") }),
  /** What the folder holds is live. */
  z.object({ kind: z.literal("live") }),
  /** Rolled back to `to`: nothing is sent until a file changes, or `POST /publish`. */
  z.object({ kind: z.literal("held"), to: z.int() }),
  /** So many posts of so many are gone at once: nothing is taken down until somebody says so. */
  z.object({ kind: z.literal("asks"), gone: z.int(), of: z.int() }),
  /** The sidecar does not answer; it is tried again. */
  z.object({ kind: z.literal("away"), reason: z.string() }),
  z.object({ kind: z.literal("refused"), code: z.string(), detail: z.string() }),
  /** `site.yaml` is missing or broken: see the problems. */
  z.object({ kind: z.literal("no-settings") }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
]);
export type DeskStatus = z.infer<typeof deskStatus>;

export const deskState = z.object({
  v: z.literal(1),
  site: z.string(),
  now: z.number(),
  /** The version that is live, as far as this publisher knows; 0 for none. */
  seq: z.int(),
  status: deskStatus,
  /** The newest first, at most `DESK_LISTS`; so are the other lists. */
  publications: z.array(deskPublication),
  /** Errors first. */
  problems: z.array(deskProblem),
  counts: z.object({ errors: z.int(), warnings: z.int(), drafts: z.int() }),
  scheduled: z.array(deskMoment),
  drafts: z.array(deskDraft),
  /** Former versions that `POST /rollback` can bring back, the newest first. */
  versions: z.array(z.object({ seq: z.int(), at: z.number(), files: z.int() })),
  /** The whole site with drafts, for a browser on this machine; it carries the preview's key. */
  preview: z.string().nullable(),
});
export type DeskState = z.infer<typeof deskState>;

/** Most entries of a list in `State`; `counts` has the true numbers. */
export const DESK_LISTS = 100;

export const publishOrder = z.object({
  /** Take down what is gone from the folder, however much it is. */
  allowDeletions: z.boolean().default(false),
});
export type PublishOrder = z.infer<typeof publishOrder>;

export const rollbackOrder = z.object({
  /** A `seq` out of `versions`; the one before the live one unless given. */
  to: z.int().min(1).optional(),
});
export type RollbackOrder = z.infer<typeof rollbackOrder>;

/** What an order led to: the state right after it. */
export const deskReceipt = z.object({ ok: z.literal(true), state: deskState });

/** One page of the site with drafts, as a document that needs nothing else. */
export const previewPage = z.object({
  path: z.string(),
  title: z.string(),
  /** HTML with its styles and, within `limit`, its pictures inside; without scripts. */
  html: z.string(),
  /** Pictures that were left out for their size. */
  left: z.int(),
});
export type PreviewPage = z.infer<typeof previewPage>;

/** Bytes of a `PreviewPage`'s HTML unless `limit` says otherwise, and at most. */
export const PREVIEW_BYTES = { usual: 2 * 1024 * 1024, most: 16 * 1024 * 1024 } as const;

/** An order that cannot be carried out, as a value. */
export interface DeskRefusal {
  readonly code: "version-unknown" | "page-unknown" | "busy" | "away" | "refused" | "failed";
  readonly detail: string;
}
