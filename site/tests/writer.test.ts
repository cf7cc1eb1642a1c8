// What a writer's mistakes and accidents may and may not do.

import { cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatProblem } from "../src/store/problem.ts";
import { makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

const BROKEN = "---\ntitle: Rain\ndate: 2026-02-31\n---\n\nHalf a thought\n";

describe("a broken file", () => {
  it("is left out with its place, and the rest is published", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/rain.md", BROKEN);
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    expect(problems.map((problem) => formatProblem(problem).split("\n")[0])).toContainEqual(
      expect.stringMatching(/^content\/posts\/rain\.md:3:7 error E104 `date: 2026-02-31`/),
    );
    expect(press.output.files.has("posts/rain/index.html")).toBe(false);
    expect(press.output.files.has("posts/first-bean/index.html")).toBe(true);
  });

  it("keeps its last good version live, and is told once mended", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    const before = await readTree(join(press.dir, "out"));
    await garden.write("posts/rain.md", BROKEN);
    const broken = rendered(await press.update(["posts/rain.md"]));
    expect(broken.rendered).toEqual({ written: [], dropped: [] });
    expect(await readTree(join(press.dir, "out"))).toEqual(before);
    await garden.write("posts/rain.md", BROKEN.replace("31", "28"));
    const mended = rendered(await press.update(["posts/rain.md"]));
    expect(mended.rendered.written).toContain("posts/rain/index.html");
    expect(mended.problems.some(({ code }) => code === "E104")).toBe(false);
  });

  it("keeps its last good version when it broke while nobody watched", async () => {
    await using garden = await makeGarden();
    {
      using press = await makePress(garden);
      rendered(await press.update());
      press.output.save();
    }
    await garden.write("posts/rain.md", BROKEN);
    using press = await makePress(garden);
    const { rendered: done, problems } = rendered(await press.update());
    expect(done).toEqual({ written: [], dropped: [] });
    expect(problems.some(({ code }) => code === "E104")).toBe(true);
  });

  it("that is not UTF-8 says so", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/rain.md", new Uint8Array([0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0xfe]));
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    expect(problems.map(({ code, file }) => [code, file])).toContainEqual([
      "E107",
      "content/posts/rain.md",
    ]);
  });
});

describe("two files for one address", () => {
  it("leave the first by name, and name it to the second", async () => {
    await using garden = await makeGarden();
    await garden.write(
      "posts/z-rain.md",
      "---\ntitle: Another\ndate: 2026-05-05\nslug: rain\n---\nx",
    );
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    const [problem] = problems.filter(({ code }) => code === "E106");
    expect(problem && formatProblem(problem)).toContain(
      "content/posts/z-rain.md:1:1 error E106 The address /posts/rain/ is already taken by posts/rain.md.",
    );
  });

  it("cannot be one of the core's own", async () => {
    await using garden = await makeGarden();
    await garden.write("pages/tags.md", "# Mine");
    await garden.write("pages/zh.md", "# Mine");
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    expect(problems.filter(({ code }) => code === "E114")).toHaveLength(2);
  });
});

describe("an image", () => {
  it("that is missing is a warning with its line, and its words stand in its place", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    expect(problems.map((problem) => formatProblem(problem).split("\n").slice(0, 2))).toEqual([
      [
        "content/posts/compost.md:11:91 warning W201 The image lost.png is not there. The page shows its description instead.",
        "11 | Everything comes back. 🌱 A raw <mark>mark</mark> and an image that is not there: ![lost](lost.png)",
      ],
    ]);
    const out = await readTree(join(press.dir, "out"));
    expect(out.get("posts/über-kompost/index.html")).toContain('<em class="missing">lost</em>');
  });

  it("outside the content folder is not fetched", async () => {
    await using garden = await makeGarden();
    await cp(join(garden.contentDir, "images/bean.png"), join(garden.root, "private.png"));
    await garden.write(
      "posts/rain.md",
      "![p](../../private.png) ![q](/../private.png) ![r](../../../../etc/x.png)",
    );
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    expect(
      problems.filter(({ code, file }) => code === "W201" && file.endsWith("rain.md")),
    ).toHaveLength(3);
    expect([...press.output.files.keys()].some((file) => file.includes("private"))).toBe(false);
  });

  it("of a draft stays at home", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    expect([...press.output.files.keys()].filter((file) => file.includes("draft"))).toEqual([]);
  });

  it("that is no image is a warning", async () => {
    await using garden = await makeGarden();
    await garden.write("images/bean.png", "not a picture");
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    expect(problems.some(({ code }) => code === "W203")).toBe(true);
  });
});

