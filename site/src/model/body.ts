// A text's HTML, rendered when somebody needs it and kept on disk under the digest of its sources.

import { hash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { MarkdownRenderer } from "astro/markdown";
import { z } from "zod";
import { sourceDigest } from "../cache/source-digest.ts";
import { addressesOf, type PictureAddresses } from "../images/picture.ts";
import { courtyardMarkdown } from "../markdown/processor.ts";
import { type Content, pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";

const bodyFile = z.object({
  html: z.string(),
  headings: z.array(z.object({ depth: z.int(), slug: z.string(), text: z.string() })),
});

/** A rendered text, and its headings for a table of contents. */
export type Body = Readonly<z.infer<typeof bodyFile>>;

export interface BodyShelf {
  body(entry: Entry, content: Content): Promise<Body>;
}

/** Bodies kept in memory: those of the feeds, and of the pages just rendered. */
const IN_MEMORY = 256;

/** Opens the cache in `cacheDir`. */
export function openBodyShelf({ cacheDir }: { cacheDir: string }): BodyShelf {
  const version = sourceDigest({
    folders: ["../markdown/", "../images/"].map((path) =>
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
      const result = await render(entry.body, {
        fileURL: pathToFileURL(`/${entry.file}`),
        frontmatter: { lang: entry.lang },
      });
      return { html: result.code, headings: result.metadata.headings };
    });
    pending = work.catch(() => undefined);
    return work;
  }

  async function cached(key: string, make: () => Promise<Body>): Promise<Body> {
    const file = join(cacheDir, key.slice(0, 2), `${key}.json`);
    try {
      return bodyFile.parse(JSON.parse(await readFile(file, "utf8")));
    } catch {
      const body = await make();
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.new`, JSON.stringify(body));
      await rename(`${file}.new`, file);
      return body;
    }
  }

  return {
    async body(entry, of) {
      const pictures = entry.images.map((image) => pictureOf(of, image)?.key ?? "-");
      const sources = [version, entry.lang, dirname(entry.file), ...pictures, entry.body];
      const key = hash("sha256", sources.join("\n"), "hex");
      let body = memory.get(key);
      if (body) memory.delete(key);
      else body = await cached(key, () => render(entry, of));
      memory.set(key, body);
      if (memory.size > IN_MEMORY) memory.delete(memory.keys().next().value ?? "");
      return body;
    },
  };
}
