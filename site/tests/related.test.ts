// Related posts follow an edit without being looked for everywhere, and come out as from nothing.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildModel, createModeler, type SiteModel } from "../src/model/site-model.ts";
import type { Content } from "../src/store/content.ts";
import type { Entry } from "../src/store/entry.ts";
import { readSettings } from "../src/store/settings.ts";
import { readText } from "./support/read-text.ts";

function post(name: string, day: number, lines: string): Entry {
  const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString();
  return readText(`posts/${name}.md`, `---\ntitle: ${name}\ndate: ${date}\n${lines}\n---\nx`);
}

const read = readSettings("title: T\n", "content/site.yaml");
if (!read.ok) throw new Error("no settings");
/** The same object every time: other settings are another site. */
const { settings } = read;

function site(entries: Map<string, Entry>): Content {
  const empty = { pictures: new Map(), files: new Map(), named: () => [], problems: [] };
  return { folder: "content", settings, entries, ...empty };
}

function relatedOf(model: SiteModel): Record<string, string[]> {
  const [tree] = model.trees;
  return Object.fromEntries(
    (tree?.posts ?? []).map(({ file }) => [
      file,
      (tree?.related.get(file) ?? []).map((other) => other.file),
    ]),
  );
}

describe("related posts", () => {
  it("are the same after any edits as from nothing", () => {
    const edit = fc.record({
      name: fc.integer({ min: 0, max: 40 }),
      day: fc.integer({ min: 0, max: 60 }),
      tags: fc.subarray(["a", "b", "c", "d"]),
      categories: fc.subarray(["x", "x/y", "z"]),
      series: fc.constantFrom("", "series: S"),
      gone: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(edit, { minLength: 1, maxLength: 6 }), { maxLength: 12 }),
        (rounds) => {
          const modeler = createModeler();
          const entries = new Map<string, Entry>();
          modeler.update(site(entries), "everything");
          for (const round of rounds) {
            const changed = new Set<string>();
            for (const { name, day, tags, categories, series, gone } of round) {
              const lines = `tags: [${tags}]\ncategories: [${categories}]\n${series}`;
              const entry = post(`p${name}`, day, lines);
              changed.add(entry.file);
              if (gone) entries.delete(entry.file);
              else entries.set(entry.file, entry);
            }
            const model = modeler.update(site(entries), changed);
            expect(relatedOf(model)).toEqual(relatedOf(buildModel(site(entries))));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("prefer a rare term in common to a frequent one, and then what is near in time", () => {
    const entries = new Map<string, Entry>();
    const put = (entry: Entry) => entries.set(entry.file, entry);
    for (let day = 0; day < 20; day++) put(post(`often${day}`, day, "tags: [often]"));
    put(post("asked", 10.5, "tags: [often, rare]"));
    put(post("far", 400, "tags: [rare]"));
    expect(relatedOf(buildModel(site(entries)))["posts/asked.md"]).toEqual([
      "posts/far.md",
      "posts/often10.md",
      "posts/often11.md",
    ]);
  });

  it("of few posts change when a new one comes, however many have its tag", () => {
    const entries = new Map<string, Entry>();
    for (let day = 0; day < 400; day++) {
      const entry = post(`p${day}`, day, `tags: [all, t${day % 5}]\ncategories: [c${day % 3}]`);
      entries.set(entry.file, entry);
    }
    const modeler = createModeler();
    modeler.update(site(entries), "everything");
    const fresh = post("fresh", 400, "tags: [all, t1]\ncategories: [c2]");
    entries.set(fresh.file, fresh);
    const model = modeler.update(site(entries), new Set([fresh.file]));
    expect(model.trees[0]?.touched.size).toBeLessThanOrEqual(1 + 3 * 6);
  });
});
