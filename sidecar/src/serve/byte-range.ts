/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

const SINGLE = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i;

/**
 * Reads a `Range` header for a file of `size` bytes (RFC 9110 §14). `"ignore"` for what is not one
 * well-formed byte range: the whole file is then the right answer. `"unsatisfiable"` is 416.
 */
export function parseRange(header: string, size: number): ByteRange | "ignore" | "unsatisfiable" {
  const [, from, to] = SINGLE.exec(header) ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return "ignore";
  if (from === "") {
    const suffix = Number(to);
    if (suffix === 0 || size === 0) return "unsatisfiable";
    return { first: Math.max(0, size - suffix), last: size - 1 };
  }
  const first = Number(from);
  if (to !== "" && Number(to) < first) return "ignore";
  if (first >= size) return "unsatisfiable";
  return { first, last: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}
