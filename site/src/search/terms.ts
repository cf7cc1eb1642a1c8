// What is looked up: whole words of scripts that put spaces between them, and pairs of neighbouring
// characters of those that do not. Pairs need no dictionary on either side, so that any two
// characters of a text find it. Runs in browsers too.

import { fold } from "./fold.ts";

const WIDE =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー々〆〇]/u;
const LETTER = /[\p{L}\p{N}\p{M}]/u;

/** What a character is to a search; 0 for one that was not looked at yet. */
const OTHER = 1;
const IN_WORD = 2;
const ALONE = 3;
const kinds = new Uint8Array(0x10000);

function kindOf(character: string): number {
  const code = character.length === 1 ? character.charCodeAt(0) : -1;
  const known = code < 0 ? 0 : (kinds[code] ?? 0);
  if (known !== 0) return known;
  const kind = WIDE.test(character) ? ALONE : LETTER.test(character) ? IN_WORD : OTHER;
  if (code >= 0) kinds[code] = kind;
  return kind;
}

/** Longer words are cut: nobody types them, and a file of hashes would fill the index. */
const LONGEST_WORD = 32;
/** Punctuation and a space may stand between neighbours; a new line may not. */
const WIDEST_GAP = 4;

/** What a query asks for. All asks must be met. */
export type Ask =
  /** A word, or the beginning of one. */
  | { readonly kind: "word"; readonly word: string }
  /** Characters that follow each other: `pairs` to look up, `run` to find in the text. */
  | { readonly kind: "run"; readonly run: string; readonly pairs: readonly string[] };

/** Whether a term is a pair of characters, not a word. */
export function isPair(term: string): boolean {
  return (
    kindOf(characterAt(term, 0)) === ALONE || kindOf(term.slice(-1)) === ALONE || WIDE.test(term)
  );
}

/** How often each term stands in a text (not folded yet), added to `counts`. */
export function countTerms(text: string, counts: Map<string, number>): void {
  scan(fold(text), (term) => {
    counts.set(term, (counts.get(term) ?? 0) + 1);
  });
}

/** The asks of what a reader typed; a single character of a script without spaces asks nothing. */
export function readQuery(query: string): Ask[] {
  const asks = new Map<string, Ask>();
  for (const part of fold(query).split(/\s+/)) {
    const found: { term: string; pair: boolean }[] = [];
    scan(part, (term, pair) => found.push({ term, pair }));
    const pairs = found.filter(({ pair }) => pair).map(({ term }) => term);
    const run = squeeze(part);
    if (pairs.length > 0) asks.set(run, { kind: "run", run, pairs: [...new Set(pairs)] });
    for (const { term, pair } of found) if (!pair) asks.set(term, { kind: "word", word: term });
  }
  return [...asks.values()];
}

/** Only letters and digits of a folded text: what a run is compared in. */
function squeeze(folded: string): string {
  return folded.replace(/[^\p{L}\p{N}\p{M}]+/gu, "");
}

/** Every term in order. A plain loop over code units: ten thousand texts have ten million terms. */
function scan(folded: string, found: (term: string, pair: boolean) => void): void {
  const { length } = folded;
  let last = "";
  let lastAlone = false;
  let gap = 0;
  for (let i = 0; i < length; ) {
    const kind = kindAt(folded, i);
    const size = sizeAt(folded, i);
    if (kind === OTHER) {
      gap += size;
      if (folded.charCodeAt(i) === LINE_FEED || gap > WIDEST_GAP) last = "";
      i += size;
      continue;
    }
    gap = 0;
    if (kind === ALONE) {
      const character = characterAt(folded, i);
      if (last !== "") found(last + character, true);
      last = character;
      i += size;
    } else {
      let end = i + size;
      let final = i;
      while (end < length && kindAt(folded, end) === IN_WORD) {
        final = end;
        end += sizeAt(folded, end);
      }
      if (last !== "" && lastAlone) found(last + characterAt(folded, i), true);
      found(folded.slice(i, Math.min(end, i + LONGEST_WORD)), false);
      last = characterAt(folded, final);
      i = end;
    }
    lastAlone = kind === ALONE;
  }
}

const LINE_FEED = 10;

/** The kind of the character that begins at `index`; only unknown ones become strings. */
function kindAt(text: string, index: number): number {
  const known = sizeAt(text, index) === 2 ? 0 : kinds[text.charCodeAt(index)];
  return known || kindOf(characterAt(text, index));
}

/** Code units of the character at `index`: 2 from a leading surrogate on. */
function sizeAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code < 0xdc00 ? 2 : 1;
}

function characterAt(text: string, index: number): string {
  return text.slice(index, index + sizeAt(text, index));
}
