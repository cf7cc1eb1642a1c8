// A text's HTML, rendered when somebody needs it and kept on disk under the digest of its sources.

import { hash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { sourceDigest } from "../cache/source-digest.ts";
import type { EmbeddedText } from "../markdown/embed.ts";
import type { Body, BodyCache } from "../store/body-cache.ts";
import type { Entry } from "../store/entry.ts";
import type { SiteModel } from "./site-model.ts";
import { planKey, planText, type TextPlan } from "./text-plan.ts";
import { createTextRenderer, picturesFor, type TextSource } from "./text-renderer.ts";

/** What a text is rendered in: its pictures, and where its links lead. */
export type Surroundings = Pick<SiteModel, "content" | "links">;

/** A text that is not rendered yet. */
export interface Unrendered {
  readonly key: string;
  readonly source: TextSource;
}

export interface RenderedText {
  readonly file: string;
  readonly key: string;
  readonly body: Body;
  /** Code that was coloured on the way, by the keys that the renderer gave it. */
  readonly code: readonly (readonly [key: string, html: string])[];
}

export interface BodyShelf {
  body(entry: Entry, model: Surroundings): Promise<Body>;
  /** What another thread needs to render a text; undefined when it is rendered. */
  unrendered(entry: Entry, model: Surroundings): Promise<Unrendered | undefined>;
  /** Takes over what another thread rendered. */
  keep(text: RenderedText): void;
}

/** Bodies kept in memory: those of the feeds, and of the pages just rendered. */
const IN_MEMORY = 256;

/** A shelf over a cache that the caller closes. */
export function createBodyShelf(cache: BodyCache): BodyShelf {
  const version = sourceDigest({
    folders: ["../markdown/", "../images/", "../store/"].map((path) =>
      fileURLToPath(new URL(path, import.meta.url)),
    ),
    packages: [
      "markdown-it",
      "markdown-it-anchor",
      "markdown-it-cjk-friendly",
      "markdown-it-footnote",
      "markdown-it-mark",
      "beautiful-mermaid",
      "shiki",
      "temml",
    ],
  });
  const memory = new Map<string, Body>();
  const keepCode = (key: string, html: string) => cache.keepCode(`${version} ${key}`, html);
  const render = createTextRenderer({
    find: (key) => cache.findCode(`${version} ${key}`),
    keep: keepCode,
  });

  async function sourceOf(plan: TextPlan, model: Surroundings): Promise<TextSource> {
    const { entry, part } = plan;
    const embedded = new Map<string, EmbeddedText>();
    for (const [key, inner] of plan.embeds) {
      const { html } = await bodyOf(inner, model);
      embedded.set(key, { html });
    }
    const { file, lang } = entry;
    const { ends } = model.links.of(file);
    const pictures = picturesFor(entry, model.content);
    return { file, text: entry.text.read(), lang, part, ...pictures, ends, embedded };
  }

  function keyOf(plan: TextPlan, model: Surroundings): string {
    return hash("sha256", `${version}\n${planKey(plan, model)}`, "base64url");
  }

  function find({ entry: { file } }: TextPlan, key: string): Body | undefined {
    return memory.get(key) ?? cache.find(file, key);
  }

  function remember(key: string, body: Body): void {
    memory.delete(key);
    memory.set(key, body);
    if (memory.size > IN_MEMORY) memory.delete(memory.keys().next().value ?? "");
  }

  async function bodyOf(plan: TextPlan, model: Surroundings): Promise<Body> {
    const key = keyOf(plan, model);
    let body = find(plan, key);
    if (!body) {
      body = await render(await sourceOf(plan, model));
      // There is room for one version of each file: what stands within another is kept in that one.
      if (!plan.within) cache.keep(plan.entry.file, key, body);
    }
    remember(key, body);
    return body;
  }

  return {
    body: (entry, model) => bodyOf(planText(entry, model), model),
    async unrendered(entry, model) {
      const plan = planText(entry, model);
      const key = keyOf(plan, model);
      const body = find(plan, key);
      if (body) remember(key, body);
      return body ? undefined : { key, source: await sourceOf(plan, model) };
    },
    keep({ file, key, body, code }) {
      cache.keep(file, key, body);
      for (const [of, html] of code) keepCode(of, html);
      remember(key, body);
    },
  };
}
