/**
 * The path that a URL names inside a site: decoded, NFC, without the leading slash; `""` is the
 * root. undefined when no file could have this name: broken percent-encoding, `..`, an encoded
 * slash, a backslash, NUL or other controls, an empty segment in the middle.
 */
export function requestPath(pathname: string): string | undefined {
  const segments: string[] = [];
  const parts = pathname.split("/").slice(1);
  for (const [at, part] of parts.entries()) {
    const segment = decodeSegment(part);
    if (segment === undefined) return undefined;
    if (segment === "" && at < parts.length - 1) return undefined;
    segments.push(segment);
  }
  return segments.join("/");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are exactly what must not pass.
const FORBIDDEN = /[\u0000-\u001f\u007f/\\]/;

function decodeSegment(part: string): string | undefined {
  let segment: string;
  try {
    segment = decodeURIComponent(part).normalize("NFC");
  } catch {
    return undefined;
  }
  return segment === "." || segment === ".." || FORBIDDEN.test(segment) ? undefined : segment;
}

/** What a path means in a site. */
export type Found =
  | { kind: "file"; path: string }
  /** `/x` where `/x/` is the page. `to` is an encoded absolute path. */
  | { kind: "redirect"; to: string }
  | { kind: "nothing" };

/** Finds the file of a request path: `index.html` for folders, a redirect where a slash is missing. */
export function findFile(path: string, has: (path: string) => boolean): Found {
  if (path === "" || path.endsWith("/")) {
    const index = `${path}index.html`;
    return has(index) ? { kind: "file", path: index } : { kind: "nothing" };
  }
  if (has(path)) return { kind: "file", path };
  if (has(`${path}/index.html`)) return { kind: "redirect", to: `/${encodePath(path)}/` };
  return { kind: "nothing" };
}

/** A decoded path as an address carries it. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** The URL path of a page file: `posts/x/index.html` is `/posts/x/`; undefined for other files. */
export function pageOf(path: string): string | undefined {
  if (path === "index.html") return "/";
  return path.endsWith("/index.html") ? `/${path.slice(0, -"index.html".length)}` : undefined;
}
