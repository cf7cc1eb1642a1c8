// What somebody may have meant: the known name that differs by a letter or two.

/** The one of `known` within two edits of an unknown name (one edit in short names), if there is any. */
export function nearestName(unknown: string, known: Iterable<string>): string | undefined {
  const name = plain(unknown);
  const most = name.length < 5 ? 1 : 2;
  let nearest: { key: string; edits: number } | undefined;
  for (const key of known) {
    const other = plain(key);
    if (Math.abs(other.length - name.length) > most) continue;
    const edits = editsBetween(name, other);
    if (edits <= most && edits < (nearest?.edits ?? 3)) nearest = { key, edits };
  }
  return nearest?.key;
}

/** Letter case, `-` and `_` do not matter. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, "");
}

/** Insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let edits = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, change);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) edits = Math.min(edits, at(i - 2, j - 2) + 1);
      row.push(edits);
    }
  }
  return at(a.length, b.length);
}
