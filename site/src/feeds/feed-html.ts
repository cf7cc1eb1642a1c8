// A text as it travels in a feed: every address in full, and nothing that only works on the page.
// The W3C's feed validator warns of what readers throw away anyway (scripts, frames, drawings, styles):
// here each becomes what says the same without it.

import {
  parseFragment,
  serialize,
  html as spec,
  type DefaultTreeAdapterTypes as Tree,
} from "parse5";
import { xmlSafe } from "./xml-text.ts";

type Element = Tree.Element;
type Node = Tree.ChildNode;

/** Elements that stay, with the attributes that stay on them besides `lang`, `dir` and `title`. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    (
      "abbr address article aside b bdi bdo br caption cite code dd dfn div dl dt em figcaption figure " +
      "footer h1 h2 h3 h4 h5 h6 header hr i kbd main mark p pre rp rt ruby s samp section small span " +
      "strong sub summary sup table tbody tfoot thead tr u ul var wbr"
    )
      .split(" ")
      .map((name) => [name, []]),
  ),
  a: ["href", "hreflang", "rel"],
  blockquote: ["cite"],
  col: ["span"],
  colgroup: ["span"],
  del: ["cite", "datetime"],
  details: ["open"],
  img: ["src", "alt", "width", "height"],
  ins: ["cite", "datetime"],
  li: ["value"],
  ol: ["start", "reversed", "type"],
  q: ["cite"],
  td: ["colspan", "rowspan", "headers"],
  th: ["colspan", "rowspan", "headers", "scope", "abbr"],
  time: ["datetime"],
};
const EVERYWHERE = ["lang", "dir", "title"];
/** Elements of former times, by what says the same today. */
const TODAY: Readonly<Record<string, string>> = {
  acronym: "abbr",
  strike: "s",
  tt: "code",
  dir: "ul",
};
/** Elements that go with all that is in them. */
const GONE = new Set(
  "base button head input link meta noframes noscript optgroup option output param script select style template textarea title track".split(
    " ",
  ),
);
const ADDRESS = new Set(["href", "src", "cite"]);
/**
 * Elements within elements that travel. Deeper ones are somebody's mistake or malice, and a walk
 * through thousands would end at the stack's end, and the whole publication with it.
 */
const DEEPEST = 200;
const SCHEMES = /^(https?|mailto|tel|xmpp|magnet|gemini|ftp):/i;

/** `html` of the page at `base` (absolute), for feeds. Well-formed whatever the writer wrote. */
export function feedHtml(html: string, base: string): string {
  const fragment = parseFragment(html);
  fragment.childNodes = fragment.childNodes.flatMap((node) => cleaned(node, base, 0));
  return xmlSafe(serialize(fragment)).trim();
}

function cleaned(node: Node, base: string, depth: number): Node[] {
  if (node.nodeName === "#text") return [node];
  if (!("tagName" in node) || depth > DEEPEST) return [];
  const name = node.tagName;
  if (GONE.has(name)) return name === "input" ? checkBox(node) : [];
  if (attribute(node, "hidden") !== undefined) return [];
  if (name === "math") return formula(node);
  if (name === "svg") return drawing(node);
  if (name === "audio" || name === "video") return recording(node, base);
  if (name === "iframe" || name === "embed" || name === "object") return embedded(node, base);
  const children = node.childNodes.flatMap((child) => cleaned(child, base, depth + 1));
  const kept = TODAY[name] ?? name;
  const allowed = KEPT[kept];
  if (!allowed || node.namespaceURI !== spec.NS.HTML) return children;
  node.attrs = node.attrs.flatMap(({ name: key, value }) => {
    if (!allowed.includes(key) && !EVERYWHERE.includes(key)) return [];
    if (!ADDRESS.has(key)) return [{ name: key, value }];
    const full = absolute(value, base, { data: kept === "img" });
    return full === undefined ? [] : [{ name: key, value: full }];
  });
  // Colours of code, anchors of headings: without their classes they say nothing.
  const bare = kept === "span" && node.attrs.length === 0;
  const dead = kept === "a" && attribute(node, "href") === undefined;
  const lost = kept === "img" && attribute(node, "src") === undefined;
  if (bare || dead) return children;
  if (lost) return [text(attribute(node, "alt") ?? "")];
  return [element(kept, node.attrs, children)];
}

/** An address in full, or undefined for one that leads nowhere from a reader. */
function absolute(address: string, base: string, { data = false } = {}): string | undefined {
  const trimmed = address.trim();
  if (data && /^data:image\//i.test(trimmed)) return trimmed;
  if (!URL.canParse(trimmed, base)) return undefined;
  const { href } = new URL(trimmed, base);
  return SCHEMES.test(href) ? href : undefined;
}

/** A formula as the writer's TeX: a reader without MathML would run its parts together. */
function formula(math: Element): Node[] {
  const tex = find(math, (one) => attribute(one, "encoding") === "application/x-tex");
  return [element("code", [], [text(textOf(tex ?? math).trim())])];
}

/** A drawing's words; a diagram has its source beside it. */
function drawing(svg: Element): Node[] {
  const title = find(svg, ({ tagName }) => tagName === "title");
  const words = attribute(svg, "aria-label") ?? (title ? textOf(title).trim() : "");
  return words === "" ? [] : [element("em", [], [text(words)])];
}

function recording(node: Element, base: string): Node[] {
  const source = find(node, ({ tagName }) => tagName === "source");
  const src = attribute(node, "src") ?? (source && attribute(source, "src"));
  const name = attribute(node, "aria-label") ?? textOf(node).trim();
  return linkTo(src, name, base);
}

function embedded(node: Element, base: string): Node[] {
  const src = attribute(node, "src") ?? attribute(node, "data");
  return linkTo(src, attribute(node, "title") ?? textOf(node).trim(), base);
}

function linkTo(src: string | undefined, name: string, base: string): Node[] {
  const href = src === undefined ? undefined : absolute(src, base);
  if (href === undefined) return name === "" ? [] : [text(name)];
  const label = name === "" ? href : name;
  return [element("a", [{ name: "href", value: href }], [text(label)])];
}

function checkBox(input: Element): Node[] {
  if (attribute(input, "type") !== "checkbox") return [];
  return [text(attribute(input, "checked") === undefined ? "☐ " : "☑ ")];
}

function attribute({ attrs }: Element, name: string): string | undefined {
  return attrs.find((one) => one.name === name)?.value;
}

function find(node: Element, wanted: (one: Element) => boolean): Element | undefined {
  for (const one of within(node)) if ("tagName" in one && wanted(one)) return one;
  return undefined;
}

function textOf(node: Element): string {
  let words = "";
  for (const one of within(node)) if ("value" in one) words += one.value;
  return words;
}

/** Everything below a node, in the order of the text. */
function* within(node: Element): Generator<Node> {
  const ahead = node.childNodes.toReversed();
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    yield next;
    if ("tagName" in next) for (const child of next.childNodes.toReversed()) ahead.push(child);
  }
}

function text(value: string): Node {
  return { nodeName: "#text", value, parentNode: null };
}

function element(tagName: string, attrs: Element["attrs"], childNodes: Node[]): Element {
  const made = { nodeName: tagName, tagName, attrs, childNodes, parentNode: null };
  return { ...made, namespaceURI: spec.NS.HTML };
}
