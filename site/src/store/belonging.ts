// What a head says of where a text belongs: its tags, categories, authors and series, in the forms that
// Hugo, Hexo, Jekyll, Astro and Obsidian write them.

import { z } from "zod";

const name = z.string().trim().min(1).max(1000);
const spelled = z.union([name, z.number()]);
/** In a list, which templates leave with empty places. */
const listed = z.union([z.string().max(1000), z.number(), z.null()]);
const place = z.looseObject({ name: spelled, order: z.number().optional() });

export const tagsKey = z.union([z.string(), z.array(name.nullable())]);
export const categoriesKey = z.union([spelled, z.array(z.union([listed, z.array(listed)]))]);
export const authorsKey = z.union([
  spelled,
  z.looseObject({ name }),
  z.array(z.union([listed, z.looseObject({ name })])),
]);
export const seriesKey = z.union([spelled, place, z.array(z.union([listed, place]))]);

/** A series that a text is part of; parts without an order stand by their dates, after the others. */
export interface SeriesPlace {
  readonly name: string;
  readonly order?: number;
}

/** Deeper than anybody sorts: a bound for addresses, not a style. */
const MOST_LEVELS = 6;

/** `茶，旅行, tea`; under a key in the plural, `tea travel` too (Jekyll, Obsidian), and `#茶 #旅行` under any. */
export function readTags(
  value: z.infer<typeof tagsKey>,
  { plural }: { plural: boolean },
): readonly string[] {
  const text = typeof value === "string" ? value.trim() : "";
  const hashes = /^(#\S+\s*)+$/.test(text) ? text.split(/[\s,，、]+/) : undefined;
  const items = typeof value === "string" ? (hashes ?? splitLine(text, { spaces: plural })) : value;
  return [...new Set(items.map(bare).filter((tag) => tag !== ""))];
}

/**
 * Categories as paths of names, outermost first. `a/b` and Hexo's `[a, b]` within the list are paths;
 * names side by side are categories of their own (Hugo, Astro). A line of text has commas between its
 * names, or, under a key in the plural, spaces (Jekyll).
 */
export function readCategories(
  value: z.infer<typeof categoriesKey>,
  { plural }: { plural: boolean },
): readonly (readonly string[])[] {
  const items = Array.isArray(value)
    ? value
    : splitLine(String(value), { spaces: plural && !String(value).includes("/") });
  const paths = items.flatMap((item) => {
    const parts = Array.isArray(item) ? item : bare(item).split("/");
    const path = parts.map(bare).filter((part) => part !== "");
    return path.length > 0 ? [path.slice(0, MOST_LEVELS)] : [];
  });
  const seen = new Set<string>();
  return paths.filter((path) => {
    const key = path.join("/");
    return !seen.has(key) && seen.add(key);
  });
}

/** Authors by name or by their key in site.yaml. */
export function readAuthors(value: z.infer<typeof authorsKey>): readonly string[] {
  const items = Array.isArray(value)
    ? value
    : typeof value === "object"
      ? [value]
      : splitLine(String(value), { spaces: false });
  const names = items.map((item) =>
    item !== null && typeof item === "object" ? bare(item.name) : bare(item),
  );
  return [...new Set(names.filter((one) => one !== ""))];
}

/** The series of a text; `order` is of a key of its own, as some Hugo themes have it. */
export function readSeries(
  value: z.infer<typeof seriesKey>,
  { order }: { order: number | undefined },
): readonly SeriesPlace[] {
  const places = new Map<string, SeriesPlace>();
  for (const item of Array.isArray(value) ? value : [value]) {
    const given = item !== null && typeof item === "object" ? item : undefined;
    const own = bare(given ? given.name : (item as string | number | null));
    const at = given?.order ?? order;
    if (own === "" || places.has(own)) continue;
    places.set(own, { name: own, ...(at === undefined ? {} : { order: at }) });
  }
  return [...places.values()];
}

function splitLine(text: string, { spaces }: { spaces: boolean }): string[] {
  if (/[,，、]/.test(text)) return text.split(/[,，、]/);
  return spaces ? text.split(/\s+/) : [text];
}

/** A name without what Obsidian puts around it: `[[Travel]]`, `[[notes/travel|Travel]]`, `#travel`. */
function bare(text: string | number | null): string {
  return String(text ?? "")
    .trim()
    .replace(/^\[\[([^\]]*)\]\]$/, (_, link: string) => link.split("|").at(-1) ?? "")
    .replace(/^#+/, "")
    .trim()
    .normalize("NFC");
}
