// Where a link of a text leads: to another text, to a file, to an address, or nowhere.

import { LIMITS } from "@courtyard/protocol/limits.ts";
import { anchorOf } from "../store/anchor.ts";
import { type Content, inside } from "../store/content.ts";
import { type Entry, isForReaders } from "../store/entry.ts";
import { filePaths, pathOf } from "../store/file-shelf.ts";
import type { ProblemCode } from "../store/problem.ts";
import type { Reference } from "../store/reference.ts";
import { isPathlike, readWikilink } from "../store/wikilink.ts";
import { hrefOf } from "./permalink.ts";
import { type Named, pathName, plainName, type TextNames } from "./text-names.ts";

/**
 * What becomes of a link. `kept`: there is such a text or file, and it is not for readers: its name
 * stays, its address does not get out. `nowhere`: there is none. `address`: as the writer wrote it.
 */
export type LinkEnd =
  | {
      readonly kind: "text";
      readonly file: string;
      readonly href: string;
      /** What is shown where the writer's own words would be a path; and of an embedded text. */
      readonly title: string | undefined;
      /** The heading's id or `^` and the block's, that is meant; empty for the whole. */
      readonly part: string;
    }
  | { readonly kind: "file"; readonly path: string; readonly href: string }
  | { readonly kind: "kept" }
  | { readonly kind: "nowhere" }
  | { readonly kind: "address" };

/** What was found out about one reference. */
export interface Finding {
  readonly end: LinkEnd;
  /** An address of this site that no text has: pages of the core's, or nothing. */
  readonly address?: string;
  readonly problem?: { readonly code: ProblemCode; readonly values: Record<string, string> };
}

/** What a link is looked up in. */
export interface Surroundings {
  readonly content: Content;
  readonly names: TextNames;
  readonly addresses: ReadonlyMap<string, string>;
  /** The text at an address. */
  readonly at: ReadonlyMap<string, string>;
  /** Whether the core or the sidecar has an address for itself. */
  reserved(url: string): boolean;
}

/** The names under which `reference` would find something, should it come to be there. */
export function askedNames(entry: Entry, { form, target }: Reference, own: string): string[] {
  if (form !== "path") {
    const { name } = readWikilink(target);
    return name === "" ? [] : [plainName(absoluteName(entry, name))];
  }
  const paths = textPaths(entry, target);
  if (paths.length > 0) return paths.map(pathName);
  return addressesMeant(target, own);
}

