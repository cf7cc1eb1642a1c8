// Where a text has what was searched for, and the words around it. Runs in browsers too.

import { foldMapped } from "./fold.ts";
import type { Answer } from "./query.ts";

/** A stretch of text; `hit` ones are to be marked. */
export interface Stretch {
  readonly text: string;
  readonly hit: boolean;
}

type Span = readonly [start: number, end: number];

const LETTER = /[\p{L}\p{N}\p{M}]/u;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** Whether a text has every run of characters, letter for letter. */
export function hasRuns(text: string, runs: readonly string[]): boolean {
  const { squeezed } = squeezeMapped(text);
  return runs.every((run) => squeezed.includes(run));
}

/** The text in stretches, hits apart. */
export function markHits(text: string, marks: Answer["marks"]): Stretch[] {
  return cutAt(text, spansIn(text, marks), 0, text.length);
}

/** About `room` characters around the first hits, or the beginning where there is none. */
export function excerptAround(text: string, marks: Answer["marks"], room = 160): Stretch[] {
  const spans = spansIn(text, marks);
  const first = spans[0]?.[0] ?? 0;
  // Han says in one character what Latin says in three.
  const wide = /[\u2e80-\u9fff\uac00-\ud7af]/u.test(text.slice(first, first + 40));
  const length = wide ? Math.round(room / 2) : room;
  const from = wordStart(text, Math.max(0, first - Math.round(length / 3)));
  const to = wordEnd(text, Math.min(text.length, from + length));
  const stretches = cutAt(text, spans, from, to);
  if (from > 0) stretches.unshift({ text: "…", hit: false });
  if (to < text.length) stretches.push({ text: "…", hit: false });
  return stretches;
}

function spansIn(text: string, { runs, words }: Answer["marks"]): Span[] {
  const { folded, squeezed, at } = squeezeMapped(text);
  const spans: Span[] = [];
  const place = (index: number) => at[index] ?? text.length;
  for (const run of runs) {
    for (let i = squeezed.indexOf(run); i >= 0; i = squeezed.indexOf(run, i + run.length)) {
      spans.push([place(i), place(i + run.length - 1) + 1]);
    }
  }
  for (const { 0: token, index } of folded.text.matchAll(WORD)) {
    for (const word of words) {
      // In a script without spaces a word of another may stand inside the run of letters.
      const inside = token.startsWith(word)
        ? 0
        : /[\u0e00-\u11ff\u2e80-\ud7af]/.test(token)
          ? token.indexOf(word)
          : -1;
      if (
        inside < 0 ||
        (word.length < 3 &&
          token !== word &&
          inside === 0 &&
          !/[\u0e00-\u11ff\u2e80-\ud7af]/.test(token))
      )
        continue;
      const start = index + inside;
      spans.push([folded.at[start] ?? 0, folded.at[start + word.length] ?? text.length]);
    }
  }
  return spans.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
}

/** Only letters and digits of the folded text, with their places in `text`. */
function squeezeMapped(text: string) {
  const folded = foldMapped(text);
  const at: number[] = [];
  let squeezed = "";
  for (let i = 0; i < folded.text.length; i++) {
    const unit = folded.text.charAt(i);
    if (!LETTER.test(unit) && !/[\ud800-\udfff]/.test(unit)) continue;
    squeezed += unit;
    at.push(folded.at[i] ?? 0);
  }
  return { folded, squeezed, at };
}

function cutAt(text: string, spans: readonly Span[], from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [];
  let done = from;
  for (const [start, end] of spans) {
    if (start < done || end > to) continue;
    if (start > done) stretches.push({ text: text.slice(done, start), hit: false });
    stretches.push({ text: text.slice(start, end), hit: true });
    done = end;
  }
  if (done < to) stretches.push({ text: text.slice(done, to), hit: false });
  return stretches;
}

/** Not in the middle of a Latin word: back to its space, if that is near. */
function wordStart(text: string, index: number): number {
  if (index === 0) return 0;
  const space = text.slice(Math.max(0, index - 15), index).search(/\s\S*$/);
  return space < 0 ? index : Math.max(0, index - 15) + space + 1;
}

function wordEnd(text: string, index: number): number {
  const space = text.slice(index, index + 15).search(/\s/);
  return space < 0 ? index : index + space;
}
