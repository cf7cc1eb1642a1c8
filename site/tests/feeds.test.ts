import { join } from "node:path";
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";
import { beforeAll, describe, expect, it } from "vitest";
import { absoluteHtml } from "../src/feeds/absolute.ts";
import { makeGarden, makePress, ORIGIN, readTree, rendered } from "./support/garden.ts";

const feeds = new Map<string, string>();

beforeAll(async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  rendered(await press.update());
  for (const [file, bytes] of await readTree(join(press.dir, "out"))) {
    if (/\.(xml|json)$/.test(file)) feeds.set(file, Buffer.from(bytes, "latin1").toString("utf8"));
  }
}, 60_000);

const text = (file: string) => feeds.get(file) ?? "";
const BEAN = 'The first bean <came> up & said "hello"';

describe("RSS", () => {
  it("parses, newest first, with full text and plain titles", () => {
    const feed = parseRssFeed(text("feed.xml"));
    expect(feed.items?.map(({ title }) => title)).toEqual([
      BEAN,
      "Rain",
      "Compost",
      "Seeds in a drawer",
      "Winter",
    ]);
    const [bean] = feed.items ?? [];
    expect(bean?.link).toBe(`${ORIGIN}/posts/first-bean/`);
    expect(bean?.guid).toMatchObject({ value: `${ORIGIN}/posts/first-bean/`, isPermaLink: true });
    expect(bean?.pubDate).toBe("Sun, 08 Mar 2026 16:00:00 GMT");
    expect(bean?.content?.encoded).toContain("It rained, and the bean came up.");
    expect(bean?.dc?.creators).toEqual(["Alice Gardener"]);
    expect(text("feed.xml")).toContain(
      `<atom:link href="${ORIGIN}/feed.xml" rel="self" type="application/rss+xml"/>`,
    );
  });

  it("survives a text that tries to end its section", () => {
    const rain = parseRssFeed(text("feed.xml")).items?.[1];
    expect(rain?.content?.encoded?.match(/\]\]&gt;/g)).toHaveLength(2);
  });
});

describe("Atom", () => {
  it("parses, with ids, both dates and escaped titles", () => {
    const feed = parseAtomFeed(text("atom.xml"));
    const [bean] = feed.entries ?? [];
    expect(bean?.id).toBe(`${ORIGIN}/posts/first-bean/`);
    expect(text("atom.xml")).toContain("<![CDATA[The first bean &lt;came&gt; up &amp; said");
    expect(bean?.published).toBe("2026-03-08T16:00:00.000Z");
    expect(bean?.updated).toBe("2026-03-10T00:00:00.000Z");
    expect(feed.updated).toBe("2026-03-10T00:00:00.000Z");
    expect(
      text("atom.xml")
        .match(/<category [^>]*>/g)
        ?.every((tag) => tag.includes("term=")),
    ).toBe(true);
  });
});

describe("JSON Feed", () => {
  it("is version 1.1 with authors and a language", () => {
    const feed = parseJsonFeed(JSON.parse(text("feed.json")));
    expect(JSON.parse(text("feed.json")).version).toBe("https://jsonfeed.org/version/1.1");
    expect(feed.authors?.[0]?.name).toBe("Alice Gardener");
    expect(feed.language).toBe("en");
    expect(feed.items?.[0]).toMatchObject({
      id: `${ORIGIN}/posts/first-bean/`,
      title: BEAN,
      tags: ["beans", "Rain"],
    });
    expect(feed.items?.[0]?.image).toMatch(/^https:\/\/alice\.example\/_image\/bean-/);
  });
});

describe("every feed", () => {
  it("holds the posts of its language alone", () => {
    expect(parseRssFeed(text("zh/feed.xml")).items?.map(({ title }) => title)).toEqual([
      "雨，和**真，**的标点",
      "雨",
    ]);
    expect(text("zh/atom.xml")).toContain('xml:lang="zh"');
  });

  it("has absolute addresses alone", () => {
    for (const [file, content] of feeds) {
      if (file.endsWith("sitemap.xml")) continue;
      const plain = file.endsWith(".json") ? content.replaceAll('\\"', '"') : content;
      for (const [, address] of plain.matchAll(/\s(?:href|src|srcset)="([^"]*)"/g)) {
        expect(address, file).toMatch(/^https?:\/\//);
      }
    }
  });

  it("is the same whatever the hour it is made", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    const again = await readTree(join(press.dir, "out"));
    for (const [file, content] of feeds)
      expect(Buffer.from(again.get(file) ?? "", "latin1").toString("utf8")).toBe(content);
  });
});

describe("absolute addresses", () => {
  it("are made of links, pictures and sets of pictures, and of nothing in code", () => {
    const html = `<a href="#a">x</a> <img src='/i.png' srcset="/a.png 1x, b.png 2x"> <code>href="/x"</code>`;
    expect(absoluteHtml(html, "https://a.example/posts/x/")).toBe(
      `<a href="https://a.example/posts/x/#a">x</a> <img src="https://a.example/i.png" srcset="https://a.example/a.png 1x, https://a.example/posts/x/b.png 2x"> <code>href="/x"</code>`,
    );
  });
});
