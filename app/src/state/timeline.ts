import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import * as z from "zod/mini";
import type { Core } from "./core.ts";
import { ask, keep, kept } from "./remote.ts";

const text = z.catch(z.string(), "");

const itemSchema = z.object({
  id: z.string(),
  feed: z.object({ title: text, url: text }),
  title: text,
  url: text,
  html: text,
  summary: text,
  author: text,
  published: z.number(),
  image: z.optional(z.nullable(z.string())),
});
const pageSchema = z.object({ items: z.array(itemSchema), more: z.catch(z.boolean(), false) });
const followSchema = z.object({
  id: z.string(),
  title: text,
  url: text,
  site: text,
  /** What the owner asked to follow, as typed. */
  target: text,
});
const followsSchema = z.array(followSchema);

/** A post of a followed site. `html` comes from a stranger: sanitise before showing. */
export type TimelineItem = z.infer<typeof itemSchema>;
/** A followed site; `url` is its feed. */
export type Follow = z.infer<typeof followSchema>;
/** A page of the timeline, newest first. */
export type TimelinePage = z.infer<typeof pageSchema>;

const PAGE = 30;
const CACHED = 60;

/** The timeline of the sidecar, and what of it is kept here. */
export interface Timeline {
  page(before?: string): Promise<TimelinePage | Refusal>;
  stored(): Promise<TimelinePage | undefined>;
  follows(): Promise<Follow[] | Refusal>;
  storedFollows(): Promise<Follow[]>;
  follow(target: string): Promise<Follow | Refusal>;
  unfollow(id: string): Promise<undefined | Refusal>;
  refresh(): Promise<undefined | Refusal>;
}

/** The timeline over the link. */
export function createTimeline(core: Core): Timeline {
  const { notify } = core;
  return {
    async page(before) {
      const params = { limit: PAGE, ...(before !== undefined && { before }) };
      const page = await ask(core, "timeline.list", params, pageSchema);
      if (!isRefusal(page) && before === undefined) {
        await keep(core, "timeline", { ...page, items: page.items.slice(0, CACHED) });
      }
      return page;
    },
    stored: () => kept(core, "timeline", pageSchema),
    async follows() {
      const schema = z.object({ follows: followsSchema });
      const answer = await ask(core, "follow.list", {}, schema);
      if (isRefusal(answer)) return answer;
      const { follows } = answer;
      await keep(core, "follows", follows);
      return follows;
    },
    storedFollows: async () => (await kept(core, "follows", followsSchema)) ?? [],
    async follow(target) {
      const answer = await ask(core, "follow.add", { target }, z.object({ follow: followSchema }));
      if (isRefusal(answer)) return answer;
      notify("follows", "timeline");
      return answer.follow;
    },
    async unfollow(follow) {
      const answer = await ask(core, "follow.remove", { id: follow }, z.unknown());
      if (isRefusal(answer)) return answer;
      notify("follows", "timeline");
      return undefined;
    },
    async refresh() {
      const answer = await ask(core, "follow.refresh", {}, z.unknown());
      return isRefusal(answer) ? answer : undefined;
    },
  };
}
