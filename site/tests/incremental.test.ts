// The claim that everything rests on: after any edit, what the publisher updated is what a fresh
// rendering of the same folder would write.

import { mkdir, readdir, readFile, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Garden,
  makeGarden,
  makePress,
  type Press,
  readTree,
  rendered,
} from "./support/garden.ts";

async function expectFresh(garden: Garden, press: Press, note: string, step = 0): Promise<void> {
  using fresh = await makePress(garden, { name: `fresh-${step}` });
  rendered(await fresh.update());
  const [mine, theirs] = await Promise.all([
    readTree(join(press.dir, "out")),
    readTree(join(fresh.dir, "out")),
  ]);
  expect([...mine.keys()], note).toEqual([...theirs.keys()]);
  for (const [file, content] of theirs) expect(mine.get(file), `${note}: ${file}`).toBe(content);
}

describe("an edit", () => {
  it("renders what it affects and nothing else", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    await garden.write(
      "posts/winter.md",
      "---\ntitle: Winter\ndate: 2025-12-21 22:00\ntags: [beans]\nseries: From seed to bean\nauthors: alice\n---\n\nNothing grew!\n",
    );
    const { rendered: done } = rendered(await press.update(["posts/winter.md"]));
    // The oldest post: its page, the list pages it stands on (its summary changed), and the feeds.
    expect([...done.written].sort()).toEqual([
      "atom.xml",
      "authors/alice/atom.xml",
      "authors/alice/feed.json",
      "authors/alice/feed.xml",
      "authors/alice/page/2025-1/index.html",
      "feed.json",
      "feed.xml",
      "posts/page/2025-1/index.html",
      "posts/winter/index.html",
      "series/from-seed-to-bean/atom.xml",
      "series/from-seed-to-bean/feed.json",
      "series/from-seed-to-bean/feed.xml",
      "series/from-seed-to-bean/index.html",
      "tags/beans/atom.xml",
      "tags/beans/feed.json",
      "tags/beans/feed.xml",
      "tags/beans/page/2025-1/index.html",
    ]);
    expect(done.dropped).toEqual([]);
    await expectFresh(garden, press, "body");
  });

  it.each<[string, (garden: Garden) => Promise<string[]>, string[]]>([
    [
      "a changed slug",
      async (garden) => {
        const text = await readFile(join(garden.contentDir, "posts/rain.md"), "utf8");
        await garden.write(
          "posts/rain.md",
          text.replace("title: Rain", "title: Rain\nslug: drizzle"),
        );
        return ["posts/rain.md"];
      },
      ["posts/rain/index.html"],
    ],
    [
      "a tag that nobody has any more",
      async (garden) => {
        await garden.write(
          "posts/compost.md",
          "---\ntitle: Compost\ndate: 2026-01-20\nslug: Über Kompost\n---\nx",
        );
        return ["posts/compost.md"];
      },
      ["tags/c++/index.html", "tags/c-sharp/index.html", "tags/c/index.html"],
    ],
    [
      "a deleted post",
      async (garden) => {
        await garden.remove("posts/2026-01-05-seeds.md");
        return ["posts/2026-01-05-seeds.md"];
      },
      ["posts/seeds/index.html"],
    ],
    [
      "a post that became a draft, with its picture",
      async (garden) => {
        const path = "posts/2026-03-09-first-bean.md";
        const text = await readFile(join(garden.contentDir, path), "utf8");
        await garden.write(path, text.replace("---\n", "---\ndraft: true\n"));
        return [path];
      },
      ["posts/first-bean/index.html", "posts/page/2026-1/index.html"],
    ],
    [
      "another number of posts on a page",
      async (garden) => {
        const text = await readFile(join(garden.contentDir, "site.yaml"), "utf8");
        await garden.write("site.yaml", text.replace("postsPerPage: 2", "postsPerPage: 50"));
        return ["site.yaml"];
      },
      ["posts/page/2026-1/index.html", "posts/page/2025-1/index.html"],
    ],
  ])("leaves no stale file after %s", async (note, edit, gone) => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    for (const file of gone) expect(press.output.files.has(file), file).toBe(true);
    const { rendered: done } = rendered(await press.update(await edit(garden)));
    for (const file of gone) {
      if (press.output.files.has(file)) throw new Error(`${file} is still there after ${note}`);
    }
    expect(done.dropped.length).toBeGreaterThan(0);
    await expectFresh(garden, press, note);
  });

  it("shows a picture that changed under the same name", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    const other = await readFile(join(garden.contentDir, "images/draft.png"));
    await garden.write("images/bean.png", other);
    const { rendered: done } = rendered(await press.update(["images/bean.png"]));
    expect(done.written).toContain("posts/first-bean/index.html");
    expect(done.dropped.some((file) => file.startsWith("_image/bean-"))).toBe(true);
    await expectFresh(garden, press, "picture");
  });
});

describe("a rendering by threads", () => {
  it("writes what one thread writes", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden, { threadsFrom: 1 });
    rendered(await press.update());
    await expectFresh(garden, press, "threads");
    await garden.write("posts/rain.md", "---\ntitle: Rain again\ndate: 2026-02-01\n---\nx");
    const { rendered: done } = rendered(await press.update(["posts/rain.md"]));
    expect(done.written).toContain("posts/rain/index.html");
    await expectFresh(garden, press, "threads and an edit", 1);
  });

  it("that failed leaves nothing that is taken for the site", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden, { threadsFrom: 1 });
    const inTheWay = join(press.dir, "out/posts/rain/index.html/x");
    await mkdir(inTheWay, { recursive: true });
    await expect(press.update()).rejects.toThrow();
    await rm(join(press.dir, "out/posts/rain"), { recursive: true });
    rendered(await press.update());
    await expectFresh(garden, press, "after a failed thread");
  });
});

describe("edits while nobody watched", () => {
  it("are found at the next start when nobody watched", async () => {
    await using garden = await makeGarden();
    {
      using press = await makePress(garden);
      rendered(await press.update());
      press.output.save();
    }
    await garden.write("posts/rain.md", "---\ntitle: Rain again\ndate: 2026-02-01\n---\nx");
    await garden.remove("posts/winter.md");
    using press = await makePress(garden);
    const { rendered: done } = rendered(await press.update());
    expect(done.written).toContain("posts/rain/index.html");
    expect(done.dropped).toContain("posts/winter/index.html");
    await expectFresh(garden, press, "restart");
  });
});

describe("a start", () => {
  it("writes nothing when nothing changed", async () => {
    await using garden = await makeGarden();
    {
      using press = await makePress(garden);
      rendered(await press.update());
      press.output.save();
    }
    using press = await makePress(garden);
    expect(rendered(await press.update()).rendered).toEqual({ written: [], dropped: [] });
  });

  it("makes good what a crash or a stranger left in the output", async () => {
    await using garden = await makeGarden();
    {
      using press = await makePress(garden);
      rendered(await press.update());
      press.output.save();
    }
    const out = join(garden.root, "press", "out");
    await garden.write("../press/out/stray.html", "not ours");
    await garden.write("../press/out/index.html", "half a pa");
    const [asset = ""] = await readdir(join(out, "_astro"));
    await utimes(join(out, "_astro", asset), 1, 1);
    using press = await makePress(garden);
    rendered(await press.update());
    await expectFresh(garden, press, "after a crash");
  });
});
