// Every feed passes the rules of the W3C's feed validator, whatever the writer's folder holds.

import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";
import { describe, expect, it } from "vitest";
import { feedFindings } from "./support/feed-check.ts";
import {
  type Garden,
  makeGarden,
  makePress,
  ORIGIN,
  readTree,
  rendered,
} from "./support/garden.ts";

const EXAMPLE = join(import.meta.dirname, "../../content");

/** The feeds that a folder makes, by file, and the codes of what was found wrong with it. */
async function feedsOf(garden: Garden): Promise<{ files: Map<string, string>; codes: string[] }> {
  using press = await makePress(garden);
  const { problems } = rendered(await press.update());
  const files = new Map<string, string>();
  for (const [file, bytes] of await readTree(join(press.dir, "out"))) {
    if (/(feed|atom)\.(xml|json)$/.test(file)) {
      files.set(file, Buffer.from(bytes, "latin1").toString("utf8"));
    }
  }
  return { files, codes: problems.map(({ code }) => code) };
}

function expectValid(files: Map<string, string>): void {
  const xml = [...files].filter(([file]) => file.endsWith(".xml"));
  expect(xml.length).toBeGreaterThan(0);
  for (const [file, text] of xml) expect(feedFindings(text), file).toEqual([]);
}

const HOSTILE = `---
title: "A \\u0007 bell, ]]> & <b>bold</b> & &amp; \\uFFFE"
date: 2026-02-03
description: "</description><script>alert(1)</script> & ]]>"
tags: ["<i>x</i>", "a & b", '"']
---

<script>alert(1)</script><style>p { color: red }</style><link rel="stylesheet" href="/x.css">

<p style="background: url(javascript:x)" onclick="x()" data-x="1">raw <font color="red">old</font>
<center>middle</center> <marquee>run</marquee> <tt>tt</tt> <big>big</big></p>

<iframe src="//films.example/1"></iframe> <object data="/a.swf"></object> <form action="/x"><input name="a"><button>go</button></form>

<div><p>not closed <b>bold <i>both</b> still</i>

<table><tr><td>cell</table> <a href="../rain/?a=1&b=2">relative</a> <a href="javascript:alert(1)">script</a>

<img src="/a b.png" alt="<x>"> <svg><title>Dot</title><circle r="1"/></svg> <my-part>own</my-part> &nosuch; & ]]> \u0085

$x^2 < y$ and $$\\frac{a}{b}$$

\`\`\`ts {1}
const a = "<b>"; // &
\`\`\`

\`\`\`mermaid
graph TD; A-->B
\`\`\`

- [ ] one
- [x] two

Note.[^1]

[^1]: At the foot.

![bell](../audio/bell.wav)
`;

describe("feeds", () => {
  it("of the example site are valid", async () => {
    await using garden = await makeGarden({ empty: true });
    await cp(EXAMPLE, garden.contentDir, { recursive: true });
    expectValid((await feedsOf(garden)).files);
  });

  it("are valid with hostile texts, and with two posts of one moment", async () => {
    await using garden = await makeGarden();
    await garden.write("audio/bell.wav", await readFile(join(EXAMPLE, "audio/bell.wav")));
    await garden.write("posts/hostile.md", HOSTILE);
    await garden.write("posts/twin-a.md", "---\ntitle: A\ndate: 2026-02-04\n---\n");
    await garden.write("posts/twin-b.md", "---\ntitle: B\ndate: 2026-02-04\n---\nText.\n");
    const { files } = await feedsOf(garden);
    expectValid(files);
    const rss = parseRssFeed(files.get("feed.xml") ?? "");
    expect(rss.items?.map(({ title }) => title)).toContain(
      "A  bell, ]]> & <b>bold<\u2060/b> & &amp;",
    );
  });

  it("name a hub where there is one", async () => {
    await using garden = await makeGarden();
    const settings = await readFile(join(garden.contentDir, "site.yaml"), "utf8");
    await garden.write("site.yaml", `${settings}hub: https://hub.example/\n`);
    const { files } = await feedsOf(garden);
    expectValid(files);
    expect(files.get("feed.xml")).toContain('<atom:link href="https://hub.example/" rel="hub"/>');
    expect(files.get("zh/atom.xml")).toContain('<link href="https://hub.example/" rel="hub"/>');
    expect(JSON.parse(files.get("feed.json") ?? "").hubs).toEqual([
      { type: "WebSub", url: "https://hub.example/" },
    ]);
  });
});

