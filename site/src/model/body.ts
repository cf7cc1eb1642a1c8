// A text's HTML, rendered when somebody needs it and kept on disk under the digest of its sources.

import { hash } from "node:crypto";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { MarkdownRenderer } from "astro/markdown";
import { sourceDigest } from "../cache/source-digest.ts";
import { addressesOf, type PictureAddresses } from "../images/picture.ts";
import type { EmbeddedText } from "../markdown/embed.ts";
import { createCodeHighlighter } from "../markdown/highlight.ts";
import { courtyardMarkdown } from "../markdown/processor.ts";
import type { Body, BodyCache } from "../store/body-cache.ts";
import { pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import type { ReferenceForm } from "../store/reference.ts";
import { linkKey } from "./link-table.ts";
import type { SiteModel } from "./site-model.ts";
import { planKey, planText, type TextPlan } from "./text-plan.ts";

/** What a text is rendered in: its pictures, and where its links lead. */
export type Surroundings = Pick<SiteModel, "content" | "links">;

export interface BodyShelf {
  body(entry: Entry, model: Surroundings): Promise<Body>;
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
  const highlighter = createCodeHighlighter({
    find: (key) => cache.findCode(`${version} ${key}`),
    keep: (key, html) => cache.keepCode(`${version} ${key}`, html),
  });
  const memory = new Map<string, Body>();
  // The processor asks while it renders; renderings run one after another in `pending`.
  let asked: { plan: TextPlan; model: Surroundings; embedded: Embedded } | undefined;
  const picture = (src: string): PictureAddresses | undefined => {
    const folder = dirname(asked?.plan.entry.file ?? "");
    const ready = asked && pictureOf(asked.model.content, { src, folder });
    return ready && addressesOf(ready);
  };
  const link = (form: ReferenceForm, target: string) =>
    asked?.model.links.of(asked.plan.entry.file).ends.get(linkKey(form, target));
  const embed = (target: string) => asked?.embedded.get(linkKey("embed", target));
  let renderer: Promise<MarkdownRenderer> | undefined;
  let pending: Promise<unknown> = Promise.resolve();

  async function render(plan: TextPlan, model: Surroundings): Promise<Body> {
    renderer ??= courtyardMarkdown({ picture, link, embed, highlighter }).createRenderer({});
    const ready = renderer;
    const { entry, part } = plan;
    const embedded = new Map<string, EmbeddedText>();
    for (const [key, inner] of plan.embeds) {
      const { html } = await bodyOf(inner, model);
      embedded.set(key, { html });
    }
    const work = pending.then(async (): Promise<Body> => {
      asked = { plan, model, embedded };
      const { render } = await ready;
      const result = await render(entry.text.read(), {
        fileURL: pathToFileURL(`/${entry.file}`),
        frontmatter: { lang: entry.lang, part },
      });
      return { html: result.code, headings: result.metadata.headings };
    });
    pending = work.catch(() => undefined);
    return work;
  }

  async function bodyOf(plan: TextPlan, model: Surroundings): Promise<Body> {
    const { file } = plan.entry;
    const key = hash("sha256", `${version}\n${planKey(plan, model)}`, "base64url");
    let body = memory.get(key) ?? cache.find(file, key);
    if (body) memory.delete(key);
    else {
      body = await render(plan, model);
      // There is room for one version of each file: what stands within another is kept in that one.
      if (!plan.within) cache.keep(file, key, body);
    }
    memory.set(key, body);
    if (memory.size > IN_MEMORY) memory.delete(memory.keys().next().value ?? "");
    return body;
  }

  return { body: (entry, model) => bodyOf(planText(entry, model), model) };
}

type Embedded = ReadonlyMap<string, EmbeddedText>;
