// One Markdown file of the writer's, read and checked: a post or a page.

import { hash } from "node:crypto";
import { posix } from "node:path";
import { anchorsIn } from "./anchor.ts";
import type { SeriesPlace } from "./belonging.ts";
import { maskCode } from "./code-mask.ts";
import type { EnclosureReference } from "./enclosure-key.ts";
import { excerptOf, teaserOf, titleOf } from "./excerpt.ts";
import { readFileName } from "./file-name.ts";
import { templateTagIn, withoutComments } from "./foreign-marks.ts";
import { readFrontmatter } from "./frontmatter.ts";
import type { ImageReference } from "./image-reference.ts";
import { readMoment } from "./moment.ts";
import { type Problem, placeIn } from "./problem.ts";
import { isLocal, type Reference, referencesIn } from "./reference.ts";
import { slugOf } from "./slug.ts";

/** The Markdown below the head of a file; on disk until somebody asks for it. */
export interface Text {
  read(): string;
}

/** A file as the site uses it. Never changed: a new version of the file is a new entry. */
export interface Entry {
  readonly kind: "post" | "page";
  /** Path relative to the content folder, `/` between parts, NFC: the entry's id. */
  readonly file: string;
  /** The same for all translations of one text. */
  readonly key: string;
  readonly lang: string;
  readonly slug: string;
  readonly title: string;
  /** Milliseconds; 0 for a page without a date. */
  readonly date: number;
  readonly updated: number | undefined;
  /** From this moment on it is not published. */
  readonly expires: number | undefined;
  readonly draft: boolean;
  /** Unlisted: a page at its address, and nowhere a word of it. Private: never leaves this machine. */
  readonly visibility: "public" | "unlisted" | "private";
  /** Whether the present is between `date` and `expires`; the store keeps it true as time goes by. */
  readonly due: boolean;
  /** 0 when it is not pinned; a greater number stands first. */
  readonly pinned: number;
  readonly comments: boolean;
  /** The whole address, where the writer gave one. */
  readonly permalink: string | undefined;
  /** Old addresses, root-relative. */
  readonly redirects: readonly string[];
  /** Other names, for links by name. */
  readonly names: readonly string[];
  readonly tags: readonly string[];
  /** Each a path of names, outermost first. */
  readonly categories: readonly (readonly string[])[];
  /** Names, or keys of site.yaml's authors; none means the site's author. */
  readonly authors: readonly string[];
  readonly series: readonly SeriesPlace[];
  readonly description: string | undefined;
  /** The description, or the first words of the text. */
  readonly summary: string;
  readonly cover: ImageReference | undefined;
  /** Recordings that belong to the text, in the writer's order. */
  readonly enclosures: readonly EnclosureReference[];
  readonly text: Text;
  /** The line of the file on which the text begins, from 1. */
  readonly textLine: number;
  readonly images: readonly ImageReference[];
  /** Links to texts, files and addresses of this site, in order. */
  readonly links: readonly Reference[];
  /** Ids within the text that a link can lead to. */
  readonly anchors: readonly string[];
  /** Words of a text that takes as long to read, at 220 a minute. */
  readonly words: number;
  /** Frontmatter that is not the core's, for themes. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** SHA-256 of the file's text and of what else the entry was made from. */
  readonly digest: string;
  /** SHA-256 of what lists may show: all of the above but the text and what is in it. */
  readonly face: string;
  readonly warnings: readonly Problem[];
}

