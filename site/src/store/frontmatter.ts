// The head of a Markdown file, checked: one schema for what it may say, whatever its keys are called. Over
// 300 lines: the schema is one, and what is read from it follows.

import { z } from "zod";
import {
  authorsKey,
  categoriesKey,
  readAuthors,
  readCategories,
  readSeries,
  readTags,
  type SeriesPlace,
  seriesKey,
  tagsKey,
} from "./belonging.ts";
import { type EnclosureReference, enclosureRule, readEnclosures } from "./enclosure-key.ts";
import {
  asSwitch,
  isTextKey,
  type KnownKey,
  nameKeys,
  nearestKey,
  type Switch,
} from "./frontmatter-keys.ts";
import { splitHead } from "./head-split.ts";
import { readMoment } from "./moment.ts";
import { readPermalink } from "./permalink-key.ts";
import { type Problem, placeIn } from "./problem.ts";
import { slugOf } from "./slug.ts";

const words = z.string().trim().min(1).max(1000);
const flag = z.union([z.boolean(), z.string().regex(/^(true|false|yes|no|on|off)$/i)]);
const names = z
  .union([z.array(words.nullable()), words])
  .transform((list) => (Array.isArray(list) ? list.filter((name) => name !== null) : [list]));
const picture = z.union([
  words,
  z.looseObject({
    src: z.string().optional(),
    alt: z.string().nullish(),
  }),
]);

/** What each key may hold, by its canonical name. The source of the schema for editors. */
export const frontmatterSchema = z.looseObject({
  title: words
    .optional()
    .describe("The title. Without it: the `#` heading that opens the text, else the file's name."),
  date: words
    .optional()
    .describe(
      "2026-03-09, 2026-03-09 18:30, or with an offset. A post with a future date appears then.",
    ),
  updated: words.optional().describe("When the text was last changed."),
  expiryDate: words.optional().describe("From then on the post is not published."),
  draft: flag.optional().describe("true keeps the file at home."),
  tags: tagsKey
    .optional()
    .describe("A list, or words with commas or spaces between. A leading # is taken off."),
  categories: categoriesKey
    .optional()
    .describe("A list. travel/asia, or a list in the list, is a category within another."),
  authors: authorsKey
    .optional()
    .describe("Names, or keys of the authors in site.yaml. Without it: the site's author."),
  series: seriesKey
    .optional()
    .describe("A series' name, or { name, order }. Parts without an order stand by date."),
  seriesOrder: z.number().optional().describe("The place in the series, as order says it too."),
  slug: words.optional().describe("The last part of the address."),
  permalink: words.optional().describe("The whole address, like /2019/rain/."),
  aliases: names
    .optional()
    .describe("Old addresses (they begin with /), and other names of the text."),
  redirect_from: names.optional().describe("Old addresses."),
  description: z
    .string()
    .trim()
    .max(5000)
    .optional()
    .describe("For cards, feeds and search engines."),
  lang: z
    .string()
    .regex(/^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/)
    .optional()
    .describe("The language, like en or zh-Hant."),
  translationKey: words.optional().describe("The same for all translations of one text."),
  cover: picture.optional().describe("A picture's path, or { src, alt }."),
  visibility: z
    .enum(["public", "unlisted", "private"])
    .optional()
    .describe(
      "unlisted: has a page, but is in no list, feed, sitemap or search. private: stays at home.",
    ),
  pinned: z
    .union([z.number(), flag])
    .optional()
    .describe("true, or a number: stands first on the start page and at the head of the list."),
  comments: flag.optional().describe("false: no comments under this post."),
  enclosure: enclosureRule
    .optional()
    .describe(
      "A recording: a file of the folder or an address, { src, type, length, duration, title }, or a list of these.",
    ),
});

type Checked = z.infer<typeof frontmatterSchema>;

