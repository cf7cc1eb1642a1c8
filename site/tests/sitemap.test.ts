// What is there for programs that look for pages: the sitemap, and llms.txt where it is wanted.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { expect, it } from "vitest";
import { sitemap, sitemapParts } from "../src/feeds/sitemap.ts";
import { makeGarden, makePress, ORIGIN, rendered } from "./support/garden.ts";

it("the sitemap tells of translations, from both sides", async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  const { model } = rendered(await press.update());
  const xml = sitemap(model, { origin: ORIGIN });
  expect(XMLValidator.validate(xml)).toBe(true);
  const alternates = `<xhtml:link rel="alternate" hreflang="en" href="${ORIGIN}/posts/rain/"/><xhtml:link rel="alternate" hreflang="zh" href="${ORIGIN}/zh/posts/rain/"/></url>`;
  expect(xml.split(alternates)).toHaveLength(3);
  expect(await readFile(join(press.dir, "out/sitemap.xml"), "utf8")).toBe(xml);
});

it("a sitemap that outgrows one file is an index of parts, which hold every address once", async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  const { model } = rendered(await press.update());
  const places = (xml: string) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);
  const all = places(sitemap(model, { origin: ORIGIN }));
  const count = sitemapParts(model, 4);
  expect(count).toBe(Math.ceil(all.length / 4));
  const index = sitemap(model, { origin: ORIGIN, most: 4 });
  expect(places(index)).toHaveLength(count);
  expect(places(index)[0]).toBe(`${ORIGIN}/sitemap-1.xml`);
  const parts = Array.from({ length: count }, (_, at) =>
    places(sitemap(model, { origin: ORIGIN, part: at + 1, most: 4 })),
  );
  expect(parts.flat()).toEqual(all);
});

it("llms.txt is there only where site.yaml asks for it, and follows an edit", async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  rendered(await press.update());
  const file = join(press.dir, "out/llms.txt");
  await expect(readFile(file, "utf8")).rejects.toThrow();
  const settings = await readFile(join(garden.contentDir, "site.yaml"), "utf8");
  await garden.write("site.yaml", `${settings}\nllms: true\n`);
  rendered(await press.update(["site.yaml"]));
  const text = await readFile(file, "utf8");
  expect(text.startsWith("# A Garden Diary\n\n> What grew")).toBe(true);
  expect(text).toContain(`- [Winter](${ORIGIN}/posts/winter/): Nothing grew.`);
  expect(text).toContain("## 中文");
  await garden.write("posts/winter.md", "---\ntitle: Winter [cold]\ndate: 2025-12-21\n---\nIce.\n");
  rendered(await press.update(["posts/winter.md"]));
  expect(await readFile(file, "utf8")).toContain("- [Winter \\[cold\\]]");
});
