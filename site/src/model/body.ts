// A text's HTML, rendered when somebody needs it and kept on disk under the digest of its sources.

import { hash } from "node:crypto";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { MarkdownRenderer } from "astro/markdown";
import { sourceDigest } from "../cache/source-digest.ts";
import { addressesOf, type PictureAddresses } from "../images/picture.ts";
import { courtyardMarkdown } from "../markdown/processor.ts";
import type { Body, BodyCache } from "../store/body-cache.ts";
import { type Content, pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";

export interface BodyShelf {
  body(entry: Entry, content: Content): Promise<Body>;
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
  let content: Content | undefined;
  // The processor asks for pictures while it renders; renderings run one after another in `pending`.
  const picture = (src: string, fileURL: URL | undefined): PictureAddresses | undefined => {
    const folder = decodeURIComponent(dirname(fileURL?.pathname ?? "/").slice(1));
    const ready = content && pictureOf(content, { src, folder });
    return ready && addressesOf(ready);
  };
  let renderer: Promise<MarkdownRenderer> | undefined;
  let pending: Promise<unknown> = Promise.resolve();

  function render(entry: Entry, of: Content): Promise<Body> {
    renderer ??= courtyardMarkdown({ picture }).createRenderer({});
    const ready = renderer;
    const work = pending.then(async (): Promise<Body> => {
      content = of;
      const { render } = await ready;
      const result = await render(entry.text.read(), {
        fileURL: pathToFileURL(`/${entry.file}`),
        frontmatter: { lang: entry.lang },
      });
      return { html: result.code, headings: result.metadata.headings };
    });
    pending = work.catch(() => undefined);
    return work;
  }

  return {
    async body(entry, of) {
      const { file, digest, lang, images } = entry;
      const pictures = images.map((image) => pictureOf(of, image)?.key ?? "-");
      const key = hash("sha256", [version, digest, lang, ...pictures].join("\n"), "base64url");
      let body = memory.get(key) ?? cache.find(file, key);
      if (body) memory.delete(key);
      else {
        body = await render(entry, of);
        cache.keep(file, key, body);
      }
      memory.set(key, body);
      if (memory.size > IN_MEMORY) memory.delete(memory.keys().next().value ?? "");
      return body;
    },
  };
}
