// content/site.yaml: the settings of a site, checked once, with messages that point at the line.

import { z } from "zod";
import {
  type AuthorSettings,
  authorFile,
  authorsFile,
  authorWords,
  interpretAuthors,
} from "./author-settings.ts";
import { isLanguageTag } from "./file-name.ts";
import { type MenuItem, menuFile, menuOf, socialFile } from "./menu-settings.ts";
import { isTimezone } from "./moment.ts";
import { type Problem, placeIn } from "./problem.ts";
import { readYaml } from "./yaml-source.ts";

const text = z.string().trim().min(1).max(500);
const language = z.strictObject({
  label: text.optional(),
  title: text.optional(),
  description: text.optional(),
  author: authorWords.optional(),
  authors: z.record(text, authorWords).optional(),
});
const langTag = z.string().refine(isLanguageTag);

/** Apple's categories of the first level, which all directories know. */
const PODCAST_CATEGORIES = [
  ...(["Arts", "Business", "Comedy", "Education", "Fiction", "Government", "History"] as const),
  ...(["Health & Fitness", "Kids & Family", "Leisure", "Music", "News"] as const),
  ...(["Religion & Spirituality", "Science", "Society & Culture", "Sports"] as const),
  ...(["Technology", "True Crime", "TV & Film"] as const),
] as const;

/** The file's own schema. Keys that it does not name stay, for themes to read. */
export const siteFile = z.looseObject({
  title: text.describe("The site's name."),
  description: z.string().trim().max(2000).default("").describe("One sentence about it."),
  lang: langTag.default("en").describe("The main language, like en, zh or zh-Hant."),
  languages: z
    .union([z.array(langTag), z.record(langTag, language)])
    .optional()
    .describe("A list like [en, zh], or for each a label, title, description and author."),
  author: authorFile
    .optional()
    .describe("name, bio, url, and photo: a picture of the folder; or the key of one of authors."),
  authors: authorsFile
    .optional()
    .describe("Others who write here, each by a key: { name, bio, url, photo }."),
  timezone: z
    .string()
    .refine(isTimezone)
    .default("UTC")
    .describe("Where dates without an offset are read, like Asia/Shanghai."),
  menu: menuFile
    .optional()
    .describe("A list of { label, url, items }, or one list for each language."),
  footerMenu: menuFile.optional().describe("The same, for the foot of every page."),
  social: socialFile
    .optional()
    .describe("Where else the author is: a list of { label, url, icon }."),
  icon: text
    .optional()
    .describe("A square picture of the folder: the site's icon in tabs, on phones and in feeds."),
  hub: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("The address of a WebSub hub; feeds name it, and it is told of news."),
  podcast: z
    .strictObject({
      email: z.email().describe("Where directories write to; it stands in the feed."),
      category: z.enum(PODCAST_CATEGORIES).describe("One of Apple's, like Technology."),
      explicit: z.boolean().default(false).describe("Whether it is not for children."),
      image: text
        .optional()
        .describe("The artwork: a square picture of the folder, 1400 to 3000 pixels a side."),
      author: text.optional().describe("Who speaks; the site's author unless given."),
    })
    .optional()
    .describe("Makes the RSS feeds podcasts: email, category, explicit, image, author."),
  ogImages: z
    .union([z.int().min(0), z.enum(["all", "none"])])
    .default(100)
    .describe("Posts, the newest, that get a picture of their title for sharing; all, or none."),
  llms: z
    .boolean()
    .default(false)
    .describe("true: a llms.txt, for programs that read for somebody."),
  postsPerPage: z.int().min(1).max(100).default(10).describe("Posts on a page of a list."),
  theme: text
    .default("courtyard")
    .describe("A bundled theme's name, a package's, or a folder's path that begins with . or /."),
  themeSettings: z
    .record(z.string(), z.unknown())
    .nullish()
    .describe("The theme's own settings; `null` takes a setting's usual value away."),
});

const TEXT_KEYS = new Set(["title", "description", "timezone", "theme"]);

export interface LanguageSettings {
  readonly lang: string;
  readonly label: string;
  readonly title: string;
  readonly description: string;
  readonly menu: readonly MenuItem[] | undefined;
  readonly footerMenu: readonly MenuItem[];
  readonly author: { readonly name: string; readonly bio?: string | undefined };
  /** By key, what this language calls the other authors. */
  readonly authors: Readonly<Record<string, z.infer<typeof authorWords>>>;
}

/** Settings as the rest of the site uses them. */
export interface Settings {
  readonly lang: string;
  /** The main language first. `declared` is false when site.yaml names none: then files add theirs. */
  readonly languages: readonly LanguageSettings[];
  readonly declared: boolean;
  readonly author: AuthorSettings;
  readonly authors: readonly AuthorSettings[];
  readonly social: z.infer<typeof socialFile>;
  readonly timezone: string;
  readonly hub: string | undefined;
  /** A picture's path. */
  readonly icon: string | undefined;
  readonly podcast:
    | {
        readonly email: string;
        readonly category: string;
        readonly explicit: boolean;
        /** A picture's path. */
        readonly image?: string | undefined;
        readonly author?: string | undefined;
      }
    | undefined;
  /** Newest posts with a drawing of their own; "none" means none for the site either. */
  readonly ogImages: number | "all" | "none";
  readonly llms: boolean;
  readonly postsPerPage: number;
  readonly theme: string;
  /** As site.yaml has them: the theme knows what they may be. */
  readonly themeSettings: Readonly<Record<string, unknown>>;
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
  const { author, authors } = interpretAuthors(file);
  const languages = tags.map((lang): LanguageSettings => {
    const own = declared[lang];
    return {
      lang,
      label: own?.label ?? languageLabel(lang),
      title: own?.title ?? file.title,
      description: own?.description ?? file.description,
      menu: menuOf(file.menu, { lang, main: file.lang }),
      footerMenu: menuOf(file.footerMenu, { lang, main: file.lang }) ?? [],
      author: {
        name: own?.author?.name ?? author.name,
        bio: own?.author?.bio ?? author.bio,
      },
      authors: own?.authors ?? {},
    };
  });
  return {
    lang: file.lang,
    languages,
    declared: file.languages !== undefined,
    author,
    authors,
    social: file.social ?? [],
    timezone: file.timezone,
    hub: file.hub,
    icon: file.icon,
    podcast: file.podcast,
    ogImages: file.ogImages,
    llms: file.llms,
    postsPerPage: file.postsPerPage,
    theme: file.theme,
    themeSettings: file.themeSettings ?? {},
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
    footerMenu: [],
    author: settings.author,
    authors: {},
  };
}

/** A language's own name for itself: `English`, `中文`. */
function languageLabel(lang: string): string {
  return new Intl.DisplayNames([lang], { type: "language" }).of(lang) ?? lang;
}