/** Where a reference of a text leads now. `own` is the text's address. */
export function followLink(
  entry: Entry,
  reference: Reference,
  { own, ...around }: Surroundings & { own: string },
): Finding {
  const { form, target } = reference;
  if (form !== "path") {
    const { name, part } = readWikilink(target);
    if (name === "") return toText(entry, { entry, part, own, around, reference });
    const found = best(around.names.get(plainName(absoluteName(entry, name))), entry, around);
    if (!found) return toFile(entry, name, around) ?? nowhere("W220", { target: name });
    const link = toText(entry, { entry: found.entry, part, own, around, reference });
    const others = found.rivals.join(", ");
    if (others === "" || link.problem) return link;
    const values = { target: name, chosen: found.entry.file, others };
    return { ...link, problem: { code: "W221", values } };
  }
  const part = decoded(/#(.*)$/.exec(target)?.[1] ?? "");
  if (target.startsWith("#")) return toText(entry, { entry, part, own, around, reference });
  const paths = textPaths(entry, target);
  if (paths.length > 0) {
    const found = paths
      .map((path) => best(around.names.get(pathName(path)), entry, around))
      .find((one) => one !== undefined);
    if (!found) return nowhere("W225", { target: pathOf(target) });
    return toText(entry, { entry: found.entry, part, own, around, reference });
  }
  const file = toFile(entry, target, around);
  if (file) return file;
  return toAddress(entry, { target, part, own, around });
}

function toText(
  source: Entry,
  {
    entry,
    part,
    own,
    around,
    reference,
  }: {
    entry: Entry;
    part: string;
    own: string;
    around: Surroundings;
    reference: Reference;
  },
): Finding {
  const address = entry === source ? own : around.addresses.get(entry.file);
  if (address === undefined) {
    const values = { target: entry.file, why: whyKept(entry) };
    return { end: { kind: "kept" }, problem: { code: "W223", values } };
  }
  const id = part === "" ? "" : anchorIn(entry, part);
  const href = `${entry === source ? "" : hrefOf(address)}${id === "" ? "" : `#${encodeURI(id)}`}`;
  const { form, target } = reference;
  const titled = form === "embed" || (form === "wiki" && isPathlike(readWikilink(target).name));
  const end: LinkEnd = {
    kind: "text",
    file: entry.file,
    href: href === "" ? hrefOf(address) : href,
    title: titled ? entry.title : undefined,
    part: id,
  };
  if (form === "embed" && entry === source) {
    return { end, problem: { code: "W229", values: { target } } };
  }
  if (id !== "" && !isThere(entry, id)) {
    return { end, problem: { code: "W222", values: { target: entry.file, part } } };
  }
  if (entry.visibility === "unlisted" && source.visibility === "public") {
    const code = form === "embed" ? "W232" : "W224";
    return { end, problem: { code, values: { target: entry.file } } };
  }
  return { end };
}

/** In the words of a head, which are the same in every language. */
function whyKept(entry: Entry): string {
  if (entry.draft) return "draft: true";
  if (entry.visibility === "private") return "visibility: private";
  return isForReaders(entry) ? "E106" : "date, expiryDate";
}

/** The id that a part means: itself, or what a heading of these words gets. */
function anchorIn(entry: Entry, part: string): string {
  if (entry.anchors.includes(part)) return part;
  if (part.startsWith("^")) return part;
  return anchorOf(part);
}

/** Ids that the renderer or the page gives besides those of the text itself. */
const OTHER_IDS = /^(fn|fnref)\d|^comments$|^top$/;

function isThere(entry: Entry, id: string): boolean {
  return entry.anchors.includes(id) || OTHER_IDS.test(id) || id === anchorOf(entry.title);
}

function toFile(entry: Entry, target: string, around: Surroundings): Finding | undefined {
  const { content, at, reserved } = around;
  const paths = filePaths({ target, folder: folderOf(entry) }, content.named);
  const path = paths.find((one) => content.files.has(one));
  if (path === undefined) return undefined;
  const size = content.files.get(path)?.size ?? 0;
  const url = `/${path}`;
  if (reserved(url) || at.has(`${url}/`) || Buffer.byteLength(path) > 500) {
    return { end: { kind: "kept" }, problem: { code: "W228", values: { target: path, url } } };
  }
  if (size > LIMITS.blobBytes) {
    const megabytes = (bytes: number) => String(Math.ceil(bytes / 1024 / 1024));
    const values = { target: path, size: megabytes(size), most: megabytes(LIMITS.blobBytes) };
    return { end: { kind: "kept" }, problem: { code: "W227", values } };
  }
  const part = /#.*$/.exec(target)?.[0] ?? "";
  return { end: { kind: "file", path, href: `${hrefOf(url)}${encodeURI(part)}` } };
}

function toAddress(
  source: Entry,
  {
    target,
    part,
    own,
    around,
  }: { target: string; part: string; own: string; around: Surroundings },
): Finding {
  const [address = "", ...forms] = addressesMeant(target, own);
  const file = [address, ...forms]
    .map((one) => around.at.get(one))
    .find((one) => one !== undefined);
  const entry = file === undefined ? undefined : around.content.entries.get(file);
  const end = { kind: "address" } as const;
  if (!entry) {
    const isFile = /\.[a-z0-9]{1,8}$/i.test(address) && !pathOf(target).startsWith("/");
    if (isFile) return nowhere("W225", { target: pathOf(target) });
    return { end, address };
  }
  const values = { target: entry.file, part };
  if (part !== "" && !isThere(entry, part)) return { end, problem: { code: "W222", values } };
  if (entry.visibility === "unlisted" && source.visibility === "public") {
    return { end, problem: { code: "W224", values } };
  }
  return { end };
}

/** The text that an address reference means, for backlinks. */
export function textAt(
  target: string,
  { own, at }: { own: string; at: ReadonlyMap<string, string> },
): string | undefined {
  return addressesMeant(target, own)
    .map((one) => at.get(one))
    .find((one) => one !== undefined);
}

function nowhere(code: ProblemCode, values: Record<string, string>): Finding {
  return { end: { kind: "nowhere" }, problem: { code, values } };
}

/**
 * Of several texts of one name: those with an address, in the text's own language, best called so,
 * beside it in its folder, first by name. `rivals` are the others that are as good but for the last two.
 */
function best(
  named: readonly Named[],
  source: Entry,
  { content, addresses }: Surroundings,
): { entry: Entry; rivals: string[] } | undefined {
  const only = named.length === 1 ? content.entries.get(named[0]?.file ?? "") : undefined;
  if (only) return { entry: only, rivals: [] };
  const folder = folderOf(source);
  const ranked = named
    .flatMap(({ file, rank }) => {
      const entry = content.entries.get(file);
      if (!entry) return [];
      const stands = addresses.has(file) ? 0 : 1;
      const other = entry.lang === source.lang ? 0 : 1;
      const far = folderOf(entry) === folder ? 0 : 1;
      return [{ entry, grade: stands * 100 + other * 10 + rank, far }];
    })
    .sort((a, b) => a.grade - b.grade || a.far - b.far || (a.entry.file < b.entry.file ? -1 : 1));
  const [first, ...others] = ranked;
  if (!first) return undefined;
  const rivals = others
    .filter(({ grade, entry }) => grade === first.grade && entry.lang === first.entry.lang)
    .map(({ entry }) => entry.file);
  return { entry: first.entry, rivals };
}

/** Paths of texts that a Markdown link can mean; none when its ending is not a text's. */
function textPaths(entry: Entry, target: string): string[] {
  if (!/\.(md|markdown)([?#]|$)/i.test(target)) return [];
  const bare = pathOf(target);
  const candidates = bare.startsWith("/")
    ? [inside("", bare)]
    : [inside(folderOf(entry), bare), inside("", bare)];
  return candidates.filter((path): path is string => path !== undefined);
}

/** `./rain` and `../pages/about` as paths of the content folder. */
function absoluteName(entry: Entry, name: string): string {
  return /^\.\.?\//.test(name) ? (inside(folderOf(entry), name) ?? name) : name;
}

/** A path from the root with nothing in it that a URL's rules would change. */
const PLAIN = /^(\/[\w-]+)+\/?$/;

function pathFrom(bare: string, own: string): string {
  const base = `https://site.example${hrefOf(own)}`;
  const href = hrefOf(decoded(bare));
  return URL.canParse(href, base) ? decoded(new URL(href, base).pathname) : own;
}

/** Addresses that a target means, seen from the page at `own`: a missing last slash is forgiven. */
function addressesMeant(target: string, own: string): string[] {
  const bare = target.split(/[?#]/)[0] ?? "";
  const path = bare === "" ? own : PLAIN.test(bare) ? bare : pathFrom(bare, own);
  if (path.endsWith("/")) return [path];
  return path.endsWith("/index.html") ? [path.slice(0, -10)] : [path, `${path}/`];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).normalize("NFC");
  } catch {
    return text;
  }
}

function folderOf({ file }: Pick<Entry, "file">): string {
  return file.slice(0, Math.max(0, file.lastIndexOf("/")));
}
