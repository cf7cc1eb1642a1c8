// Old addresses of texts.

import { join } from "node:path";
import { expect, it } from "vitest";
import { formatProblem } from "../src/store/problem.ts";
import { makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

const text = (title: string, keys: string) =>
  `---\ntitle: ${title}\ndate: 2026-02-02\n${keys}\n---\n\nWords.\n`;

async function treeOf(dir: string) {
  const out = await readTree(join(dir, "out"));
  return new Map(
    [...out].map(([file, bytes]) => [file, Buffer.from(bytes, "latin1").toString("utf8")]),
  );
}

it("old addresses lead on by a page, and by a list for servers", async () => {
  await using garden = await makeGarden({ empty: true });
  await garden.write(
    "posts/雨.md",
    text(
      "雨",
      "aliases: [/2019/rain.html, Regen, /旧/雨/, /posts/雨/]\nredirect_from: old/%E9%9B%A8",
    ),
  );
  await garden.write("posts/quiet.md", text("Quiet", "aliases: [/hush]\nvisibility: unlisted"));
  using press = await makePress(garden);
  const { problems } = rendered(await press.update());
  const out = await treeOf(press.dir);
  expect(out.get("_redirects")).toBe(
    [
      "/%E6%97%A7/%E9%9B%A8/ /posts/%E9%9B%A8/ 301\n",
      "/2019/rain.html /posts/%E9%9B%A8/ 301\n",
      "/old/%E9%9B%A8/ /posts/%E9%9B%A8/ 301\n",
    ].join(""),
  );
  const page = out.get("旧/雨/index.html") ?? "";
  expect(page).toContain('<meta http-equiv="refresh" content="0; url=/posts/%E9%9B%A8/">');
  expect(page).toContain('<link rel="canonical" href="https://alice.example/posts/%E9%9B%A8/">');
  expect(page).toContain('<meta name="robots" content="noindex">');
  expect(out.get("2019/rain.html")).toBe(page);
  expect(out.get("hush/index.html")).toContain("/posts/quiet/");
  expect(press.output.files.get("2019/rain.html")?.type).toBe("text/html; charset=utf-8");
  expect(problems).toEqual([]);
});

it("an old address never takes a page's place, nor the core's, nor what cannot be one", async () => {
  await using garden = await makeGarden({ empty: true });
  await garden.write(
    "posts/a.md",
    text("A", "aliases: [/posts/b/, /tags/, /feed.xml, /one/, /x.html]"),
  );
  await garden.write("posts/b.md", text("B", "aliases: [/one, '/?p=12', /x.html/y/, /../up/]"));
  using press = await makePress(garden);
  const { problems } = rendered(await press.update());
  expect(problems.map((problem) => formatProblem(problem).replace(/ Take.*| Write.*/, ""))).toEqual(
    [
      "content/posts/a.md:1:1 error E120 The old address /posts/b/ cannot lead here: posts/b.md has it.",
      "content/posts/a.md:1:1 error E122 The old address /tags/ cannot lead here: the site has it.",
      "content/posts/a.md:1:1 error E122 The old address /feed.xml/ cannot lead here: the site has it.",
      "content/posts/b.md:1:1 error E120 The old address /one/ cannot lead here: posts/a.md has it.",
      "content/posts/b.md:1:1 error E121 The old address /?p=12 is none that a site of files can answer.",
      "content/posts/b.md:1:1 error E120 The old address /x.html/y/ cannot lead here: /x.html has it.",
      "content/posts/b.md:1:1 error E121 The old address /../up/ is none that a site of files can answer.",
    ],
  );
  const out = await treeOf(press.dir);
  expect(out.get("posts/b/index.html")).toContain("Words.");
  expect(out.get("_redirects")).toBe("/one/ /posts/a/ 301\n/x.html /posts/a/ 301\n");
});

it("an old address goes when its text goes, and makes way for a page", async () => {
  await using garden = await makeGarden({ empty: true });
  await garden.write("posts/a.md", text("A", "aliases: [/one/, /two/]"));
  await garden.write("posts/z.md", text("Z", ""));
  using press = await makePress(garden);
  rendered(await press.update());
  await garden.write("pages/two.md", text("Two", ""));
  const { problems } = rendered(await press.update(["pages/two.md"]));
  expect(problems.map(({ code }) => code)).toEqual(["E120"]);
  expect((await treeOf(press.dir)).get("two/index.html")).toContain("Words.");
  await garden.remove("posts/a.md");
  const { rendered: done } = rendered(await press.update(["posts/a.md"]));
  expect(done.dropped).toEqual(expect.arrayContaining(["_redirects", "one/index.html"]));
});
