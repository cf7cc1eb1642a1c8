// What a page says of itself to other programs: to those that show links, and to those that search.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAtomFeed, parseRssFeed } from "feedsmith";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  type Garden,
  makeGarden,
  makePress,
  ORIGIN,
  type Press,
  rendered,
} from "./support/garden.ts";

const graphFile = z.object({ "@graph": z.array(z.looseObject({ "@type": z.string() })) });

async function pageOf(press: Press, file: string): Promise<string> {
  return readFile(join(press.dir, "out", file), "utf8");
}

function contentOf(page: string, property: string): string | undefined {
  return new RegExp(`<meta (?:property|name)="${property}" content="([^"]*)"`).exec(page)?.[1];
}

function graphOf(page: string) {
  const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
  return graphFile.parse(JSON.parse(json))["@graph"];
}

function scriptsIn(node: DefaultTreeAdapterTypes.Node): number {
  const inside = "childNodes" in node ? node.childNodes.map(scriptsIn) : [];
  return inside.reduce((sum, count) => sum + count, node.nodeName === "script" ? 1 : 0);
}

async function setSite(garden: Garden, lines: string): Promise<void> {
  const file = await readFile(join(garden.contentDir, "site.yaml"), "utf8");
  const [key = ""] = lines.split(":");
  const settings = file.replace(new RegExp(`^${key}:.*\\n(?:[ -].*\\n)*`, "m"), "");
  await garden.write("site.yaml", `${settings}\n${lines}\n`);
}

describe("a post that is shared", () => {
  it("shows its cover, with its size, where it has one", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    const page = await pageOf(press, "posts/first-bean/index.html");
    expect(contentOf(page, "og:image")).toMatch(/^https:\/\/alice\.example\/_image\/bean-/);
    const file = contentOf(page, "og:image")?.slice(ORIGIN.length + 1) ?? "";
    const { width, height } = await sharp(join(press.dir, "out", file)).metadata();
    expect([contentOf(page, "og:image:width"), contentOf(page, "og:image:height")]).toEqual([
      String(width),
      String(height),
    ]);
    expect(contentOf(page, "twitter:card")).toBe("summary_large_image");
  });

  it("shows its title drawn where it has none, in Chinese too", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    for (const path of ["posts/winter/index.html", "zh/posts/rain/index.html"]) {
      const page = await pageOf(press, path);
      const file = contentOf(page, "og:image")?.slice(ORIGIN.length + 1) ?? "";
      expect(file, path).toMatch(/^_image\/share-[\w-]{16}\.png$/);
      const picture = sharp(join(press.dir, "out", file));
      expect(await picture.metadata()).toMatchObject({ width: 1200, height: 630, format: "png" });
      // Something is written on the paper.
      expect((await picture.stats()).entropy).toBeGreaterThan(0.1);
    }
  });

  it("keeps its drawing among the newest alone, and makes one for each edit of its title", async () => {
    await using garden = await makeGarden();
    await setSite(garden, "ogImages: 1");
    using press = await makePress(garden);
    rendered(await press.update());
    const drawn = async (slug: string) =>
      contentOf(await pageOf(press, `posts/${slug}/index.html`), "og:image");
    const site = contentOf(await pageOf(press, "index.html"), "og:image");
    expect(await drawn("winter")).toBe(site);
    await garden.write("posts/new.md", "---\ntitle: New\ndate: 2026-04-01\n---\nText.\n");
    const { rendered: first } = rendered(await press.update(["posts/new.md"]));
    const before = await drawn("new");
    expect(before).not.toBe(site);
    expect(first.written.filter((file) => file.startsWith("_image/share-"))).toHaveLength(1);
    await garden.write("posts/newer.md", "---\ntitle: Newer\ndate: 2026-04-02\n---\nText.\n");
    const { rendered: second } = rendered(await press.update(["posts/newer.md"]));
    expect(await drawn("new")).toBe(site);
    expect(second.dropped).toContain(before?.slice(ORIGIN.length + 1));
  });

  it("has no drawing where site.yaml wants none, and none in a script without a font", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/ar.md", "---\ntitle: مطر أخير\ndate: 2026-04-01\n---\nText.\n");
    using press = await makePress(garden);
    rendered(await press.update());
    const site = contentOf(await pageOf(press, "index.html"), "og:image");
    expect(contentOf(await pageOf(press, "posts/ar/index.html"), "og:image")).toBe(site);
    await setSite(garden, "ogImages: none");
    const { rendered: done } = rendered(await press.update(["site.yaml"]));
    expect(contentOf(await pageOf(press, "posts/winter/index.html"), "og:image")).toBeUndefined();
    expect(done.dropped.some((file) => file.startsWith("_image/share-"))).toBe(true);
  });
});

