// Categories, series, authors, the archive and related posts: what their pages show, and who is on them.

import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

let out: Map<string, string>;

beforeAll(async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  rendered(await press.update());
  const tree = await readTree(join(press.dir, "out"));
  out = new Map([...tree].map(([file, bytes]) => [file, Buffer.from(bytes, "latin1").toString()]));
}, 60_000);

function page(file: string): string {
  const html = out.get(`${file}index.html`);
  if (html === undefined) throw new Error(`no ${file}; there are ${[...out.keys()].join(" ")}`);
  return html;
}

/** The links of a page's main part, in order; without those of bylines and to feeds. */
function links(file: string): string[] {
  const main = /<main[\s\S]*<\/main>/.exec(page(file))?.[0] ?? "";
  return [...main.matchAll(/<a (class="[^"]*p-author[^"]*")?[^>]*href="([^"]+)"/g)].flatMap(
    ([, byline, href = ""]) => (byline || /\.(xml|json)$/.test(href) ? [] : decodeURI(href)),
  );
}

describe("a category", () => {
  it("has the posts of the categories within it, and leads to them and back", () => {
    expect(links("categories/soil/")).toEqual([
      "/categories/",
      "/categories/soil/rot/",
      "/categories/soil/water/",
      "/posts/first-bean/",
      "/posts/rain/",
      "/posts/über-kompost/",
    ]);
    expect(links("categories/soil/water/")).toEqual([
      "/categories/",
      "/categories/soil/",
      "/posts/first-bean/",
      "/posts/rain/",
    ]);
  });

  it("keeps its Chinese name, and stands in its language's index alone", () => {
    expect(links("zh/categories/")).toEqual(["/zh/categories/土/", "/zh/categories/土/水/"]);
    expect(page("categories/")).not.toContain("土");
  });

  it("is named on its posts, the innermost of each path", () => {
    const post = page("posts/first-bean/");
    expect(post).toContain('class="p-category" href="/categories/soil/water/">Water</a>');
    expect(post).not.toContain('href="/categories/soil/"');
  });
});

describe("a series", () => {
  it("goes by its numbers, and then by date", () => {
    expect(links("series/from-seed-to-bean/").slice(1)).toEqual([
      "/posts/first-bean/",
      "/posts/über-kompost/",
      "/posts/winter/",
    ]);
  });

  it("is shown on each part with its place and what comes next", () => {
    const part = page("posts/first-bean/");
    expect(part).toContain("Part 1 of 3");
    expect(part).toMatch(/series-next">.*href="\/posts\/%C3%BCber-kompost\/"/);
    expect(page("posts/winter/")).not.toContain("series-next");
  });
});

describe("an author", () => {
  it("has a page with their posts, by key, by name, and the site's own by default", () => {
    expect(links("authors/")).toEqual([
      "/authors/alice/",
      "/authors/bob/",
      "/authors/carol-digger/",
    ]);
    expect(links("authors/bob/")).toContain("https://bob.example/");
    expect(links("authors/carol-digger/")).toContain("/posts/über-kompost/");
    expect(links("authors/alice/")).not.toContain("/posts/über-kompost/");
  });

  it("is named by every post as its p-author, in the page's language", () => {
    const names = (file: string) =>
      [...page(file).matchAll(/class="p-author h-card" href="[^"]*">([^<]+)/g)].map(([, n]) => n);
    expect(names("posts/über-kompost/")).toEqual(["Bob Digger", "Carol Digger"]);
    expect(names("posts/rain/")).toEqual(["Alice Gardener"]);
    expect(names("zh/posts/雨/")).toEqual(["挖地的鲍勃"]);
  });
});

describe("the archive", () => {
  it("has all titles by year, and a page for each year", () => {
    expect(links("archive/")).toEqual([
      "/archive/2026/",
      "/archive/2025/",
      "/archive/2026/",
      "/posts/first-bean/",
      "/posts/rain/",
      "/posts/über-kompost/",
      "/posts/seeds/",
      "/archive/2025/",
      "/posts/winter/",
    ]);
    expect(links("archive/2025/")).toContain("/posts/winter/");
    expect(page("archive/2025/")).toContain("December");
    expect(page("zh/archive/")).toContain("2026 年");
  });
});

describe("a post", () => {
  it("names posts that share its rarest terms, and none of its own series", () => {
    const section = /<section class="related"[\s\S]*?<\/section>/.exec(
      page("posts/first-bean/"),
    )?.[0];
    expect(section).toContain('href="/posts/rain/"');
    expect(section).not.toContain("kompost");
    expect(page("posts/seeds/")).not.toContain('class="related"');
  });
});

describe("a text that is in no list", () => {
  it.each(["draft: true", "visibility: private", "visibility: unlisted", "date: 2999-01-01"])(
    "(%s) is in no term, archive, series, count and related post",
    async (key) => {
      await using garden = await makeGarden();
      using press = await makePress(garden);
      rendered(await press.update());
      const before = await readTree(join(press.dir, "out"));
      const date = key.startsWith("date") ? "" : "date: 2026-02-02\n";
      await garden.write(
        "posts/quiet.md",
        `---\ntitle: Quiet words\n${date}${key}\ntags: [beans, hush]\ncategories: [Soil/Hush]\nauthors: [bob, Nobody]\nseries: { name: From seed to bean, order: 1 }\n---\nx\n`,
      );
      rendered(await press.update(["posts/quiet.md"]));
      const after = await readTree(join(press.dir, "out"));
      after.delete("posts/quiet/index.html");
      expect([...after.keys()]).toEqual([...before.keys()]);
      for (const [file, text] of after) expect(text, file).toBe(before.get(file));
    },
  );
});
