// site.yaml changed by a program: the one file of the writer's folder that one may write, and only
// its `theme` and `themeSettings`. Comments, order and everything else stay as they are.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { chmod, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Document, isCollection, isMap, isScalar, parseDocument, type YAMLMap } from "yaml";

/** What may be changed; a setting that is `undefined` goes back to the theme's own value. */
export interface SiteChange {
  readonly theme?: string;
  readonly themeSettings?: Readonly<Record<string, unknown>>;
}

/** The text with the change in it, or undefined when it is no YAML that could be changed. */
export function changedSiteYaml(source: string, change: SiteChange): string | undefined {
  const doc = parseDocument(source, { uniqueKeys: true });
  const { contents } = doc;
  if (doc.errors.length > 0 || (contents !== null && !isMap(contents))) return undefined;
  const pairs = new Map(
    (contents?.items ?? []).map((pair) => [String(isScalar(pair.key) ? pair.key.value : ""), pair]),
  );
  const spans = new Map(CHANGED.map((key) => [key, spanOf(source, pairs.get(key))]));
  if (change.theme !== undefined) doc.set("theme", change.theme);
  const settings = Object.entries(change.themeSettings ?? {});
  if (settings.length > 0) changeSettings(doc, settings);
  // In braces, or not there yet: no line of it is another's.
  if (contents === null || contents.flow) return doc.toString(STYLE);
  const changed = CHANGED.filter((key) =>
    key === "theme" ? change.theme !== undefined : settings.length > 0,
  );
  const edits = changed.map((key) => ({ span: spans.get(key), own: pairText(doc, key) }));
  let text = source;
  // From the last to the first, so that places stay where they are.
  for (const { span, own } of edits.toSorted(
    (a, b) => (b.span?.start ?? 0) - (a.span?.start ?? 0),
  )) {
    if (span) text = `${text.slice(0, span.start)}${own}${text.slice(span.end)}`;
  }
  for (const { span, own } of edits) {
    if (!span && own !== "") text = `${text}${/[^\n]$/.test(text) ? "\n" : ""}${own}`;
  }
  return text;
}

const CHANGED = ["theme", "themeSettings"] as const;
/** Long lines stay long. */
const STYLE = { lineWidth: 0 } as const;

type SitePair = YAMLMap.Parsed["items"][number];

/** The lines of a key with its value, and a comment behind it. */
function spanOf(source: string, pair: SitePair | undefined) {
  if (!pair) return undefined;
  const start = pair.key.range[0];
  const valueEnd = pair.value?.range[1] ?? pair.key.range[1];
  if (source[valueEnd - 1] === "\n") return { start, end: valueEnd };
  const line = source.indexOf("\n", valueEnd);
  return { start, end: line < 0 ? source.length : line + 1 };
}

function changeSettings(
  doc: Document.Parsed,
  settings: readonly (readonly [string, unknown])[],
): void {
  if (!isMap(doc.get("themeSettings", true))) doc.set("themeSettings", doc.createNode({}));
  for (const [key, value] of settings) {
    if (value === undefined) doc.deleteIn(["themeSettings", key]);
    // A plain value keeps the comment of the one before it.
    else
      doc.setIn(
        ["themeSettings", key],
        typeof value === "object" && value ? doc.createNode(value) : value,
      );
  }
  const left = doc.get("themeSettings", true);
  if (isMap(left) && left.items.length === 0) doc.delete("themeSettings");
}

/** One key of the document as it would stand alone; the comments around it are in lines of their own. */
function pairText(doc: Document.Parsed, key: string): string {
  const value = doc.get(key, true);
  if (value === undefined) return "";
  const alone = new Document({});
  alone.set(key, value);
  if (isCollection(value) && !value.flow) value.comment = null;
  return alone.toString(STYLE);
}

/** Where the folder's site.yaml is, through links. */
export function siteYamlPath(contentDir: string): string {
  return join(contentDir, "site.yaml");
}

/** Its text; throws what the file system throws. */
export function readSiteYaml(contentDir: string): string {
  return readFileSync(siteYamlPath(contentDir), "utf8");
}

/** Replaces it at once, by a file beside it that editors and the watcher do not look at. */
export async function writeSiteYaml(contentDir: string, text: string): Promise<void> {
  // A link, as dotfile managers make them, stays a link.
  const target = await realpath(siteYamlPath(contentDir));
  const { mode } = await stat(target);
  const beside = join(dirname(target), `.site.yaml.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const file = await open(beside, "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(beside, mode & 0o777);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
