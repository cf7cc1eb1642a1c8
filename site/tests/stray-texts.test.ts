// Markdown where nothing is published from is told, once for each folder, until it is moved.

import { rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeGarden, makePress, rendered } from "./support/garden.ts";

it("tells of Markdown that lies outside of posts and pages, and of none that was meant to", async () => {
  await using garden = await makeGarden();
  const stray = ["hello.md", "notes/a.md", "notes/deep/b.markdown"];
  const meant = [
    "README.md",
    "files/form.md",
    "_templates/day.md",
    "posts/_index.md",
    "notes/_old/c.md",
    "notes/.trash/d.md",
  ];
  for (const file of [...stray, ...meant]) await garden.write(file, "# Here\n\nText.\n");
  using press = await makePress(garden);
  const told = (of: ReturnType<typeof rendered>) =>
    of.problems
      .filter(({ code }) => code === "W247")
      .map(({ file, values }) => `${file} ${values.count}`);
  for (const file of ["posts/b.mdx", "posts/deep/c.mdx", "notes/d.mdx"])
    await garden.write(file, "x");
  const first = rendered(await press.update());
  expect(told(first)).toEqual(["content/hello.md 1", "content/notes/a.md 2"]);
  expect(first.problems.filter(({ code }) => code === "W250")).toMatchObject([
    { file: "content/posts/b.mdx", values: { count: "2", value: ".mdx" } },
  ]);
  for (const [from, to] of [
    ["hello.md", "posts/hello.md"],
    ["notes/a.md", "posts/a.md"],
  ] as const) {
    await rename(join(garden.contentDir, from), join(garden.contentDir, to));
  }
  await garden.write("notes/deep/e.md", "More.\n");
  const changed = ["hello.md", "posts/hello.md", "notes/a.md", "posts/a.md", "notes/deep/e.md"];
  expect(told(rendered(await press.update(changed)))).toEqual(["content/notes/deep/b.markdown 2"]);
});
