// The part of an address that names a post, page or tag. Han, kana and every other script stay.

/**
 * Lower-case, NFC, with hyphens in place of spaces and of what an address cannot carry; letters,
 * digits and marks of all scripts, `_`, `+` and inner dots stay. At most 200 bytes of UTF-8, since it
 * becomes the name of a folder. Empty when nothing is left.
 */
export function slugOf(text: string): string {
  const slug = text
    .slice(0, 1000)
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("#", "-sharp")
    .replace(/[^\p{L}\p{N}\p{M}_+.]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return Buffer.byteLength(slug) <= MOST_BYTES ? slug : cut(slug);
}

const MOST_BYTES = 200;

function cut(slug: string): string {
  let short = "";
  let bytes = 0;
  for (const char of slug) {
    bytes += Buffer.byteLength(char);
    if (bytes > MOST_BYTES) break;
    short += char;
  }
  return short.replace(/[-.]+$/, "");
}
