// A theme's file copied into the site's own `_theme/`, to be changed there; and what became of the
// original since. `_theme/origins.json` keeps each original as it was, so that a theme's update can be
// compared with it, and nothing of the site's own is ever overwritten.

import { hash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { findInLayers, overrides, type ResolvedTheme } from "./resolve-theme.ts";

const origin = z.object({
  /** The theme that it came from, as site.yaml named it. */
  theme: z.string(),
  sha256: z.string(),
  /** The original's text at that time. */
  text: z.string(),
});
const originsFile = z.object({ v: z.literal(1), files: z.record(z.string(), origin) });
type Origins = z.infer<typeof originsFile>["files"];

export type Ejected =
  | { readonly ok: true; readonly path: string; readonly file: string; readonly from: string }
  | { readonly ok: false; readonly why: "not-there" | "is-there"; readonly file: string };

/**
 * Copies what `name` means (`PostCard`, `PostCard.astro`, `components/PostCard.astro`,
 * `styles/page.css`) into the site's own folder, unless one is there.
 */
export function eject(name: string, { theme, contentDir }: Where): Ejected {
  const path = pathOf(name, theme);
  const found = path && findInLayers(theme.layers, path, { skip: 1 });
  if (!path || !found) return { ok: false, why: "not-there", file: name };
  const own = findInLayers(theme.layers.slice(0, 1), path);
  if (own) return { ok: false, why: "is-there", file: own.file };
  const folder = theme.layers[found.layer] ?? "";
  const text = readFileSync(found.file, "utf8");
  const file = join(overrides(contentDir), path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, moved(text, { file: found.file, folder }), { flag: "wx" });
  record(contentDir, path, { theme: theme.name, sha256: digest(text), text });
  return { ok: true, path, file, from: found.file };
}

interface Where {
  readonly theme: ResolvedTheme;
  readonly contentDir: string;
}

const FOLDERS = ["components", "templates", "styles", "tokens", "i18n", "assets"];
const ENDINGS = [".astro", ".css", ".tokens.json", ".json", ".svg"];

function pathOf(name: string, { layers }: ResolvedTheme): string | undefined {
  const plain = name.replace(/^theme:/, "");
  const candidates = plain.includes("/")
    ? [plain]
    : FOLDERS.flatMap((folder) =>
        [plain, ...ENDINGS.map((ending) => plain + ending)].map((file) => `${folder}/${file}`),
      );
  return candidates.find((path) => findInLayers(layers, path, { skip: 1 }));
}

/** What it imports from beside it, it imports by the theme's name from its new place. */
function moved(text: string, { file, folder }: { file: string; folder: string }): string {
  return text.replace(
    /(\bfrom\s*|\bimport\s*)(["'])(\.{1,2}\/[^"']+)\2/g,
    (whole, word, quote, target) => {
      const contract = /\/(contract|definition|tokens)\.ts$/.exec(target)?.[1];
      if (contract) return `${word}${quote}@courtyard/themes/${contract}.ts${quote}`;
      const path = relative(folder, resolve(dirname(file), target))
        .split(sep)
        .join("/");
      return path.startsWith("..") ? whole : `${word}${quote}theme:${path}${quote}`;
    },
  );
}

/** A part of the site's own folder, beside the theme's of today. */
export interface Drift {
  readonly path: string;
  /** Where it was copied from; undefined for one that the site wrote itself. */
  readonly theme: string | undefined;
  readonly state: "same" | "drifted" | "gone" | "own";
  /** The original when it was copied, the theme's of today, and the site's. */
  readonly before?: string;
  readonly now?: string;
  readonly mine: string;
}

/** Everything in the site's own folder, with what its original became. */
export function driftOf({ theme, contentDir }: Where): Drift[] {
  const origins = readOrigins(contentDir);
  return ownFiles(overrides(contentDir)).map((path) => {
    const mine = readFileSync(join(overrides(contentDir), path), "utf8");
    const known = origins[path];
    const found = findInLayers(theme.layers, path, { skip: 1 });
    const now = found && readFileSync(found.file, "utf8");
    if (!known) return { path, theme: undefined, state: "own", mine };
    const { theme: from, text: before, sha256 } = known;
    if (now === undefined) return { path, theme: from, state: "gone", before, mine };
    const state = digest(now) === sha256 ? "same" : "drifted";
    return { path, theme: from, state, before, now, mine };
  });
}

/** Takes the theme's file of today as the one that the site's own was compared with. */
export function acceptOrigin(path: string, { theme, contentDir }: Where): boolean {
  const found = findInLayers(theme.layers, path, { skip: 1 });
  if (!found || !existsSync(join(overrides(contentDir), path))) return false;
  const text = readFileSync(found.file, "utf8");
  record(contentDir, path, { theme: theme.name, sha256: digest(text), text });
  return true;
}

function ownFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !one.name.startsWith(".") && one.name !== ORIGINS)
    .map((one) => posix.join(relative(folder, one.parentPath).split(sep).join("/"), one.name))
    .sort();
}

const ORIGINS = "origins.json";

function readOrigins(contentDir: string): Origins {
  const file = join(overrides(contentDir), ORIGINS);
  if (!existsSync(file)) return {};
  return originsFile.parse(JSON.parse(readFileSync(file, "utf8"))).files;
}

function record(contentDir: string, path: string, one: z.infer<typeof origin>): void {
  const files = { ...readOrigins(contentDir), [path]: one };
  const file = join(overrides(contentDir), ORIGINS);
  const beside = join(overrides(contentDir), `.${ORIGINS}.tmp`);
  writeFileSync(beside, `${JSON.stringify({ v: 1, files }, null, 2)}\n`);
  renameSync(beside, file);
}

function digest(text: string): string {
  return hash("sha256", text, "hex");
}
