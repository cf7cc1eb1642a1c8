// What a result shows at once: a line `number address title date` of a text, tabs between, numbers in
// base 36 and dates as days. Runs in browsers too.

export interface ResultCard {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  /** `2026-03-09` in the site's zone; empty for a page without a date. */
  readonly day: string;
}

export function formatCard({ number, url, title, day }: ResultCard): string {
  return [number.toString(36), url, title.replace(/\s+/g, " "), day].join("\t");
}

export function parseCards(text: string): ResultCard[] {
  if (text === "") return [];
  return text.split("\n").map((line) => {
    const [number = "", url = "", title = "", day = ""] = line.split("\t");
    return { number: Number.parseInt(number, 36), url, title, day };
  });
}
