// Who links to whom, kept from one model to the next: a change looks again only at the texts that it
// concerns, and an edit that changes no link, name or address costs nothing here.

import type { Content } from "../store/content.ts";
import { type Entry, placeInText } from "../store/entry.ts";
import { type Problem, placeIn } from "../store/problem.ts";
import { type CappedProblems, cappedProblems } from "../store/problem-cap.ts";
import type { ReferenceForm } from "../store/reference.ts";
import { type Difference, newestFirst } from "./patch.ts";
import {
  askedNames,
  type Finding,
  followLink,
  type LinkEnd,
  type Surroundings,
  textAt,
} from "./text-link.ts";
import { createTextNames } from "./text-names.ts";

/** Where the links of one text lead. */
export interface TextLinks {
  /** By `linkKey` of the reference. */
  readonly ends: ReadonlyMap<string, LinkEnd>;
  /** Everything about them that the text's page shows: equal signatures, equal links. */
  readonly signature: string;
}

/** The links of a site, as its model has them. */
export interface Links {
  of(file: string): TextLinks;
  /** Texts for readers that link to this one, the newest first; unlisted ones are not named. */
  backlinks(file: string): readonly Entry[];
  /** Public texts that this one links to, in the order of the links. */
  mentions(file: string): readonly Entry[];
  /** Addresses that links name and no text has: of the core's, or of nobody; with the texts. */
  readonly addressed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Adds the findings (W226) for links to an address at which there is nothing. */
  deadLinks(address: string, found: CappedProblems): void;
  problems(): readonly Problem[];
}

export interface LinkTable extends Links {
  /**
   * Takes over a change. `files` are the content's that changed, `difference` is what stands
   * differently. Gives the files of other standing texts whose page is to be made again.
   */
  update(
    content: Content,
    change: { files: ReadonlySet<string>; difference: Difference },
  ): ReadonlySet<string>;
}

/** What a link is known by within its text. */
export function linkKey(form: ReferenceForm, target: string): string {
  return `${form === "path" ? "path" : "name"} ${target}`;
}

interface Source extends TextLinks {
  readonly asked: ReadonlySet<string>;
  readonly targets: ReadonlySet<string>;
  readonly embeds: ReadonlySet<string>;
  /** Addresses that no text has, with the places of the links. */
  readonly loose: ReadonlyMap<string, readonly number[]>;
  /** What is shown of this text where it is linked to. */
  readonly shown: string;
}

const NONE: TextLinks = { ends: new Map(), signature: "" };