describe("a folder that vanishes", () => {
  it("takes nothing down, and is published again when it is back", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    const before = await readTree(join(press.dir, "out"));
    await rename(garden.contentDir, `${garden.contentDir}.away`);
    expect(await press.update()).toEqual({ kind: "vanished", gone: 7, of: 7 });
    expect(await press.update(["posts/rain.md", "posts/winter.md"])).toMatchObject({
      kind: "vanished",
    });
    expect(await readTree(join(press.dir, "out"))).toEqual(before);
    await rename(`${garden.contentDir}.away`, garden.contentDir);
    expect(rendered(await press.update()).rendered).toEqual({ written: [], dropped: [] });
  });

  it("takes nothing down when only the posts are gone, unless one says so", async () => {
    await using garden = await makeGarden();
    {
      using press = await makePress(garden);
      rendered(await press.update());
      press.output.save();
      await rm(join(garden.contentDir, "posts"), { recursive: true });
      expect(await press.update()).toEqual({ kind: "vanished", gone: 7, of: 7 });
    }
    using press = await makePress(garden, { allowDeletions: true });
    const { rendered: done } = rendered(await press.update());
    expect(done.dropped).toContain("posts/rain/index.html");
  });
});

describe("posts at addresses of their own", () => {
  it("count too when a new start finds the folder empty", async () => {
    await using garden = await makeGarden({ empty: true });
    for (const name of ["a", "b", "c"]) {
      const head = `title: ${name}\ndate: 2026-01-01\npermalink: /2019/${name}/`;
      await garden.write(`posts/${name}.md`, `---\n${head}\n---\n\nx\n`);
    }
    {
      using press = await makePress(garden);
      rendered(await press.update());
      press.output.save();
    }
    await rm(join(garden.contentDir, "posts"), { recursive: true });
    using press = await makePress(garden);
    expect(await press.update()).toEqual({ kind: "vanished", gone: 3, of: 3 });
    expect(press.output.files.has("2019/a/index.html")).toBe(true);
  });
});

describe("site.yaml", () => {
  it("that breaks leaves the last good settings in force", async () => {
    await using garden = await makeGarden();
    using press = await makePress(garden);
    rendered(await press.update());
    await garden.write("site.yaml", "title: [\n");
    const { problems, rendered: done } = rendered(await press.update(["site.yaml"]));
    expect(done).toEqual({ written: [], dropped: [] });
    expect(problems.some(({ code }) => code === "E111")).toBe(true);
  });

  it("that is missing at the first start says what to write", async () => {
    await using garden = await makeGarden({ empty: true });
    await garden.remove("site.yaml");
    using press = await makePress(garden);
    const updated = await press.update();
    expect(updated.kind === "no-settings" && updated.problems.map((p) => formatProblem(p))).toEqual(
      [
        "content/site.yaml:1:1 error E112 There is no site.yaml here. It needs at least `title: …` and `lang: en`.",
      ],
    );
  });

  it("alone makes an empty site that says so", async () => {
    await using garden = await makeGarden({ empty: true });
    using press = await makePress(garden);
    rendered(await press.update());
    expect((await readTree(join(press.dir, "out"))).get("index.html")).toContain(
      "Nothing is published here yet.",
    );
  });
});

describe("a file without a date", () => {
  it("keeps the moment it was first seen, with a word about it", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/undated.md", "Just words.");
    using press = await makePress(garden);
    const first = rendered(await press.update());
    const [warning] = first.problems.filter(({ code }) => code === "W202");
    expect(warning?.values.date).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\dZ$/);
    await garden.write("posts/undated.md", "Other words.");
    const second = rendered(await press.update(["posts/undated.md"]));
    expect(second.problems.find(({ code }) => code === "W202")?.values).toEqual(warning?.values);
  });
});
