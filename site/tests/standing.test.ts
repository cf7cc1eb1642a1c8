// A start at which nothing changed need not read the texts; one at which anything did, must.

import { rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { type Garden, makeGarden, makePress, rendered } from "./support/garden.ts";

const DUE = Date.parse("2100-01-01T00:00:00Z");

/** A garden that was rendered, with a text that is due and one that is wrong, and closed in order. */
async function stoodGarden(): Promise<Garden> {
  const garden = await makeGarden();
  await garden.write("posts/due.md", "---\ntitle: Due\ndate: 2100-01-01T00:00:00Z\n---\nLater.\n");
  await garden.write("posts/odd.md", "---\ntitel: Odd\ntitle: Odd\ndate: 2026-01-01\n---\nOdd.\n");
  // What changes in the second before it is read could change again under the same stamp.
  await sleep(1_100);
  using press = await makePress(garden);
  rendered(await press.update());
  press.output.save();
  await press.source.keepStanding();
  return garden;
}

async function stands(garden: Garden, clock = Date.now) {
  using press = await makePress(garden, { clock });
  return press.source.standing();
}

it("knows at a start that nothing changed, what was wrong, and when that ends", async () => {
  await using garden = await stoodGarden();
  using press = await makePress(garden);
  const standing = await press.source.standing();
  const wrong = standing?.problems.filter(({ file }) => file.endsWith("posts/odd.md"));
  expect(wrong?.map(({ values }) => values.key)).toEqual(["titel"]);
  expect(press.source.nextChange()).toBe(DUE);
  expect(await standing?.changed()).toEqual([]);
  await garden.write("posts/new.md", "---\ntitle: New\n---\n");
  await garden.remove("posts/winter.md");
  expect((await standing?.changed())?.toSorted()).toEqual(["posts/new.md", "posts/winter.md"]);
});

const changes: [string, (garden: Garden) => Promise<unknown>][] = [
  ["a text was written", ({ write }) => write("posts/new.md", "---\ntitle: New\n---\n")],
  ["a text went", ({ remove }) => remove("posts/winter.md")],
  ["a setting was added", ({ write }) => write("site.yaml", "title: Other\n")],
  ["a part of the theme was overridden", ({ write }) => write("_theme/Footer.astro", "<p>x</p>")],
  [
    "a text was put back by a backup, as large and as old as it was",
    async ({ contentDir }) => {
      const file = join(contentDir, "posts/odd.md");
      const { mtime } = await stat(file);
      await writeFile(`${file}.new`, "---\ntitel: Odd\ntitle: Odd\ndate: 2026-01-01\n---\nEve.\n");
      await rename(`${file}.new`, file);
      await utimes(file, mtime, mtime);
    },
  ],
  ["a rendered file is missing", ({ root }) => rm(join(root, "press/out/index.html"))],
  [
    "it was rendered again and not closed in order",
    async (garden) => {
      using press = await makePress(garden);
      rendered(await press.update());
      press.output.save();
    },
  ],
];

it.each(changes)("reads everything when %s", async (_, change) => {
  await using garden = await stoodGarden();
  expect(await stands(garden)).toBeDefined();
  await change(garden);
  expect(await stands(garden)).toBeUndefined();
});

it("reads everything when a text is due, and when the clock went back", async () => {
  await using garden = await stoodGarden();
  expect(await stands(garden, () => DUE)).toBeUndefined();
  expect(await stands(garden, () => 0)).toBeUndefined();
});