/** A table without texts. */
export function createLinkTable({
  folder,
  addresses,
  reserved,
}: {
  /** The content folder's name, for messages. */
  folder: string;
  /** The texts that stand, by file; follows the present. */
  addresses: ReadonlyMap<string, string>;
  reserved: (url: string) => boolean;
}): LinkTable {
  const names = createTextNames();
  const at = new Map<string, string>();
  const placed = new Map<string, string>();
  const outlines = new Map<string, string>();
  const sources = new Map<string, Source>();
  const standing = new Map<string, Entry>();
  /** By name: the files of the texts that ask for it. */
  const asking = new Map<string, Set<string>>();
  const linkedFrom = new Map<string, Set<string>>();
  const embeddedIn = new Map<string, Set<string>>();
  const problems = new Map<string, readonly Problem[]>();
  const addressed = new Map<string, Set<string>>();

  /** Notes a text's names and address; true when something that others see of it changed. */
  function place(file: string, entry: Entry | undefined, touched: Set<string>): boolean {
    const address = addresses.get(file);
    const outline = entry && outlineOf(entry, address);
    if (outlines.get(file) === outline) return false;
    if (outline === undefined) outlines.delete(file);
    else outlines.set(file, outline);
    for (const name of names.put(file, entry)) touched.add(name);
    const before = placed.get(file);
    if (before !== undefined && at.get(before) === file) at.delete(before);
    if (before !== undefined) touched.add(before);
    placed.delete(file);
    if (address === undefined) return true;
    at.set(address, file);
    placed.set(file, address);
    touched.add(address);
    return true;
  }

  function problemAt(
    entry: Entry,
    at: number,
    { code, values }: NonNullable<Finding["problem"]>,
  ): Problem {
    const { excerpt, ...where } = placeInText(entry, at);
    return { ...placeIn(`${folder}/${entry.file}`, "").problem(code, where, values), excerpt };
  }

  function look(entry: Entry, around: Surroundings): Source {
    const own = addresses.get(entry.file) ?? "/";
    const ends = new Map<string, LinkEnd>();
    const asked = new Set<string>();
    const targets = new Set<string>();
    const embeds = new Set<string>();
    const found = cappedProblems();
    const loose = new Map<string, number[]>();
    for (const reference of entry.links) {
      const { form, target } = reference;
      for (const name of askedNames(entry, reference, own)) asked.add(name);
      const finding = followLink(entry, reference, { ...around, own });
      const { end, problem, address } = finding;
      const key = linkKey(form, target);
      const known = ends.get(key);
      // The first embed of a text says its title, a link with a name alone does not.
      if (!known || (end.kind === "text" && end.title !== undefined)) ends.set(key, end);
      if (problem) {
        found.add(entry.file, problem.code, () => problemAt(entry, reference.at, problem));
      }
      if (address !== undefined) {
        const places = loose.get(address);
        if (places) places.push(reference.at);
        else loose.set(address, [reference.at]);
      }
      // A page may come to stand where a file would.
      if (end.kind === "file") asked.add(`/${end.path}/`);
      if (problem?.code === "W228") asked.add(`/${problem.values.target}/`);
      if (end.kind === "text") targets.add(end.file);
      const other = end.kind === "address" ? textAt(target, { own, at }) : undefined;
      if (other !== undefined) targets.add(other);
      if (form === "embed" && end.kind === "text") embeds.add(end.file);
    }
    targets.delete(entry.file);
    note(problems, entry.file, found.all());
    const mentioned = [...targets].flatMap(mentionable);
    const signature = [
      ...[...ends].map(([key, end]) => `${key}\t${JSON.stringify(end)}`),
      ...mentioned.map(({ file, title, summary }) => JSON.stringify([file, title, summary])),
    ].join("\n");
    const shown = entry.visibility === "public" ? `${own} ${entry.date} ${entry.title}` : "";
    return { ends, signature, asked, targets, embeds, loose, shown };
  }

  /** Puts a source's links in place of its former ones; notes whose backlinks that changes. */
  function put(file: string, next: Source | undefined, renewed: Set<string>): void {
    const before = sources.get(file);
    exchange(asking, file, before?.asked, next?.asked);
    exchange(embeddedIn, file, before?.embeds, next?.embeds);
    exchange(linkedFrom, file, before?.targets, next?.targets);
    exchange(addressed, file, before?.loose, next?.loose);
    const same = before?.shown === next?.shown;
    for (const target of before?.targets ?? []) {
      if (!same || !next?.targets.has(target)) renewed.add(target);
    }
    for (const target of next?.targets ?? []) {
      if (!same || !before?.targets.has(target)) renewed.add(target);
    }
    if (next) sources.set(file, next);
    else sources.delete(file);
  }

  function mentionable(file: string): Entry[] {
    const entry = standing.get(file);
    return entry?.visibility === "public" ? [entry] : [];
  }

  return {
    addressed,
    of: (file) => sources.get(file) ?? NONE,
    backlinks(file) {
      const from = linkedFrom.get(file);
      if (!from) return [];
      return [...from]
        .flatMap((source) => standing.get(source) ?? [])
        .filter(({ visibility }) => visibility === "public")
        .sort(newestFirst);
    },
    mentions: (file) => [...(sources.get(file)?.targets ?? [])].flatMap(mentionable),
    problems: () => [...problems.values()].flat(),
    deadLinks(address, found) {
      for (const file of addressed.get(address) ?? []) {
        const entry = standing.get(file);
        const problem = { code: "W226", values: { target: address } } as const;
        for (const at of entry ? (sources.get(file)?.loose.get(address) ?? []) : []) {
          if (entry) found.add(file, problem.code, () => problemAt(entry, at, problem));
        }
      }
    },
    update(content, { files, difference: { left, came } }) {
      const around = { content, names, addresses, at, reserved };
      const changed = new Set(files);
      for (const { file } of left) changed.add(file);
      for (const { file } of came) changed.add(file);
      for (const { file } of left) standing.delete(file);
      for (const entry of came) standing.set(entry.file, entry);
      const touched = new Set<string>();
      const again = new Set(changed);
      for (const file of changed) {
        if (!place(file, content.entries.get(file), touched)) continue;
        for (const source of linkedFrom.get(file) ?? []) again.add(source);
        for (const source of embeddedIn.get(file) ?? []) again.add(source);
      }
      for (const name of touched) for (const file of asking.get(name) ?? []) again.add(file);
      const renewed = new Set<string>();
      for (const file of again) {
        const entry = standing.get(file);
        const before = sources.get(file);
        if (!entry) {
          problems.delete(file);
        }
        if (!entry && !before) continue;
        const next = entry && look(entry, around);
        if (next?.signature !== before?.signature) renewed.add(file);
        put(file, next, renewed);
      }
      // Whoever embeds a text shows it, and what it embeds.
      const shows = [...changed, ...renewed];
      for (const file of shows) {
        for (const source of embeddedIn.get(file) ?? []) {
          if (renewed.has(source)) continue;
          renewed.add(source);
          shows.push(source);
        }
      }
      const fresh = new Set(came.map(({ file }) => file));
      return new Set([...renewed].filter((file) => standing.has(file) && !fresh.has(file)));
    },
  };
}

/** Everything of a text that a link to it may depend on. */
function outlineOf(entry: Entry, address: string | undefined): string {
  const { lang, title, summary, slug, names, visibility, draft, due, anchors } = entry;
  const state = [visibility, draft, due];
  return JSON.stringify([address, lang, title, summary, slug, names, state, anchors]);
}

function note<T>(notes: Map<string, readonly T[]>, file: string, found: readonly T[]): void {
  if (found.length > 0) notes.set(file, found);
  else notes.delete(file);
}

type Keys = Pick<ReadonlySet<string>, "has" | "keys">;

/** Takes `file` out of the sets of `before` and puts it into those of `now`. */
function exchange(
  index: Map<string, Set<string>>,
  file: string,
  before: Keys = new Set(),
  now: Keys = new Set(),
): void {
  for (const key of before.keys()) {
    if (now.has(key)) continue;
    const set = index.get(key);
    set?.delete(file);
    if (set?.size === 0) index.delete(key);
  }
  for (const key of now.keys()) {
    if (before.has(key)) continue;
    const set = index.get(key);
    if (set) set.add(file);
    else index.set(key, new Set([file]));
  }
}
