// The committed schemas are the ones that the reader checks by. `vitest run -u` writes them anew.

import { join } from "node:path";
import { expect, it } from "vitest";
import { frontmatterJsonSchema, siteJsonSchema } from "../src/store/editor-schema.ts";

const FOLDER = join(import.meta.dirname, "../../docs/schema");

it.each([
  ["frontmatter.schema.json", frontmatterJsonSchema],
  ["site.schema.json", siteJsonSchema],
])("docs/schema/%s is what the reader checks by", async (name, make) => {
  // Short lists on one line, as Biome lays them.
  const json = JSON.stringify(make(), null, 2).replace(
    /^(.*)\[\n\s+([^[\]{}]*?)\n\s+\](,?)$/gm,
    (whole, before, items, after) => {
      const line = `${before}[${items.replace(/\n\s+/g, " ")}]${after}`;
      return line.length > 100 ? whole : line;
    },
  );
  const text = `${json}\n`;
  await expect(text).toMatchFileSnapshot(join(FOLDER, name));
});

it("every key of the schema says what it is for", () => {
  const { properties } = frontmatterJsonSchema() as {
    properties: Record<string, { description?: string }>;
  };
  const silent = Object.entries(properties).filter(
    ([, { description = "" }]) => description === "",
  );
  expect(silent).toEqual([]);
  const site = siteJsonSchema() as { properties: Record<string, { description?: string }> };
  expect(Object.entries(site.properties).filter(([, one]) => !one.description)).toEqual([]);
});
