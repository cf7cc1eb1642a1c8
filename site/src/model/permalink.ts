// Where things stand. Addresses are root-relative, decoded, end in `/` for pages, and are the
// core's: no theme and no setting but the slug changes them.

import { posix } from "node:path";
import type { Entry } from "../store/entry.ts";
import { slugOf } from "../store/slug.ts";

/** `""` for the main language, `/zh` for another. */
export function languagePrefix(lang: string, main: string): string {
  return lang === main ? "" : `/${lang}`;
}

/** The writer's own `permalink`, or `/posts/旅行/`, `/zh/posts/旅行/`, `/about/`, `/docs/intro/` for `pages/docs/intro.md`. */
export function entryPath(
  entry: Pick<Entry, "kind" | "file" | "lang" | "slug" | "permalink">,
  main: string,
): string {
  if (entry.permalink !== undefined) return entry.permalink;
  const prefix = languagePrefix(entry.lang, main);
  if (entry.kind === "post") return `${prefix}/posts/${entry.slug}/`;
  const folders = posix.dirname(entry.file).split("/").slice(1);
  const own = /\/index(\.[^/]*)?$/.test(entry.file) ? folders.slice(0, -1) : folders;
  return `${[prefix, ...own.map(slugOf), entry.slug].join("/")}/`;
}

/** The file under the site's root that answers for a path: `/a/` → `a/index.html`. */
export function fileOf(path: string): string {
  if (path === "/404") return "404.html";
  return path.endsWith("/") ? `${path.slice(1)}index.html` : path.slice(1);
}

/** A decoded path as a link carries it. */
export function hrefOf(path: string): string {
  return encodeURI(path).replaceAll("#", "%23").replaceAll("?", "%3F");
}

/** A decoded path as an absolute address. */
export function absoluteUrl(path: string, origin: string): string {
  return new URL(hrefOf(path), origin).href;
}
