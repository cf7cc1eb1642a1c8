// Which files of the content folder are the writer's, and which are an editor's or a system's.

import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";

const OTHERS =
  /(^|\/)(\.[^/]*|node_modules|Thumbs\.db|desktop\.ini|4913)(\/|$)|~$|\.(tmp|temp|swp|swx|part|crdownload|bak|orig)$|(^|\/)(#.*#|~\$.*)$|\.sync-conflict-|\(conflicted copy/i;

/** Whether a path (relative, `/` between parts) is none of the site's business. */
export function isIgnored(file: string): boolean {
  return OTHERS.test(file);
}

/** Whether a path is a post's or a page's text. */
export function isTextFile(file: string): boolean {
  return /^(posts|pages)\/.+\.(md|markdown)$/i.test(file) && !isIgnored(file);
}

/** A path as ids use it: relative, `/` between parts, NFC (macOS may hand out NFD). */
export function asId(relative: string): string {
  return relative.split(sep).join("/").normalize("NFC");
}

/** Every file below the folder that is the site's business, as paths on disk relative to it. */
export async function listContent(contentDir: string): Promise<string[]> {
  const found: string[] = [];
  async function walk(folder: string): Promise<void> {
    const entries = await readdir(join(contentDir, folder), { withFileTypes: true });
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (isIgnored(path)) continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) found.push(path);
    }
  }
  await walk("");
  return found.sort();
}
