// The content folder in memory. Reads what changed, checks it once, and hands out `Content`. Over 300
// lines: texts, pictures and settings are read in one round, so that they agree.

import { existsSync, lstatSync, readFileSync, type Stats, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ImageStore } from "../images/image-store.ts";
import { copiesLast, isCopyOf } from "./conflict-copy.ts";
import type { Content } from "./content.ts";
import { asId, isIgnored, isTextFile, listContent, placeholderOf } from "./content-files.ts";
import { createDueTimes } from "./due-times.ts";
import { type Entry, readEntry } from "./entry.ts";
import type { EntryCache } from "./entry-cache.ts";
import { isLanguageTag } from "./file-name.ts";
import { createFileNames } from "./file-names.ts";
import { createFileShelf } from "./file-shelf.ts";
import { createPictureShelf } from "./picture-shelf.ts";
import { type Problem, placeIn } from "./problem.ts";
import { readSettings, type Settings } from "./settings.ts";
import { settingsPictures } from "./settings-pictures.ts";
import { createStrayTexts } from "./stray-texts.ts";
import { createSymbolicLinks } from "./symbolic-link.ts";

export interface ContentStore {
  /** Reads the whole folder. Throws `ContentMissing` when the folder is not there. */
  load(): Promise<Loaded>;
  /** Reads the files at these paths again (relative to the folder); a vanished one is left out. */
  update(paths: readonly string[]): Promise<Loaded>;
  /**
   * What there will be at `moment` if nobody changes a file; undefined leads back to the present, and
   * has to be the last call before any other.
   */
  at(moment: number | undefined): Promise<Loaded>;
  /** The next moment, in milliseconds, at which a text comes or goes without any change of a file. */
  nextChange(): number | undefined;
}

/**
 * Content, or the reasons why there is none: settings that cannot be read, or are missing. `changed`
 * names the files whose entries are not those of the last content that was handed out.
 */
