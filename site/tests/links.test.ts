// Links between texts, from the writer's file to the reader's page. Long: every form of a link is told
// of the same few texts.

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatProblem, type Problem } from "../src/store/problem.ts";
import {
  type Garden,
  makeGarden,
  makePress,
  type Press,
  readTree,
  rendered,
} from "./support/garden.ts";

const text = (title: string, body: string, keys = "") =>
  `---\ntitle: ${title}\ndate: 2026-02-02\n${keys}\n---\n\n${body}\n`;

/** An empty garden with these files, rendered. */
async function grown(files: Record<string, string | Uint8Array>) {
  const garden = await makeGarden({ empty: true });
  for (const [file, content] of Object.entries(files)) await garden.write(file, content);
  const press = await makePress(garden);
  const { problems } = rendered(await press.update());
  return {
    garden,
    press,
    problems,
    page: (file: string) => pageOf(press, file),
    [Symbol.asyncDispose]: async () => {
      press[Symbol.dispose]();
      await garden[Symbol.asyncDispose]();
    },
  };
}

async function pageOf(press: Press, file: string): Promise<string> {
  const out = await readTree(join(press.dir, "out"));
  return Buffer.from(out.get(file) ?? "", "latin1").toString("utf8");
}

const links = (problems: readonly Problem[]) =>
  problems
    .filter(({ code }) => /^(W22|E12)/.test(code))
    .map((problem) => formatProblem(problem).split("\n")[0]);

async function edit(garden: Garden, press: Press, files: Record<string, string | undefined>) {
  for (const [file, content] of Object.entries(files)) {
    if (content === undefined) await garden.remove(file);
    else await garden.write(file, content);
  }
  const { rendered: done, problems } = rendered(await press.update(Object.keys(files)));
  return { written: [...done.written].sort(), dropped: done.dropped, problems };
}

