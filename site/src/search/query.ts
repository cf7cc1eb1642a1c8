// A search: which texts answer a query, the best first. Reads only the files that it needs, through
// `read`; the same code runs in the browser and in tests.

import { parseCards, type ResultCard } from "./cards.ts";
import { parseTerms } from "./index-file.ts";
import {
  BEGINNING,
  cardFile,
  indexPath,
  isCorrectable,
  type Layout,
  PARTS,
  type Part,
  termFile,
  wordFiles,
  wordFilesOf,
} from "./layout.ts";
import { withinOneEdit } from "./one-edit.ts";
import { parsePostings, type Weight } from "./postings.ts";
import { type Ask, readQuery } from "./terms.ts";

/** The text of an index file by its path below the search page. Rejects when it cannot be had. */
export type ReadFile = (path: string) => Promise<string>;

/** Texts that answer, the best first, and the words to mark in them. */
export interface Answer {
  readonly numbers: readonly number[];
  /** Folded; `run`s of characters, and words or beginnings of words. */
  readonly marks: { readonly runs: readonly string[]; readonly words: readonly string[] };
  /** The words that stood in for mistyped ones. */
  readonly corrected: readonly string[];
}

export interface SearchEngine {
  /** Undefined when there is nothing to look up: too short a query. */
  search(query: string): Promise<Answer | undefined>;
  /** The cards of these texts, in this order; one that is gone meanwhile is left out. */
  cards(numbers: readonly number[]): Promise<ResultCard[]>;
}

/** A long run of characters is found by so many of its pairs; the text itself decides then. */
const MOST_PAIRS = 4;
const MOST_CORRECTIONS = 8;
const SCORES: Readonly<Record<Weight, number>> = { 1: 1, 2: 4, 3: 12 };
const BEGINNING_SHARE = 0.6;
const CORRECTED_SHARE = 0.4;

type Scores = Map<number, number>;

/** A search over an index cut as `layout` says. Files are read once. */
export function createSearch(layout: Layout, readFile: ReadFile): SearchEngine {
  const files = new Map<string, Promise<string>>();
  const read = (path: string): Promise<string> => {
    let text = files.get(path);
    if (!text) {
      text = readFile(path);
      files.set(path, text);
      // The next search may have better luck with the network.
      text.catch(() => files.delete(path));
    }
    return text;
  };
  const parsed = new Map<string, Promise<ReadonlyMap<string, string>>>();
  const parts = PARTS.filter((part) => layout.terms[part] > 0);

  function linesFor(term: string, part: Part): Promise<ReadonlyMap<string, string>> {
    const path = indexPath("terms", part, termFile(term, layout.terms[part]));
    let lines = parsed.get(path);
    if (!lines) {
      lines = read(path).then(parseTerms);
      parsed.set(path, lines);
      lines.catch(() => parsed.delete(path));
    }
    return lines;
  }

  async function each<T>(make: (part: Part) => Promise<T>): Promise<T[]> {
    return Promise.all(parts.map(make));
  }

  async function pairScores(pair: string): Promise<Scores> {
    const scores: Scores = new Map();
    for (const lines of await each((part) => linesFor(pair, part))) {
      add(scores, lines.get(pair), 1);
    }
    return scores;
  }

  async function wordScores(word: string): Promise<{ scores: Scores; corrected: string[] }> {
    const scores: Scores = new Map();
    const all = await each((part) => linesFor(word, part));
    for (const lines of all) {
      if (word.length >= BEGINNING) {
        for (const [term, postings] of lines) {
          if (term !== word && term.startsWith(word)) add(scores, postings, BEGINNING_SHARE);
        }
      }
      add(scores, lines.get(word), 1);
    }
    if (scores.size > 0 || !isCorrectable(word)) return { scores, corrected: [] };
    const corrected = await corrections(word);
    for (const term of corrected) {
      for (const lines of await each((part) => linesFor(term, part))) {
        add(scores, lines.get(term), CORRECTED_SHARE);
      }
    }
    return { scores, corrected };
  }

  /** One error leaves a word's first two letters as they were, or its last two. */
  async function corrections(word: string): Promise<string[]> {
    const near = new Set<string>();
    await each(async (part) => {
      const lists = [...wordFilesOf(word, wordFiles(layout.terms[part]))];
      const texts = await Promise.all(lists.map((list) => read(indexPath("words", part, list))));
      for (const term of texts.flatMap((text) => text.split("\n"))) {
        if (isCorrectable(term) && withinOneEdit(term, word)) near.add(term);
      }
    });
    // Fewer letters wrong at the start is likelier what was meant.
    const shared = (term: string) => {
      let same = 0;
      while (same < term.length && term[same] === word[same]) same += 1;
      return same;
    };
    return [...near]
      .sort((a, b) => shared(b) - shared(a) || (a < b ? -1 : 1))
      .slice(0, MOST_CORRECTIONS);
  }

  async function scoresOf(ask: Ask): Promise<{ scores: Scores; corrected: string[] }> {
    if (ask.kind === "word") return wordScores(ask.word);
    const all = await Promise.all(spread(ask.pairs).map(pairScores));
    return { scores: intersect(all), corrected: [] };
  }

  return {
    async search(query) {
      const asks = readQuery(query);
      if (asks.length === 0) return undefined;
      const found = await Promise.all(asks.map(scoresOf));
      const scores = intersect(found.map((one) => one.scores));
      const corrected = found.flatMap((one) => one.corrected);
      return {
        numbers: [...scores.keys()].sort(
          (a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0) || b - a,
        ),
        marks: {
          runs: asks.flatMap((ask) => (ask.kind === "run" ? [ask.run] : [])),
          words: [...asks.flatMap((ask) => (ask.kind === "word" ? [ask.word] : [])), ...corrected],
        },
        corrected,
      };
    },
    async cards(numbers) {
      const paths = numbers.map((number) => indexPath("cards", "", cardFile(number, layout.cards)));
      const texts = await Promise.all(paths.map(read));
      return numbers.flatMap((number, index) => {
        const card = parseCards(texts[index] ?? "").find((one) => one.number === number);
        return card ? [card] : [];
      });
    },
  };
}

function add(scores: Scores, postings: string | undefined, share: number): void {
  if (postings === undefined) return;
  for (const [number, weight] of parsePostings(postings)) {
    scores.set(number, Math.max(scores.get(number) ?? 0, SCORES[weight] * share));
  }
}

/** Numbers that are in all, with the sum of their scores. */
function intersect(all: readonly Scores[]): Scores {
  const [first = new Map<number, number>(), ...others] = all.toSorted((a, b) => a.size - b.size);
  const both: Scores = new Map();
  for (const [number, score] of first) {
    let sum = score;
    for (const other of others) sum += other.get(number) ?? Number.NaN;
    if (!Number.isNaN(sum)) both.set(number, sum);
  }
  return both;
}

/** The first and the last pair, and some between. */
function spread(pairs: readonly string[]): string[] {
  if (pairs.length <= MOST_PAIRS) return [...pairs];
  const step = (pairs.length - 1) / (MOST_PAIRS - 1);
  return Array.from({ length: MOST_PAIRS }, (_, i) => pairs[Math.round(i * step)] ?? "");
}
