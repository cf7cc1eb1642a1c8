// A publisher that could not, or must not, go on: it looks again by itself, and not too often.

import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolderPlace } from "../src/publisher/folder-place.ts";
import { desked } from "./support/desked.ts";
import { makeGarden } from "./support/garden.ts";

describe("a round that failed", () => {
  it("is tried again without a save", async () => {
    await using garden = await makeGarden();
    await using open = await desked(garden);
    const kind = async () => (await open.state()).status.kind;
    expect(await kind()).toBe("away");
    // Nothing can be written where its page belongs: what a full disk or a lost mount would do.
    const page = join(open.dir, "out/posts/winter");
    await rm(page, { recursive: true });
    await writeFile(page, "");
    await garden.write("posts/winter.md", "---\ntitle: Winter\ndate: 2026-02-01\n---\n\nMore.\n");
    await expect.poll(kind, { timeout: 20_000 }).toBe("failed");
    await rm(page);
    await expect.poll(kind, { timeout: 20_000 }).toBe("away");
  });
});

describe("a folder that is asked about", () => {
  it("is looked for without reading its files, until it is another, somebody calls or a minute passed", async () => {
    const dir = await mkdtemp(join(tmpdir(), "place-"));
    const content = join(dir, "content");
    await mkdir(join(content, "posts"), { recursive: true });
    const place = createFolderPlace(content);
    place.note();
    let rests = 0;
    const resting = (then: (rests: number) => Promise<boolean> | boolean) => {
      rests = 0;
      return place.rest(async () => {
        rests += 1;
        return then(rests);
      });
    };
    await resting(() => false);
    expect(rests).toBe(60);
    await resting((now) => now === 7);
    expect(rests).toBe(7);
    // A file within is no other folder: the watcher tells of that.
    await mkdir(join(content, "posts/drafts"));
    expect(place.hasMoved()).toBe(false);
    for (const moved of [join(content, "posts"), content]) {
      place.note();
      await resting(async (now) => {
        if (now === 3) await rename(moved, join(dir, "away"));
        return false;
      });
      expect(rests).toBe(3);
      expect(place.hasMoved()).toBe(true);
      place.note();
      await rename(join(dir, "away"), moved);
      expect(place.hasMoved()).toBe(true);
    }
    await rm(dir, { recursive: true });
  });

  it("is published again as soon as it is back", async () => {
    await using garden = await makeGarden();
    await using open = await desked(garden);
    const kind = async () => (await open.state()).status.kind;
    await rename(garden.contentDir, `${garden.contentDir}.away`);
    await expect.poll(kind, { timeout: 20_000 }).toBe("asks");
    await rename(`${garden.contentDir}.away`, garden.contentDir);
    await expect.poll(kind, { timeout: 20_000 }).toBe("away");
  });
});
