// content/site.yaml: the settings of a site, checked once, with messages that point at the line.

import { z } from "zod";
import { isLanguageTag } from "./file-name.ts";
import { isTimezone } from "./moment.ts";
import { type Problem, placeIn } from "./problem.ts";
import { readYaml } from "./yaml-source.ts";

const text = z.string().trim().min(1).max(500);
const menuItem = z.strictObject({
  label: text,
  url: z.string().regex(/^(\/|https?:\/\/|mailto:)/),
});
const language = z.strictObject({
  label: text.optional(),
  title: text.optional(),
  description: text.optional(),
  author: z.strictObject({ name: text.optional(), bio: text.optional() }).optional(),
});
const langTag = z.string().refine(isLanguageTag);

/** The file's own schema. Keys that it does not name stay, for themes to read. */
export const siteFile = z.looseObject({
  title: text.describe("The site's name."),
  description: z.string().trim().max(2000).default("").describe("One sentence about it."),
  lang: langTag.default("en").describe("The main language, like en, zh or zh-Hant."),
  languages: z
    .union([z.array(langTag), z.record(langTag, language)])
    .optional()
    .describe("A list like [en, zh], or for each a label, title, description and author."),
  author: z
    .looseObject({
      name: text,
      bio: text.optional(),
      url: z.url({ protocol: /^https?$/ }).optional(),
      photo: text.optional(),
    })
    .optional()
    .describe("name, bio, url, and photo: a picture of the folder."),
  timezone: z
    .string()
    .refine(isTimezone)
    .default("UTC")
    .describe("Where dates without an offset are read, like Asia/Shanghai."),
  menu: z
    .union([z.array(menuItem), z.record(langTag, z.array(menuItem))])
    .optional()
    .describe("A list of { label, url }, or one list for each language."),
  postsPerPage: z.int().min(1).max(100).default(10).describe("Posts on a page of a list."),
  theme: text
    .default("courtyard")
    .describe("A bundled theme's name, or a folder's path that begins with . or /."),
});

const TEXT_KEYS = new Set(["title", "description", "timezone", "theme"]);

export interface LanguageSettings {
  readonly lang: string;
  readonly label: string;
  readonly title: string;
  readonly description: string;
  readonly menu: readonly { readonly label: string; readonly url: string }[] | undefined;
  readonly author: { readonly name: string; readonly bio?: string | undefined };
}

/** Settings as the rest of the site uses them. */
export interface Settings {
  readonly lang: string;
  /** The main language first. `declared` is false when site.yaml names none: then files add theirs. */
  readonly languages: readonly LanguageSettings[];
  readonly declared: boolean;
  readonly author: {
    readonly name: string;
    readonly bio?: string | undefined;
    readonly url?: string | undefined;
    readonly photo?: string | undefined;
  };
  readonly timezone: string;
  readonly postsPerPage: number;
  readonly theme: string;
  /** The whole file, so that a change of any key is a change. */
  readonly source: string;
}

/** Reads the text of site.yaml, or says what is wrong with it (E110, E111). */
export function readSettings(
  source: string,
  file: string,
): { ok: true; settings: Settings } | { ok: false; problems: readonly Problem[] } {
  const place = placeIn(file, source);
  const yaml = readYaml(source, { textKeys: (key) => TEXT_KEYS.has(key) });
  if (yaml.errors.length > 0) {
    const problems = yaml.errors.map((e) => place.problem("E111", e.at, { reason: e.reason }));
    return { ok: false, problems };
  }
  const parsed = siteFile.safeParse(yaml.data ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const key = issue.path.map(String).join(".") || "title";
      return place.problem("E110", yaml.locate(issue.path), { key });
    });
    return { ok: false, problems };
  }
  return { ok: true, settings: interpret(parsed.data, source) };
}

function interpret(file: z.infer<typeof siteFile>, source: string): Settings {
  const given = file.languages ?? [];
  const declared = Array.isArray(given)
    ? Object.fromEntries(given.map((lang) => [lang, {} as z.infer<typeof language>]))
    : given;
  const tags = [file.lang, ...Object.keys(declared).filter((lang) => lang !== file.lang)];
  const { name, bio, url, photo } = file.author ?? { name: file.title };
  const languages = tags.map((lang): LanguageSettings => {
    const own = declared[lang];
    const menu = Array.isArray(file.menu)
      ? lang === file.lang
        ? file.menu
        : undefined
      : file.menu?.[lang];
    return {
      lang,
      label: own?.label ?? languageLabel(lang),
      title: own?.title ?? file.title,
      description: own?.description ?? file.description,
      menu,
      author: { name: own?.author?.name ?? name, bio: own?.author?.bio ?? bio },
    };
  });
  return {
    lang: file.lang,
    languages,
    declared: file.languages !== undefined,
    author: { name, bio, url, photo },
    timezone: file.timezone,
    postsPerPage: file.postsPerPage,
    theme: file.theme,
    source,
  };
}

/** The settings of `lang`, made up from the main language's when site.yaml does not name it. */
export function languageSettings(settings: Settings, lang: string): LanguageSettings {
  const known = settings.languages.find((language) => language.lang === lang);
  if (known) return known;
  const main = settings.languages[0];
  return {
    lang,
    label: languageLabel(lang),
    title: main?.title ?? "",
    description: main?.description ?? "",
    menu: undefined,
    author: settings.author,
  };
}

/** A language's own name for itself: `English`, `中文`. */
function languageLabel(lang: string): string {
  return new Intl.DisplayNames([lang], { type: "language" }).of(lang) ?? lang;
}