describe("recordings", () => {
  it("of the folder and from elsewhere are in every feed, and the feed stays valid", async () => {
    await using garden = await makeGarden();
    await garden.write("audio/bell.wav", await readFile(join(EXAMPLE, "audio/bell.wav")));
    await garden.write(
      "posts/episode.md",
      `---
title: Episode
date: 2026-02-03
enclosure:
  - { file: ../audio/bell.wav, duration: "0:02", title: The bell }
  - { url: "https://cdn.example/talk.mp3?a=1&b=2", length: 1234, duration: "1:02:03" }
---
`,
    );
    const { files, codes } = await feedsOf(garden);
    expectValid(files);
    expect(codes).not.toContain("W240");
    const [item] =
      parseRssFeed(files.get("feed.xml") ?? "").items?.filter(({ title }) => title === "Episode") ??
      [];
    expect(item?.enclosures).toEqual([
      {
        url: expect.stringMatching(/^https:\/\/alice\.example\/_image\/bell-[\w-]{12}\.wav$/),
        length: 17644,
        type: "audio/wav",
      },
    ]);
    const entry = parseAtomFeed(files.get("atom.xml") ?? "").entries?.find(
      ({ title }) => title?.value === "Episode",
    );
    const links = entry?.links?.filter(({ rel }) => rel === "enclosure");
    expect(
      links?.map(({ href, length }) => [
        href?.split("?")[0]?.split("/").at(-1)?.slice(0, 4),
        length,
      ]),
    ).toEqual([
      ["bell", 17644],
      ["talk", 1234],
    ]);
    const json = parseJsonFeed(JSON.parse(files.get("feed.json") ?? ""));
    const attached = json.items?.find(({ title }) => title === "Episode")?.attachments;
    expect(attached?.[1]).toEqual({
      url: "https://cdn.example/talk.mp3?a=1&b=2",
      mime_type: "audio/mpeg",
      size_in_bytes: 1234,
      duration_in_seconds: 3723,
    });
  });

  it("make a podcast where site.yaml says so", async () => {
    await using garden = await makeGarden();
    const settings = await readFile(join(garden.contentDir, "site.yaml"), "utf8");
    await garden.write(
      "site.yaml",
      `${settings}podcast: { email: alice@alice.example, category: Society & Culture }\n`,
    );
    await garden.write(
      "posts/episode.md",
      "---\ntitle: Episode\ndate: 2026-02-03\nenclosure: { url: https://cdn.example/talk.mp3, length: 9, duration: 65 }\n---\nText.\n",
    );
    const { files } = await feedsOf(garden);
    expectValid(files);
    const feed = parseRssFeed(files.get("feed.xml") ?? "");
    expect(feed.itunes?.categories).toEqual([{ text: "Society & Culture" }]);
    expect(feed.itunes?.owner?.email).toBe("alice@alice.example");
    expect(feed.items?.find(({ title }) => title === "Episode")?.itunes?.duration).toBe(65);
  });

  it.each([
    ["a missing file", "../audio/none.mp3", "W240"],
    ["an address without a size", "https://cdn.example/talk.mp3", "W241"],
    ["an address without a type", "https://cdn.example/talk", "W242"],
    ["a file of another kind", "../images/bean.png", "W244"],
  ])("warn of %s, and the post is published", async (_, enclosure, code) => {
    await using garden = await makeGarden();
    await garden.write(
      "posts/episode.md",
      `---\ntitle: Episode\ndate: 2026-02-03\nenclosure: ${enclosure}\n---\nText.\n`,
    );
    const { files, codes } = await feedsOf(garden);
    expect(codes).toContain(code);
    expectValid(files);
    expect(files.get("feed.xml")).toContain(`${ORIGIN}/posts/episode/`);
  });
});
