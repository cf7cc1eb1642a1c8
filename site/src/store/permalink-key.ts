// The frontmatter key `permalink`: a whole address in place of the one that slug and folder make.

/** A part of an address: no sign that a path, a query or a file system takes for its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const PART = /^(?!\.{1,2}$)[^\u0000-\u0020\u007f\\?#%:*"<>|]+$/;
/** What a manifest's path may have at most (spec 04), `index.html` taken off. */
const MOST_BYTES = 500;

/**
 * `/a/旅行/` from `a/旅行`, `/a/%E6%97%85%E8%A1%8C`, `/a/旅行.html` or `/a/旅行/index.html`; "pattern" for
 * a generator's pattern (`/:year/:title/`, `pretty`), "elsewhere" for another site's address (the
 * source of a clipping), and undefined for what no address can be.
 */
export function readPermalink(
  text: string,
): { path: string } | "pattern" | "elsewhere" | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return "elsewhere";
  if (/(^|\/):[a-z]/i.test(text) || /^(pretty|date|ordinal|none|weekdate)$/.test(text)) {
    return "pattern";
  }
  let decoded: string;
  try {
    decoded = decodeURI(text).normalize("NFC");
  } catch {
    return undefined;
  }
  const bare = decoded.replace(/(^|\/)index\.html?$/i, "$1").replace(/\.html?$/i, "");
  const parts = bare.split("/").filter((part) => part !== "");
  const sound = parts.length > 0 && parts.every((part) => PART.test(part));
  const path = `/${parts.join("/")}/`;
  return sound && Buffer.byteLength(path) <= MOST_BYTES ? { path } : undefined;
}