describe("a wikilink", () => {
  it("finds a text by path, file name, title, alias and slug, whatever the case", async () => {
    await using site = await grown({
      "posts/2026-01-05-seeds.md": text("On Seeds", "x", "aliases: [Grains, 种子]\nslug: sowing"),
      "posts/a.md": text(
        "A",
        "[[posts/2026-01-05-seeds]] [[2026-01-05-Seeds]] [[seeds]] [[on seeds]] [[GRAINS]] [[种子]] [[sowing|see]]",
      ),
    });
    const page = await site.page("posts/a/index.html");
    expect(page.match(/<a href="\/posts\/sowing\/">[^<]*<\/a>/g)).toEqual(
      ["On Seeds", "On Seeds", "seeds", "on seeds", "GRAINS", "种子", "see"].map(
        (shown) => `<a href="/posts/sowing/">${shown}</a>`,
      ),
    );
    expect(links(site.problems)).toEqual([]);
  });

  it("leads to headings, blocks and places of its own text", async () => {
    await using site = await grown({
      "posts/b.md": text(
        "B",
        "## Big clouds\n\nWords. ^rain-1\n\n- one\n- two ^two\n\n> quoted\n\n^quote",
      ),
      "posts/a.md": text(
        "A",
        "## Here\n\n[[b#Big clouds]] [[b#^rain-1]] [[#Here]] [[b#^two|two]] [[b#^quote|q]]",
      ),
    });
    const page = await site.page("posts/a/index.html");
    expect(page).toContain('<a href="/posts/b/#big-clouds">b › Big clouds</a>');
    expect(page).toContain('<a href="/posts/b/#%5Erain-1">b</a>');
    expect(page).toContain('<a href="#here">Here</a>');
    const target = await site.page("posts/b/index.html");
    expect(target).toContain('<p id="^rain-1">Words.</p>');
    expect(target).toContain('<li id="^two">two</li>');
    expect(target).toContain('<blockquote id="^quote">');
    expect(links(site.problems)).toEqual([]);
  });

  it("prefers its own language, then a published text, and says when several fit", async () => {
    await using site = await grown({
      "posts/rain.md": text("Rain", "x"),
      "posts/rain.zh.md": text("雨", "x"),
      "posts/x/tea.md": text("Tea", "x", "slug: tea-x"),
      "posts/y/tea.md": text("Tea", "x", "slug: tea-y"),
      "posts/y/a.md": text("A", "[[rain]] [[tea]]"),
      "posts/b.zh.md": text("B", "[[rain]] [[tea]]"),
    });
    expect(await site.page("posts/a/index.html")).toContain(
      '<a href="/posts/rain/">rain</a> <a href="/posts/tea-y/">tea</a>',
    );
    expect(await site.page("zh/posts/b/index.html")).toContain(
      '<a href="/zh/posts/rain/">rain</a> <a href="/posts/tea-x/">tea</a>',
    );
    expect(links(site.problems)).toEqual([
      "content/posts/b.zh.md:7:10 warning W221 [[tea]] may mean several texts. It leads to posts/x/tea.md, and could lead to posts/y/tea.md. Write more of the path.",
      "content/posts/y/a.md:7:10 warning W221 [[tea]] may mean several texts. It leads to posts/y/tea.md, and could lead to posts/x/tea.md. Write more of the path.",
    ]);
  });

  it("stays as it was written where it leads nowhere, and in code", async () => {
    await using site = await grown({
      "posts/a.md": text("A", "Before [[nobody|x]] and `[[code]]`.\n\n```\n[[fence]]\n```\n"),
    });
    const page = await site.page("posts/a/index.html");
    expect(page).toContain("Before [[nobody|x]] and <code>[[code]]</code>.");
    expect(page).toContain("[[fence]]");
    expect(
      site.problems.filter(({ code }) => code.startsWith("W22")).map((p) => formatProblem(p)),
    ).toEqual([
      "content/posts/a.md:7:8 warning W220 [[nobody]] leads to no text: there is none of this name, path or alias. It stays as it is written.\n7 | Before [[nobody|x]] and `[[code]]`.\n           ^",
    ]);
  });

  it("stands in tables and headings, and is words in excerpts", async () => {
    await using site = await grown({
      "posts/rain.md": text("Rain", "x"),
      "posts/a.md": text(
        "A",
        "See [[rain|the rain]].\n\n## On [[rain]]\n\n| a | b |\n| - | - |\n| [[rain\\|wet]] | c |",
      ),
    });
    const page = await site.page("posts/a/index.html");
    expect(page).toContain('<td><a href="/posts/rain/">wet</a></td>');
    expect(page).toContain('<h2 id="on-rain">On <a href="/posts/rain/">rain</a></h2>');
    expect(page).toContain('<meta name="description" content="See the rain.">');
  });
});

describe("a link to a Markdown file", () => {
  it("gets the page's address, relative, encoded, with its part", async () => {
    await using site = await grown({
      "posts/雨 天.md": text("雨天", "## 云 和 风\n\nx"),
      "pages/about.md": text("About", "## Here\n\nx"),
      "posts/a.md": text(
        "A",
        "[x](%E9%9B%A8%20%E5%A4%A9.md) [y](<雨 天.md#云 和 风>) [z](../pages/about.md#here) [r][r] <a href='../pages/about.md'>h</a> [o](/posts/%E9%9B%A8-%E5%A4%A9/#云-和-风)\n\n[r]: /pages/about.md",
      ),
    });
    const page = await site.page("posts/a/index.html");
    expect(page).toContain('<a href="/posts/%E9%9B%A8-%E5%A4%A9/">x</a>');
    expect(page).toContain(
      '<a href="/posts/%E9%9B%A8-%E5%A4%A9/#%E4%BA%91-%E5%92%8C-%E9%A3%8E">y</a>',
    );
    expect(page).toContain(
      '<a href="/about/#here">z</a> <a href="/about/">r</a> <a href="/about/">h</a>',
    );
    expect(links(site.problems)).toEqual([]);
  });

  it("that leads nowhere is told of with its place, and so is an address or a part that is not there", async () => {
    await using site = await grown({
      "posts/rain.md": text("Rain", "## Clouds\n\nx"),
      "posts/a.md": text(
        "A",
        "[x](gone.md), [y](/nothing/here/), [z](rain.md#sun)\n[t](/posts/) [f](/feed.xml) [w](https://example.org/a.md) [q](no.pdf)",
      ),
    });
    expect(await site.page("posts/a/index.html")).toContain("<p>x, <a href=");
    expect(links(site.problems)).toEqual([
      "content/posts/a.md:7:5 warning W225 The link to gone.md leads nowhere: there is no such file. The words stay, without a link.",
      "content/posts/a.md:7:40 warning W222 There is no #sun in posts/rain.md. The link leads to the top of the page.",
      "content/posts/a.md:8:63 warning W225 The link to no.pdf leads nowhere: there is no such file. The words stay, without a link.",
      "content/posts/a.md:7:19 warning W226 The link to /nothing/here/ leads nowhere: this site has nothing at that address.",
    ]);
  });
});

