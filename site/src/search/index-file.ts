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
