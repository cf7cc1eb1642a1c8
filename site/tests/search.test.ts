// Recall: whatever stands in a text finds it. Through the same code as the browser runs, over the same
// files as the publisher writes.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parseLayout } from "../src/search/layout.ts";
import { digestOf, numberTexts } from "../src/search/numbered.ts";
import { withinOneEdit } from "../src/search/one-edit.ts";
import { plainMarkdown } from "../src/search/plain-markdown.ts";
import {
  formatPacked,
  packed,
  parsePostings,
  patchPostings,
  type Weight,
} from "../src/search/postings.ts";
import { createSearch, type SearchEngine } from "../src/search/query.ts";
import { openSearchShelf, type SearchIndex } from "../src/search/search-shelf.ts";
import type { Entry } from "../src/store/entry.ts";
import {
  corpus,
  corpusText,
  entryOf,
  indexFiles,
  modelOf,
  mulberry32,
} from "./support/search-corpus.ts";

function indexOf(entries: readonly Entry[], lang: string, shelf = openSearchShelf()): SearchIndex {
  const { tree, model } = modelOf(entries, lang);
  return shelf.index(tree, model);
}

function engineOf(index: SearchIndex): SearchEngine {
  const files = indexFiles(index);
  return createSearch(parseLayout(index.layout), async (path) => {
    const file = files.get(path);
    if (!file) throw new Error(`no ${path}`);
    return file.text();
  });
}

async function urlsOf(engine: SearchEngine, query: string): Promise<string[]> {
  const answer = await engine.search(query);
  return (await engine.cards(answer?.numbers ?? [])).map(({ url }) => url);
}

const contents = (index: SearchIndex) =>
  Object.fromEntries([...indexFiles(index)].map(([path, { digest }]) => [path, digest]));

const COUNT = 40;

describe.each(["zh", "ja"] as const)("in %s", (lang) => {
  it("finds a text by any run of two to eight of its characters", { timeout: 60_000 }, async () => {
    const entries = corpus(lang, COUNT);
    const engine = engineOf(indexOf(entries, lang));
    const random = mulberry32(7);
    for (const entry of entries) {
      const [text = ""] = plainMarkdown(entry.text.read())
        .split("\n")
        .filter((block) => block.length > 20);
      for (let length = 2; length <= 8; length++) {
        const start = Math.floor(random() * (text.length - length));
        const query = text.slice(start, start + length);
        if (query.replace(/[，。\s]/g, "").length < 2) continue;
        expect(await urlsOf(engine, query), query).toContain(`/posts/${entry.slug}/`);
      }
    }
  });
});

describe("in English", () => {
  const entries = corpus("en", COUNT);
  const engine = engineOf(indexOf(entries, "en"));
  const vocabulary = new Set<string>(
    entries.flatMap(
      ({ text }) =>
        text
          .read()
          .toLowerCase()
          .match(/[a-z]+/g) ?? [],
    ),
  );
  const random = mulberry32(11);

  it("finds a text by each of its words, and by the beginning of one", async () => {
    for (const entry of entries) {
      const words = entry.text.read().match(/[A-Za-z]{4,}/g) ?? [];
      for (let i = 0; i < 6; i++) {
        const word = words[Math.floor(random() * words.length)] ?? "";
        expect(await urlsOf(engine, word), word).toContain(`/posts/${entry.slug}/`);
        expect(await urlsOf(engine, word.slice(0, 4)), word).toContain(`/posts/${entry.slug}/`);
      }
    }
  });

  it("finds a text by a word with one letter wrong, missing, too many, or swapped", {
    timeout: 60_000,
  }, async () => {
    let tried = 0;
    for (const entry of entries) {
      const words =
        entry.text
          .read()
          .toLowerCase()
          .match(/[a-z]{5,20}/g) ?? [];
      for (let i = 0; i < 4; i++) {
        const word = words[Math.floor(random() * words.length)] ?? "";
        const typed = mistype(word, random);
        // What came out may be a word, or the start of one, that other texts have: then it is meant.
        if ([...vocabulary].some((known) => known.startsWith(typed))) continue;
        // Too many neighbours: the eight likeliest are shown.
        if ([...vocabulary].filter((known) => withinOneEdit(known, typed)).length > 8) continue;
        tried += 1;
        expect(await urlsOf(engine, typed), `${typed} for ${word}`).toContain(
          `/posts/${entry.slug}/`,
        );
      }
    }
    expect(tried).toBeGreaterThan(50);
  });
});

function mistype(word: string, random: () => number): string {
  const at = Math.floor(random() * (word.length - 1));
  const letter = String.fromCharCode(97 + Math.floor(random() * 26));
  switch (Math.floor(random() * 4)) {
    case 0:
      return word.slice(0, at) + letter + word.slice(at + 1);
    case 1:
      return word.slice(0, at) + word.slice(at + 1);
    case 2:
      return word.slice(0, at) + letter + word.slice(at);
    default:
      return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
  }
}