describe("a link to a text that readers may not see", () => {
  it.each([
    ["draft: true", "draft: true"],
    ["visibility: private", "visibility: private"],
    ["expiryDate: 2026-02-03", "date, expiryDate"],
  ])("keeps its words and no address (%s)", async (keys, why) => {
    await using site = await grown({
      "posts/plan.md": text("Plan", "x", `${keys}\nslug: hush`),
      "posts/a.md": text("A", "A [[plan|thing]] and [it](plan.md), ![[plan|this]]"),
    });
    const page = await site.page("posts/a/index.html");
    expect(page).toContain("<p>A thing and it, this</p>");
    expect(page).not.toContain("hush");
    expect(links(site.problems)[0]).toBe(
      `content/posts/a.md:7:3 warning W223 This links to posts/plan.md, which readers cannot see (${why}). The words stay, without a link.`,
    );
    const { written, problems } = await edit(site.garden, site.press, {
      "posts/plan.md": text("Plan", "x", "slug: hush"),
    });
    expect(written).toContain("posts/a/index.html");
    expect(links(problems)).toEqual([]);
    expect(await site.page("posts/a/index.html")).toContain('<a href="/posts/hush/">thing</a>');
  });

  it("that is unlisted is made, and told of", async () => {
    await using site = await grown({
      "posts/plan.md": text("Plan", "See [[a]].", "visibility: unlisted"),
      "posts/a.md": text("A", "[[plan]]"),
    });
    const page = await site.page("posts/a/index.html");
    expect(page).toContain('<a href="/posts/plan/">plan</a>');
    expect(page).not.toContain("backlinks");
    expect(links(site.problems)).toEqual([expect.stringContaining("a.md:7:1 warning W224")]);
  });
});

describe("backlinks", () => {
  it("name the public texts that link here, once each, the newest first", async () => {
    await using site = await grown({
      "posts/rain.md": text("Rain", "Myself: [[rain]]"),
      "posts/a.md": text("A", "[[rain]] [[rain]] [x](/posts/rain/)"),
      "posts/b.md": text("B & C", "[[rain]]").replace("02-02", "02-03"),
      "posts/secret.md": text("Secret", "[[rain]]", "draft: true"),
    });
    expect(await site.page("posts/rain/index.html")).toContain(
      '<ul><li><a href="/posts/b/">B &amp; C</a></li><li><a href="/posts/a/">A</a></li></ul>',
    );
  });

  it("follow every change of who links, and of what they are called", async () => {
    await using site = await grown({
      "posts/rain.md": text("Rain", "x"),
      "posts/a.md": text("A", "[[rain]]"),
      "posts/b.md": text("B", "[[rain]]"),
    });
    const { garden, press } = site;
    await edit(garden, press, { "posts/a.md": text("A", "nothing") });
    expect(await site.page("posts/rain/index.html")).toContain(
      '<ul><li><a href="/posts/b/">B</a></li></ul>',
    );
    await edit(garden, press, { "posts/b.md": text("Bee", "[[rain]]", "slug: bee") });
    expect(await site.page("posts/rain/index.html")).toContain('<a href="/posts/bee/">Bee</a>');
    await edit(garden, press, { "posts/b.md": undefined });
    expect(await site.page("posts/rain/index.html")).not.toContain("backlinks");
  });
});

