// The head of a Markdown file: split by gray-matter, read by the yaml package alone, checked here.

import matter from "gray-matter";
import { z } from "zod";
import { readMoment } from "./moment.ts";
import { type Place, type Problem, placeIn } from "./problem.ts";
import { slugOf } from "./slug.ts";
import { readYaml, type YamlSource } from "./yaml-source.ts";

const words = z.string().trim().min(1).max(1000);
const tagList = z
  .union([z.array(words), z.string()])
  .transform((tags) => (Array.isArray(tags) ? tags : tags.split(/[,，、]/)))
  .transform((tags) => tags.map((tag) => tag.trim().replace(/^#/, "")).filter((tag) => tag !== ""));

const frontmatter = z.looseObject({
  title: words.nullish(),
  date: words.nullish(),
  updated: words.nullish(),
  draft: z.boolean().nullish(),
  tags: tagList.nullish(),
  slug: words.nullish(),
  description: z.string().trim().max(5000).nullish(),
  lang: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .nullish(),
  cover: z
    .union([words, z.object({ src: words, alt: z.string().optional() })])
    .transform((cover) => (typeof cover === "string" ? { src: cover } : cover))
    .nullish(),
});

const TEXT_KEYS = ["title", "date", "updated", "tags", "slug", "description", "lang", "cover"];

/** What a head says, with dates in milliseconds and everything absent left out. */
export interface Frontmatter {
  readonly title?: string;
  readonly date?: number;
  readonly updated?: number;
  readonly draft: boolean;
  readonly tags: readonly string[];
  readonly slug?: string;
  readonly description?: string;
  readonly lang?: string;
  readonly cover?: { readonly src: string; readonly alt?: string | undefined };
}

export interface SplitFile {
  readonly head: Frontmatter;
  readonly body: string;
  /** The line of the file on which the body begins, from 1. */
  readonly bodyLine: number;
  /** Where a key stands, for later findings. */
  locate(key: string): { line: number; column: number };
}

/** Splits and checks one file's text; `timezone` is for dates without an offset. */
export function readFrontmatter(
  source: string,
  { file, timezone }: { file: string; timezone: string },
): { ok: true; file: SplitFile } | { ok: false; problems: readonly Problem[] } {
  const place = placeIn(file, source);
  const split = splitHead(source, place);
  if ("problems" in split) return { ok: false, problems: split.problems };
  const { yaml, body, bodyLine } = split;
  const locate = (key: string) => yaml.locate([key]);
  const data = yaml.data ?? {};
  if (typeof data !== "object" || Array.isArray(data)) {
    return { ok: false, problems: [place.problem("E102", { line: 2, column: 1 })] };
  }
  const parsed = frontmatter.safeParse(data);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const key = String(issue.path[0]);
      if (key === "date" || key === "updated") {
        return place.problem("E104", yaml.locate(issue.path), { key, value: "…" });
      }
      return place.problem("E103", yaml.locate(issue.path), { key });
    });
    return { ok: false, problems };
  }
  const problems: Problem[] = [];
  const moment = (key: "date" | "updated"): number | undefined => {
    const value = parsed.data[key];
    if (value === undefined || value === null) return undefined;
    const at = readMoment(value, timezone);
    if (at === undefined) problems.push(place.problem("E104", locate(key), { key, value }));
    return at;
  };
  const date = moment("date");
  const updated = moment("updated");
  const { title, slug, description, lang, cover, tags, draft } = parsed.data;
  if (slug && slugOf(slug) === "") {
    problems.push(place.problem("E105", locate("slug"), { value: slug }));
  }
  if (problems.length > 0) return { ok: false, problems };
  const head: Frontmatter = {
    ...(title ? { title } : {}),
    ...(date === undefined ? {} : { date }),
    ...(updated === undefined ? {} : { updated }),
    draft: draft ?? false,
    tags: [...new Set((tags ?? []).map((tag) => tag.normalize("NFC")))],
    ...(slug ? { slug: slugOf(slug) } : {}),
    ...(description ? { description } : {}),
    ...(lang ? { lang } : {}),
    ...(cover ? { cover } : {}),
  };
  return { ok: true, file: { head, body, bodyLine, locate } };
}

/** gray-matter's own engines would run JavaScript (`---js`) and skip the checks of YAML. */
class OtherLanguage extends Error {}

function splitHead(
  source: string,
  place: Place,
): { yaml: YamlSource; body: string; bodyLine: number } | { problems: readonly Problem[] } {
  const text = source.replace(/^\uFEFF/, "");
  const fence = /^---[ \t]*([^\s-]*)[ \t]*(?:\r?\n|$)/.exec(text);
  const language = fence?.[1] ?? "";
  if (language !== "" && language !== "yaml" && language !== "yml") {
    return { problems: [place.problem("E108", { line: 1, column: 1 }, { language })] };
  }
  if (!fence) return { yaml: readYaml(""), body: text, bodyLine: 1 };
  if (!/\r?\n---[ \t]*(\r?\n|$)/.test(text.slice(3))) {
    return { problems: [place.problem("E109", { line: 1, column: 1 })] };
  }
  const other = {
    parse: (): never => {
      throw new OtherLanguage();
    },
  };
  let yaml = readYaml("");
  const file = matter(text, {
    engines: {
      yaml: {
        parse(head: string) {
          // The head that gray-matter hands over begins with the line break after `---`.
          yaml = readYaml(head, { textKeys: TEXT_KEYS });
          return {};
        },
      },
      json: other,
      javascript: other,
    },
  });
  if (yaml.errors.length > 0) {
    const problems = yaml.errors.map((e) => place.problem("E101", e.at, { reason: e.reason }));
    return { problems };
  }
  const before = text.slice(0, text.length - file.content.length);
  return { yaml, body: file.content, bodyLine: before.split(/\r\n|\n|\r/).length };
}
