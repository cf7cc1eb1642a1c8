// A text's HTML from everything that it is made from. That is plain data, so that another thread may
// do the work.

import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { MarkdownRenderer } from "astro/markdown";
import { addressesOf, type ReadyPicture } from "../images/picture.ts";
import type { EmbeddedText } from "../markdown/embed.ts";
import { type CodeCache, createCodeHighlighter } from "../markdown/highlight.ts";
import { courtyardMarkdown } from "../markdown/processor.ts";
import type { Body } from "../store/body-cache.ts";
import { type Content, pictureOf, picturePaths } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import { linkKey } from "./link-table.ts";
import type { LinkEnd } from "./text-link.ts";

export interface TextSource {
  readonly file: string;
  readonly text: string;
  readonly lang: string;
  /** The id of the heading or block that is shown; empty for the whole. */
  readonly part: string;
  /** Those that the text shows, by path, and the paths of those that it names without one. */
  readonly pictures: ReadonlyMap<string, ReadyPicture>;
  readonly named: ReadonlyMap<string, readonly string[]>;
  /** By `linkKey`. */
  readonly ends: ReadonlyMap<string, LinkEnd>;
  readonly embedded: ReadonlyMap<string, EmbeddedText>;
}

/** The pictures of a source: what a text may ask for of all that there are. */
export function picturesFor(
  { images }: Entry,
  { pictures, named }: Pick<Content, "pictures" | "named">,
): Pick<TextSource, "pictures" | "named"> {
  const own = new Map<string, ReadyPicture>();
  const names = new Map<string, readonly string[]>();
  for (const image of images) {
    for (const path of picturePaths(image, named)) {
      const picture = pictures.get(path);
      if (picture) own.set(path, picture);
    }
    const bare = image.src.split(/[?#]/)[0] ?? "";
    if (!bare.includes("/")) names.set(bare.toLowerCase(), named(bare));
  }
  return { pictures: own, named: names };
}

/** A renderer of texts, one after another. */
export function createTextRenderer(code?: CodeCache): (source: TextSource) => Promise<Body> {
  // The processor asks while it renders; renderings run one after another in `pending`.
  let now: TextSource | undefined;
  const named = (name: string) => now?.named.get(name.toLowerCase()) ?? [];
  const processor = courtyardMarkdown({
    highlighter: createCodeHighlighter(code),
    picture(src) {
      if (!now) return undefined;
      const ready = pictureOf({ ...now, named }, { src, folder: dirname(now.file) });
      return ready && addressesOf(ready);
    },
    link: (form, target) => now?.ends.get(linkKey(form, target)),
    embed: (target) => now?.embedded.get(linkKey("embed", target)),
  });
  let renderer: Promise<MarkdownRenderer> | undefined;
  let pending: Promise<unknown> = Promise.resolve();

  return (source) => {
    renderer ??= processor.createRenderer({});
    const ready = renderer;
    const work = pending.then(async (): Promise<Body> => {
      now = source;
      const { file, text, lang, part } = source;
      const { render } = await ready;
      const fileURL = pathToFileURL(`/${file}`);
      const { code, metadata } = await render(text, { fileURL, frontmatter: { lang, part } });
      return { html: code, headings: metadata.headings };
    });
    pending = work.catch(() => undefined);
    return work;
  };
}
