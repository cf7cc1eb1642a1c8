// The demo site on which themes are tried: sound, and the same each time.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, test } from "vitest";
import { writeDemo } from "../src/demo/write-demo.ts";
import { makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

test.each([
  ["hard", 60],
  ["one", 10],
] as const)(
  "the demo site %s is published without a remark",
  { timeout: 120_000 },
  async (variant, files) => {
    await using garden = await makeGarden({ empty: true });
    await writeDemo(garden.contentDir, { variant, theme: "courtyard" });
    using press = await makePress(garden);
    const { problems, rendered: done } = rendered(await press.update());
    expect(problems).toEqual([]);
    expect(done.written.length).toBeGreaterThan(files);
  },
);

it("is the same bytes each time it is written", async () => {
  await using garden = await makeGarden({ empty: true });
  const [first, second] = [join(garden.root, "first"), join(garden.root, "second")];
  for (const folder of [first, second]) {
    await writeDemo(folder, { variant: "many", theme: "courtyard" });
  }
  expect(await readTree(first)).toEqual(await readTree(second));
  const posts = [...(await readTree(first)).keys()].filter((file) => /note-\d+\.md$/.test(file));
  expect(posts).toHaveLength(500);
});

it("lays a theme's own demo files over the hard cases", async () => {
  await using garden = await makeGarden({ empty: true });
  const own = join(garden.root, "own");
  await garden.write("../own/pages/about.md", "---\ntitle: Another\n---\n\nText.\n");
  await rm(garden.contentDir, { recursive: true });
  await writeDemo(garden.contentDir, { variant: "hard", theme: "./x", extra: own });
  const tree = await readTree(garden.contentDir);
  expect(tree.get("pages/about.md")).toContain("Another");
  expect(tree.get("posts/code.md")).toContain("Code, wide and narrow");
  expect(tree.get("site.yaml")).toMatch(/\ntheme: ".\/x"\n$/);
});
