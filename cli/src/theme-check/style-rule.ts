import { gzipSync } from "node:zlib";
import type { Words } from "../words/english.ts";
import type { DemoSite } from "./demo-site.ts";
import type { Finding } from "./finding.ts";
import { addressOf } from "./page-kind.ts";

/** The most CSS that a page may bring along, in gzip bytes. */
export const STYLE_BYTES = 12_288;

/** Pages whose style sheets and style elements are too heavy together. */
export async function styleFindings(
  views: readonly { site: DemoSite; files: readonly string[] }[],
  words: Words,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { site, files } of views) {
    const weights = new Map<string, number>();
    for (const file of files) {
      const html = (await site.read(file)).toString("utf8");
      const page = addressOf(file);
      const wrong = (text: string) =>
        findings.push({ rule: "style-budget", severity: "error", text, page });
      const sheets = sheetsOf(html).filter((sheet) => {
        const isThere = site.files.includes(sheet);
        if (!isThere) wrong(words.themeCheck.styleMissing(sheet));
        return isThere;
      });
      const bytes = await styleWeight(html, { site, sheets, weights });
      if (bytes > STYLE_BYTES) wrong(words.themeCheck.styleBudget(bytes, STYLE_BYTES));
    }
  }
  return findings;
}

/** The style sheets of the site that a page asks for, as paths of files. */
function sheetsOf(html: string): string[] {
  return [...html.matchAll(/<link\b[^>]*\brel="?stylesheet\b[^>]*>/g)]
    .flatMap(([tag]) => /\bhref="?(\/[^"\s>]+)/.exec(tag)?.[1] ?? [])
    .map((href) => decodeURI(href.slice(1).replace(/[?#].*$/, "")));
}

async function styleWeight(
  html: string,
  {
    site,
    sheets,
    weights,
  }: { site: DemoSite; sheets: readonly string[]; weights: Map<string, number> },
): Promise<number> {
  const inline = [...html.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style>/g)];
  let sum = inline.reduce((bytes, [, css = ""]) => bytes + weightOf(css), 0);
  for (const file of sheets) {
    const bytes = weights.get(file) ?? weightOf(await site.read(file));
    weights.set(file, bytes);
    sum += bytes;
  }
  return sum;
}

function weightOf(css: string | Uint8Array): number {
  return gzipSync(css, { level: 9 }).length;
}