export interface EntryContext {
  /** The content folder's name, for messages. */
  readonly folder: string;
  readonly lang: string;
  readonly timezone: string;
  isLang(suffix: string): boolean;
  /** When the file was first seen: the date of a file that gives none. */
  firstSeen(file: string): number;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads a file's bytes as an entry, or says what is wrong. */
export function readEntry(
  bytes: Uint8Array,
  file: string,
  context: EntryContext,
): { ok: true; entry: Entry } | { ok: false; problems: readonly Problem[] } {
  const shown = `${context.folder}/${file}`;
  let source: string;
  try {
    source = UTF8.decode(bytes);
  } catch {
    return { ok: false, problems: [placeIn(shown, "").problem("E107", { line: 1, column: 1 })] };
  }
  // An editor makes the file before its writer has written a word.
  if (source.replace(/^\uFEFF/, "").trim() === "") {
    return { ok: false, problems: [placeIn(shown, "").problem("W248", { line: 1, column: 1 })] };
  }
  const split = readFrontmatter(source, { file: shown, timezone: context.timezone });
  if (!split.ok) return split;
  const { head, bodyLine } = split.file;
  const name = readFileName(file, context.isLang);
  const place = placeIn(shown, source);
  const warnings: Problem[] = [...split.file.warnings];
  const written = withoutComments(split.file.body);
  const heading = leadingHeading(written);
  const title = head.title ?? (heading?.title || name.stem);
  const repeats = heading?.title === title || heading?.marked === title;
  const body = repeats ? heading.rest : written;
  const kind = file.startsWith("pages/") ? "page" : "post";
  let date = head.date ?? (name.date ? readMoment(name.date, context.timezone) : undefined);
  if (date === undefined) {
    date = kind === "post" ? context.firstSeen(file) : 0;
    if (kind === "post") {
      const seen = new Date(date).toISOString().slice(0, 16).replace("T", " ");
      warnings.push(place.problem("W202", { line: 1, column: 1 }, { date: `${seen}Z` }));
    }
  }
  const folder = posix.dirname(file);
  const at = (line: number) => ({ line, column: 1 });
  const firstLine = bodyLine + (repeats ? heading.lines : 0);
  const prose = maskCode(body);
  const { links, pictures } = referencesIn(body, prose);
  const images = pictures.map((found) => ({
    ...found,
    folder,
    line: firstLine + breaksBefore(body, found.at),
  }));
  const foreign = templateTagIn(prose);
  if (foreign) {
    const line = firstLine + breaksBefore(body, foreign.at);
    const column = foreign.at - body.lastIndexOf("\n", foreign.at - 1);
    warnings.push(place.problem("W249", { line, column }, { value: foreign.tag }));
  }
  const slug = head.slug ?? slugOf(name.stem);
  if (slug === "" && head.permalink === undefined) {
    return { ok: false, problems: [place.problem("E105", at(1), { value: name.stem })] };
  }
  const enclosureLine = split.file.locate("enclosure").line;
  for (const { src, type, bytes } of head.enclosures) {
    const values = { file: src };
    const unknown = isLocal(src) ? "W244" : "W242";
    if (type === undefined) warnings.push(place.problem(unknown, at(enclosureLine), values));
    else if (bytes === undefined && !isLocal(src)) {
      warnings.push(place.problem("W241", at(enclosureLine), values));
    }
  }
  const coverLine = split.file.locate("cover").line;
  const face = {
    kind,
    file,
    key: head.translationKey === undefined ? name.key : `key ${head.translationKey}`,
    lang: head.lang ?? name.lang ?? context.lang,
    slug,
    title,
    date,
    updated: head.updated,
    expires: head.expires,
    draft: head.draft || /(^|\/)_drafts\//.test(file),
    visibility: head.visibility,
    due: true,
    pinned: head.pinned,
    comments: head.comments,
    permalink: head.permalink,
    redirects: head.redirects,
    names: head.names,
    tags: head.tags,
    categories: head.categories,
    authors: head.authors,
    series: head.series,
    description: head.description,
    summary: head.description ?? (teaserOf(body) || excerptOf(body)),
    cover: head.cover && {
      src: head.cover.src,
      alt: head.cover.alt ?? "",
      folder,
      line: coverLine,
    },
    enclosures: head.enclosures.map((one) => ({ ...one, folder, line: enclosureLine })),
    extra: head.extra,
  } as const;
  const entry: Entry = {
    ...face,
    text: { read: () => body },
    textLine: firstLine,
    images,
    links,
    anchors: anchorsIn(body, prose),
    words: countWords(body),
    digest: hash("sha256", `${file}\n${date}\n${context.lang}\n${source}`, "base64url"),
    face: hash("sha256", JSON.stringify(face), "base64url"),
    warnings,
  };
  return { ok: true, entry };
}

/** Where a place in an entry's text is in its file, with the line as it stands there. */
export function placeInText(
  { text, textLine }: Pick<Entry, "text" | "textLine">,
  at: number,
): { readonly line: number; readonly column: number; readonly excerpt: string } {
  const body = text.read();
  const start = body.lastIndexOf("\n", at - 1) + 1;
  const end = body.indexOf("\n", at);
  const excerpt = body.slice(start, end < 0 ? undefined : end).replace(/\r$/, "");
  return { line: textLine + breaksBefore(body, at), column: at - start + 1, excerpt };
}

/** Whether a text may be published at all: what is none of these things never leaves the machine. */
export function isForReaders({ draft, visibility, due }: Entry): boolean {
  return !draft && visibility !== "private" && due;
}

/** A first-level heading that opens the text: it is the title, and would stand there twice. */
function leadingHeading(
  body: string,
): { title: string; marked: string; rest: string; lines: number } | undefined {
  const match = /^\s*#[ \t]+([^ \t\r\n].*)(?:\r?\n|$)/.exec(body);
  if (!match?.[1]) return undefined;
  const marked = withoutClosingMarks(match[1].trimEnd());
  return {
    title: titleOf(marked),
    marked,
    rest: body.slice(match[0].length),
    lines: match[0].split("\n").length - 1,
  };
}

/** CommonMark 4.2: marks at the end close a heading when a space is before them: `# C#` is of C#. */
function withoutClosingMarks(line: string): string {
  let end = line.length;
  while (line[end - 1] === "#") end -= 1;
  return /[ \t]/.test(line[end - 1] ?? "") ? line.slice(0, end).trimEnd() : line;
}

/** Chinese and Japanese are read by characters, some 375 of them in the time of 220 words. */
const WORDS_PER_CHARACTER = 220 / 375;

function countWords(body: string): number {
  let characters = 0;
  const others = body.replace(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu, () => {
    characters += 1;
    return " ";
  });
  const words = others.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu)?.length ?? 0;
  return Math.round(characters * WORDS_PER_CHARACTER) + words;
}

function breaksBefore(text: string, at: number): number {
  let count = 0;
  for (let next = text.indexOf("\n"); next >= 0 && next < at; next = text.indexOf("\n", next + 1)) {
    count += 1;
  }
  return count;
}
