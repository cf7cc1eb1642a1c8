import sanitizeHtml from "sanitize-html";

const TEXT = [
  ...["p", "br", "hr", "blockquote", "pre", "code", "kbd", "samp", "var", "q", "cite", "abbr"],
  ...["em", "strong", "b", "i", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "time"],
  ...["h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "details", "summary"],
  ...["table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"],
  ...["figure", "figcaption", "picture", "ruby", "rt", "rp", "div", "span", "section", "article"],
];
const MEDIA = ["a", "img", "audio", "video", "source"];

/** An item larger than this, as it came or cleaned, is shown by its summary: a page of a timeline
 * travels in one frame, and nobody reads a book in it. In UTF-16 code units. */
const LARGEST = 512 * 1024;
const LARGEST_CLEAN = 96 * 1024;
const DEEPEST = 64;
/** Tags in one item. Open elements cost the square of their number; more would hardly fit anyway. */
const MOST_TAGS = 20_000;

/**
 * A stranger's HTML as we keep and show it: an allow-list of elements and attributes, every URL
 * absolute and http(s), no frames, scripts, styles, forms or one-pixel pictures. "" for what is
 * too large.
 */
export function cleanHtml(html: string, base: string): string {
  if (html.length > LARGEST || untilTag(html, MOST_TAGS) < html.length) return "";
  const clean = sanitize(html, base);
  return clean.length > LARGEST_CLEAN ? "" : clean;
}

function sanitize(html: string, base: string): string {
  return sanitizeHtml(html, {
    allowedTags: [...TEXT, ...MEDIA],
    allowedAttributes: {
      "*": ["lang", "dir", "title"],
      a: ["href", "rel"],
      img: ["src", "alt", "width", "height", "loading", "referrerpolicy", "decoding"],
      audio: ["src", "controls", "preload"],
      video: ["src", "controls", "preload", "poster", "width", "height"],
      source: ["src", "type"],
      ol: ["start", "reversed", "type"],
      li: ["value"],
      td: ["colspan", "rowspan"],
      th: ["colspan", "rowspan", "scope"],
      time: ["datetime"],
    },
    allowedSchemes: ["http", "https"],
    allowedSchemesByTag: { a: ["http", "https", "mailto"] },
    allowProtocolRelative: false,
    nestingLimit: DEEPEST,
    transformTags: {
      a: (tagName, { href, title }) =>
        tag(tagName, {
          href: absolute(href, base, true),
          title,
          rel: "nofollow noopener noreferrer",
        }),
      img: (tagName, { src, alt, title, width, height, ...rest }) =>
        tag(tagName, {
          // Lazy-loading scripts leave the picture in `data-src`.
          src: absolute(rest["data-src"] ?? src, base),
          alt: alt ?? "",
          title,
          width,
          height,
          loading: "lazy",
          decoding: "async",
          referrerpolicy: "no-referrer",
        }),
      audio: (tagName, { src }) =>
        tag(tagName, { src: absolute(src, base), controls: "", preload: "none" }),
      video: (tagName, { src, poster, width, height }) =>
        tag(tagName, {
          src: absolute(src, base),
          poster: absolute(poster, base),
          width,
          height,
          controls: "",
          preload: "none",
        }),
      source: (tagName, { src, type }) => tag(tagName, { src: absolute(src, base), type }),
      // A film that would play in a frame stays reachable as a link.
      iframe: (_tagName, { src }) => {
        const href = absolute(src, base);
        return href === undefined
          ? { tagName: "span", attribs: {} }
          : { ...tag("a", { href, rel: "nofollow noopener noreferrer" }), text: href };
      },
    },
    exclusiveFilter: ({ tag: name, attribs, text, mediaChildren }) =>
      (name === "img" && (attribs.src === undefined || isPixel(attribs))) ||
      (name === "source" && attribs.src === undefined) ||
      (name === "p" && text.trim() === "" && (mediaChildren ?? []).length === 0),
  }).trim();
}

function tag(
  tagName: string,
  attributes: Record<string, string | undefined>,
): { tagName: string; attribs: Record<string, string> } {
  const attribs: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) attribs[name] = value;
  }
  return { tagName, attribs };
}

function absolute(url: string | undefined, base: string, mail = false): string | undefined {
  if (url === undefined || !URL.canParse(url, base)) return undefined;
  const parsed = new URL(url, base);
  const fine = parsed.protocol === "http:" || parsed.protocol === "https:";
  return fine || (mail && parsed.protocol === "mailto:") ? parsed.href : undefined;
}

/** Counting pictures tell a stranger who reads what, and show nothing. */
function isPixel({ width, height }: Record<string, string>): boolean {
  return width !== undefined && height !== undefined && Number(width) <= 2 && Number(height) <= 2;
}

/** The words of HTML without the markup, on one line. */
export function plainOf(html: string): string {
  const escaped = sanitizeHtml(html.slice(0, Math.min(LARGEST, untilTag(html, MOST_TAGS))), {
    allowedTags: [],
    allowedAttributes: {},
    nonTextTags: ["script", "style", "textarea", "option", "noscript", "template"],
  });
  return oneLine(unescapeHtml(escaped));
}

/** Where the `most`-th tag begins; the length when there are fewer. */
function untilTag(html: string, most: number): number {
  let at = -1;
  for (let tags = 0; tags <= most; tags++) {
    at = html.indexOf("<", at + 1);
    if (at < 0) return html.length;
  }
  return at;
}

/** Text on one line, without controls. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .toWellFormed();
}

/** sanitize-html decodes every entity and writes back only these four. */
function unescapeHtml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
