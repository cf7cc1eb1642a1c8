// What readers of microformats2 find on a page: the feed, its entries, who wrote them, when and about what.

import { mf2 } from "microformats-parser";

type Root = ReturnType<typeof mf2>["items"][number];

/** What is missing for readers of microformats, as sentences; none when all is there. */
export function missingMicroformats(
  html: string,
  { url, kind }: { url: string; kind: "feed" | "entry" },
): string[] {
  const { items } = mf2(html, { baseUrl: url });
  const missing: string[] = [];
  const needs = (what: string, isThere: boolean) => {
    if (!isThere) missing.push(what);
  };
  if (kind === "feed") {
    const feed = items.find(({ type }) => type?.includes("h-feed"));
    needs("h-feed", feed !== undefined);
    needs("p-name of the feed", hasText(feed, "name"));
    needs("h-card of the feed's author", hasCard(feed));
    const entries = (feed?.children ?? []).filter(({ type }) => type?.includes("h-entry"));
    needs("h-entry in the feed", entries.length > 0);
    needs(
      "p-name of each entry",
      entries.every((entry) => hasText(entry, "name")),
    );
    needs(
      "u-url of each entry",
      entries.every((entry) => hasText(entry, "url")),
    );
    needs("dt-published of each entry", entries.every(hasDate));
    return missing;
  }
  const entry = items.find(({ type }) => type?.includes("h-entry"));
  needs("h-entry", entry !== undefined);
  for (const property of ["name", "url", "content", "category"])
    needs(property, hasText(entry, property));
  needs("dt-published", entry !== undefined && hasDate(entry));
  needs("dt-updated", hasText(entry, "updated"));
  needs("h-card of the author", hasCard(entry));
  return missing;
}

function hasText(root: Root | undefined, property: string): boolean {
  return (root?.properties[property]?.length ?? 0) > 0;
}

function hasDate({ properties }: Root): boolean {
  const [date] = properties.published ?? [];
  return typeof date === "string" && !Number.isNaN(Date.parse(date));
}

function hasCard(root: Root | undefined): boolean {
  const [author] = root?.properties.author ?? [];
  if (typeof author !== "object" || !("properties" in author)) return false;
  return hasText(author, "name") && hasText(author, "url");
}
