// What the publisher tells of itself. Its own shapes stand in site/src/desk/desk-api.ts; here they are
// read with patience, since app and publisher may be of different days.

import * as z from "zod/mini";

const text = z.catch(z.string(), "");
const count = z.catch(z.number(), 0);
function listOf<Item extends z.core.$ZodType>(item: Item) {
  return z.catch(z.array(item), []);
}

/** What is wrong with a file of the writer's, in both languages. Lines and columns count from 1. */
const problem = z.object({
  code: text,
  severity: z.catch(z.enum(["error", "warning"]), "warning"),
  file: z.string(),
  line: count,
  column: count,
  excerpt: text,
  sentence: z.object({ en: text, zh: text }),
});

const publication = z.object({
  seq: z.number(),
  at: z.number(),
  kind: z.catch(z.enum(["publish", "rollback", "scheduled"]), "publish"),
  what: listOf(z.string()),
  changes: count,
  files: count,
  ms: count,
  url: text,
});
/** One switch of what readers see. */
export type Publication = z.infer<typeof publication>;

/** A text that comes or goes by itself; `sent` when it does so though the writer's machine sleeps. */
const moment = z.object({
  at: z.number(),
  event: z.enum(["appears", "expires"]),
  file: text,
  title: text,
  sent: z.catch(z.boolean(), false),
});

/** A text that readers do not see; `url` opens it on the publisher's own machine only. */
const draft = z.object({
  file: z.string(),
  title: text,
  why: z.catch(z.enum(["draft", "scheduled", "private", "expired"]), "draft"),
  path: z.string(),
  url: text,
});

const version = z.object({ seq: z.number(), at: z.number(), files: count });
/** A former publication that can be put back. */
export type Version = z.infer<typeof version>;

const status = z.catch(
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("starting") }),
    z.object({ kind: z.literal("live") }),
    z.object({ kind: z.literal("held"), to: count }),
    z.object({ kind: z.literal("asks"), gone: count, of: count }),
    z.object({ kind: z.literal("away"), reason: text }),
    z.object({ kind: z.literal("refused"), code: text, detail: text }),
    z.object({ kind: z.literal("no-settings") }),
    z.object({ kind: z.literal("failed"), message: text }),
  ]),
  { kind: "live" },
);

export const deskState = z.object({
  site: text,
  seq: count,
  status,
  publications: listOf(publication),
  problems: listOf(problem),
  counts: z.catch(z.object({ errors: count, warnings: count, drafts: count }), {
    errors: 0,
    warnings: 0,
    drafts: 0,
  }),
  scheduled: listOf(moment),
  drafts: listOf(draft),
  versions: listOf(version),
  preview: z.catch(z.nullable(z.string()), null),
});
/** The publisher's state; lists are cut, `counts` are true. */
export type DeskState = z.infer<typeof deskState>;

/** What an order led to. */
export const receiptAnswer = z.object({ value: z.object({ state: deskState }) });

export const previewPage = z.object({ path: text, title: text, html: z.string(), left: count });
/** A page with drafts as one document without scripts; `left` pictures were too large for it. */
export type PreviewPage = z.infer<typeof previewPage>;
