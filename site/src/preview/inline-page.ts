// A page of the preview as one document that needs nothing else: for a device that is elsewhere, and
// gets it through the vault.

import type { PreviewPage } from "../desk/desk-api.ts";
import type { PreviewFile, PreviewSite } from "./preview-site.ts";

/** Wide enough for a telephone, small enough for the way there. */
const WIDTH = 640;
const NOTHING = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";
/** Whatever the writer put into the page: it loads nothing and runs nothing there. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; form-action 'none'";

/** The page at `path` with styles and pictures inside, in at most `limit` bytes; undefined when there is none. */
export async function inlinePage(
  site: Pick<PreviewSite, "get">,
  { path, limit }: { path: string; limit: number },
): Promise<PreviewPage | undefined> {
  const page = await site.get(path);
  if (page?.status !== 200 || typeof page.body !== "string" || !page.type.startsWith("text/html"))
    return undefined;
  let html = page.body
    .replace(/<script\b[^>]*>[\s\S]*?<\/script>/gi, "")
    .replace(/<source\b[^>]*>/gi, "");
  html = await replaceAll(html, /<link\b[^>]*>/gi, async (tag) => {
    if (!/\brel="?stylesheet"?/i.test(tag)) return /\brel="?canonical/i.test(tag) ? tag : "";
    const sheet = await own(site, attribute(tag, "href"));
    return sheet ? `<style>${textOf(sheet).replaceAll("</", "<\\/")}</style>` : "";
  });
  html = html.replace(
    /<head\b[^>]*>/i,
    (open) => `${open}<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  );
  let room = limit - Buffer.byteLength(html);
  let left = 0;
  html = await replaceAll(html, /<img\b[^>]*>/gi, async (tag) => {
    const file = await own(site, sourceFor(tag));
    const data = file && dataOf(file);
    const fits = data !== undefined && data.length <= room;
    if (fits) room -= data.length;
    else left += 1;
    return tag
      .replace(/\s(srcset|sizes)="[^"]*"/gi, "")
      .replace(/\ssrc="[^"]*"/i, () => ` src="${fits ? data : NOTHING}"`);
  });
  const title = /<title>([^<]*)<\/title>/i.exec(html)?.[1] ?? path;
  return { path, title: unescaped(title), html, left };
}

/** The narrowest candidate that is wide enough, else the widest, else `src`. */
function sourceFor(tag: string): string | undefined {
  const candidates = (attribute(tag, "srcset") ?? "")
    .split(",")
    .map((one) => /^\s*(\S+)\s+(\d+)w\s*$/.exec(one))
    .flatMap((match) => (match?.[1] ? [{ src: match[1], width: Number(match[2]) }] : []))
    .sort((a, b) => a.width - b.width);
  const chosen = candidates.find(({ width }) => width >= WIDTH) ?? candidates.at(-1);
  return chosen?.src ?? attribute(tag, "src");
}

/** A file of the site itself; nothing is fetched from elsewhere. */
async function own(
  site: Pick<PreviewSite, "get">,
  href: string | undefined,
): Promise<PreviewFile | undefined> {
  if (!href?.startsWith("/") || href.startsWith("//")) return undefined;
  try {
    const file = await site.get(decodeURIComponent(href.split(/[?#]/)[0] ?? ""));
    return file?.status === 200 ? file : undefined;
  } catch {
    return undefined;
  }
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`, "i").exec(tag)?.[1];
  return value === undefined ? undefined : unescaped(value);
}

function unescaped(text: string): string {
  const known: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => known[name] ?? whole);
}

function textOf({ body }: PreviewFile): string {
  return typeof body === "string" ? body : Buffer.from(body).toString();
}

function dataOf({ body, type }: PreviewFile): string {
  return `data:${type.split(";")[0]};base64,${Buffer.from(body as Uint8Array).toString("base64")}`;
}

async function replaceAll(
  text: string,
  pattern: RegExp,
  replacement: (match: string) => Promise<string>,
): Promise<string> {
  const parts: string[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(at, match.index), await replacement(match[0]));
    at = match.index + match[0].length;
  }
  return parts.join("") + text.slice(at);
}
