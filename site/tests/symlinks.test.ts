// A link in the folder leads to what lies elsewhere: nobody meant to publish that.

import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { watchFolder } from "../src/publisher/watch-folder.ts";
import { makeGarden, makePress, rendered } from "./support/garden.ts";

describe("a symbolic link in the folder", () => {
  it("publishes no text and no file from elsewhere, in an edit as at a start", async () => {
    await using garden = await makeGarden();
    const elsewhere = join(garden.root, "elsewhere");
    await mkdir(elsewhere);
    await writeFile(
      join(elsewhere, "diary.md"),
      "---\ntitle: Diary\ndate: 2026-01-01\n---\n\nSecret.\n",
    );
    await writeFile(join(elsewhere, "keys.txt"), "secret");
    using press = await makePress(garden);
    rendered(await press.update());
    const seen: string[] = [];
    await using _watch = await watchFolder(garden.contentDir, {
      clock: Date.now,
      failed: () => undefined,
      settled: (paths) => seen.push(...paths),
    });
    await symlink(elsewhere, join(garden.contentDir, "posts/linked"));
    await symlink(join(elsewhere, "diary.md"), join(garden.contentDir, "posts/diary.md"));
    await symlink(join(elsewhere, "keys.txt"), join(garden.contentDir, "files/keys.txt"));
    await garden.write(
      "posts/link.md",
      "---\ntitle: L\ndate: 2026-01-02\n---\n\n[a](/files/keys.txt) [b](linked/keys.txt)\n",
    );
    await expect.poll(() => seen.includes("posts/link.md"), { timeout: 8000 }).toBe(true);
    await sleep(1500);
    const paths = [
      ...new Set([
        ...seen,
        "posts/linked/diary.md",
        "posts/linked/keys.txt",
        "posts/diary.md",
        "files/keys.txt",
      ]),
    ];
    rendered(await press.update(paths));
    const published = [...press.output.files.keys()].filter((file) => /diary|keys/.test(file));
    expect(published).toEqual([]);
  });

  it("publishes no picture and no recording from elsewhere, and says so; a link within the folder brings them", async () => {
    await using garden = await makeGarden();
    const elsewhere = join(garden.root, "elsewhere");
    await mkdir(elsewhere);
    const picture = await readFile(join(garden.contentDir, "images/bean.png"));
    await writeFile(join(elsewhere, "passport.png"), picture);
    await writeFile(join(elsewhere, "talk.mp3"), "not for others");
    await symlink(elsewhere, join(garden.contentDir, "private"));
    await symlink(join(elsewhere, "passport.png"), join(garden.contentDir, "images/passport.png"));
    await symlink(join(elsewhere, "talk.mp3"), join(garden.contentDir, "talk.mp3"));
    await symlink("images", join(garden.contentDir, "pictures"));
    await garden.write(
      "posts/link.md",
      `---
title: L
date: 2026-01-02
cover: private/passport.png
enclosure: talk.mp3
---

![a](/private/passport.png) ![b](/images/passport.png) ![[talk.mp3]]

![c](/pictures/bean.png)
`,
    );
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    const published = [...press.output.files.keys()];
    expect(published.filter((file) => /passport|talk/.test(file))).toEqual([]);
    expect(published.some((file) => /^_image\/bean-/.test(file))).toBe(true);
    const told = problems.filter(({ code }) => code === "W245");
    expect(new Set(told.map(({ values }) => values.file))).toEqual(
      new Set([
        "private/passport.png",
        "talk.mp3",
        "/private/passport.png",
        "/images/passport.png",
      ]),
    );
  });
});
