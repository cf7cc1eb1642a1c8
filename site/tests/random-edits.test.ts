// Random edits of every kind; after each, the publisher's tree is byte for byte what a fresh full
// rendering writes. `COURTYARD_SEED` repeats a run, `COURTYARD_EDITS` sets how many (300 by default);
// the run ends early after `COURTYARD_EDIT_SECONDS` (40 by default), so that it fits into any CI.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Garden, makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

const seed = Number(process.env.COURTYARD_SEED ?? Date.now() % 1_000_000);
const edits = Number(process.env.COURTYARD_EDITS ?? 300);
const seconds = Number(process.env.COURTYARD_EDIT_SECONDS ?? 40);

it(`any edit leaves what a fresh rendering writes (COURTYARD_SEED=${seed})`, {
  timeout: (seconds + 60) * 1000,
}, async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  rendered(await press.update());
  const random = mulberry32(seed);
  const history: string[] = [];
  const until = performance.now() + seconds * 1000;
  for (let step = 1; step <= edits && performance.now() < until; step++) {
    // Now and then several at once, as a synchronised folder brings them.
    const count = random() < 0.15 ? 2 + Math.floor(random() * 5) : 1;
    const touched = new Set<string>();
    for (let n = 0; n < count; n++) touched.add(await randomEdit(garden, random, step));
    history.push(`${step}: ${[...touched].join(" ")}`);
    rendered(await press.update([...touched]));
    // Now and then by threads, which a large site is rendered with.
    const threadsFrom = step % 8 === 0 ? 1 : undefined;
    using fresh = await makePress(garden, { name: `fresh-${step}`, threadsFrom });
    rendered(await fresh.update());
    const note = history.slice(-4).join("; ");
    const [mine, theirs] = await Promise.all([
      readTree(join(press.dir, "out")),
      readTree(join(fresh.dir, "out")),
    ]);
    expect([...mine.keys()], note).toEqual([...theirs.keys()]);
    for (const [file, content] of theirs) {
      if (mine.get(file) !== content) expect(mine.get(file), `${note}: ${file}`).toBe(content);
    }
  }
  expect(history.length).toBeGreaterThan(0);
});

const NAMES = ["alpha", "beta", "雨天", "delta", "rain", "winter"];
const TAGS = ["beans", "Beans", "rain", "雨", "c++"];
/** Several years, and the evening on which the site's zone is a year ahead of UTC. */
const DAYS = [
  ...[
    "2024-05-01",
    "2024-12-31 20:00",
    "2025-01-01 03:00",
    "2025-06-11",
    "2025-06-12",
    "2025-09-30",
  ],
  ...["2026-01-01 00:30", "2026-02-14", "2026-03-28", "2026-05-05", "2026-08-17", "2026-09-09"],
];
const CATEGORIES = [
  "Soil",
  "soil/Water",
  "Soil/Water/Rain",
  "土/水",
  "Notes",
  "page",
  "Notes/page",
];
const AUTHORS = ["alice", "bob", "Carol Digger", "Bob Digger"];
const SERIES = ["From seed to bean", "雨季"];
/** By file name, title, slug and alias; one is never there. */
const LINKED = [...NAMES, "Title 1", "s2", "Nickname", "nobody"];
const ALIASES = ["Nickname", "/old/", "/older.html", "/posts/rain/", "/posts/s1/", "/旧/"];
const FILES = ["files/beds.csv", "files/plan.pdf"];
const PICTURES = ["images/bean.png", "images/draft.png", "images/alice.jpg"];

