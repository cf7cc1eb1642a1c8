// Which files of the content folder are the writer's, and which are an editor's or a system's.

import { readdir } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";

/**
 * Temporary files and backups of vim (4913, .swp, ~), emacs (#…#), macOS' safe save (.sb-…), IntelliJ
 * (___jb_tmp___), Office (~$…); copies that Syncthing, Dropbox and Nextcloud make of a conflict.
 */
const OTHERS =
  /(^|\/)(\.[^/]*|node_modules|Thumbs\.db|desktop\.ini|4913)(\/|$)|~$|\.(tmp|temp|swp|swx|part|crdownload|bak|orig)$|(^|\/)(#.*#|~\$.*)$|___jb_(tmp|old)___|\.sb-[0-9a-f]+-[A-Za-z0-9]+|\.sync-conflict-|\([^)]*conflicted copy|冲突副本/i;

/** Whether a path (relative, `/` between parts) is none of the site's business. */
export function isIgnored(file: string): boolean {
  return OTHERS.test(file);
}

/** Where iCloud leaves a note of a file that it took from this disk: `posts/.rain.md.icloud`. */
export function placeholderOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.icloud`);
}

/** The name that a copy by a file service goes back to: `rain 2.md` and `rain (1).md` to `rain.md`. */
export function originalOf(file: string): string | undefined {
  const match = /^(.+?)(?: \d+| \(\d+\))(\.(?:md|markdown))$/i.exec(file);
  return match ? `${match[1]}${match[2]}` : undefined;
}

const TEXT = /^(posts|pages|_posts|_drafts)\/.+\.(md|markdown)$/i;
/** Templates, and Hugo's `_index.md`; Jekyll has its posts and drafts in folders of these names. */
const PUT_ASIDE = /\/_(?!(posts|drafts)\/)/;

/** Whether a path is a post's or a page's text. */
export function isTextFile(file: string): boolean {
  return TEXT.test(file) && !PUT_ASIDE.test(file) && !isIgnored(file);
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
