// One file of terms: a line `term postings` each, in order. Runs in browsers too.

/** The lines by term; postings stay text until somebody needs them. */
export function parseTerms(text: string): Map<string, string> {
  const lines = new Map<string, string>();
  if (text === "") return lines;
  for (const line of text.split("\n")) {
    const space = line.indexOf(" ");
    lines.set(line.slice(0, space), line.slice(space + 1));
  }
  return lines;
}

export function formatTerms(lines: ReadonlyMap<string, string>): string {
  const sorted = [...lines.keys()].sort();
  return sorted.map((term) => `${term} ${lines.get(term)}`).join("\n");
}

/**
 * The text with other postings for some terms: `change` gives them from what they were, empty for none
 * on either side. A file has hundreds of lines, and an edit changes a few.
 */
export function patchTerms(
  text: string,
  terms: Iterable<string>,
  change: (term: string, before: string) => string,
): string {
  const lines = text === "" ? [] : text.split("\n");
  for (const term of terms) {
    let low = 0;
    let high = lines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (termOf(lines[middle]) < term) low = middle + 1;
      else high = middle;
    }
    const stands = termOf(lines[low]) === term;
    const postings = change(term, stands ? (lines[low] ?? "").slice(term.length + 1) : "");
    const line = postings === "" ? [] : [`${term} ${postings}`];
    lines.splice(low, stands ? 1 : 0, ...line);
  }
  return lines.join("\n");
}

function termOf(line = ""): string {
  return line.slice(0, Math.max(0, line.indexOf(" ")));
}