/** What a head says, with dates in milliseconds and everything absent left out. */
export interface Frontmatter {
  readonly title?: string;
  readonly date?: number;
  readonly updated?: number;
  readonly expires?: number;
  readonly draft: boolean;
  readonly tags: readonly string[];
  /** Each a path of names, outermost first. */
  readonly categories: readonly (readonly string[])[];
  /** Names, or keys of site.yaml's authors. */
  readonly authors: readonly string[];
  readonly series: readonly SeriesPlace[];
  readonly slug?: string;
  /** Root-relative, decoded, with a slash at both ends. */
  readonly permalink?: string;
  /** Old addresses, root-relative. */
  readonly redirects: readonly string[];
  /** Other names, for links by name. */
  readonly names: readonly string[];
  readonly description?: string;
  readonly lang?: string;
  readonly translationKey?: string;
  readonly cover?: { readonly src: string; readonly alt?: string | undefined };
  readonly visibility: "public" | "unlisted" | "private";
  /** 0 when it is not pinned; a greater number stands before a smaller one. */
  readonly pinned: number;
  readonly comments: boolean;
  readonly enclosures: readonly Omit<EnclosureReference, "folder" | "line">[];
  /** Everything else, unchecked, for themes: own keys, and those whose feature is a theme's so far. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface SplitFile {
  readonly head: Frontmatter;
  readonly body: string;
  /** The line of the file on which the body begins, from 1. */
  readonly bodyLine: number;
  readonly warnings: readonly Problem[];
  /** Where a key stands, for later findings. */
  locate(key: KnownKey): { line: number; column: number };
}

/** Keys that are handed on as they are. */
const FOR_THEMES = ["toc", "math"] as const;

