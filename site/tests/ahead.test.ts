// The site as it will be, rendered before its time.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

const NOW = Date.UTC(2026, 8, 1, 12);
const HOUR = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();

describe("rendering ahead", () => {
  it("gives byte for byte what the site will be then, and leaves the present as it is", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/one.md", `---\ntitle: One\ndate: ${iso(NOW + HOUR)}\n---\n\none`);
    await garden.write(
      "posts/two.md",
      `---\ntitle: Two\ntags: [rain]\ndate: ${iso(NOW - HOUR)}\nexpiryDate: ${iso(NOW + 2 * HOUR)}\n---\n\ntwo`,
    );
    using press = await makePress(garden, { clock: () => NOW });
    rendered(await press.update());
    const before = await readTree(join(press.dir, "out"));
    const moments = [NOW + HOUR, NOW + 2 * HOUR];
    await press.ahead(moments, async (aheads) => {
      for (const [at, { files, paths }] of aheads) {
        using then = await makePress(garden, { name: `then-${at}`, clock: () => at });
        rendered(await then.update());
        const expected = await readTree(join(then.dir, "out"));
        const own = new Map<string, string>();
        for (const [file, { sha256 }] of files) {
          own.set(file, await readFile(paths.get(sha256) ?? press.output.path(file), "latin1"));
        }
        expect([...own.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [file, text] of expected) expect(own.get(file) === text, file).toBe(true);
      }
    });
    expect(await readTree(join(press.dir, "out"))).toEqual(before);
  });

  it("changes nothing of what an edit after it leads to", async () => {
    await using garden = await makeGarden();
    await garden.write("posts/one.md", `---\ntitle: One\ndate: ${iso(NOW + HOUR)}\n---\n\none`);
    using press = await makePress(garden, { clock: () => NOW });
    rendered(await press.update());
    await press.ahead([NOW + HOUR], async () => undefined);
    expect(rendered(await press.update([])).rendered).toEqual({ written: [], dropped: [] });
    await garden.write("posts/rain.md", "---\ntitle: Rain, again\ndate: 2026-05-05\n---\n\nwet");
    rendered(await press.update(["posts/rain.md"]));
    await press.ahead([NOW + HOUR], async () => undefined);
    using fresh = await makePress(garden, { name: "fresh", clock: () => NOW });
    rendered(await fresh.update());
    const [own, expected] = await Promise.all(
      [press, fresh].map(({ dir }) => readTree(join(dir, "out"))),
    );
    expect(own).toEqual(expected);
  });
});
