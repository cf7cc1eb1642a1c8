const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\uffff]*"/g;

/** The tags of an `If-None-Match` header, as sent, or `"*"`. */
export function parseTags(header: string): string[] | "*" {
  return header.trim() === "*" ? "*" : (header.slice(0, 4096).match(TAG) ?? []);
}

/** Weak comparison, RFC 9110 §8.8.3.2: whether both name the same opaque tag. */
export function sameTag(a: string, b: string): boolean {
  return opaque(a) === opaque(b);
}

function opaque(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}