/** Splits and checks one file's text; `timezone` is for dates without an offset. */
export function readFrontmatter(
  source: string,
  { file, timezone }: { file: string; timezone: string },
): { ok: true; file: SplitFile } | { ok: false; problems: readonly Problem[] } {
  const place = placeIn(file, source);
  const split = splitHead(source, { place, textKeys: isTextKey });
  if ("problems" in split) return { ok: false, problems: split.problems };
  const { yaml, body, bodyLine } = split;
  const data = yaml.data ?? {};
  if (typeof data !== "object" || Array.isArray(data)) {
    return { ok: false, problems: [place.problem("E102", { line: 2, column: 1 })] };
  }
  const { values, extra } = nameKeys(data as Record<string, unknown>);
  const ownName = (key: string) => values.get(key as KnownKey)?.key ?? key;
  const locate = (key: string) => yaml.locate([ownName(key)]);
  const problems: Problem[] = [];
  const warnings: Problem[] = [];

  const checked = Object.fromEntries(
    Object.keys(frontmatterSchema.shape).flatMap((key) => {
      const found = values.get(key as KnownKey);
      return found ? [[key, found.value]] : [];
    }),
  );
  const parsed = frontmatterSchema.safeParse(checked);
  for (const issue of parsed.error?.issues ?? []) {
    const key = String(issue.path[0]);
    const at = yaml.locate([ownName(key), ...issue.path.slice(1)]);
    const isDate = key === "date" || key === "updated" || key === "expiryDate";
    const named = { key: ownName(key), as: key, value: "…" };
    problems.push(place.problem(isDate ? "E104" : "E103", at, named));
  }
  const said: Partial<Checked> = parsed.data ?? {};

  const moment = (key: "date" | "updated" | "expiryDate"): number | undefined => {
    const value = said[key];
    if (value === undefined) return undefined;
    const at = readMoment(value, timezone);
    if (at === undefined) {
      problems.push(place.problem("E104", locate(key), { key: ownName(key), value }));
    }
    return at;
  };
  const flagOf = (key: Switch): boolean | undefined => {
    const found = values.get(key);
    if (!found) return undefined;
    const value = asSwitch(found.value);
    if (value === undefined) {
      problems.push(place.problem("E103", locate(key), { key: found.key, as: "draft" }));
    }
    return value;
  };
  const date = moment("date");
  const updated = moment("updated");
  const expires = moment("expiryDate");
  const { title, slug, description, lang, translationKey } = said;
  if (slug && slugOf(slug) === "") {
    problems.push(place.problem("E105", locate("slug"), { value: slug }));
  }
  const permalink = said.permalink === undefined ? undefined : readPermalink(said.permalink);
  if (said.permalink !== undefined && typeof permalink !== "object" && permalink !== "elsewhere") {
    const named = { key: ownName("permalink"), value: said.permalink };
    if (permalink === "pattern") warnings.push(place.problem("W207", locate("permalink"), named));
    else problems.push(place.problem("E115", locate("permalink"), named));
  }
  const cover = coverOf(said.cover);
  if (said.cover !== undefined && !cover && typeof said.cover !== "string") {
    const hasOther = Object.keys(said.cover).length > 0;
    if (hasOther && !isEmptyPicture(said.cover)) {
      problems.push(place.problem("E103", locate("cover"), { key: ownName("cover"), as: "cover" }));
    }
  }
  const enclosures = said.enclosure === undefined ? [] : readEnclosures(said.enclosure);
  if (!enclosures) {
    const named = { key: ownName("enclosure"), as: "enclosure" };
    problems.push(place.problem("E103", locate("enclosure"), named));
  }
  const isPublished = flagOf("publish");
  const isHidden = [flagOf("unlisted"), flagOf("hidden")].includes(true);
  const isPrivate = flagOf("private") === true;
  for (const key of Object.keys(extra)) {
    const near = nearestKey(key);
    if (near) warnings.push(place.problem("W206", yaml.locateKey(key), { key, near }));
  }
  if (problems.length > 0) return { ok: false, problems };

  const named = [...(said.aliases ?? [])];
  const redirects = [
    ...named.filter((name) => name.startsWith("/")),
    ...(said.redirect_from ?? []).map((path) => (path.startsWith("/") ? path : `/${path}`)),
  ];
  const forThemes = FOR_THEMES.flatMap((key) => {
    const found = values.get(key);
    return found ? [[key, found.value] as const] : [];
  });
  const elsewhere =
    permalink === "elsewhere" ? [[ownName("permalink"), said.permalink] as const] : [];
  const head: Frontmatter = {
    ...(title ? { title } : {}),
    ...(date === undefined ? {} : { date }),
    ...(updated === undefined ? {} : { updated }),
    ...(expires === undefined ? {} : { expires }),
    draft: (asSwitch(said.draft) ?? false) || isPublished === false,
    tags: said.tags === undefined ? [] : readTags(said.tags, { plural: ownName("tags") !== "tag" }),
    categories:
      said.categories === undefined
        ? []
        : readCategories(said.categories, { plural: /ies$/i.test(ownName("categories")) }),
    authors: said.authors === undefined ? [] : readAuthors(said.authors),
    series: said.series === undefined ? [] : readSeries(said.series, { order: said.seriesOrder }),
    ...(slug ? { slug: slugOf(slug) } : {}),
    ...(typeof permalink === "object" ? { permalink: permalink.path } : {}),
    redirects: [...new Set(redirects.map((path) => path.normalize("NFC")))],
    names: named.filter((name) => !name.startsWith("/")).map((name) => name.normalize("NFC")),
    ...(description ? { description } : {}),
    ...(lang ? { lang: lang.replaceAll("_", "-") } : {}),
    ...(translationKey ? { translationKey } : {}),
    ...(cover ? { cover } : {}),
    visibility: said.visibility ?? (isPrivate ? "private" : isHidden ? "unlisted" : "public"),
    pinned:
      typeof said.pinned === "number"
        ? Math.max(0, said.pinned)
        : Number(asSwitch(said.pinned) ?? false),
    comments: asSwitch(said.comments) ?? true,
    enclosures: enclosures ?? [],
    extra: Object.fromEntries([...Object.entries(extra), ...forThemes, ...elsewhere]),
  };
  return { ok: true, file: { head, body, bodyLine, warnings, locate } };
}

const PICTURE_KEYS = ["src", "image", "url", "path", "feature"] as const;

/** A picture by any of the keys that themes of other programs give its path; wikilinks too. */
function coverOf(cover: Checked["cover"]): Frontmatter["cover"] {
  if (cover === undefined) return undefined;
  if (typeof cover === "string") {
    return { src: cover.replace(/^!?\[\[([^\]|]+)(\|[^\]]*)?\]\]$/, "$1").trim() };
  }
  const src = PICTURE_KEYS.map((key) => cover[key]).find(
    (path): path is string => typeof path === "string" && path.trim() !== "",
  );
  return src === undefined ? undefined : { src: src.trim(), alt: cover.alt ?? undefined };
}

/** `{ image: "", alt: "" }`, as a template leaves it. */
function isEmptyPicture(cover: Exclude<Checked["cover"], string | undefined>): boolean {
  return PICTURE_KEYS.some((key) => key in cover && (cover[key] === "" || cover[key] === null));
}
