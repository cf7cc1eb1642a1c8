import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../src/follow/decode-text.ts";
import type { ParsedFeed } from "../../src/follow/feed-model.ts";
import { readFeed } from "../../src/follow/read-feed.ts";

const FOLDER = join(import.meta.dirname, "feeds");

async function read(name: string): Promise<ParsedFeed> {
  const text = decodeText(readFileSync(join(FOLDER, name)), "");
  const feed = await readFeed(text, "https://feeds.example/feed.xml");
  if (isRefusal(feed)) throw new Error(feed.code);
  return feed;
}

describe("reading odd feeds", () => {
  it("cleans the HTML of RSS, makes URLs absolute, and keeps one item per guid", async () => {
    const feed = await read("rss2.xml");
    expect(feed.title).toBe("Tea & Rain");
    expect(feed.items.map(({ guid }) => guid)).toEqual(["g1", "https://tea.example/3/"]);
    const [first] = feed.items;
    expect(first).toMatchObject({
      title: "First cup",
      url: "https://tea.example/posts/first/",
      author: "Ann",
      summary: "Short",
      published: Date.UTC(2023, 0, 2, 2),
      image: "https://tea.example/a.png",
    });
    expect(first?.html).not.toMatch(/onclick|onerror|script|javascript/);
    expect(first?.html).toContain('src="https://tea.example/a.png"');
    expect(first?.html).toContain('href="https://tea.example/posts/first/b/"');
    expect(first?.html).toContain('rel="nofollow noopener noreferrer"');
  });

  it("reads Atom by its text types, and turns a frame into a link", async () => {
    const feed = await read("atom.xml");
    expect(feed.title).toBe("1 < 2");
    expect(feed.items[0]).toMatchObject({
      title: "旅行 & 茶",
      url: "https://atom.example/%E6%97%85%E8%A1%8C/",
      author: "Feed Author",
    });
    expect(feed.items[0]?.html).toContain('<a href="https://video.example/1"');
    expect(feed.items[0]?.html).not.toContain("iframe");
  });

  it("reads JSON Feed, with text escaped and a nonsense date ignored", async () => {
    const feed = await read("feed.json");
    expect(feed.items[0]?.html).toBe("<p>a &lt; b</p><p>second</p>");
    expect(feed.items[0]?.image).toBe("https://json.example/i.png");
    expect(feed.items[1]?.published).toBeUndefined();
  });

  it("reads RDF", async () => {
    expect((await read("rdf.xml")).items[0]).toMatchObject({
      guid: "https://rdf.example/1",
      published: Date.UTC(2020, 1, 2),
    });
  });

  it("mends a feed with garbage, bare ampersands, controls and no end", async () => {
    const feed = await read("truncated.xml");
    expect(feed.title).toBe("Broken");
    expect(feed.items[0]).toMatchObject({
      title: "AT&T and control",
      url: "https://broken.example/1?a=1&b=2",
    });
  });

  it("takes a feed without items, and items without dates", async () => {
    expect(await read("empty.xml")).toMatchObject({ title: "Nothing yet", items: [] });
    expect((await read("no-dates.xml")).items.map(({ published }) => published)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("reads other encodings by their own word", async () => {
    expect(await read("gb18030.xml")).toMatchObject({ title: "国标", items: [{ title: "你好" }] });
    expect(await read("utf16.xml")).toMatchObject({ title: "宽", items: [{ title: "字" }] });
  });

  it.each([
    [""],
    ["plain words"],
    ["{}"],
    ['{"items":[]}'],
    ["<xml/>"],
    ["<rss"],
    ["\0\0\0\0"],
    ['<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'],
  ])("refuses %j", async (text) => {
    const feed = await readFeed(text, "https://feeds.example/");
    expect(isRefusal(feed) && feed.code).toBe("feed-malformed");
  });

  it("does not read local files or expand bombs by XML entities", async () => {
    const bomb = Array.from({ length: 20 }, (_, i) => `<!ENTITY e${i + 1} "&e${i};&e${i};">`).join(
      "",
    );
    const text = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">${bomb}]><rss version="2.0"><channel><title>&f;&e20;</title><item><title>&e20;</title><link>https://x.example/1</link></item></channel></rss>`;
    const start = performance.now();
    const feed = await readFeed(text, "https://feeds.example/");
    expect(performance.now() - start).toBeLessThan(2000);
    if (!isRefusal(feed)) {
      expect(feed.title.length).toBeLessThan(1000);
      expect(JSON.stringify(feed)).not.toContain("root:");
    }
  });

  it("survives every cut and every flipped byte of its corpus", async () => {
    for (const name of readdirSync(FOLDER)) {
      const bytes = readFileSync(join(FOLDER, name));
      for (let at = 0; at < bytes.length; at += 37) {
        await readFeed(decodeText(bytes.subarray(0, at), ""), "https://feeds.example/");
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ 0x24;
        await readFeed(decodeText(flipped, ""), "https://feeds.example/");
      }
    }
  });
});

// Each of these held up the process for half a minute and more: the test's timeout tells.
describe("a feed made to take long", () => {
  const rss = (body: string): string =>
    `<rss version="2.0"><channel><title>t</title><item><title>one</title></item>${body}</channel></rss>`;

  it("of CDATA that never ends is still mended", async () => {
    const feed = await readFeed(rss("<![CDATA[".repeat(150_000)), "https://feeds.example/");
    expect(feed).toMatchObject({ items: [{ title: "one" }] });
  });

  it("of elements that are never closed is shown without them", async () => {
    const html = `<![CDATA[${"<b>".repeat(170_000)}]]>`;
    const item = `<item><title>two</title><description>${html}</description></item>`;
    const feed = await readFeed(rss(item.repeat(3)), "https://feeds.example/");
    expect(feed).toMatchObject({ items: [{ title: "one" }, { title: "two", html: "" }] });
  });
});
