// How editors, clouds and copies write files, and what a publisher makes of it: real files, watched.

import { appendFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type FolderWatch, watchFolder } from "../src/publisher/watch-folder.ts";
import { isTextFile, originalOf } from "../src/store/content-files.ts";
import { type Garden, makeGarden, makePress, rendered } from "./support/garden.ts";

const TEXT = "---\ntitle: Rain\ndate: 2026-05-05\n---\n\nIt rained all day, and nobody minded.\n";

/** Every call of the watcher, as sorted lists of paths. */
async function watched(garden: Garden): Promise<FolderWatch & { calls: string[][] }> {
  const calls: string[][] = [];
  const watch = await watchFolder(garden.contentDir, {
    clock: Date.now,
    failed: (error) => {
      throw error;
    },
    settled: (paths) => calls.push(paths.map((path) => path.replaceAll("\\", "/")).sort()),
  });
  // The garden was planted only just now.
  await watch.idle();
  calls.length = 0;
  return { ...watch, calls };
}

async function until(condition: () => boolean, within = 20_000): Promise<void> {
  const end = performance.now() + within;
  while (!condition()) {
    if (performance.now() > end) throw new Error("it never came");
    await sleep(20);
  }
}

/** Long enough for everything that was begun to settle. */
const calm = () => sleep(1_600);

describe("a save", () => {
  const at = (garden: Garden, file: string) => join(garden.contentDir, file);

  it.each([
    ["in place (nano, Obsidian)", async (path: string) => writeFile(path, TEXT)],
    [
      "truncated first (VS Code)",
      async (path: string) => {
        await writeFile(path, "");
        await sleep(120);
        await writeFile(path, TEXT);
      },
    ],
    [
      "by a temporary file (Sublime, iA Writer)",
      async (path: string) => {
        await writeFile(`${path}.sb-8c5a2f10-aB3dEf`, TEXT);
        await rename(`${path}.sb-8c5a2f10-aB3dEf`, path);
      },
    ],
    [
      "with the old file moved away (vim)",
      async (path: string) => {
        await writeFile(join(path, "..", "4913"), "");
        await rm(join(path, "..", "4913"));
        await rename(path, `${path}~`);
        await sleep(100);
        await writeFile(path, TEXT);
        await rm(`${path}~`);
      },
    ],
    [
      "with a lock and a backup (emacs)",
      async (path: string) => {
        const folder = join(path, "..");
        await writeFile(join(folder, ".#rain.md"), "");
        await writeFile(join(folder, "#rain.md#"), TEXT.slice(0, 20));
        await rename(path, `${path}~`);
        await writeFile(path, TEXT);
        await rm(join(folder, ".#rain.md"));
        await rm(join(folder, "#rain.md#"));
      },
    ],
    [
      "taken away and written anew",
      async (path: string) => {
        await rm(path);
        await sleep(150);
        await writeFile(path, TEXT);
      },
    ],
    [
      "in three steps with pauses",
      async (path: string) => {
        await writeFile(path, TEXT.slice(0, 20));
        await sleep(150);
        await appendFile(path, TEXT.slice(20, 50));
        await sleep(150);
        await appendFile(path, TEXT.slice(50));
      },
    ],
  ])("%s is one change of one file, and whole", async (_how, save) => {
    await using garden = await makeGarden();
    await garden.write(
      "posts/rain.md",
      TEXT.replace("rained", "did rain, and rain, and rain").repeat(2),
    );
    await using folder = await watched(garden);
    // What was touched once has a known size.
    await garden.write("posts/rain.md", TEXT.replace("rained", "poured").repeat(2));
    await until(() => folder.calls.length === 1);
    await save(at(garden, "posts/rain.md"));
    await until(() => folder.calls.length === 2);
    await calm();
    expect(folder.calls.slice(1)).toEqual([["posts/rain.md"]]);
  });

  it("of a new file that grows slowly waits for its end", async () => {
    await using garden = await makeGarden();
    await using folder = await watched(garden);
    const path = at(garden, "posts/slow.md");
    await writeFile(path, TEXT.slice(0, 10));
    for (let from = 10; from < TEXT.length; from += 15) {
      await sleep(100);
      await appendFile(path, TEXT.slice(from, from + 15));
    }
    await until(() => folder.calls.length > 0);
    await calm();
    expect(folder.calls).toEqual([["posts/slow.md"]]);
  });

  it("of two thousand files, dropped over seconds, is one", async () => {
    await using garden = await makeGarden();
    await mkdir(at(garden, "posts/many"));
    await using folder = await watched(garden);
    for (let n = 0; n < 2_000; n++) {
      await writeFile(at(garden, `posts/many/m${n}.md`), TEXT);
      // About six seconds: longer than anybody would wait for a single save.
      if (n % 20 === 0) await sleep(60);
    }
    await until(() => folder.calls.length > 0, 60_000);
    await calm();
    expect(folder.calls.map(({ length }) => length)).toEqual([2_000]);
  });

  it("of one file goes on while another never rests", async () => {
    await using garden = await makeGarden();
    await using folder = await watched(garden);
    let open = true;
    const noise = (async () => {
      for (let n = 0; open; n++) {
        await writeFile(at(garden, "posts/log.md"), `${n}`.repeat(200));
        await sleep(25);
      }
    })();
    await writeFile(at(garden, "posts/calm.md"), TEXT);
    await until(() => folder.calls.some((paths) => paths.includes("posts/calm.md")));
    // Who waits for quiet waits no longer than that either.
    await folder.idle();
    open = false;
    await noise;
  });

  it("that had begun when the watch began is waited for", async () => {
    await using garden = await makeGarden();
    const path = at(garden, "posts/begun.md");
    await writeFile(path, "");
    const saving = (async () => {
      for (const part of [TEXT.slice(0, 20), TEXT.slice(20, 60), TEXT.slice(60)]) {
        await sleep(100);
        await appendFile(path, part);
      }
    })();
    await using _folder = await watched(garden);
    expect(await readFile(path, "utf8")).toBe(TEXT);
    await saving;
  });
});

