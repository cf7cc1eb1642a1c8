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
  expect(count).toBe(2 ** Math.ceil(Math.log2(all.length / 4)));
  const index = sitemap(model, { origin: ORIGIN, most: 4 });
  expect(places(index)).toHaveLength(count);
  expect(places(index)[0]).toBe(`${ORIGIN}/sitemap-1.xml`);
  const parts = Array.from({ length: count }, (_, at) =>
    places(sitemap(model, { origin: ORIGIN, part: at + 1, most: 4 })),
  );
  expect(parts.flat().sort()).toEqual(all.toSorted());
});

it("of a site of many texts a new one touches one part of the sitemap", {
  timeout: 120_000,
}, async () => {
  await using garden = await makeGarden({ empty: true });
  const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10);
  const post = (n: number) => garden.write(`posts/p-${n}.md`, `---\ndate: ${day(n)}\n---\nText.\n`);
  for (let n = 0; n < 1100; n++) await post(n);
  using press = await makePress(garden);
  rendered(await press.update());
  const read = (file: string) => readFile(join(press.dir, "out", file), "utf8");
  const parts = [...(await read("sitemap.xml")).matchAll(/\/(sitemap-\d+\.xml)/g)].map(String);
  expect(parts).toHaveLength(2);
  const all = async () =>
    (await Promise.all(["sitemap-1.xml", "sitemap-2.xml"].map(read))).join("").match(/<loc>/g);
  expect(await all()).toHaveLength(1101);
  await post(1100);
  const { written } = rendered(await press.update(["posts/p-1100.md"])).rendered;
  expect(written.filter((file) => file.includes("sitemap"))).toHaveLength(1);
  expect(await all()).toHaveLength(1102);
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