export type Loaded =
  | {
      readonly ok: true;
      readonly content: Content;
      readonly changed: ReadonlySet<string> | "everything";
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The folder is not there (an unmounted disk, a typing mistake): nothing may be concluded from it. */
export class ContentMissing extends Error {
  readonly code = "content-missing";
}

export interface StoreOptions {
  contentDir: string;
  cache: EntryCache;
  images: ImageStore;
  /** The present, in milliseconds: dates files that name no date. */
  now(): number;
  /** Aborts between two files or pictures, with an exception. */
  signal?: AbortSignal;
}

/** A store over `contentDir`; empty until `load`. */
export function openStore({ contentDir, cache, images, now, signal }: StoreOptions): ContentStore {
  const folder = basename(contentDir);
  const entries = new Map<string, Entry>();
  const broken = new Map<string, readonly Problem[]>();
  /** Id to path on disk: they differ where a system hands out names in NFD. */
  const onDisk = new Map<string, string>();
  const symbolicLinks = createSymbolicLinks(contentDir);
  const names = createFileNames();
  const strays = createStrayTexts(folder);
  const { named } = names;
  const shelf = createPictureShelf({ contentDir, folder, images, named, signal });
  const linked = createFileShelf({
    names,
    stampOf(id) {
      const path = onDisk.get(id) ?? id;
      const stats = stampOf(path);
      return stats && { path: join(contentDir, path), size: stats.size, mtimeMs: stats.mtimeMs };
    },
  });
  let ahead: number | undefined;
  const times = createDueTimes({
    folder,
    zone: () => settings?.timezone ?? "UTC",
    now: () => ahead ?? now(),
  });
  /** Files whose times are looked at again, since the moment is another one. */
  let travelling: readonly string[] = [];
  const warned = new Map<string, readonly Problem[]>();
  let changed: Set<string> | "everything" = "everything";
  let settings: Settings | undefined;
  let settingsProblems: readonly Problem[] = [];

  /** Reads site.yaml; a broken one leaves the last good settings in force. */
  async function readSite(): Promise<void> {
    const shown = `${folder}/site.yaml`;
    const source = await readFile(join(contentDir, "site.yaml"), "utf8").catch(() => undefined);
    if (source === undefined) {
      settingsProblems = [placeIn(shown, "").problem("E112", { line: 1, column: 1 })];
      return;
    }
    const read = readSettings(source, shown);
    settingsProblems = read.ok ? [] : read.problems;
    if (read.ok) settings = read.settings;
  }

  function contextOf({ lang, timezone, languages, declared }: Settings) {
    const known = new Set(languages.map((language) => language.lang));
    return {
      key: JSON.stringify([folder, lang, timezone, declared ? [...known] : null]),
      folder,
      lang,
      timezone,
      isLang: (suffix: string) => (declared ? known.has(suffix) : isLanguageTag(suffix)),
    };
  }

  function change(file: string): void {
    if (changed !== "everything") changed.add(file);
  }

  async function readFiles(paths: readonly string[], current: Settings): Promise<void> {
    const context = contextOf(current);
    for (const path of copiesLast(paths)) {
      signal?.throwIfAborted();
      const file = asId(path);
      const stamp = stampOf(path);
      if (!stamp) {
        if (!isEvicted(path)) forget(file);
        continue;
      }
      onDisk.set(file, path);
      const read = readOne(path, file, { ...context, firstSeen: () => seen(file, stamp) });
      const original = read.ok ? isCopyOf(read.entry, entries) : undefined;
      if (original !== undefined) {
        forget(file);
        const place = placeIn(`${folder}/${file}`, "");
        broken.set(file, [place.problem("E140", { line: 1, column: 1 }, { original })]);
      } else if (read.ok) {
        entries.set(file, cache.keep(read.entry, { stamp, context: context.key }));
        broken.delete(file);
        change(file);
      } else {
        broken.set(file, read.problems);
      }
    }
  }

  /** Whether a cloud took the file from this disk and left a placeholder: it is not deleted. */
  function isEvicted(path: string): boolean {
    return existsSync(join(contentDir, placeholderOf(path)));
  }

  /** Asked in one breath: ten thousand answers cost a twentieth of a second, awaited ones a whole. */
  function stampOf(path: string): Stats | undefined {
    if (symbolicLinks.leadTo(path)) return undefined;
    const stats = lstatSync(join(contentDir, path), { throwIfNoEntry: false });
    return stats?.isFile() ? stats : undefined;
  }

  /** In one breath too: it is ten times as fast as awaiting each. */
  function readOne(path: string, file: string, context: Parameters<typeof readEntry>[2]) {
    try {
      return readEntry(readFileSync(join(contentDir, path)), file, context);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      const place = placeIn(`${folder}/${file}`, "");
      const problem = place.problem("E113", { line: 1, column: 1 }, { reason });
      return { ok: false as const, problems: [problem] };
    }
  }

  function seen(file: string, { birthtimeMs, mtimeMs }: { birthtimeMs: number; mtimeMs: number }) {
    const made = Math.min(...[birthtimeMs, mtimeMs, now()].filter((at) => at > 0));
    return cache.firstSeen(file, Math.floor(made / 60_000) * 60_000);
  }

  function forget(file: string): void {
    entries.delete(file);
    broken.delete(file);
    onDisk.delete(file);
    cache.drop(file);
    change(file);
  }

  async function snapshot(): Promise<Loaded> {
    if (!settings) return { ok: false, problems: settingsProblems };
    const asked = changed === "everything" ? entries.keys() : changed;
    for (const file of times.follow([...asked, ...travelling], entries)) change(file);
    const files = changed === "everything" ? entries.keys() : changed;
    await shelf.follow(files, entries);
    const photos = await shelf.followPhotos(settingsPictures(settings));
    linked.follow(changed === "everything" ? entries.keys() : changed, entries);
    for (const file of changed === "everything" ? [...warned.keys(), ...entries.keys()] : changed) {
      const own = entries.get(file)?.warnings ?? [];
      const problems = [...own, ...times.problemsOf(file), ...shelf.problemsOf(file)];
      if (problems.length > 0) warned.set(file, problems);
      else warned.delete(file);
    }
    const problems = [
      ...settingsProblems,
      ...[...broken.values()].flat(),
      ...[...warned.values()].flat(),
      ...photos.problems,
      ...strays.problems(),
    ];
    const { pictures } = shelf;
    const { files: linkedFiles } = linked;
    const content = { folder, settings, entries, pictures, files: linkedFiles, named, problems };
    const told = photos.changed ? "everything" : changed;
    changed = new Set();
    return { ok: true, content, changed: told };
  }

  function putName(path: string): void {
    names.put(asId(path));
    strays.note(asId(path), true);
    if (asId(path) !== path) onDisk.set(asId(path), path);
  }

  function missing(cause: unknown): never {
    throw new ContentMissing(`The folder ${contentDir} cannot be read.`, { cause });
  }

  async function load(): Promise<Loaded> {
    const paths = await listContent(contentDir).catch(missing);
    symbolicLinks.clear();
    await readSite();
    if (!settings) return { ok: false, problems: settingsProblems };
    const current = settings;
    const kept = cache.load(contextOf(settings).key);
    entries.clear();
    broken.clear();
    shelf.clear();
    linked.clear();
    names.clear();
    strays.clear();
    for (const path of paths) if (!isTextFile(asId(path))) putName(path);
    changed = "everything";
    const unread: string[] = [];
    for (const path of paths.filter((path) => isTextFile(asId(path)))) {
      const file = asId(path);
      const known = kept.get(file);
      const now = known && stampOf(path);
      if (known) entries.set(file, known.entry);
      onDisk.set(file, path);
      const same = now && known.stamp.mtimeMs === now.mtimeMs && known.stamp.size === now.size;
      if (!same) unread.push(path);
    }
    for (const [file, { entry }] of kept) {
      if (entries.has(file)) continue;
      if (isEvicted(file)) entries.set(file, entry);
      else cache.drop(file);
    }
    await cache.together(() => readFiles(unread, current));
    return snapshot();
  }

  async function update(paths: readonly string[]): Promise<Loaded> {
    if (!settings) return load();
    // A deleted post, or the first of all when a disk is unmounted? The folder itself knows.
    try {
      statSync(contentDir);
    } catch (error) {
      missing(error);
    }
    symbolicLinks.clear();
    if (paths.includes("site.yaml")) {
      const before = contextOf(settings).key;
      await readSite();
      if (contextOf(settings).key !== before) return load();
      changed = "everything";
    }
    for (const path of paths) {
      if (isTextFile(asId(path)) || isIgnored(asId(path))) continue;
      if (stampOf(path)) putName(path);
      else {
        names.drop(asId(path));
        strays.note(asId(path), false);
      }
    }
    for (const file of new Set([...shelf.touch(paths), ...linked.touch(paths)])) {
      // Another object, so that everything made from the entry is made again with its new picture.
      const entry = entries.get(file);
      if (entry) entries.set(file, { ...entry });
      change(file);
    }
    await readFiles(
      paths.filter((path) => isTextFile(asId(path))),
      settings,
    );
    return snapshot();
  }

  async function at(moment: number | undefined): Promise<Loaded> {
    if (ahead === undefined) travelling = times.waiting();
    ahead = moment;
    const there = await snapshot();
    if (moment === undefined) travelling = [];
    return there;
  }

  return { load, update, at, nextChange: times.next };
}
