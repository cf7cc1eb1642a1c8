import type { Shell } from "./shell.ts";

const COLUMNS = 4;

/** Prints the 24 words numbered, in columns that read downwards as people write them. */
export function printPhrase(phrase: string, { terminal, words }: Shell): void {
  const all = phrase.split(" ");
  const rows = Math.ceil(all.length / COLUMNS);
  terminal.print(terminal.bold(words.start.phraseTitle));
  terminal.print();
  for (let row = 0; row < rows; row++) {
    const cells = Array.from({ length: COLUMNS }, (_, column) => column * rows + row)
      .filter((index) => index < all.length)
      .map((index) => `${String(index + 1).padStart(2)} ${(all[index] ?? "").padEnd(9)}`);
    terminal.print(`  ${cells.join("  ").trimEnd()}`);
  }
  terminal.print();
  terminal.print(words.start.phraseAbout);
}
