// Texts of any number in three languages, the same on every machine, with words as unevenly common as
// real ones (Zipf), so that an index of them has real proportions.

import type { SiteModel, Tree } from "../../src/model/site-model.ts";
import type { SearchFile } from "../../src/search/search-row.ts";
import type { SearchIndex } from "../../src/search/search-shelf.ts";
import { type Entry, readEntry } from "../../src/store/entry.ts";

/** A small seeded generator (Tommy Ettinger's mulberry32): tests must be repeatable. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type Language = "en" | "zh" | "ja";

const SYLLABLES =
  "an ber co der el fi gra hol in jo ka lum mi nor o pre qui ra sto ti un ver wi ex ya zo tha con ment ing tion al er ous st".split(
    " ",
  );
const KANA =
  "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん";
const KATAKANA =
  "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
/** Distinct words; ten thousand English posts have about as many, names and typing errors included. */
const VOCABULARY: Readonly<Record<Language, number>> = { en: 60_000, zh: 30_000, ja: 40_000 };

const vocabularies = new Map<Language, readonly string[]>();

function vocabulary(language: Language): readonly string[] {
  const known = vocabularies.get(language);
  if (known) return known;
  const random = mulberry32(language.charCodeAt(0));
  const of = (text: string) => text.charAt(Math.floor(random() * text.length));
  const kanji = () => String.fromCodePoint(0x4e00 + Math.floor(random() ** 2 * 3500));
  const make = (rank: number): string => {
    const length = rank < 30 ? 1 : rank < 900 ? 2 : 2 + Math.floor(random() * 3);
    const repeat = (count: number, part: () => string) =>
      Array.from({ length: count }, part).join("");
    if (language === "zh") return repeat(length, kanji);
    if (language === "ja") {
      if (random() < 0.2) return repeat(length + 2, () => of(KATAKANA));
      return random() < 0.5 ? repeat(length, kanji) + of(KANA) : repeat(length + 1, () => of(KANA));
    }
    return repeat(length, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? "");
  };
  const words = new Set<string>();
  while (words.size < VOCABULARY[language]) words.add(make(words.size));
  const list = [...words];
  vocabularies.set(language, list);
  return list;
}

/** Between two posts: ten thousand of them fill twenty years. */
const APART = 17.5 * 60 * 60 * 1000;
const FIRST = Date.UTC(2006, 2, 1, 7);

/** The Markdown of post `n`: about 800 words, or 1,200 characters. */
export function corpusText(
  language: Language,
  n: number,
  words = language === "en" ? 800 : 640,
): string {
  const random = mulberry32(n * 7919 + language.charCodeAt(1));
  const list = vocabulary(language);
  // Rank r with a likelihood of about 1/r.
  const word = () => list[Math.floor(list.length ** random()) - 1] ?? "";
  const sentence = (length: number) => {
    const text = Array.from({ length }, word);
    return language === "en"
      ? `${text.join(" ")}.`
      : `${text.slice(0, 6).join("")}，${text.slice(6).join("")}。`;
  };
  const parts: string[] = [];
  for (let left = words; left > 0; left -= 60) {
    const paragraph = Array.from({ length: 5 }, () => sentence(12));
    parts.push(paragraph.join(language === "en" ? " " : ""));
    if (left % 3 === 0) parts.push(`## ${sentence(4).slice(0, -1)}`);
  }
  const title = Array.from({ length: 5 }, word).join(language === "en" ? " " : "");
  const date = new Date(FIRST + n * APART).toISOString();
  return `---\ntitle: "${title}"\ndate: ${date}\n---\n\n${parts.join("\n\n")}\n`;
}

/** An entry of this Markdown. */
export function entryOf(file: string, text: string, lang: string): Entry {
  const context = {
    folder: "content",
    lang,
    timezone: "UTC",
    isLang: () => false,
    firstSeen: () => 0,
  };
  const read = readEntry(Buffer.from(text), file, context);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.entry;
}

/** As much of a model as the index reads, with these posts and the main language `lang`. */
export function modelOf(entries: readonly Entry[], lang: string): { tree: Tree; model: SiteModel } {
  const posts = entries.toSorted((a, b) => b.date - a.date || (a.file < b.file ? -1 : 1));
  const tree = { lang, prefix: "", posts, pages: [] } as unknown as Tree;
  const addresses = new Map(entries.map((entry) => [entry.file, `/posts/${entry.slug}/`]));
  const model = { addresses, settings: { timezone: "UTC" } } as unknown as SiteModel;
  return { tree, model };
}

/** `count` posts of a language. */
export function corpus(language: Language, count: number): Entry[] {
  return Array.from({ length: count }, (_, n) =>
    entryOf(`posts/post-${n}.md`, corpusText(language, n), language),
  );
}

/** The files of an index by their path below the search page. */
export function indexFiles({ rows }: SearchIndex): Map<string, SearchFile> {
  const files = new Map<string, SearchFile>();
  for (const { count, path, file } of rows) {
    for (let number = 0; number < count; number++) {
      const one = file(number);
      if (one) files.set(path(number), one);
    }
  }
  return files;
}