describe("structured data", () => {
  it("says what a post is, who wrote it and where it stands", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    const [post, site, trail] = graphOf(await pageOf(press, "posts/first-bean/index.html"));
    expect(post).toMatchObject({
      "@type": "BlogPosting",
      headline: 'The first bean <came> up & said "hello"',
      url: `${ORIGIN}/posts/first-bean/`,
      datePublished: "2026-03-08T16:00:00.000Z",
      dateModified: "2026-03-10T00:00:00.000Z",
      inLanguage: "en",
      author: [{ "@type": "Person", name: "Alice Gardener" }],
      keywords: ["beans", "Rain"],
    });
    expect(site).toMatchObject({ "@type": "WebSite", name: "A Garden Diary", url: `${ORIGIN}/` });
    expect(trail).toMatchObject({ "@type": "BreadcrumbList" });
  });

  it("cannot end its own section", async () => {
    await using garden = await makeGarden();
    await garden.write(
      "posts/hostile.md",
      '---\ntitle: "</script><script>alert(1)</script><!--"\ndate: 2026-04-01\n---\nText.\n',
    );
    using press = await makePress(garden);
    rendered(await press.update());
    const page = await pageOf(press, "posts/hostile/index.html");
    expect(scriptsIn(parse(page))).toBe(1);
    expect(graphOf(page)[0]?.headline).toBe("</script><script>alert(1)</script><!--");
  });

  it("introduces the writer on the start page, with where else they are", async () => {
    await using garden = await makeGarden();
    await setSite(garden, "social: [{ label: Elsewhere, url: https://social.example/@alice }]");
    using press = await makePress(garden);
    rendered(await press.update());
    const page = await pageOf(press, "index.html");
    expect(graphOf(page)[0]).toMatchObject({
      "@type": "WebSite",
      publisher: {
        "@type": "Person",
        name: "Alice Gardener",
        sameAs: ["https://social.example/@alice"],
      },
    });
    expect(page).toContain('<link rel="me" href="https://social.example/@alice">');
  });
});

it("a page in several languages names the one for everybody else", async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  rendered(await press.update());
  for (const file of ["posts/rain/index.html", "zh/posts/rain/index.html"]) {
    expect(await pageOf(press, file)).toContain(
      `<link rel="alternate" hreflang="x-default" href="${ORIGIN}/posts/rain/">`,
    );
  }
});

it("an author's page names the same author's in other languages, as long as there is one", async () => {
  await using garden = await makeGarden();
  const post = (title: string, more = "") =>
    `---\ntitle: ${title}\ndate: 2026-03-01\nauthors: [Carol]\n${more}---\n\nx\n`;
  await garden.write("posts/dig.md", post("Dig"));
  using press = await makePress(garden);
  rendered(await press.update());
  const alternates = async () =>
    [
      ...(await pageOf(press, "authors/carol/index.html")).matchAll(
        /hreflang="([^"]*)" href="([^"]*)"/g,
      ),
    ].map(([, lang, href]) => `${lang} ${href?.slice(ORIGIN.length)}`);
  expect(await alternates()).toEqual([]);
  await garden.write("posts/wa.zh.md", post("挖"));
  rendered(await press.update(["posts/wa.zh.md"]));
  const both = ["en /authors/carol/", "zh /zh/authors/carol/", "x-default /authors/carol/"];
  expect(await alternates()).toEqual(both);
  await garden.remove("posts/wa.zh.md");
  rendered(await press.update(["posts/wa.zh.md"]));
  expect(await alternates()).toEqual([]);
});

it("the site's author, who is one of its authors, has photo and bio wherever they are named", async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  rendered(await press.update());
  const photo = expect.stringMatching(/^https:\/\/alice\.example\/_image\/alice-/);
  const full = { name: "Alice Gardener", description: "Grows beans & words.", image: photo };
  const [start] = graphOf(await pageOf(press, "index.html"));
  expect(start?.publisher).toMatchObject(full);
  const [profile] = graphOf(await pageOf(press, "authors/alice/index.html"));
  expect(profile?.mainEntity).toMatchObject({ ...full, url: `${ORIGIN}/authors/alice/` });
  const [post] = graphOf(await pageOf(press, "posts/rain/index.html"));
  expect(post?.author).toMatchObject([{ name: "Alice Gardener", image: photo }]);
  const [chinese] = graphOf(await pageOf(press, "zh/index.html"));
  expect(chinese?.publisher).toMatchObject({ name: "园丁爱丽丝", description: "种豆子，也种字。" });
});

it("a title is the same text everywhere: as typed in the head, without marks from a heading", async () => {
  await using garden = await makeGarden();
  const keys = "date: 2026-08-01\nslug: marks";
  for (const [text, title] of [
    [`---\ntitle: "A **bold** \`x < y\` title"\n${keys}\n---\n\nx\n`, "A **bold** `x < y` title"],
    [`---\n${keys}\n---\n\n# A **bold** \`x < y\` title\n\nx\n`, "A bold x < y title"],
  ] as const) {
    await garden.write("posts/marks.md", text);
    using press = await makePress(garden);
    rendered(await press.update());
    const page = await pageOf(press, "posts/marks/index.html");
    const shown = title.replaceAll("<", "&lt;");
    expect(/<h1[^>]*>(.*?)<\/h1>/s.exec(page)?.[1]?.trim()).toBe(shown);
    expect(/<title>(.*?)<\/title>/.exec(page)?.[1]).toBe(`${shown} · A Garden Diary`);
    expect(contentOf(page, "og:title")).toBe(title);
    expect(graphOf(page)[0]?.headline).toBe(title);
    const first = <Item extends { title?: unknown }>(items: readonly Item[] | undefined) =>
      items?.[0]?.title;
    expect(first(parseRssFeed(await pageOf(press, "feed.xml")).items)).toBe(title);
    const atom = parseAtomFeed(await pageOf(press, "atom.xml")).entries;
    expect(first(atom)).toMatchObject({ value: title });
    expect(first(JSON.parse(await pageOf(press, "feed.json")).items)).toBe(title);
  }
});
