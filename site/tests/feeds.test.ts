import { join } from "node:path";
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";
import { beforeAll, describe, expect, it } from "vitest";
import { feedHtml } from "../src/feeds/feed-html.ts";
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
    expect(text("atom.xml")).toContain("<![CDATA[The first bean <came> up & said");
    expect(bean?.published).toBe("2026-03-08T16:00:00.000Z");
    expect(bean?.updated).toMatch(/^2026-03-10T00:00:00\.\d{3}Z$/);
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
      tags: ["Notes", "Water", "beans", "Rain"],
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
      for (const [, address] of plain
        .replace(/<\?xml-stylesheet.*/, "")
        .matchAll(/\s(?:href|src|srcset)="([^"]*)"/g)) {
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

describe("a text in a feed", () => {
  const page = "https://a.example/posts/x/";

  it("has absolute addresses, and nothing in code is one", () => {
    const html = `<a href="#a">x</a> <img src='/i.png' alt="i"> <code>href="/x"</code>`;
    expect(feedHtml(html, page)).toBe(
      '<a href="https://a.example/posts/x/#a">x</a> <img src="https://a.example/i.png" alt="i"> <code>href="/x"</code>',
    );
  });

  it("says without scripts, frames and drawings what it said with them", () => {
    const frame = '<iframe src="https://films.example/1" title="A film"></iframe>';
    expect(feedHtml(frame, page)).toBe('<a href="https://films.example/1">A film</a>');
    expect(feedHtml('<audio src="/a.mp3" controls><a href="/a.mp3">Bell</a></audio>', page)).toBe(
      '<a href="https://a.example/a.mp3">Bell</a>',
    );
    const formula =
      '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math>';
    expect(feedHtml(formula, page)).toBe("<code>x^2</code>");
    expect(feedHtml('<input type="checkbox" checked disabled> done', page)).toBe("☑  done");
    expect(feedHtml("<script>alert(1)</script><style>p{}</style>a<!-- more -->b", page)).toBe("ab");
  });

  it("loses what only the page's style sheet understands", () => {
    const code =
      '<pre class="shiki" tabindex="0"><code><span class="line"><span class="k1">let</span></span></code></pre>';
    expect(feedHtml(code, page)).toBe("<pre><code>let</code></pre>");
    expect(
      feedHtml(
        '<p style="color:red" onclick="x()" data-a="1" aria-label="b" lang="fr">é</p>',
        page,
      ),
    ).toBe('<p lang="fr">é</p>');
    expect(feedHtml('<a href="javascript:alert(1)">no</a>', page)).toBe("no");
  });

  it("is well-formed whatever was written", () => {
    expect(feedHtml("<p>a<b>b</p><li>c</ul><x-y>d</x-y>", page)).toBe(
      "<p>a<b>b</b></p><li><b>cd</b></li>",
    );
  });
});
