// What a search costs a reader over the wire, and what an edit costs the publisher, at 10,000 posts of
// 800 words or 1,200 characters. Bytes are brotli as the sidecar makes it; each search starts cold. The
// English is what the installed packages say of themselves, the Chinese is made up (site/tests/support).

import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { parseLayout } from "../../site/src/search/layout.ts";
import { createSearch } from "../../site/src/search/query.ts";
import { openSearchShelf, type SearchIndex } from "../../site/src/search/search-shelf.ts";
import type { Entry } from "../../site/src/store/entry.ts";
import {
  corpusText,
  entryOf,
  indexFiles,
  type Language,
  modelOf,
  mulberry32,
} from "../../site/tests/support/search-corpus.ts";
import { type Figure, median, quantile, rounded } from "./figure.ts";

const POSTS = 10_000;
const SEARCHES = 300;
const RESULTS = 10;
const EDITS = 15;
const DAY = 86_400_000;
/** The pages that excerpts are read from have a frame around their text. */
const PAGE_FRAME = 1_500;

/** `search`: bytes of one search, and milliseconds and files of an edit. */
export async function search(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const language of ["en", "zh"] as const) figures.push(...(await measured(language)));
  return figures;
}

async function measured(language: Language): Promise<Figure[]> {
  const sample = entryOf("posts/post-0.md", corpusText(language, 0), language);
  const random = mulberry32(5);
  const english = language === "en" ? englishText(await englishWords(), random) : undefined;
  // Only what the index reads of a text: reading ten thousand files is another benchmark's.
  const entries = Array.from({ length: POSTS }, (_, n): Entry => {
    const [, title = "", date = "", made = ""] =
      /title: "(.*)"\ndate: (.*)\n---\n([\s\S]*)$/.exec(corpusText(language, n)) ?? [];
    const body = english?.(800) ?? made;
    // Nobody writes every seventeen and a half hours.
    const at = Date.parse(date) + random() * DAY;
    const own = { title: english?.(6) ?? title, date: at, slug: `post-${n}`, digest: `${n}` };
    return { ...sample, ...own, text: { read: () => body }, file: `posts/post-${n}.md` };
  });
  const shelf = openSearchShelf();
  const update = (texts: readonly Entry[]): { index: SearchIndex; ms: number } => {
    const { tree, model } = modelOf(texts, language);
    const start = performance.now();
    const index = shelf.index(tree, model);
    return { index, ms: performance.now() - start };
  };
  const built = update(entries);
  const bytes = await searchBytes(built.index, entries, language);

  let before = built.index;
  const edits: { ms: number; files: number }[] = [];
  for (let step = 0; step < EDITS; step++) {
    const at = Math.floor(random() * POSTS);
    const old = entries[at] as Entry;
    const body = old.text
      .read()
      .replace("\n\n", `\n\nA sentence of step ${step}, 第${step}次改动。\n\n`);
    entries[at] = { ...old, text: { read: () => body }, digest: `${at} ${step}` };
    const { index, ms } = update(entries);
    edits.push({ ms, files: changedFiles(before, index) });
    before = index;
  }
  const newest = corpusText(language, POSTS + 1);
  const fresh = entryOf("posts/new.md", newest, language);
  const added = update([...entries, fresh]);

  const figure = (name: string, value: number, unit: string): Figure => ({
    name: `search, ${language}, ${name}`,
    value: rounded(value),
    unit,
  });
  return [
    figure("index, median", median(bytes.index) / 1000, "kB"),
    figure("index and excerpts, median", median(bytes.all) / 1000, "kB"),
    figure("index and excerpts, 95 of 100", quantile(bytes.all, 0.95) / 1000, "kB"),
    figure(`index, worst of ${SEARCHES}`, quantile(bytes.index, 1) / 1000, "kB"),
    figure(`index and excerpts, worst of ${SEARCHES}`, quantile(bytes.all, 1) / 1000, "kB"),
    figure("edit of a post", median(edits.map(({ ms }) => ms)), "ms"),
    figure("edit of a post", median(edits.map(({ files }) => files)), "files"),
    figure("new post", added.ms, "ms"),
    figure("new post", changedFiles(before, added.index), "files"),
    figure("index from nothing", built.ms / 1000, "s"),
    figure("files of the index", indexFiles(built.index).size, "files"),
  ];
}

/** The prose of the installed packages' Markdown, word by word. */
async function englishWords(): Promise<string[]> {
  const words: string[] = [];
  const modules = join(import.meta.dirname, "../../node_modules");
  for (const file of (await Array.fromAsync(glob("**/*.md", { cwd: modules }))).sort()) {
    const text = await readFile(join(modules, file), "utf8");
    const prose = text
      .replace(/^(```|~~~)[\s\S]*?^\1/gm, "")
      .replace(/\]\([^)]*\)|`[^`]*`|<[^>]*>/g, " ");
    for (const line of prose.split("\n")) {
      const own = line.match(/[A-Za-z][a-z'’]+/g) ?? [];
      if (own.length >= 8) words.push(...own);
    }
  }
  return words;
}

/** Texts of so many words, from a few places each. */
function englishText(words: readonly string[], random: () => number): (count: number) => string {
  return (count) => {
    const paragraphs: string[] = [];
    for (let left = count; left > 0; left -= 100) {
      const at = Math.floor(random() * (words.length - 100));
      paragraphs.push(words.slice(at, at + Math.min(100, left)).join(" "));
    }
    return paragraphs.join("\n\n");
  };
}

async function searchBytes(index: SearchIndex, entries: readonly Entry[], language: Language) {
  const random = mulberry32(9);
  const all: number[] = [];
  const own: number[] = [];
  const bySlug = new Map(entries.map((entry) => [`/posts/${entry.slug}/`, entry]));
  for (let n = 0; n < SEARCHES; n++) {
    const body = (entries[Math.floor(random() * POSTS)] as Entry).text.read();
    const read: string[] = [];
    const engine = createSearch(parseLayout(index.layout), async (path) => {
      const text = indexFiles(index).get(path)?.text() ?? "";
      read.push(text);
      return text;
    });
    const answer = await engine.search(queryFrom(body, language, random));
    const cards = await engine.cards((answer?.numbers ?? []).slice(0, RESULTS));
    const cost = read.reduce((sum, text) => sum + wire(text), 0);
    const pages = cards.map(({ url }) => wire(bySlug.get(url)?.text.read() ?? "") + PAGE_FRAME);
    own.push(cost);
    all.push(cost + pages.reduce((sum, page) => sum + page, 0));
  }
  return { index: own, all };
}

/** Two words that stand beside each other, or four characters. */
function queryFrom(body: string, language: Language, random: () => number): string {
  if (language === "en") {
    const words = body.toLowerCase().match(/[a-z]{3,}/g) ?? [];
    const at = Math.floor(random() * (words.length - 1));
    return words.slice(at, at + 2).join(" ");
  }
  const text = body.replace(/[^\p{L}]/gu, "");
  const at = Math.floor(random() * (text.length - 4));
  return text.slice(at, at + 4);
}

const sizes = new Map<string, number>();

function wire(text: string): number {
  const known = sizes.get(text);
  if (known !== undefined) return known;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  const size = brotliCompressSync(text, { params }).length;
  sizes.set(text, size);
  return size;
}

function changedFiles(before: SearchIndex, after: SearchIndex): number {
  let changed = 0;
  const earlier = indexFiles(before);
  for (const [path, { digest }] of indexFiles(after)) {
    if (earlier.get(path)?.digest !== digest) changed += 1;
  }
  return changed;
}