describe("a search", () => {
  const written: [string, string][] = [
    [
      "travel",
      "---\ntitle: 京都旅行\ndate: 2026-01-01\n---\n我们去了**真**的很远，\n也看了 iPhone 手机和 B 站。",
    ],
    [
      "cafe",
      "---\ntitle: Café\ndate: 2026-02-01\n---\nDon't forget ＦＵＬＬ width, ｶﾀｶﾅ and `snake_case`.",
    ],
    [
      "news",
      "---\ntitle: News\ndate: 2026-03-01\ntags: [旅行]\n---\n한국어 검색과 ประเทศไทย. café café",
    ],
    [
      "later",
      "---\ntitle: Later\ndate: 2026-04-01\n---\nA café in 新 and 幹線, far apart from 新幹.",
    ],
  ];
  const engine = engineOf(
    indexOf(
      written.map(([name, text]) => entryOf(`posts/${name}.md`, text, "en")),
      "en",
    ),
  );

  it.each([
    ["真的", "travel"],
    ["很远也看", "travel"],
    ["很远，也", "travel"],
    ["iPhone手机", "travel"],
    ["手机 京都", "travel"],
    ["B站", "travel"],
    ["dont", "cafe"],
    ["full WIDTH", "cafe"],
    ["カタカナ", "cafe"],
    ["ｶﾀｶﾅ", "cafe"],
    ["snake_case", "cafe"],
    ["국어", "news"],
    ["검색", "news"],
    ["เทศไ", "news"],
    ["forgte", "cafe"],
  ])("finds %s in the text %s and in no other", async (query, name) => {
    expect(await urlsOf(engine, query)).toEqual([`/posts/${name}/`]);
  });

  it("puts titles and tags first, and newer texts before older ones", async () => {
    expect(await urlsOf(engine, "cafe")).toEqual(["/posts/cafe/", "/posts/later/", "/posts/news/"]);
    expect(await urlsOf(engine, "旅行")).toEqual(["/posts/news/", "/posts/travel/"]);
  });

  it("asks for more than one character of a script without spaces", async () => {
    expect(await engine.search("旅")).toBeUndefined();
    expect(await engine.search(" ， ")).toBeUndefined();
  });

  it("finds nothing where only some of the words are", async () => {
    expect(await urlsOf(engine, "京都 width")).toEqual([]);
  });
});

describe("an index", () => {
  const home = mkdtempSync(join(tmpdir(), "courtyard-search-"));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it.each([
    ["in one run", () => undefined],
    // Of every third edit the second and third are made while nobody watches.
    ["over many starts", (step: number) => step % 3 === 0],
  ])("is after any edits what it would be from nothing, %s", { timeout: 60_000 }, (_, starts) => {
    const random = mulberry32(3);
    const file = join(home, "search.db");
    let shelf = openSearchShelf({ file });
    let entries = corpus("zh", 60);
    let before = contents(indexOf(entries, "zh", shelf));
    for (let step = 0; step < 8; step++) {
      const at = Math.floor(random() * entries.length);
      const old = entries[at];
      if (!old) continue;
      const kind = step % 4;
      const text = corpusText("zh", at).replace("\n\n", `\n\n第${step}次改动。new words\n\n`);
      if (kind === 0) entries = entries.with(at, entryOf(old.file, text, "zh"));
      if (kind === 1) entries = entries.toSpliced(at, 1);
      if (kind === 2)
        entries = [...entries, entryOf(`posts/new-${step}.md`, corpusText("zh", 900 + step), "zh")];
      if (kind === 3)
        entries = entries.with(at, entryOf(old.file, text.replace("date: 20", "date: 19"), "zh"));
      if (starts(step) !== undefined) {
        if (!starts(step)) continue;
        shelf.close();
        shelf = openSearchShelf({ file });
      }
      const index = indexOf(entries, "zh", shelf);
      const now = contents(index);
      for (const { digest, text } of indexFiles(index).values()) {
        expect(digestOf(text())).toBe(digest);
      }
      shelf.save();
      expect(now).toEqual(contents(indexOf(entries, "zh")));
      if (kind === 0 && starts(step) === undefined) {
        const changed = Object.keys(now).filter((path) => now[path] !== before[path]);
        expect(changed.length).toBeLessThanOrEqual(24);
      }
      before = now;
    }
    shelf.close();
  });
});

describe("the numbers of texts", () => {
  const HOUR = 3_600_000;
  const texts = corpus("en", 300);
  const numbered = (entries: readonly Entry[]) => {
    const { tree, model } = modelOf(entries, "en");
    return numberTexts(tree, model, undefined);
  };
  const every = (hours: number) => texts.map((text, n) => ({ ...text, date: n * hours * HOUR }));

  it("lie as far apart as the texts do, whatever one date says", () => {
    expect(numbered(every(168)).step).toBe(32 * HOUR);
    expect(numbered(every(24)).step).toBe(4 * HOUR);
    expect(numbered(every(1)).step).toBe(HOUR);
    const odd = { ...(texts[0] as Entry), file: "posts/odd.md", date: Date.UTC(9999, 0) };
    expect(numbered([...every(24), odd]).step).toBe(4 * HOUR);
  });

  it("are given anew where the texts come more often, and the index is what it would be", () => {
    const shelf = openSearchShelf();
    for (const hours of [168, 24, 1, 168]) {
      expect(contents(indexOf(every(hours), "en", shelf))).toEqual(
        contents(indexOf(every(hours), "en")),
      );
    }
  });
});

describe("postings", () => {
  it("patched one by one are those that were written at once", () => {
    const changes = fc.array(fc.tuple(fc.nat(3000), fc.constantFrom(0 as const, 1, 2, 3)));
    fc.assert(
      fc.property(changes, (all) => {
        const weights = new Map<number, Weight>();
        let text = "";
        for (const [number, weight] of all as [number, Weight | 0][]) {
          text = patchPostings(text, number, weight);
          if (weight === 0) weights.delete(number);
          else weights.set(number, weight);
        }
        const sorted = [...weights].map(([number, weight]) => packed(number, weight));
        expect(text).toBe(formatPacked(sorted.sort((a, b) => a - b)));
        if (text !== "") expect(parsePostings(text)).toEqual(weights);
      }),
    );
  });
});
