// Text as search compares it: width, case, accents and apostrophes aside. Runs in browsers too.

const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ı: "i",
  þ: "th",
};
const ACCENTED = /[\u00c0-\u024f\u1e00-\u1eff]/g;
const ASCII = /^[\x20-\x7e\n]*$/;
const APOSTROPHE = /(?<=\p{L})['’](?=\p{L})/gu;
/** What is normalised together: conjoining jamo, or a character with its marks. */
const CLUSTER = /[\u1100-\u11ff]+|[\s\S][\p{M}\uff9e\uff9f]*/gu;

/** NFKC (full-width and half-width forms become one), lower case, Latin letters without accents. */
export function fold(text: string): string {
  return foldLetters(text).replace(APOSTROPHE, "");
}

/** `fold` with the place of each of its characters: `at[i]` is an offset in `text`; one more ends it. */
export function foldMapped(text: string): {
  readonly text: string;
  readonly at: readonly number[];
} {
  const at: number[] = [];
  let folded = "";
  for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
    const isApostrophe = cluster === "'" || cluster === "’";
    if (isApostrophe && /\p{L}$/u.test(folded) && /^\p{L}/u.test(text.slice(index + 1))) continue;
    const letters = foldLetters(cluster);
    for (let i = 0; i < letters.length; i++) at.push(index);
    folded += letters;
  }
  at.push(text.length);
  return { text: folded, at };
}

function foldLetters(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(ACCENTED, (letter) => LETTERS[letter] ?? letter.normalize("NFD").charAt(0));
}