/** Does one edit, and gives the path that a watcher would tell. */
async function randomEdit(garden: Garden, random: () => number, step: number): Promise<string> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const kind = random();
  const lang = random() < 0.3 ? ".zh" : "";
  const file = `posts/${pick(NAMES)}${lang}.md`;
  if (kind < 0.15) {
    await garden.remove(file).catch(() => undefined);
    return file;
  }
  if (kind < 0.18) {
    const linked = pick(FILES);
    if (random() < 0.4) await garden.remove(linked).catch(() => undefined);
    else await garden.write(linked, `step ${step}`);
    return linked;
  }
  if (kind < 0.22) return editSettings(garden, random, step);
  if (kind < 0.3) {
    const picture = pick(PICTURES);
    if (random() < 0.25) await garden.remove(picture).catch(() => undefined);
    else await garden.write(picture, await readFile(join(FIXTURE, pick(PICTURES))));
    return picture;
  }
  if (kind < 0.36) {
    const page = `pages/${pick(["about", "garden"])}${lang}.md`;
    if (random() < 0.3) await garden.remove(page).catch(() => undefined);
    else
      await garden.write(
        page,
        `---\ntitle: Page ${Math.floor(random() * 3)}\n---\n\nStep ${step}.\n`,
      );
    return page;
  }
  if (kind < 0.37) {
    // A part of the theme of one's own; a broken version of it is another test's matter.
    const part = "_theme/styles/own.css";
    await garden.write(part, `body { --own: ${Math.floor(random() * 2)}; }\n`);
    return part;
  }
  const day = String(1 + Math.floor(random() * 28)).padStart(2, "0");
  const head = [
    `title: "Title ${Math.floor(random() * 3)}"`,
    `date: ${pick(DAYS)}`,
    random() < 0.2 ? "draft: true" : "",
    `tags: [${TAGS.filter(() => random() < 0.4).join(", ")}]`,
    random() < 0.5 ? `categories: [${CATEGORIES.filter(() => random() < 0.3).join(", ")}]` : "",
    random() < 0.3 ? `authors: [${AUTHORS.filter(() => random() < 0.4).join(", ")}]` : "",
    random() < 0.3 ? `series: ${pick(SERIES)}` : "",
    random() < 0.2 ? `seriesOrder: ${Math.floor(random() * 4)}` : "",
    random() < 0.1 ? "pinned: true" : "",
    random() < 0.15 ? `visibility: ${pick(["unlisted", "private"])}` : "",
    random() < 0.3 ? `slug: s${Math.floor(random() * 4)}` : "",
    random() < 0.3 ? `cover: ../${pick(PICTURES)}` : "",
    random() < 0.3 ? `updated: 2026-11-${day}` : "",
    random() < 0.3 ? `aliases: [${pick(ALIASES)}, ${pick(ALIASES)}]` : "",
  ];
  const bodies = [
    "Same words.",
    `Words of step ${step}. ![b](../${pick(PICTURES)})`,
    `To [[${pick(LINKED)}]] and [there](${pick(NAMES)}.md#clouds), [a file](../${pick(FILES)}).`,
    `## Clouds\n\n![[${pick(LINKED)}]]\n\n![[${pick(NAMES)}#Clouds]] ${step} ^end`,
  ];
  const body = pick(bodies);
  await garden.write(file, `---\n${head.filter(Boolean).join("\n")}\n---\n\n${body}\n`);
  return file;
}

async function editSettings(garden: Garden, random: () => number, step: number): Promise<string> {
  const path = join(garden.contentDir, "site.yaml");
  const yaml = await readFile(path, "utf8");
  const size = 1 + Math.floor(random() * 4);
  const kind = random();
  const changed =
    kind < 0.2
      ? yaml.replace(/name: Bob .*$/m, `name: Bob ${random() < 0.5 ? "Digger" : "Ditcher"}`)
      : kind < 0.6
        ? yaml.replace(/postsPerPage: \d+/, `postsPerPage: ${size}`)
        : yaml.replace(/^title: .*$/m, `title: Garden of step ${step}`);
  await garden.write("site.yaml", changed);
  return "site.yaml";
}

const FIXTURE = join(import.meta.dirname, "fixtures/garden");

/** A small seeded generator (Tommy Ettinger's mulberry32): tests must be repeatable. */
function mulberry32(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