describe("a change", () => {
  it("renders again those who link to what was renamed, deleted or made, and nobody else", async () => {
    await using site = await grown({
      "posts/rain.md": text("Rain", "x"),
      "posts/a.md": text("A", "[[rain]] [[sun]]"),
      "posts/b.md": text("B", "nothing"),
      "posts/z.md": text("Z", "nothing"),
    });
    const { garden, press } = site;
    const renamed = await edit(garden, press, {
      "posts/rain.md": text("Rain", "x", "slug: drizzle"),
    });
    expect(renamed.written).toContain("posts/a/index.html");
    expect(await site.page("posts/a/index.html")).toContain('href="/posts/drizzle/"');
    const made = await edit(garden, press, {
      "posts/sun.md": text("Sun", "x").replace("02-02", "01-01"),
    });
    expect(made.written).toContain("posts/a/index.html");
    expect(made.written).not.toContain("posts/b/index.html");
    expect(links(made.problems)).toEqual([]);
    const gone = await edit(garden, press, { "posts/sun.md": undefined });
    expect(gone.written).toContain("posts/a/index.html");
    expect(await site.page("posts/a/index.html")).toContain("[[sun]]");
    const words = await edit(garden, press, {
      "posts/rain.md": text("Rain", "other", "slug: drizzle"),
    });
    expect(words.written).not.toContain("posts/a/index.html");
  });
});

describe("an embedded text", () => {
  it("is shown with its source, its ids and footnotes apart from the page's own", async () => {
    await using site = await grown({
      "posts/rain.md": text("Rain", "## Clouds\n\nGrey[^1].\n\n[^1]: Or white.\n\n## Sun\n\nNone."),
      "posts/a.md": text(
        "A",
        "## Clouds\n\nMine[^1].\n\n[^1]: Mine too.\n\n![[rain]]\n\n![[rain#Sun]]\n\nIn a ![[rain]] sentence.",
      ),
    });
    const page = await site.page("posts/a/index.html");
    expect(page.match(/<figure class="embed">/g)).toHaveLength(2);
    expect(page).toContain('<h2 id="embed-1-clouds"');
    expect(page).toContain('id="embed-1-fn1"');
    expect(page).toContain('href="#embed-1-fnref1"');
    expect(page).toContain('<figcaption><a href="/posts/rain/#sun">Rain</a></figcaption>');
    expect(page).toContain('In a <a href="/posts/rain/">Rain</a> sentence.');
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const part = page.slice(page.lastIndexOf('<figure class="embed">'));
    expect(part.slice(0, part.indexOf("</figure>"))).not.toMatch(/Clouds|Grey|white/);
  });

  it("ends where it would go in a circle", async () => {
    await using site = await grown({
      "posts/a.md": text("A", "A words\n\n![[b]]"),
      "posts/b.md": text("B", "B words\n\n![[a]]"),
    });
    const page = await site.page("posts/a/index.html");
    const main = page.slice(page.indexOf("<main"), page.indexOf("backlinks"));
    expect(main.match(/A words/g)).toHaveLength(1);
    expect(main.match(/B words/g)).toHaveLength(1);
    expect(main).toContain('<a href="/posts/a/">');
  });

  it("changes the page, and the feeds, with itself, through other texts too", async () => {
    await using site = await grown({
      "posts/a.md": text("A", "![[b]]"),
      "posts/b.md": text("B", "![[c]]"),
      "posts/c.md": text("C", "one"),
    });
    const { written } = await edit(site.garden, site.press, { "posts/c.md": text("C", "two") });
    expect(written).toEqual(
      expect.arrayContaining(["feed.xml", "posts/a/index.html", "posts/b/index.html"]),
    );
    expect(await site.page("posts/a/index.html")).toContain("two");
    expect(await site.page("feed.json")).not.toContain("<p>one");
  });
});

