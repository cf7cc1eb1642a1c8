// What stands at an address. Lists carry their posts, so that a page and its digest agree.

import type { FeedEntry } from "../feeds/feed-item.ts";
import type { SearchFile } from "../search/search-row.ts";
import type { Entry } from "../store/entry.ts";
import type { Group } from "./group.ts";
import type { PageNumbers } from "./list-pages.ts";
import type { Redirect } from "./redirect.ts";
import type { SeriesView } from "./series-view.ts";
import type { TermKind } from "./term.ts";
import type { Tree } from "./tree.ts";

export type FeedFormat = "rss" | "atom" | "json";

/** A term without its posts; a count only where the page changes with every new post anyway. */
export interface TermName {
  readonly slug: string;
  readonly name: string;
  readonly count?: number;
}

/** The newest posts of a language or of a term, in one format. */
export interface FeedTarget {
  readonly kind: "feed";
  readonly tree: Tree;
  readonly format: FeedFormat;
  /** Absent for a language's own feed. */
  readonly of?: { readonly kind: TermKind; readonly slug: string; readonly name: string };
  /** Root-relative, decoded. */
  readonly path: string;
  /** The page that shows the same posts. */
  readonly home: string;
  readonly items: readonly FeedEntry[];
}

export type Target =
  | {
      readonly kind: "home";
      readonly tree: Tree;
      readonly posts: readonly Entry[];
      readonly sections: readonly Pick<Group, "slug" | "name" | "posts">[];
    }
  | {
      readonly kind: "list";
      readonly tree: Tree;
      readonly posts: readonly Entry[];
      readonly pages: PageNumbers;
    }
  | {
      readonly kind: "term";
      readonly tree: Tree;
      readonly of: Exclude<TermKind, "series">;
      readonly term: TermName;
      /** The categories around this one, outermost first. */
      readonly within: readonly TermName[];
      /** Those directly in it. */
      readonly terms: readonly TermName[];
      readonly posts: readonly Entry[];
      readonly pages: PageNumbers;
    }
  | {
      readonly kind: "series";
      readonly tree: Tree;
      readonly term: TermName;
      readonly posts: readonly Entry[];
    }
  | { readonly kind: "term-index"; readonly tree: Tree; readonly of: TermKind }
  | {
      readonly kind: "archive";
      readonly tree: Tree;
      /** Absent on the page that begins with the newest years. */
      readonly year?: string;
      readonly shown: readonly Group[];
    }
  | { readonly kind: "subscribe"; readonly tree: Tree }
  | {
      readonly kind: "post";
      readonly tree: Tree;
      readonly entry: Entry;
      readonly older: Entry | undefined;
      readonly newer: Entry | undefined;
      readonly series: readonly SeriesView[];
      readonly related: readonly Entry[];
    }
  | { readonly kind: "page"; readonly tree: Tree; readonly entry: Entry }
  | { readonly kind: "not-found"; readonly tree: Tree }
  | FeedTarget
  | { readonly kind: "feed-style" }
  /** `layout` says how the index below the page is cut. */
  | { readonly kind: "search"; readonly tree: Tree; readonly layout: string }
  | { readonly kind: "search-file"; readonly file: SearchFile }
  | { readonly kind: "redirect"; readonly redirect: Redirect }
  | { readonly kind: "redirect-list"; readonly redirects: readonly Redirect[] }
  /** `part` is absent for the sitemap itself, which may be an index of parts. */
  | { readonly kind: "sitemap"; readonly part?: number }
  | {
      readonly kind: "llms";
      readonly lists: readonly { readonly tree: Tree; readonly texts: readonly Entry[] }[];
    }
  | { readonly kind: "robots" };

/** A target that a template shows. */
export type PageTarget = Exclude<Target, { kind: FileKind }>;
type FileKind =
  | "feed"
  | "llms"
  | "feed-style"
  | "search-file"
  | "sitemap"
  | "robots"
  | "redirect"
  | "redirect-list";
const FILE_KINDS: ReadonlySet<string> = new Set<FileKind>([
  "feed",
  "feed-style",
  "search-file",
  "sitemap",
  "llms",
  "robots",
  "redirect",
  "redirect-list",
]);

/** Whether a target has a template. */
export function isPage(target: Target): target is PageTarget {
  return !FILE_KINDS.has(target.kind);
}