describe("a cloud's own files", () => {
  it("that were taken from the disk are not deleted", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/rain.md", TEXT);
    using press = await makePress(garden);
    rendered(await press.update());
    press.output.save();
    await using folder = await watched(garden);
    const path = join(garden.contentDir, "posts/rain.md");
    await writeFile(join(garden.contentDir, "posts/.rain.md.icloud"), "bplist00");
    await rm(path);
    await calm();
    expect(folder.calls).toEqual([]);
    // Also for a publisher that starts then.
    expect(rendered(await press.update()).rendered).toEqual({ written: [], dropped: [] });
    await rm(join(garden.contentDir, "posts/.rain.md.icloud"));
    expect(rendered(await press.update(["posts/rain.md"])).rendered.dropped).toContain(
      "posts/rain/index.html",
    );
  });

  it("that are copies of a conflict are no posts", async () => {
    for (const name of [
      "rain.sync-conflict-20260901-101010-ABCDEFG.md",
      "rain (conflicted copy 2026-09-01).md",
      "rain (Alice's conflicted copy 2026-09-01).md",
      "rain (alice 的冲突副本 2026-09-01).md",
      ".rain.md.icloud",
      "rain.md.sb-8c5a2f10-aB3dEf",
    ]) {
      expect(isTextFile(`posts/${name}`), name).toBe(false);
    }
    expect(originalOf("posts/rain 2.md")).toBe("posts/rain.md");
    await using garden = await makeGarden();
    await garden.write("posts/rain.md", TEXT);
    await garden.write("posts/rain 2.md", TEXT.replace("nobody", "somebody"));
    await garden.write("posts/winter 2.md", TEXT.replace("title: Rain", "title: Winter, part two"));
    using press = await makePress(garden);
    const { problems } = rendered(await press.update());
    expect(problems.find(({ code }) => code === "E140")).toMatchObject({
      file: "content/posts/rain 2.md",
      values: { original: "posts/rain.md" },
    });
    expect(press.output.files.has("posts/rain/index.html")).toBe(true);
    expect(press.output.files.has("posts/rain-2/index.html")).toBe(false);
    expect(press.output.files.has("posts/winter-2/index.html")).toBe(true);
  });
});
