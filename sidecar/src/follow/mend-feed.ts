// Invalid in XML 1.0 §2.2 whatever the encoding, and a reason for parsers to give up.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const START = /<\?xml|<rss\b|<feed\b|<rdf:RDF\b/i;
const BARE_AMPERSAND = /&(?!(?:[a-z][a-z0-9]{1,30}|#\d{1,7}|#x[0-9a-f]{1,6});)/gi;

/**
 * A second chance for XML that no parser takes: what stands before it is cut off, as are controls;
 * bare ampersands are written out; and what follows the last whole item is replaced by the closing
 * tags, so that a feed broken off in the middle loses one item and not all. undefined when there is
 * nothing that looks like a feed.
 */
export function mendFeed(text: string): string | undefined {
  const start = START.exec(text)?.index;
  if (start === undefined) return undefined;
  const clean = escapeAmpersands(text.slice(start).replace(CONTROLS, ""));
  const root = /<(rss|feed|rdf:RDF)\b/i.exec(clean)?.[1];
  if (root === undefined) return undefined;
  const name = root.toLowerCase() === "feed" ? "entry" : "item";
  const close = `</${name}>`;
  const last = clean.toLowerCase().lastIndexOf(close);
  if (last < 0) return clean;
  const whole = clean.slice(0, last + close.length);
  return `${whole}${root.toLowerCase() === "rss" ? "</channel>" : ""}</${root}>`;
}

/** Outside of CDATA, where an ampersand is only an ampersand. */
function escapeAmpersands(xml: string): string {
  const parts: string[] = [];
  let at = 0;
  // By `indexOf`: a pattern would look for the end anew at each of a million openings.
  for (;;) {
    const open = xml.indexOf("<![CDATA[", at);
    const close = open < 0 ? -1 : xml.indexOf("]]>", open);
    const end = close < 0 ? xml.length : close + 3;
    parts.push(xml.slice(at, close < 0 ? end : open).replace(BARE_AMPERSAND, "&amp;"));
    if (close < 0) return parts.join("");
    parts.push(xml.slice(open, end));
    at = end;
  }
}
