// A link in the folder leads to what lies elsewhere: nobody meant to publish that.

import { mkdir, symlink, writeFile } from "node:fs/promises";
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
});
