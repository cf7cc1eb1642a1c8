// The figures and callouts in the HTML of a text, for a theme that has parts of its own for them. Only
// what the Markdown processor writes is taken for one; an author's own HTML that ends nowhere is not.

/** A picture, or a recording, with the caption below it; both are HTML. */
export interface FigurePart {
  readonly kind: "figure";
  readonly media: string;
  readonly caption: string;
  readonly id: string | undefined;
}

/** A callout; `title` and `html`, what stands below it, are HTML. */
export interface CalloutPart {
  readonly kind: "callout";
  readonly name: string;
  readonly title: string;
  readonly fold: "open" | "closed" | undefined;
  readonly html: string;
  readonly id: string | undefined;
}

export type TextPart = string | FigurePart | CalloutPart;

const OPENING = /<(figure)( id="[^"]*")?>|<(div|details) class="callout callout-([\w-]+)"([^>]*)>/g;
const TITLE = /^\s*<(p|summary) class="callout-title">([\s\S]*?)<\/\1>/;
const CAPTION = /^([\s\S]*)<figcaption>([\s\S]*)<\/figcaption>\s*$/;

/** The HTML in order; what is neither a figure nor a callout, and what is within one, stays text. */
export function textParts(html: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  const ends = endsIn(html);
  let done = 0;
  for (const match of html.matchAll(OPENING)) {
    if (match.index < done) continue;
    const start = match.index + match[0].length;
    const end = ends.get(match.index);
    if (end === undefined) continue;
    const inner = html.slice(start, end);
    const part = match[1] ? figureOf(inner, match[2]) : calloutOf(inner, match);
    if (!part) continue;
    if (match.index > done) parts.push(html.slice(done, match.index));
    parts.push(part);
    done = html.indexOf(">", end) + 1;
  }
  if (done < html.length) parts.push(html.slice(done));
  return parts;
}

function figureOf(inner: string, attributes = ""): FigurePart | undefined {
  const [, media, caption] = CAPTION.exec(inner) ?? [];
  if (media === undefined || caption === undefined) return undefined;
  return { kind: "figure", media, caption, id: idIn(attributes) };
}

function calloutOf(inner: string, match: RegExpMatchArray): CalloutPart | undefined {
  const [, , , tag, name = "", attributes = ""] = match;
  const [head, , title] = TITLE.exec(inner) ?? [];
  if (head === undefined || title === undefined) return undefined;
  const isOpen = /\sopen\b/.test(attributes);
  const fold = tag === "details" ? (isOpen ? "open" : "closed") : undefined;
  const html = inner.slice(head.length);
  return { kind: "callout", name, title, fold, html, id: idIn(attributes) };
}

function idIn(attributes: string): string | undefined {
  return /\sid="([^"]*)"/.exec(attributes)?.[1];
}

/** Where each `figure`, `div` and `details` ends, by where it begins; those that never end are left out. */
function endsIn(html: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: Record<string, number[]> = { figure: [], div: [], details: [] };
  for (const { 1: slash, 2: tag = "", index } of html.matchAll(
    /<(\/?)(figure|div|details)[\s>]/g,
  )) {
    if (slash === "") open[tag]?.push(index);
    else ends.set(open[tag]?.pop() ?? -1, index);
  }
  return ends;
}