describe("a picture or a file", () => {
  it("is found by its bare name, embedded with a width, and linked to", async () => {
    await using fixture = await makeGarden();
    const { readFile } = await import("node:fs/promises");
    const png = await readFile(join(fixture.contentDir, "images/bean.png"));
    await using site = await grown({
      "attachments/bean.png": png,
      "attachments/talk.mp3": "sound",
      "attachments/notes.pdf": "%PDF",
      "attachments/other.pdf": "%PDF",
      "posts/a.md": text(
        "A",
        "![[bean.png|20]]\n\n![[talk.mp3]]\n\n[n](notes.pdf) [[notes.pdf|m]] [p](bean.png)\n\n<img src='bean.png' alt='x'> <video src=\"talk.mp3\"></video>",
      ),
      "posts/draft.md": text("D", "[n](other.pdf)", "draft: true"),
    });
    const page = await site.page("posts/a/index.html");
    expect(page).toMatch(/<img src="\/_image\/bean-[^"]+" [^>]*width="20"/);
    expect(page).toMatch(/<audio src="\/_image\/talk-[^"]+\.mp3" controls/);
    expect(page).toContain(
      '<a href="/attachments/notes.pdf">n</a> <a href="/attachments/notes.pdf">m</a>',
    );
    expect(page).toMatch(/<a href="\/_image\/bean-[^"]+">p<\/a>/);
    expect(page).toMatch(/<img width="\d+" height="\d+" src="\/_image\/bean-[^"]+" alt='x'>/);
    expect(page).toMatch(/<video src="\/_image\/talk-/);
    expect(links(site.problems)).toEqual([]);
    expect(site.press.output.files.get("attachments/notes.pdf")?.type).toBe("application/pdf");
    expect([...site.press.output.files.keys()].some((file) => file.includes("other"))).toBe(false);
    await site.garden.write("attachments/notes.pdf", "%PDF 2");
    const { rendered: done } = rendered(await site.press.update(["attachments/notes.pdf"]));
    expect(done.written).toEqual(["attachments/notes.pdf"]);
    const gone = await edit(site.garden, site.press, { "attachments/notes.pdf": undefined });
    expect(gone.dropped).toEqual(["attachments/notes.pdf"]);
    expect(links(gone.problems)).toHaveLength(2);
  });
});

describe("findings", () => {
  it("tell that an unlisted text's words are published by whoever embeds it", async () => {
    await using site = await grown({
      "posts/quiet.md": text("Quiet", "Only for some.", "visibility: unlisted"),
      "posts/a.md": text("A", "![[quiet]]"),
      "posts/b.md": text("B", "[[quiet]]"),
    });
    expect(await site.page("posts/a/index.html")).toContain("Only for some.");
    const told = site.problems.map(({ code, file }) => `${code} ${file}`);
    expect(told).toEqual(["W232 content/posts/a.md", "W224 content/posts/b.md"]);
  });

  it("of one kind in one text are told twenty times, and then counted", async () => {
    const many = (link: (index: number) => string) =>
      Array.from({ length: 500 }, (_, index) => link(index)).join("\n");
    await using site = await grown({
      "posts/a.md": text(
        "A",
        many((index) => `[[gone ${index}]] [x](/gone/${index}/)`),
      ),
      "posts/b.md": text(
        "B",
        many(() => "[x](/same/)"),
      ),
      "posts/c.md": text("C", "[[gone]]"),
    });
    const counts: Record<string, number> = {};
    for (const { code, file } of site.problems) {
      counts[`${code} ${file}`] = (counts[`${code} ${file}`] ?? 0) + 1;
    }
    expect(counts).toEqual({
      "W220 content/posts/a.md": 20,
      "W226 content/posts/a.md": 20,
      "W226 content/posts/b.md": 20,
      "W233 content/posts/a.md": 2,
      "W233 content/posts/b.md": 1,
      "W220 content/posts/c.md": 1,
    });
    const more = site.problems.filter(({ code }) => code === "W233");
    expect(more.every(({ values }) => values.more === "480")).toBe(true);
    await site.garden.write("posts/b.md", text("B", "[x](/same/)"));
    const { problems } = rendered(await site.press.update(["posts/b.md"]));
    expect(problems.filter(({ file }) => file === "content/posts/b.md")).toHaveLength(1);
  });
});
