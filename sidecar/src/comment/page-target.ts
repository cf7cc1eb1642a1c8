import { readFileSync } from "node:fs";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { fileAt, type LiveSite } from "../site/live-site.ts";
import { findFile, pageOf, requestPath } from "../site/request-path.ts";
import { findSection } from "./page-section.ts";
import type { Lang } from "./words.ts";

/** A page of the live site that takes comments. */
export interface PageTarget {
  /** Decoded URL path, in the one spelling that comments are stored under: `/posts/旅行/`. */
  readonly page: string;
  /** Its file in the manifest. */
  readonly path: string;
  readonly lang: Lang;
}

/** What is known of a page's HTML, by its hash: whether it has a comment section, and its language. */
const sections = new Map<string, Lang | "closed">();
const KNOWN = 5000;
/** A page larger than this is no post; reading it here would hold up the process. */
const LARGEST_PAGE = 4 * 1024 * 1024;

/**
 * Finds the page that a comment names: an absolute path, decoded or percent-encoded. Refuses
 * `not-found` when the live site has no such page, and `policy-refused` when the page has no comment
 * section. Synchronous, since the inbox asks inside its transaction; a page is read once per version.
 */
export function pageTarget(site: LiveSite | undefined, page: string): PageTarget | Refusal {
  if (!site || !page.startsWith("/")) return refuse("not-found", "page");
  // As it stands first: a decoded path may hold a percent sign of its own.
  const path = pageFile(site, page.slice(1)) ?? pageFile(site, requestPath(page));
  const entry = path === undefined ? undefined : fileAt(site, path);
  if (path === undefined || !entry) return refuse("not-found", "page");
  const lang = entry.size > LARGEST_PAGE ? "closed" : sectionLang(site, entry.sha256);
  if (lang === "closed") return refuse("policy-refused", "this page takes no comments");
  return { page: pageOf(path) ?? `/${path}`, path, lang };
}

function pageFile(site: LiveSite, wanted: string | undefined): string | undefined {
  if (wanted === undefined) return undefined;
  const found = findFile(wanted, (name) => fileAt(site, name) !== undefined);
  if (found.kind === "nothing") return undefined;
  const path = found.kind === "file" ? found.path : `${wanted}/index.html`;
  return fileAt(site, path)?.type.startsWith("text/html") ? path : undefined;
}

function sectionLang(site: LiveSite, sha256: string): Lang | "closed" {
  const known = sections.get(sha256);
  if (known !== undefined) return known;
  const lang = findSection(readFileSync(site.blobs.pathOf(sha256), "utf8"))?.lang ?? "closed";
  if (sections.size >= KNOWN) {
    const oldest = sections.keys().next().value;
    if (oldest !== undefined) sections.delete(oldest);
  }
  sections.set(sha256, lang);
  return lang;
}
