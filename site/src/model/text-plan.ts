// What a text's HTML is made from besides its own words: where its links lead, and the texts that it
// embeds, with what those embed in turn.

import { hash } from "node:crypto";
import { pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import { linkKey } from "./link-table.ts";
import type { SiteModel } from "./site-model.ts";

/** A text, or a part of one, with what is to be put into it. */
export interface TextPlan {
  readonly entry: Entry;
  /** The id of the heading or block that is shown; empty for the whole. */
  readonly part: string;
  /** By `linkKey`; an embed that is not here is shown as a link. */
  readonly embeds: ReadonlyMap<string, TextPlan>;
  /** Whether it stands in another text. */
  readonly within: boolean;
  /** Where its links lead, and the keys of what it embeds. */
  readonly sources: string;
}

/** A text within a text within a text is as deep as it goes. */
const DEEPEST = 3;
/** Texts that a page may embed in all: a hundred that embed a hundred would make a million. */
const MOST = 100;

/** The plan of a whole text. */
export function planText(entry: Entry, model: Pick<SiteModel, "content" | "links">): TextPlan {
  return plan({ entry, part: "" }, { model, trail: [], room: { left: MOST } });
}

function plan(
  { entry, part }: { entry: Entry; part: string },
  {
    model,
    trail,
    room,
  }: {
    model: Pick<SiteModel, "content" | "links">;
    trail: readonly string[];
    room: { left: number };
  },
): TextPlan {
  const { ends, signature } = model.links.of(entry.file);
  const embeds = new Map<string, TextPlan>();
  const sources = [signature];
  const within = [...trail, entry.file];
  for (const { form, target } of entry.links) {
    if (form !== "embed") continue;
    const key = linkKey(form, target);
    const end = ends.get(key);
    const embedded = end?.kind === "text" ? model.content.entries.get(end.file) : undefined;
    if (end?.kind !== "text" || !embedded || embeds.has(key)) continue;
    const round = within.includes(embedded.file) || within.length > DEEPEST;
    if (round || room.left === 0) {
      sources.push("-");
      continue;
    }
    room.left -= 1;
    const own = plan({ entry: embedded, part: end.part }, { model, trail: within, room });
    embeds.set(key, own);
    sources.push(planKey(own, model));
  }
  return { entry, part, within: trail.length > 0, embeds, sources: sources.join("\n") };
}

/** A digest of everything that the HTML of a plan depends on, but for the renderer itself. */
export function planKey(
  { entry, part, sources }: TextPlan,
  { content }: Pick<SiteModel, "content">,
): string {
  const pictures = entry.images.map((image) => pictureOf(content, image)?.key ?? "-");
  const all = [entry.digest, entry.lang, part, ...pictures, sources];
  return hash("sha256", all.join("\n"), "hex");
}
