// The part of an address that names a post, page or tag. Han, kana and every other script stay.

/**
 * Lower-case, NFC, with hyphens in place of spaces and of what an address cannot carry; letters,
 * digits and marks of all scripts, `_`, `+` and inner dots stay. Empty when nothing is left.
 */
export function slugOf(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("#", "-sharp")
    .replace(/[^\p{L}\p{N}\p{M}_+.]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
}
