// The W3C feed validator's rules that a site's feeds can break, as far as they can be asked without it:
// its own sources (w3c/feedvalidator: item.py, channel.py, validators.py, itunes.py, logging.py) say
// what it warns of. The names of the findings are its own.

import { XMLParser, XMLValidator } from "fast-xml-parser";
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from "parse5";

type Node = Readonly<Record<string, unknown>>;

/** Findings in an RSS 2.0 or Atom feed; empty when the validator would have none. */
export function feedFindings(xml: string): string[] {
  const found: string[] = [];
  const wellFormed = XMLValidator.validate(xml);
  if (wellFormed !== true) found.push(`SAXError ${wellFormed.err.msg}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd\ufffe\uffff]/.test(xml)) {
    found.push("BadCharacters");
  }
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: true,
    isArray: (name) =>
      ["item", "entry", "link", "atom:link", "category", "enclosure"].includes(name),
  });
  const root = parser.parse(xml) as Node;
  const rss = root.rss as Node | undefined;
  if (rss) rssFindings(rss.channel as Node, found);
  else atomFindings(root.feed as Node, found);
  return found;
}

function rssFindings(channel: Node, found: string[]): void {
  for (const name of ["title", "link", "description", "language"]) {
    if (textOf(channel[name]).trim() === "") found.push(`Missing ${name}`);
  }
  plain(channel.title, "channel title", found);
  plain(channel.description, "channel description", found);
  const links = (channel["atom:link"] ?? []) as Node[];
  if (!links.some((link) => link["@rel"] === "self")) found.push("MissingAtomSelfLink");
  rfc822(channel.lastBuildDate, found);
  const image = channel.image as Node | undefined;
  if (image) {
    if (textOf(image.link) !== textOf(channel.link)) found.push("ImageLinkDoesntMatch");
    if (textOf(image.title) !== textOf(channel.title)) found.push("ImageTitleDoesntMatch");
    if (!/\.(jpe?g|png|gif)$/.test(textOf(image.url))) found.push("ImageUrlFormat");
  }
  const seen = new Set<string>();
  const items = (channel.item ?? []) as Node[];
  const itunes = Object.keys(channel)
    .concat(items.flatMap(Object.keys))
    .some((key) => key.startsWith("itunes:"));
  if (itunes) {
    for (const name of ["itunes:category", "itunes:explicit"]) {
      if (channel[name] === undefined) found.push(`MissingItunesElement ${name}`);
    }
    const owner = channel["itunes:owner"] as Node | undefined;
    if (!owner || !/^\S+@\S+\.\S+$/.test(textOf(owner["itunes:email"])))
      found.push("MissingItunesEmail");
  }
  for (const item of items) {
    const guid = textOf(item.guid);
    if (guid === "") found.push("MissingGuid");
    if (seen.has(guid)) found.push("DuplicateValue guid");
    seen.add(guid);
    fullUri(guid, "guid", found);
    fullUri(textOf(item.link), "link", found);
    if (textOf(item.title).trim() === "") found.push("NotBlank title");
    plain(item.title, "title", found);
    rfc822(item.pubDate, found);
    const keys = Object.keys(item);
    if (
      !keys.includes("description") ||
      keys.indexOf("description") > keys.indexOf("content:encoded")
    ) {
      found.push("NeedDescriptionBeforeContent");
    }
    if (keys.includes("author") && keys.includes("dc:creator"))
      found.push("DuplicateItemSemantics");
    safeHtml(textOf(item.description), "description", found);
    safeHtml(textOf(item["content:encoded"]), "content:encoded", found);
    for (const category of (item.category ?? []) as unknown[]) {
      if (textOf(category).trim() === "") found.push("NotBlank category");
      plain(category, "category", found);
    }
    const enclosures = (item.enclosure ?? []) as Node[];
    if (enclosures.length > 1) found.push("DuplicateEnclosure");
    for (const enclosure of enclosures) {
      if (!/^\d+$/.test(String(enclosure["@length"] ?? "")))
        found.push("InvalidIntegerAttribute length");
      if (!/^[^\s/]+\/[^\s/]+$/.test(String(enclosure["@type"] ?? "")))
        found.push("InvalidMIMEAttribute");
      if (!/^https?:\/\/[\w.-]+(:\d+)?\//.test(String(enclosure["@url"] ?? "")))
        found.push("InvalidURLAttribute");
      const ending = String(enclosure["@url"]).split(".").at(-1) ?? "";
      const named = keys.some((key) => key.startsWith("itunes:"));
      if (named && !["m4a", "mp3", "mov", "mp4", "m4v"].includes(ending))
        found.push("UnsupportedItunesFormat");
    }
    const duration = item["itunes:duration"];
    if (duration !== undefined && !/^\d+(:[0-5]\d){0,2}$/.test(textOf(duration)))
      found.push("InvalidDuration");
  }
}

function atomFindings(feed: Node, found: string[]): void {
  for (const name of ["id", "title", "updated", "author"])
    if (feed[name] === undefined) found.push(`Missing ${name}`);
  const links = (feed.link ?? []) as Node[];
  if (!links.some((link) => link["@rel"] === "self")) found.push("MissingSelf");
  if (!links.some((link) => link["@rel"] === "alternate")) found.push("MissingAlternateLink");
  fullUri(textOf(feed.id), "id", found);
  rfc3339(feed.updated, found);
  const ids = new Set<string>();
  const moments = new Set<string>();
  for (const entry of (feed.entry ?? []) as Node[]) {
    const id = textOf(entry.id);
    if (ids.has(id)) found.push("DuplicateEntries");
    ids.add(id);
    fullUri(id, "id", found);
    for (const name of ["title", "updated", "author", "content"]) {
      if (entry[name] === undefined) found.push(`Missing entry ${name}`);
    }
    const moment = textOf(entry.updated);
    if (moments.has(moment)) found.push("DuplicateUpdated");
    moments.add(moment);
    rfc3339(entry.updated, found);
    rfc3339(entry.published, found);
    const content = entry.content as Node;
    if (content["@type"] !== "html") found.push("content is not html");
    safeHtml(textOf(content), "content", found);
    for (const category of (entry.category ?? []) as Node[]) {
      if (!category["@term"]) found.push("MissingAttribute term");
    }
    const own = (entry.link ?? []) as Node[];
    for (const link of own) fullUri(String(link["@href"]), "link", found);
    if (own.filter((link) => link["@rel"] === "alternate").length !== 1)
      found.push("DuplicateAtomLink");
    for (const link of own) {
      if (link["@length"] !== undefined && !/^\d+$/.test(String(link["@length"])))
        found.push("InvalidInteger");
    }
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return textOf(value[0]);
  const text = (value as Node | undefined)?.["#text"];
  return typeof text === "string" ? text : "";
}

/** ContainsHTML: titles and descriptions of a channel are text. */
function plain(value: unknown, where: string, found: string[]): void {
  const text = textOf(value);
  if (text !== text.trim()) found.push(`UnexpectedWhitespace ${where}`);
  if (/<\/(a|b|i|p|em|div|span|strong|code)>/i.test(text)) found.push(`ContainsHTML ${where}`);
}

function fullUri(value: string, where: string, found: string[]): void {
  if (!/^[a-z][a-z0-9+.-]*:(\/\/)?[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]+$/i.test(value)) {
    found.push(`InvalidFullLink ${where} ${value}`);
  }
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function rfc822(value: unknown, found: string[]): void {
  const text = textOf(value);
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)) {
    found.push(`InvalidRFC2822Date ${text}`);
  } else if (DAYS[new Date(text).getUTCDay()] !== text.slice(0, 3))
    found.push(`IncorrectDOW ${text}`);
}

function rfc3339(value: unknown, found: string[]): void {
  const text = textOf(value);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    found.push(`InvalidRFC3339Date ${text}`);
  }
}

const ELEMENTS = new Set(
  (
    "a abbr address article aside audio b bdi bdo big blockquote br button caption center cite code col " +
    "colgroup data dd del details dfn dir div dl dt em fieldset figcaption figure footer font form header " +
    "h1 h2 h3 h4 h5 h6 hgroup hr i img input ins kbd label legend li main map mark menu meter nav ol " +
    "optgroup option p picture pre progress q rp rt ruby s samp section select small source span strike " +
    "strong sub summary sup table tbody td textarea tfoot th thead time tr track tt u ul var video wbr"
  ).split(" "),
);
const ATTRIBUTES = new Set(
  (
    "abbr align alt cite class colspan datetime decoding dir headers height href hreflang id lang loading " +
    "name open rel reversed rowspan scope span src srcset sizes start tabindex title type value width"
  ).split(" "),
);
const OBSOLETE = new Set("big center dir font strike tt".split(" "));

/** What `HTMLValidator` says of HTML in a feed, and relative addresses (ContainsRelRef). */
function safeHtml(html: string, where: string, found: string[]): void {
  const faults: string[] = [];
  const fragment = parseFragment(html, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code }) => faults.push(code),
  });
  for (const fault of faults) found.push(`NotHtml ${where} ${fault}`);
  const walk = (node: Tree.ChildNode): void => {
    if (!("tagName" in node)) return;
    const { tagName, attrs } = node;
    if (!ELEMENTS.has(tagName)) found.push(`SecurityRisk or NotHtml ${where} <${tagName}>`);
    if (OBSOLETE.has(tagName)) found.push(`obsolete ${where} <${tagName}>`);
    for (const { name, value } of attrs) {
      if (!ATTRIBUTES.has(name)) found.push(`SecurityRiskAttr ${where} ${tagName} ${name}`);
      if (
        ["href", "src", "cite"].includes(name) &&
        !/^(https?|mailto|tel|data|magnet):/.test(value)
      ) {
        found.push(`ContainsRelRef ${where} ${value}`);
      }
    }
    node.childNodes.forEach(walk);
  };
  fragment.childNodes.forEach(walk);
}
